"""What happens to a deliberation: called, held, counted, publicised, objected to, final (domain.md §2.7)."""

from governance.kernel.clock import clock
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.backdating import RULE as BACKDATED
from governance.kernel.steps.guards import four_eyes, moot, times_taken
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

from . import publicity
from .conditions import (
    base_is_outdated,
    base_stands,
    counts_are_there,
    day_has_come,
    day_is_to_come,
    is_quorate,
    publicity_is_over,
    still_carried,
)

CALL = permission(
    "governance.deliberate",
    "召集和登记民主议事",
    held_by=("district_office", "street_admin", "community_secretary", "branch_secretary"),
)
ANSWER = permission("governance.answer_objection", "答复公示异议", held_by=("street_admin", "community_secretary"))

PUBLICITY = Due(
    "deliberation_publish",
    CALL,
    "公示期满生效",
    start=lambda row: row.publicised_on,
    column="publicity_until",
    ends=publicity.effective_on,
)
REVIEW = permission(
    "governance.review_objection",
    "核实议事的补录和事项类别，复核有异议或者名册变动的议事",
    held_by=("district_office", "street_admin"),
)
CHECK = Due("late_entry_check", REVIEW, "核实补录、核对事项类别")
REPLY = Due("deliberation_objection", ANSWER, "答复异议", start=lambda row: row.objections.entered_on())

STATES = States(
    CALLED := State(
        "called",
        "已通知",
        "wait",
        stage=0,
        groups=("open", "uncounted"),
        waits_for=Due(BACKDATED, CALL, "开会后登记结果", start=lambda row: row.held_on),
    ),
    HELD := State("held", "已召开", "info", stage=1, groups=("open", "uncounted"), waits_for=Due("", CALL, "计票")),
    COUNTED := State(
        "counted", "已计票", "info", stage=2, groups=("open", "counted"), waits_for=Due("", CALL, "公示议事结果")
    ),
    PUBLICISED := State(
        "publicised", "公示中", "info", stage=3, groups=("open", "counted", "in_public"), waits_for=PUBLICITY
    ),
    UNVERIFIED := State(
        "unverified", "待核实", "warn", stage=3, groups=("open", "counted", "in_public"), waits_for=CHECK
    ),
    FINAL := State("final", "已生效", "ok", stage=4, groups=("ended", "counted", "reviewable")),
    CHALLENGED := State(
        "challenged", "异议处理中", "warn", stage=3, groups=("open", "counted", "in_public"), waits_for=REPLY
    ),
    REOPENED := State(
        "reopened",
        "复核中",
        "danger",
        stage=4,
        groups=("open", "counted", "reviewable"),
        waits_for=Due("objection_review", REVIEW, "复核议事结果"),
    ),
    OVERTURNED := State("overturned", "结果已撤销", "danger", stage=4, look="back", groups=("ended", "counted")),
    VOID := State("void", "未成立", "", stage=None, groups=("ended",)),
    stages=("通知", "召开", "计票", "公示", "生效"),
)
HANDS = ("call", "edit", "hold", "correct", "count", "publicise")  # by which somebody has one in notice or result
REVIEWABLE = STATES.group("reviewable")
VOIDABLE = tuple(value for value in STATES.group("open") if value != REOPENED)  # a result in force is only reviewed
OBJECTION_STATES = States(
    UNANSWERED := State("open", "待答复", "warn", groups=("open",)),
    ANSWERED := State("answered", "已答复", "ok", groups=("closed",)),
    RETRACTED := State("retracted", "已撤回", "", groups=("closed",)),
)


def took_part(deliberation, user):
    """Whether a user called the meeting, changed its notice, recorded or posted it, or entered an open objection."""
    if user is None:
        return False
    if deliberation.created_by_id == user.pk:
        return True
    entered = times_taken(deliberation, *HANDS).filter(actor=user).values("pk")
    return entered.union(deliberation.objections.open().filter(created_by=user).values("pk")).exists()


@four_eyes("own_late_entry")
def not_own_entry(deliberation, user):
    """Whoever called the meeting, recorded or posted it does not say that what was entered late was so."""
    if took_part(deliberation, user):
        return "这次议事由您召集或者登记，补录的事实须由其他人核实（本区默认）"
    return ""


@four_eyes("own_matter")
def not_own_matter(deliberation, user):
    """Whoever chose the matter, or had a part in the meeting, does not say that it is the right one."""
    if took_part(deliberation, user):
        return "这次议事由您召集或者登记，事项类别须由其他人核对（本区默认）"
    return ""


@moot("matter_stands")
def matter_awaits(deliberation, user):
    """Only a matter that the caller alone judged is looked at by another person, once for each notice."""
    if not deliberation.must_check_matter:
        return "这一事项类别不须另行核对"
    if deliberation.awaits_matter_check:
        return ""
    return f"事项类别已于{clock.zh_near(deliberation.matter_checked_on)}核对"


@moot("late_entry_stands")
def proof_awaits(deliberation, user):
    """Only what was entered late is verified, once."""
    return "" if deliberation.awaits_proof else "没有待核实的补录"


