"""The resource `key-households`."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.pages.keyset import Order

from .models import KeyHousehold
from .tables import KeyHouseholdFilter
from .workflow import KEY_HOUSEHOLD


class KeyHouseholdSerializer(serializers.ModelSerializer):
    """One key household; the door is masked, the reason is left out."""

    area = serializers.CharField(source="area.code", read_only=True)
    door_masked = serializers.CharField(source="__str__", read_only=True)
    state = serializers.CharField(source="get_status_display", read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = KeyHousehold
        fields = [
            "id",
            "area",
            "door_masked",
            "category",
            "valid_from",
            "ended_on",
            "ended_for",
            "status",
            "state",
            "version",
            "updated_at",
            "url",
        ]


class KeyHouseholdViewSet(ScopedViewSet):
    queryset = KeyHousehold.objects.select_related("area__compound", "area__parent").defer("door", "reason")
    serializer_class = KeyHouseholdSerializer
    filterset, workflow = KeyHouseholdFilter, KEY_HOUSEHOLD
    order = Order("valid_from")


register("key-households", KeyHouseholdViewSet)
