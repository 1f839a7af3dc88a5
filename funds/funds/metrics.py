"""Figures of community funds."""

from functools import partial

from funds.roles import VIEW
from governance.kernel.figures.metrics import metric

from .models import CommunityFund
from .tables import FundTable

of_funds = partial(metric, table=FundTable, permission=VIEW)


def register_active(code, kind, order):
    """Register the number of active funds of one kind, named as people name the kind."""
    label = CommunityFund.Kind(kind).label

    @of_funds(code, label, unit="个", definition=f"运行中的{label}", order=order)
    def active_funds(period):
        return period.below(CommunityFund.objects.active().of_kind(kind))


register_active("community_funds_named", "community", 60)
register_active("education_funds", "education", 61)


@of_funds(
    "fund_balance",
    "基金余额",
    unit="元",
    definition="托管慈善组织为各基金保管的资金：收到的捐赠减已拨付，含已承诺和限定用途",
    total="balance__cash",
    order=64,
)
def fund_balance(period):
    return period.below(CommunityFund.objects.filter(balance__isnull=False))
