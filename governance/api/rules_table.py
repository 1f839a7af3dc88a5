"""Dated rules, every version; `on=2026-03-01` gives those in force that day."""

from rest_framework import serializers

from governance.forms.rules_table import RULE_FORMS
from governance.kernel.api import ScopedViewSet, router
from governance.kernel.records_rules import Rule
from governance.kernel.tables import Order
from governance.tables.rules_table import RuleFilter
from governance.workflow.rules_table import RULE


class RuleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Rule
        fields = [
            "id", "code", "label", "kind", "value", "unit", "comparison", "base", "counts", "basis", "starts_at",
            "remind", "escalate", "is_statutory", "is_repeated", "valid_from", "valid_to", "note", "withdrawn_at",
        ]  # fmt: skip


class RuleViewSet(ScopedViewSet):
    queryset = Rule.objects.all()
    serializer_class = RuleSerializer
    filterset, workflow, forms = RuleFilter, RULE, RULE_FORMS
    order = Order("code", descending=False)


router.register("rules", RuleViewSet)
