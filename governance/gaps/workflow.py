"""A street tells a community what its register lacks (台账补正通知); the community fills it or says why not yet.

Source: domain.md §2.18.
"""

from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import condition, four_eyes
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

SEE_GAPS = permission(
    "governance.gaps",
    "查看台账缺口",
    held_by=(
        "district_leader",
        "district_office",
        "street_leader",
        "street_admin",
        "street_staff",
        "community_secretary",
        "community_staff",
        "branch_secretary",
    ),
)
TELL_GAPS = permission(
    "governance.tell_gaps",
    "告知社区补齐台账",
    held_by=("district_office", "street_leader", "street_admin", "street_staff"),
)


@condition("gaps_left")
def nothing_is_left(notice, user):
    """Whoever reports that everything is filled reads what is not, computed from the register itself."""
    left = notice.words_left()
    return f"还没有补齐：{left}。暂时不能补齐的，请改为说明情况" if left else ""


@four_eyes("own_notice")
def another_answers(notice, user):
    """Whoever tells communities of their gaps does not answer for them."""
    if user and user.scope(TELL_GAPS).covers(notice.area):
        return "须由被告知的社区办理；发错了的，请撤回"
    return ""


STATES = States(
    TOLD := State("told", "待补齐", "wait", groups=("open",), waits_for=Due("gap_mend", EDIT_REGISTRY, "补齐台账缺口")),
    MENDED := State("mended", "已补齐", "ok", groups=("ended",)),
    EXPLAINED := State("explained", "已说明", "info", groups=("ended", "unfilled")),
    WITHDRAWN := State("withdrawn", "已撤回", "", groups=("ended", "unfilled")),
)
UNFILLED = STATES.group("unfilled")
GAP_NOTICE = Workflow(
    "governance.gap_notice",
    Step("tell", "告知社区", (), TOLD, TELL_GAPS, creates=True, tone="primary", icon="megaphone"),
    Step("add", "再加一项", (TOLD,), TOLD, TELL_GAPS, hidden=True, adds=True, icon="plus-lg"),
    Step("remind", "再次告知", (TOLD,), TOLD, TELL_GAPS, hidden=True, adds=True, icon="megaphone"),
    Step(
        "report",
        "报告已全部补齐",
        (TOLD,),
        MENDED,
        EDIT_REGISTRY,
        (nothing_is_left,),
        tone="primary",
        done="已报告全部补齐",
    ),
    Step(
        "explain",
        "说明暂不能补齐的情况",
        (TOLD,),
        EXPLAINED,
        EDIT_REGISTRY,
        (another_answers,),
        icon="chat-left-text",
        hint="写明原因和预计补齐的时间。不写居民姓名和电话。",
    ),
    Step("withdraw", "撤回通知", (TOLD,), WITHDRAWN, TELL_GAPS, tone="refuse"),
    Step("check_off", "自动销项", (TOLD,), None, CLOCK),
    states=STATES,
)
