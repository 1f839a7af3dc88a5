"""The resource `visits`."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.pages.keyset import Order

from .models import Visit
from .tables import VisitFilter
from .workflow import VISIT


class VisitSerializer(serializers.ModelSerializer):
    """One home visit; `demands` are made with `visit` set to its id."""

    area = serializers.CharField(source="area.code", read_only=True)
    visitor = serializers.CharField(source="post.person.name", read_only=True)
    role = serializers.CharField(source="post.role", read_only=True)
    is_on_behalf = serializers.BooleanField(read_only=True)
    state = serializers.CharField(source="get_status_display", read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Visit
        fields = [
            "id",
            "number",
            "post",
            "visitor",
            "role",
            "area",
            "place",
            "key_household",
            "visited_on",
            "household_count",
            "kind",
            "summary",
            "is_on_behalf",
            "behalf_note",
            "status",
            "state",
            "version",
            "updated_at",
            "url",
        ]


class VisitViewSet(ScopedViewSet):
    queryset = Visit.objects.select_related("area__compound", "area__parent", "post__person", "created_by").defer(
        "post__person__phone", "post__person__id_number"
    )
    serializer_class = VisitSerializer
    filterset, workflow = VisitFilter, VISIT
    order = Order("visited_on")


register("visits", VisitViewSet)
