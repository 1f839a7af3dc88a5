"""The operation log, for the auditing administrator only; without the data of the business."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.models.events import Event
from governance.kernel.pages.keyset import Order

from .tables import LogFilter


class LogSerializer(serializers.ModelSerializer):
    area = serializers.CharField(source="area.code", default=None)

    class Meta:
        model = Event
        fields = ["id", "created_at", "actor_name", "kind", "label", "object_type", "object_id", "area", "ip"]


class LogViewSet(ScopedViewSet):
    queryset = Event.objects.select_related("area").defer("data")
    serializer_class = LogSerializer
    filterset = LogFilter
    order = Order("created_at")


register("logs", LogViewSet)
