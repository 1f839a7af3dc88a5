"""Foundations for programs."""

from rest_framework import serializers

from funds.cells import code
from governance.kernel.api.viewsets import ScopedViewSet

from .models import Foundation
from .tables import FoundationFilter
from .workflow import FOUNDATION


class FoundationSerializer(serializers.ModelSerializer):
    area = code()

    class Meta:
        model = Foundation
        fields = ["id", "name", "area", "agreement_no", "linked_on", "ended_on", "scope", "status"]


class FoundationViewSet(ScopedViewSet):
    queryset = Foundation.objects.select_related("area")
    serializer_class = FoundationSerializer
    filterset, workflow = FoundationFilter, FOUNDATION
