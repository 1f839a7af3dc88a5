"""Dated rules, every version, also those only proposed; `on=2026-03-01` gives those in force that day."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.models.rules import Rule
from governance.kernel.pages.keyset import Order

from .tables import RuleFilter
from .workflow import RULE


class RuleSerializer(serializers.ModelSerializer):
    proposed_by = serializers.SerializerMethodField()
    confirmed_by = serializers.SerializerMethodField()

    class Meta:
        model = Rule
        fields = [
            "id",
            "code",
            "label",
            "kind",
            "value",
            "unit",
            "comparison",
            "base",
            "counts",
            "basis",
            "says",
            "starts_at",
            "remind",
            "escalate",
            "is_statutory",
            "is_repeated",
            "moves",
            "nature",
            "bound",
            "bound_side",
            "valid_from",
            "valid_to",
            "note",
            "lapses",
            "status",
            "proposed_by",
            "confirmed_by",
            "version",
        ]

    def get_proposed_by(self, rule) -> str:
        return rule.proposed_by.name if rule.proposed_by else ""

    def get_confirmed_by(self, rule) -> str:
        return rule.confirmed_by.name if rule.confirmed_by else ""


class RuleViewSet(ScopedViewSet):
    queryset = Rule.objects.with_people()
    serializer_class = RuleSerializer
    filterset, workflow = RuleFilter, RULE
    order = Order("code", descending=False)


register("rules", RuleViewSet)
