"""A change of members that waits for its second person outlasts the fund's own steps."""

from governance.kernel.clock import reminders
from governance.kernel.steps.events import on

from .workflow import MEMBERS_ASKED


@on("funds.community_fund.activate", "funds.community_fund.suspend", "funds.community_fund.rectify", now=True)
def wait_on(fund, event):
    """The fund's new state has closed what was open; the change still waits."""
    if fund.members_asked is not None:
        reminders.begin(fund, MEMBERS_ASKED)
