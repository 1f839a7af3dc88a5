"""Menu entries of rules, for everybody who decides or sets something."""

from governance.conferences.workflow.rights import RUN
from governance.deliberations.workflow import DELIBERATION
from governance.kernel.pages.panels import entry
from governance.people.workflow.rights import GRANT_RIGHTS, KEEP_ACCOUNTS
from governance.roles import CONFIGURE
from governance.supervisions.workflow import SUPERVISE

from .workflow import CONFIRM

entry(
    "系统",
    "规则与参数",
    "sliders",
    "governance:rules",
    permission=(CONFIGURE, CONFIRM, SUPERVISE, KEEP_ACCOUNTS, GRANT_RIGHTS),
    order=80,
)
entry(
    "系统",
    "议事规则",
    "journal-check",
    "governance:thresholds",
    permission=(DELIBERATION.first.permission, RUN),
    order=81,
)
