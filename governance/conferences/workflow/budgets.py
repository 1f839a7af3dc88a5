"""What happens to the fiscal money of a year: it is set, and may be revised."""

from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

from .rights import RUN

STATES = States(SET := State("set", "已下达", "ok", groups=("open",)))

BUDGET = Workflow(
    "governance.budget",
    Step("set", "登记年度额度", (), SET, RUN, creates=True, tone="primary", icon="plus-lg"),
    Step("revise", "调整年度额度", (SET,), SET, RUN, tone="primary", icon="pencil", edits=True),
    states=STATES,
)
