"""Figures of community funds."""

from funds.roles import VIEW
from governance.kernel.figures.metrics import metric

from .models import CommunityFund
from .tables import FundTable


@metric(
    "community_funds_named",
    "社区基金",
    unit="个",
    definition="运行中的社区基金",
    table=FundTable,
    permission=VIEW,
    order=60,
)
def community_funds(period):
    return period.below(CommunityFund.objects.active().of_kind("community"))


@metric(
    "education_funds",
    "教育基金",
    unit="个",
    definition="运行中的教育基金",
    table=FundTable,
    permission=VIEW,
    order=61,
)
def education_funds(period):
    return period.below(CommunityFund.objects.active().of_kind("education"))


@metric(
    "fund_balance",
    "基金余额",
    unit="元",
    definition="托管慈善组织为各基金保管的资金：收到的捐赠减已拨付，含已承诺和限定用途",
    table=FundTable,
    total="balance__cash",
    permission=VIEW,
    order=64,
)
def fund_balance(period):
    return period.below(CommunityFund.objects.filter(balance__isnull=False))
