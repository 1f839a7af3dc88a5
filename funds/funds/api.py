"""Community funds for programs."""

from rest_framework import serializers

from funds.serializers import area_code, balance_amount
from governance.kernel.api.viewsets import ScopedViewSet, register

from .models import CommunityFund
from .tables import FundFilter
from .workflow import FUND


class FundSerializer(serializers.ModelSerializer):
    """A fund with the figures of its balance, yuan."""

    area = area_code()
    cash, goods = balance_amount("balance.cash"), balance_amount("balance.goods")
    available, committed = balance_amount("balance.available"), balance_amount("balance.committed")
    restricted = balance_amount("balance.restricted")

    class Meta:
        model = CommunityFund
        fields = [
            "id",
            "kind",
            "name",
            "full_name",
            "area",
            "host",
            "host_may_raise",
            "host_reason",
            "purpose",
            "agreement_no",
            "agreement_on",
            "agreement_until",
            "opened_on",
            "status",
            "cash",
            "goods",
            "available",
            "committed",
            "restricted",
            "version",
            "updated_at",
        ]


class FundViewSet(ScopedViewSet):
    queryset = CommunityFund.objects.select_related("area", "balance")
    serializer_class = FundSerializer
    filterset, workflow = FundFilter, FUND


register("funds", FundViewSet)
