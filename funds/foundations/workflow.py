"""States and steps of foundations."""

from funds.roles import SET_UP
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

STATES = States(
    LINKED := State("linked", "已对接", "ok", groups=("linked",)),
    ENDED := State("ended", "已终止", "", groups=("ended",)),
)

FOUNDATION = Workflow(
    "funds.foundation",
    Step("link", "登记基金会", (), LINKED, SET_UP, creates=True, tone="primary", icon="link-45deg"),
    Step("edit", "修改信息", (LINKED,), LINKED, SET_UP, icon="pencil", edits=True),
    Step("end", "终止合作", (LINKED,), ENDED, SET_UP, tone="refuse"),
    states=STATES,
)
