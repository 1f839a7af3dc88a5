"""Mediation committees for programs."""

from django.db.models import Prefetch
from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register

from .models import MediationCommittee, Mediator
from .tables import CommitteeFilter
from .workflow import COMMITTEE


class MediatorSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = Mediator
        fields = ["id", "name", "gender", "post", "is_full_time", "joined_on"]


class CommitteeSerializer(serializers.ModelSerializer):
    area = serializers.CharField(source="area.code", read_only=True)
    mediators = MediatorSerializer(many=True, read_only=True)

    class Meta:
        model = MediationCommittee
        fields = [
            "id",
            "name",
            "short_name",
            "level",
            "area",
            "term_from",
            "term_until",
            "status",
            "mediators",
            "version",
            "updated_at",
        ]


class CommitteeViewSet(ScopedViewSet):
    """Mediation committees with their mediators."""

    queryset = MediationCommittee.objects.select_related("area")
    prefetch = (Prefetch("mediators", Mediator.objects.active().select_related("person")),)
    serializer_class = CommitteeSerializer
    filterset, workflow = CommitteeFilter, COMMITTEE


register("committees", CommitteeViewSet)
