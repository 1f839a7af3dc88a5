"""Figures of donations."""

from funds.roles import VIEW
from governance.kernel.figures.metrics import metric

from .models import Donation
from .tables import DonationTable


@metric(
    "raised_yuan",
    "筹集资金物资",
    unit="元",
    definition="已经财务确认的捐赠资金，加有计价依据的捐赠物资价值；退回的不计",
    table=DonationTable,
    date_basis="到账（交付）日期",
    total="amount",
    permission=VIEW,
    order=63,
)
def raised(period):
    return period.within(period.below(Donation.objects.booked().valued()), "received_on")
