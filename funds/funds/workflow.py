"""States and steps of community funds."""

from funds.roles import CONFIRM, SET_UP
from governance.areas.levels import Levels
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another_user, condition, moot
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

UPPER = ("district", "street", "community")
FUNDS = Levels(
    "funds.communityfund",
    "kind",
    {"community": ("street", "community"), "education": UPPER, "mutual_aid": ("community",)},
)
STATES = States(
    PROPOSED := State("proposed", "筹备", "wait", groups=("preparing",), waits_for=Due("", SET_UP, "签订合作协议")),
    AGREED := State(
        "agreed", "已签协议", "info", groups=("preparing", "agreed"), waits_for=Due("", CONFIRM, "核对并启用基金")
    ),
    ACTIVE := State("active", "运行中", "ok", groups=("active", "agreed")),
    RECTIFYING := State(
        "rectifying", "整改中", "warn", groups=("rectifying", "agreed"), waits_for=Due("", SET_UP, "基金整改")
    ),
)

not_own_proposal = another_user("own_proposal", "created_by", "不能启用自己发起的基金，请由另一人核对")

not_own_member_change = another_user(
    "own_member_change", "members_asked_by", "这次调整由您提出，须由另一人与决定核对后确认（本区默认）"
)
MEMBERS_ASKED = Due("", CONFIRM, "确认管委会和监督员的调整")


@condition("member_change_waits")
def no_change_waits(fund, user):
    return "已有一项管委会和监督员的调整等待确认，请先处理" if fund.members_asked is not None else ""


@moot("no_member_change")
def change_waits(fund, user):
    return "" if fund.members_asked is not None else "没有等待确认的管委会调整"


FUND = Workflow(
    "funds.community_fund",
    Step("propose", "发起设立", (), PROPOSED, SET_UP, creates=True, tone="primary", icon="plus-circle"),
    Step("edit", "修改设立方案", (PROPOSED,), PROPOSED, SET_UP, icon="pencil", edits=True),
    Step("agree", "登记合作协议", (PROPOSED,), AGREED, SET_UP, tone="primary", icon="file-earmark-check"),
    Step(
        "activate",
        "核对并启用",
        (AGREED,),
        ACTIVE,
        CONFIRM,
        (not_own_proposal,),
        tone="primary",
        hint="启用后开立分账。所有款物由托管慈善组织收付，本平台只记分账和存证。",
    ),
    Step("suspend", "责令整改", (ACTIVE,), RECTIFYING, SET_UP, tone="refuse", icon="pause-circle"),
    Step("rectify", "整改完成，恢复运行", (RECTIFYING,), ACTIVE, SET_UP, tone="primary", icon="play-circle"),
    Step(
        "change_members",
        "调整管委会和监督员",
        STATES.group("agreed"),
        None,
        SET_UP,
        (no_change_waits,),
        icon="people",
        edits=True,
        hint="写明理由并附决定；由另一人确认，确认以前一切照旧。",
    ),
    Step(
        "confirm_members",
        "确认管委会调整",
        STATES.group("agreed"),
        None,
        CONFIRM,
        (change_waits, not_own_member_change),
        tone="primary",
        icon="check2-all",
        hint="请与决定原文逐人核对。已经通知原成员表决的申请，仍由原成员表决。",
    ),
    Step(
        "refuse_members",
        "不予确认管委会调整",
        STATES.group("agreed"),
        None,
        CONFIRM,
        (change_waits, not_own_member_change),
        tone="refuse",
    ),
    states=STATES,
)
