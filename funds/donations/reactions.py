"""What gifts do because of what happened to their fund."""

from governance.kernel.steps import halts
from governance.kernel.steps.events import on

from .models import Donation
from .workflow import DONATION, OPEN


@on("funds.community_fund.suspend", "funds.community_fund.rectify", now=True)
def clocks_follow_the_fund(fund, event):
    """Nobody is late with a gift that the fund may not take while its faults are mended."""
    halts.settle(
        DONATION, *Donation.objects.filter(fund=fund, status__in=OPEN).select_related("fund"), actor=event.actor
    )
