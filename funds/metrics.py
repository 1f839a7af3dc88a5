"""Figures of funds (domain.md §5): each defined here once."""

from funds.models import CommunityFund, Donation, Foundation
from governance.kernel.metrics import metric

PERMISSION = "funds.view"


@metric(
    "community_funds_named",
    "社区基金",
    unit="个",
    definition="运行中的社区基金",
    table="funds.FundTable",
    permission=PERMISSION,
    order=60,
)
def community_funds(period):
    return period.below(CommunityFund.objects.active().of_kind("community"))


@metric(
    "education_funds",
    "教育基金",
    unit="个",
    definition="运行中的教育基金",
    table="funds.FundTable",
    permission=PERMISSION,
    order=61,
)
def education_funds(period):
    return period.below(CommunityFund.objects.active().of_kind("education"))


@metric(
    "foundations",
    "合作基金会",
    unit="个",
    definition="已对接、未终止合作的基金会",
    table="funds.FoundationTable",
    permission=PERMISSION,
    order=62,
)
def foundations(period):
    return period.below(Foundation.objects.linked())


@metric(
    "raised_yuan",
    "筹集资金物资",
    unit="元",
    definition="已经财务确认的捐赠资金，加有计价依据的捐赠物资价值；退回的不计",
    table="funds.DonationTable",
    date_basis="到账（交付）日期",
    total="amount",
    permission=PERMISSION,
    order=63,
)
def raised(period):
    return period.within(period.below(Donation.objects.booked().valued()), "received_on")


@metric(
    "fund_balance",
    "基金余额",
    unit="元",
    definition="托管慈善组织为各基金保管的资金：收到的捐赠减已拨付，含已承诺和限定用途",
    table="funds.FundTable",
    total="balance__cash",
    permission=PERMISSION,
    order=64,
)
def fund_balance(period):
    return period.below(CommunityFund.objects.filter(balance__isnull=False))
