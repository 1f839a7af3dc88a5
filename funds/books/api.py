"""The double-entry book for programs."""

from rest_framework import serializers

from funds.serializers import area_code
from governance.kernel.api.viewsets import ScopedViewSet, register

from .models import Entry, Line
from .tables import EntryFilter


class LineSerializer(serializers.ModelSerializer):
    account = serializers.CharField(source="account.code", read_only=True)
    name = serializers.CharField(source="account.name", read_only=True)

    class Meta:
        model = Line
        fields = ["account", "name", "amount"]


class EntrySerializer(serializers.ModelSerializer):
    """A voucher; lines are positive for debit and negative for credit."""

    area = area_code("fund.area.code")
    lines = LineSerializer(many=True, read_only=True)

    class Meta:
        model = Entry
        fields = [
            "id",
            "number",
            "key",
            "fund",
            "area",
            "booked_on",
            "memo",
            "amount",
            "reverses",
            "source_url",
            "lines",
        ]


class EntryViewSet(ScopedViewSet):
    """Append-only; written by the steps of gifts and grants."""

    queryset = Entry.objects.select_related("fund__area")
    prefetch = ("lines__account",)
    serializer_class = EntrySerializer
    filterset = EntryFilter


register("entries", EntryViewSet)
