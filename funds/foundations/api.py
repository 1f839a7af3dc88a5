"""Foundations for programs."""

from rest_framework import serializers

from funds.serializers import area_code
from governance.kernel.api.viewsets import ScopedViewSet, register

from .models import Foundation
from .tables import FoundationFilter
from .workflow import FOUNDATION


class FoundationSerializer(serializers.ModelSerializer):
    area = area_code()

    class Meta:
        model = Foundation
        fields = [
            "id",
            "name",
            "area",
            "agreement_no",
            "linked_on",
            "ended_on",
            "scope",
            "status",
            "version",
            "updated_at",
        ]


class FoundationViewSet(ScopedViewSet):
    queryset = Foundation.objects.select_related("area")
    serializer_class = FoundationSerializer
    filterset, workflow = FoundationFilter, FOUNDATION


register("foundations", FoundationViewSet)
