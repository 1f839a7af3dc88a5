"""Funds, gifts, grants and vouchers for programs."""

from rest_framework import serializers

from funds.forms import DONATION_FORMS, FOUNDATION_FORMS, FUND_FORMS, GRANT_FORMS
from funds.models import CommunityFund, Donation, Entry, Foundation, GoodsItem, Grant, Line
from funds.tables import DonationFilter, EntryFilter, FoundationFilter, FundFilter, GrantFilter
from funds.workflow import DONATION, FOUNDATION, FUND, GRANT
from governance.kernel.api import ScopedViewSet, router


def code(source="area.code"):
    return serializers.CharField(source=source, read_only=True)


def yuan(source):
    """A figure of the fund's balance; null until its book is opened."""
    return serializers.DecimalField(14, 2, source=source, read_only=True, default=None)


class FoundationSerializer(serializers.ModelSerializer):
    area = code()

    class Meta:
        model = Foundation
        fields = ["id", "name", "area", "agreement_no", "linked_on", "ended_on", "scope", "status"]


class FoundationViewSet(ScopedViewSet):
    queryset = Foundation.objects.select_related("area")
    serializer_class = FoundationSerializer
    filterset, workflow, forms = FoundationFilter, FOUNDATION, FOUNDATION_FORMS


class FundSerializer(serializers.ModelSerializer):
    """A fund with what it has, yuan."""

    area = code()
    cash, goods = yuan("balance.cash"), yuan("balance.goods")
    available, committed = yuan("balance.available"), yuan("balance.committed")
    restricted = yuan("balance.restricted")

    class Meta:
        model = CommunityFund
        fields = [
            "id", "kind", "name", "full_name", "area", "host", "purpose", "agreement_no", "agreement_on",
            "agreement_until", "opened_on", "status", "cash", "goods", "available", "committed", "restricted",
        ]  # fmt: skip


class FundViewSet(ScopedViewSet):
    queryset = CommunityFund.objects.select_related("area", "balance")
    serializer_class = FundSerializer
    filterset, workflow, forms = FundFilter, FUND, FUND_FORMS


class GoodsSerializer(serializers.ModelSerializer):
    class Meta:
        model = GoodsItem
        fields = ["name", "quantity", "unit", "unit_value", "basis", "best_before"]


class DonationSerializer(serializers.ModelSerializer):
    """A gift; the donor is named only as far as they agreed."""

    area = code()
    donor = serializers.CharField(source="shown_name", read_only=True)
    items = GoodsSerializer(many=True, read_only=True)

    class Meta:
        model = Donation
        fields = [
            "id", "number", "fund", "area", "kind", "donor_kind", "donor", "is_anonymous", "foundation", "amount",
            "is_restricted", "purpose", "due_on", "received_on", "slip_no", "confirmed_on", "ticket_no", "ticket_on",
            "items", "status",
        ]  # fmt: skip


class DonationViewSet(ScopedViewSet):
    queryset = Donation.objects.select_related("area").defer("donor_contact")
    prefetch = ("items",)
    serializer_class = DonationSerializer
    filterset, workflow, forms = DonationFilter, DONATION, DONATION_FORMS


class GrantSerializer(serializers.ModelSerializer):
    """A project's share of a community fund, yuan."""

    area = code()

    class Meta:
        model = Grant
        fields = [
            "id", "project_id", "title", "number", "fund", "area", "amount", "committed_on", "opinion", "overseen_on",
            "payee", "voucher_no", "paid_on", "status",
        ]  # fmt: skip


class GrantViewSet(ScopedViewSet):
    """Made by the approval of a project; nobody posts one."""

    queryset = Grant.objects.select_related("area")
    serializer_class = GrantSerializer
    filterset, workflow, forms = GrantFilter, GRANT, GRANT_FORMS


class LineSerializer(serializers.ModelSerializer):
    account = serializers.CharField(source="account.code", read_only=True)
    name = serializers.CharField(source="account.name", read_only=True)

    class Meta:
        model = Line
        fields = ["account", "name", "amount"]


class EntrySerializer(serializers.ModelSerializer):
    """A voucher; lines are positive for debit and negative for credit."""

    area = code("fund.area.code")
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


router.register("foundations", FoundationViewSet)
router.register("funds", FundViewSet)
router.register("donations", DonationViewSet)
router.register("grants", GrantViewSet)
router.register("entries", EntryViewSet)
