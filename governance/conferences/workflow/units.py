"""What happens to a member unit of the joint conference: it joins, changes its representative, leaves."""

from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

from .rights import RUN

STATES = States(
    ACTIVE := State("active", "成员单位", "ok", groups=("active",)),
    STOPPED := State("stopped", "已退出", "", groups=("ended",)),
)

UNIT = Workflow(
    "governance.conference_unit",
    Step("add", "增加成员单位", (), ACTIVE, RUN, creates=True, tone="primary", icon="plus-lg"),
    Step("edit", "修改成员单位", (ACTIVE,), ACTIVE, RUN, icon="pencil", edits=True),
    Step("stop", "退出联席会议", (ACTIVE,), STOPPED, RUN, tone="refuse", icon="dash-circle"),
    Step("restart", "恢复成员单位", (STOPPED,), ACTIVE, RUN, tone="primary", icon="arrow-counterclockwise"),
    states=STATES,
)
