"""Menu entry of the work calendar."""

from governance.kernel.pages.panels import entry
from governance.people.workflow.rights import KEEP_ACCOUNTS
from governance.roles import CONFIGURE
from governance.rules_table.workflow import CONFIRM
from governance.supervisions.workflow import SUPERVISE

entry(
    "系统",
    "工作日历",
    "calendar3",
    "governance:workdays",
    permission=(CONFIGURE, CONFIRM, SUPERVISE, KEEP_ACCOUNTS),
    order=82,
)
