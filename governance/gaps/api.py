"""Notices to communities about what their register lacks; `POST` tells of one gap by its kind and the row's key."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.pages.keyset import Order

from .models import GapLine, GapNotice
from .tables import NoticeFilter
from .workflow import GAP_NOTICE


class GapLineSerializer(serializers.ModelSerializer):
    place = serializers.CharField(source="place.code")

    class Meta:
        model = GapLine
        fields = ["kind", "place", "seat", "post", "body", "words", "told_at", "times", "closed_on", "is_mended"]


class GapNoticeSerializer(serializers.ModelSerializer):
    area = serializers.CharField(source="area.code")
    told_by = serializers.CharField(source="created_by.person.name")
    lines = GapLineSerializer(many=True)

    class Meta:
        model = GapNotice
        fields = [
            "id",
            "area",
            "told_on",
            "told_by",
            "told_to",
            "answer",
            "lines",
            "status",
            "version",
            "updated_at",
        ]


class GapNoticeViewSet(ScopedViewSet):
    """What streets told communities; `report` and `explain` are the community's steps."""

    queryset = (
        GapNotice.objects.select_related("area", "created_by__person")
        .defer("created_by__person__phone", "created_by__person__id_number")
        .prefetch_related("lines__place")
    )
    serializer_class = GapNoticeSerializer
    filterset, workflow = NoticeFilter, GAP_NOTICE
    order = Order("told_on")


register("gap-notices", GapNoticeViewSet)
