"""The resources `demands` and `demand-categories`."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register

from .models.categories import DemandCategory
from .models.demands import Demand
from .tables import CategoryFilter, DemandFilter
from .workflow import CATEGORY, DEMAND


class DemandSerializer(serializers.ModelSerializer):
    """One demand; the reporter is masked."""

    area = serializers.CharField(source="area.code", read_only=True)
    category = serializers.CharField(source="category.code", read_only=True)
    state = serializers.CharField(source="get_status_display", read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)
    answer_is_provisional = serializers.BooleanField(read_only=True)

    class Meta:
        model = Demand
        fields = [
            "id",
            "number",
            "title",
            "area",
            "place",
            "category",
            "content",
            "channel",
            "outer_number",
            "outer_due_on",
            "household_count",
            "is_anonymous",
            "reporter_masked",
            "phone_masked",
            "entered_for_note",
            "level",
            "unit",
            "accepted_on",
            "assigned_on",
            "answer_due_on",
            "answer_is_provisional",
            "answered_on",
            "answer",
            "rating",
            "is_solved",
            "rated_on",
            "closed_on",
            "reopen_count",
            "merged_into",
            "project",
            "visit",
            "status",
            "state",
            "version",
            "updated_at",
            "url",
        ]


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = DemandCategory
        fields = [
            "id",
            "code",
            "name",
            "examples",
            "desk",
            "level",
            "order",
            "valid_from",
            "valid_until",
            "merged_into",
            "status",
            "version",
            "updated_at",
        ]


class DemandViewSet(ScopedViewSet):
    queryset = Demand.objects.select_related(
        "area__community", "area__street", "area__compound", "category", "project"
    ).defer("reporter_name", "reporter_phone")
    serializer_class = DemandSerializer
    filterset, workflow = DemandFilter, DEMAND


class CategoryViewSet(ScopedViewSet):
    queryset = DemandCategory.objects.select_related("area")
    serializer_class = CategorySerializer
    filterset, workflow = CategoryFilter, CATEGORY


register("demands", DemandViewSet)
register("demand-categories", CategoryViewSet)
