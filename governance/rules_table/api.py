"""Dated rules, every version; `on=2026-03-01` gives those in force that day."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.models.rules import Rule
from governance.kernel.pages.keyset import Order

from .tables import RuleFilter
from .workflow import RULE


class RuleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Rule
        fields = [
            "id", "code", "label", "kind", "value", "unit", "comparison", "base", "counts", "basis", "starts_at",
            "remind", "escalate", "is_statutory", "is_repeated",
            "moves", "nature", "bound", "bound_side", "valid_from", "valid_to", "note", "withdrawn_at",
        ]  # fmt: skip


class RuleViewSet(ScopedViewSet):
    queryset = Rule.objects.all()
    serializer_class = RuleSerializer
    filterset, workflow = RuleFilter, RULE
    order = Order("code", descending=False)


register("rules", RuleViewSet)
