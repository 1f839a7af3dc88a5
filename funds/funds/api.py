"""Community funds for programs."""

from rest_framework import serializers

from funds.books.api import EntryViewSet
from funds.cells import code, yuan
from funds.donations.api import DonationViewSet
from funds.foundations.api import FoundationViewSet
from funds.grants.api import GrantViewSet
from governance.kernel.api.viewsets import ScopedViewSet, register

from .models import CommunityFund
from .tables import FundFilter
from .workflow import FUND


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
    filterset, workflow = FundFilter, FUND


register("foundations", FoundationViewSet)
register("funds", FundViewSet)
register("donations", DonationViewSet)
register("grants", GrantViewSet)
register("entries", EntryViewSet)
