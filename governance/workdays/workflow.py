"""What happens to a change of the work calendar: one person enters it, another confirms it.

Nothing is counted by a change until its second signature; whoever entered it may take it back alone.
"""

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another_user, others
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow
from governance.roles import CONFIGURE
from governance.rules_table.workflow import CONFIRM

STATES = States(
    PROPOSED := State(
        "proposed", "待确认", "wait", groups=("open",), waits_for=Due("rule_confirm", CONFIRM, "确认工作日历的更改")
    ),
    CONFIRMED := State("confirmed", "已确认", "ok", groups=("made",)),
    REFUSED := State("refused", "未确认", "danger", groups=("ended",)),
    WITHDRAWN := State("withdrawn", "已收回", "", groups=("ended",)),
)


@others("not_the_proposer")
def is_proposer(change, user):
    return "由登记人自己收回；不同意的，请不予确认" if user and change.created_by_id != user.pk else ""


not_own_change = another_user(
    "own_proposal", "created_by", "这项更改由您登记，须由联席办另一位同志或区领导确认，不能自己确认（本区默认）"
)

CHANGE = Workflow(
    "governance.calendar_change",
    Step(
        "set_day",
        "更正一天",
        (),
        PROPOSED,
        CONFIGURE,
        creates=True,
        tone="primary",
        icon="calendar-event",
        hint="登记后由另一人确认，确认以前一切照旧。",
    ),
    Step(
        "plan_year",
        "登记放假安排",
        (),
        PROPOSED,
        CONFIGURE,
        creates=True,
        tone="primary",
        icon="table",
        hint="本表替换这一年原有的安排；登记后由另一人与国务院办公厅的通知核对并确认，确认以前一切照旧。",
    ),
    Step(
        "confirm",
        "确认更改",
        (PROPOSED,),
        CONFIRMED,
        CONFIRM,
        (not_own_change,),
        tone="primary",
        icon="check2-all",
        hint="请与通知原文逐项核对。确认后，在办事项的期限从起算日重新计算，其中权利期间、公示期和已提醒过的期限不会提前。",
    ),
    Step("refuse", "不予确认", (PROPOSED,), REFUSED, CONFIRM, (not_own_change,), tone="refuse"),
    Step(
        "withdraw",
        "收回更改",
        (PROPOSED,),
        WITHDRAWN,
        CONFIGURE,
        (is_proposer,),
        tone="back",
        hint="还没有确认的更改，登记人可以自己收回。",
    ),
    states=STATES,
)