@four_eyes("own_deliberation")
def not_own_deliberation(deliberation, user):
    if took_part(deliberation, user):
        return "这次议事或者所复核的异议由您召集、登记，须由其他人作出维持的结论（本区默认）"
    return ""


@four_eyes("own_deliberation")
def not_own_while_reviewed(deliberation, user):
    """A result under review is not set right again by whoever made it, not by a withdrawal either."""
    if deliberation.status == REOPENED and took_part(deliberation, user):
        return "这次议事或者所复核的异议由您召集、登记，撤回异议须由其他人登记（本区默认）"
    return ""


@four_eyes("own_posting")
def not_own_posting(deliberation, user):
    """What hangs on the board, or was objected to, is not taken down by whoever put it there alone."""
    if deliberation.status in STATES.group("in_public") and took_part(deliberation, user):
        return "结果已经公示，由您召集或者登记的，须由其他人作废（本区默认）"
    return ""


DELIBERATION = Workflow(
    "governance.deliberation",
    Step("call", "召集议事", (), CALLED, CALL, creates=True, tone="primary", icon="megaphone"),
    Step("edit", "修改通知", (CALLED,), CALLED, CALL, (day_is_to_come,), icon="pencil", edits=True),
    Step("hold", "登记会议结果", (CALLED,), HELD, CALL, (day_has_come,), tone="primary", icon="people", offline=True),
    Step(
        "correct",
        "更正登记",
        (HELD, COUNTED),
        None,
        CALL,
        icon="pencil",
        prepares="count",
        edits=True,
        hint="公示以前可以更正；已经计票的，更正后重新计算。改变应到、实到或表决的，须写明原因并上传更正所依据的材料；"
        "应到少于名册的，结果仍按名册计算",
    ),
    Step("count", "计票", (HELD,), COUNTED, CALL, (counts_are_there, base_stands), tone="primary", icon="calculator"),
    Step(
        "publicise",
        "公示结果",
        (COUNTED,),
        None,
        CALL,
        (is_quorate, base_stands),
        tone="primary",
        icon="pin-angle",
    ),
    Step(
        "check_matter",
        "核对事项类别",
        (CALLED, HELD, COUNTED, UNVERIFIED),
        None,
        REVIEW,
        (matter_awaits, not_own_matter),
        tone="primary",
        icon="patch-check",
        hint="事项类别是召集人选的，是否涉及表决比例更高的事项只有召集人自己的核对："
        "对照通知、议程和附件逐项核对，确实不涉及的，核对后才能生效；涉及的，请召集人改选事项类别，已经表决的作废后重新召集",
    ),
    Step(
        "verify_late",
        "核实补录",
        (UNVERIFIED,),
        None,
        REVIEW,
        (proof_awaits, not_own_entry),
        tone="primary",
        icon="patch-check",
        hint="这次议事有事后补录的事实：对照通知、签到、表决和公示的原件，向参加人了解，属实的核实后才能生效；不属实的，作废",
    ),
    Step(
        "finalise",
        "公示期满，结果生效",
        (PUBLICISED,),
        FINAL,
        CALL,
        (publicity_is_over, still_carried),
        by_clock=True,
        tone="primary",
    ),
    Step(
        "object",
        "登记异议",
        (*STATES.group("in_public"), *REVIEWABLE),
        None,
        CALL,
        tone="back",
        icon="exclamation-diamond",
        hint="以异议人提出的日期为准：异议期内提出的，生效以后也可以登记，结果随即进入复核",
        adds=True,
    ),
    Step("answer", "答复异议", (CHALLENGED,), None, ANSWER, tone="primary", icon="reply"),
    Step(
        "retract",
        "登记撤回异议",
        (CHALLENGED, REOPENED),
        None,
        ANSWER,
        (not_own_while_reviewed,),
        icon="arrow-counterclockwise",
    ),
    Step(
        "review_base",
        "复核应到依据",
        (PUBLICISED, FINAL),
        REOPENED,
        REVIEW,
        (base_is_outdated,),
        by_clock=True,
        tone="back",
        icon="card-checklist",
        hint="所依据的名册已作废，或者召开当日的名册已变更：按有效的名册核对应到人数、面积，再决定维持或撤销结果；"
        "复核期间后续事项暂停。按有效的名册达不到规定比例的，名册备案、作废后自动进入复核",
    ),
    Step(
        "uphold",
        "维持结果",
        (REOPENED,),
        None,
        REVIEW,
        (not_own_deliberation, still_carried),
        tone="primary",
        icon="check2-square",
    ),
    Step(
        "overturn",
        "撤销结果",
        (REOPENED,),
        OVERTURNED,
        REVIEW,
        tone="refuse",
        icon="x-octagon",
        hint="撤销后，依据这次议事尚未办理的事项不能继续；已经批准、拨付的保持不变",
    ),
    Step("void", "作废", VOIDABLE, VOID, CALL, (not_own_posting,), tone="refuse", icon="x-octagon"),
    states=STATES,
)
