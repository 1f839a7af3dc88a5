"""Donations for programs."""

from rest_framework import serializers

from funds.serializers import area_code
from governance.kernel.api.viewsets import ScopedViewSet, register

from .models import Donation, GoodsItem
from .tables import DonationFilter
from .workflow import DONATION


class GoodsSerializer(serializers.ModelSerializer):
    class Meta:
        model = GoodsItem
        fields = ["name", "quantity", "unit", "unit_value", "basis", "best_before"]


class DonationSerializer(serializers.ModelSerializer):
    """A gift; the donor is named only as far as they agreed."""

    area = area_code()
    donor = serializers.CharField(source="shown_name", read_only=True)
    items = GoodsSerializer(many=True, read_only=True)

    class Meta:
        model = Donation
        fields = [
            "id",
            "number",
            "fund",
            "area",
            "kind",
            "donor_kind",
            "donor",
            "is_anonymous",
            "foundation",
            "amount",
            "is_restricted",
            "purpose",
            "due_on",
            "received_on",
            "slip_no",
            "confirmed_on",
            "ticket_no",
            "ticket_on",
            "items",
            "status",
            "version",
            "updated_at",
        ]


class DonationViewSet(ScopedViewSet):
    queryset = Donation.objects.select_related("area").defer("donor_contact")
    prefetch = ("items",)
    serializer_class = DonationSerializer
    filterset, workflow = DonationFilter, DONATION


register("donations", DonationViewSet)
