"""The resource `projects`."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from projects.micro_projects.models.budgets import SOURCES, BudgetLine, FundingSource
from projects.micro_projects.models.projects import MicroProject

from .tables import MicroProjectFilter
from .workflow.steps import PROJECT


class BudgetLineSerializer(serializers.ModelSerializer):
    class Meta:
        model = BudgetLine
        fields = ["id", "no", "name", "spec", "quantity", "unit", "unit_price", "amount", "quote_basis"]


class SourceSerializer(serializers.ModelSerializer):
    line_no = serializers.IntegerField(read_only=True)

    class Meta:
        model = FundingSource
        fields = ["kind", "amount", "line_no", "note"]


class MicroProjectSerializer(serializers.ModelSerializer):
    """One micro-project; amounts are yuan as strings with two decimals."""

    area = serializers.CharField(source="area.code", read_only=True)
    category = serializers.CharField(source="category.code", read_only=True)
    state = serializers.CharField(source="get_status_display", read_only=True)
    demands = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    lines = BudgetLineSerializer(many=True, read_only=True)
    sources = SourceSerializer(many=True, read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = MicroProject
        fields = [
            "id",
            "number",
            "title",
            "area",
            "category",
            "kind",
            "place",
            "common_parts",
            "common_parts_told",
            "common_parts_reason",
            "need",
            "content",
            "household_count",
            "people_count",
            "planned_from",
            "planned_until",
            "implementer",
            "maintenance",
            "no_repeat_statement",
            "conflict_statement",
            "over_cap_reason",
            "support_asked",
            "total_amount",
            "fiscal_amount",
            "fund_amount",
            "deliberation",
            "motion_no",
            "agenda_item",
            "submitted_on",
            "approved_amount",
            "approved_on",
            "support_class",
            "conditions",
            "status",
            "state",
            "demands",
            "lines",
            "sources",
            "version",
            "updated_at",
            "url",
        ]


class MicroProjectViewSet(ScopedViewSet):
    queryset = MicroProject.objects.select_related("area__community", "area__street", "area__compound", "category")
    prefetch = ("demands", "lines", SOURCES)
    serializer_class = MicroProjectSerializer
    filterset, workflow = MicroProjectFilter, PROJECT


register("micro-projects", MicroProjectViewSet)
