"""Mediation committees for programs."""

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
    mediators = serializers.SerializerMethodField()

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
        ]

    def get_mediators(self, committee) -> list:
        active = [mediator for mediator in committee.mediators.all() if mediator.left_on is None]
        return MediatorSerializer(active, many=True).data


class CommitteeViewSet(ScopedViewSet):
    """Mediation committees with their mediators."""

    queryset = MediationCommittee.objects.select_related("area")
    prefetch = ("mediators__person",)
    serializer_class = CommitteeSerializer
    filterset, workflow = CommitteeFilter, COMMITTEE


register("committees", CommitteeViewSet)
