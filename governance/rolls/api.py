"""Rolls in the API; rows that name people are not handed out."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.pages.keyset import Order

from .models import Roll
from .tables import RollFilter
from .workflow import ROLL


class RollSerializer(serializers.ModelSerializer):
    """One version of a roll with its totals; `total_area` is m², `heads` are counted by 解释 (2020) 9.

    `standing` tells a filed version by today: upcoming, current or past.
    """

    area = serializers.CharField(source="area.code")
    heads = serializers.IntegerField(source="head_count", allow_null=True)
    standing = serializers.CharField(source="state_today", read_only=True)
    units = serializers.IntegerField(source="unit_count", allow_null=True)

    class Meta:
        model = Roll
        fields = [
            "id", "area", "kind", "as_of", "source", "filed_on", "valid_from", "valid_to", "units", "heads",
            "total_area", "households", "adults", "note", "change_reason", "heads_reason", "status", "standing",
            "version", "updated_at",
        ]  # fmt: skip


class RollViewSet(ScopedViewSet):
    """Who is entitled: versions of rolls with their days and totals."""

    queryset = Roll.objects.select_related("area")
    serializer_class = RollSerializer
    filterset, workflow = RollFilter, ROLL
    order = Order("id")


register("rolls", RollViewSet)
