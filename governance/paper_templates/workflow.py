"""What happens to a template: one person uploads it, another confirms it; the one before is kept.

Taking it out of use (恢复默认) brings back the portal's own layout, for which one person is enough.
"""

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another_user, others
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow
from governance.roles import CONFIGURE
from governance.rules_table.workflow import CONFIRM

KEEPERS = (CONFIGURE, CONFIRM)  # who upload templates, who confirm them
STATES = States(
    PROPOSED := State(
        "proposed", "待确认", "wait", groups=("open",), waits_for=Due("rule_confirm", CONFIRM, "确认文书模板")
    ),
    IN_USE := State("in_use", "使用中", "ok", groups=("used",)),
    REPLACED := State("replaced", "已更换", "", groups=("ended", "confirmed")),
    RETIRED := State("retired", "已停用", "", groups=("ended", "confirmed")),
    REFUSED := State("refused", "未确认", "danger", groups=("ended",)),
    WITHDRAWN := State("withdrawn", "已收回", "", groups=("ended",)),
)


@others("not_the_proposer")
def is_proposer(template, user):
    return "由上传人自己收回；不同意的，请不予确认" if user and template.created_by_id != user.pk else ""


not_own_template = another_user(
    "own_proposal", "created_by", "这个模板由您上传，须由联席办另一位同志或区领导确认，不能自己确认（本区默认）"
)

TEMPLATE = Workflow(
    "governance.paper_template",
    Step(
        "propose",
        "上传模板",
        (),
        PROPOSED,
        CONFIGURE,
        creates=True,
        tone="primary",
        icon="file-earmark-arrow-up",
        hint="上传时用样例试填，填不成的不收。另一人确认后才用于打印，确认以前一切照旧。",
    ),
    Step(
        "confirm",
        "确认启用",
        (PROPOSED,),
        IN_USE,
        CONFIRM,
        (not_own_template,),
        tone="primary",
        icon="check2-all",
        hint="请先下载试填样张核对。启用后打印的文书用这个模板，已打印的不变；原来的模板留存备查。",
    ),
    Step("refuse", "不予确认", (PROPOSED,), REFUSED, CONFIRM, (not_own_template,), tone="refuse"),
    Step(
        "withdraw",
        "收回模板",
        (PROPOSED,),
        WITHDRAWN,
        CONFIGURE,
        (is_proposer,),
        tone="back",
        hint="还没有确认的模板，上传人可以自己收回。",
    ),
    Step(
        "restore",
        "恢复默认",
        (IN_USE,),
        RETIRED,
        CONFIGURE,
        tone="back",
        icon="arrow-counterclockwise",
        hint="停用这个模板，以后按系统版式打印；模板留存备查。",
    ),
    Step("replace", "由新模板更换", (IN_USE,), REPLACED, CLOCK),
    states=STATES,
)
