"""Overdue work: why it is late, and 督办, by which a leader urges it (domain.md §2.17).

A deadline itself takes two steps: the user who must act says why it is late,
and a user who supervises the place issues a supervision.  The timeline of the
overdue object shows both.
"""

from governance.kernel.clock import clock, rules
from governance.kernel.clock.reminders import Due
from governance.kernel.models.deadlines import Deadline
from governance.kernel.steps.guards import already, condition, four_eyes, moot, others
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow
from governance.roles import REPLY

URGE = permission(
    "governance.urge", "督办", held_by=("district_leader", "district_office", "street_leader", "street_admin")
)
SUPERVISE = permission(
    "governance.supervise", "审结督办", held_by=("district_leader", "district_office", "street_leader")
)

SUPERVISION_TYPE = "governance.supervision"
PERIOD = "supervision_reply"  # the rule of the answer
EXPLAIN_FROM = 3  # days late from which those who must act are asked for the reason

# The state of a deadline in the workflow of these two steps: the reason that was given for its delay.
LATE_KINDS = States(
    UNEXPLAINED := State("", "未说明", "", groups=("every", "unexplained")),
    *(State(kind.value, kind.label, "", groups=("every", "explained")) for kind in Deadline.LateKind),
)


def issuer(supervision):
    return supervision.issued_by_id


STATES = States(
    ISSUED := State("issued", "待答复", "danger", groups=("open",)),  # what is due then depends on the row: reply_due
    ANSWERED := State(
        "answered", "已答复", "info", groups=("open",), waits_for=Due("", URGE, "审核督办答复", assignee=issuer)
    ),
    CLOSED := State("closed", "已办结", "ok", groups=("ended",)),
    WITHDRAWN := State("withdrawn", "已撤回", "", groups=("ended",)),
)
OPEN = STATES.group("open")
EVERY = LATE_KINDS.group("every")


# ------------------------------------------------------------ of a deadline
@already("closed")
def still_runs(deadline, user):
    return "" if deadline.closed_at is None else f"“{deadline.task}”已于{clock.zh_moment(deadline.closed_at)}办结"


@condition("not_overdue")
def is_overdue(deadline, user):
    if deadline.stopped_on is not None:
        return "暂停计时，没有逾期"
    if deadline.due_on is None:
        return "没有规定期限，没有逾期"
    return "" if deadline.days_late > 0 else f"期限为{clock.zh_day(deadline.due_on)}，尚未逾期"


@others("not_yours")
def lies_with_user(deadline, user):
    return "" if user is None or deadline.is_assigned_to(user) else "由承办人说明逾期原因"


@four_eyes("own_desk")
def not_on_own_desk(deadline, user):
    return "此事项由您办理，不能督办自己" if user and deadline.is_assigned_to(user) else ""


@others("desk_above")
def desk_below(deadline, user):
    """A street urges those below it, not what is assigned to the district."""
    if user is None or deadline.assignee_id is not None or deadline.desk_id is None:
        return ""
    return "" if user.scope(URGE).covers(deadline.desk) else f"此事项由{deadline.desk.name}办理，请由上级督办"


@moot("a_reply")
def is_no_reply(deadline, user):
    """No supervision is issued for a supervision: late replies are reminded of by the ladder."""
    return "督办答复逾期由系统逐级提醒，不再另发督办单" if deadline.object_type == SUPERVISION_TYPE else ""


@already("urged_already")
def is_not_urged(deadline, user):
    """One open supervision at a time: a second user reads who issued it, and when."""
    if not deadline.followed_n:
        return ""
    known = getattr(deadline, "urged_now", None)  # read with the list
    if known is None:
        known = deadline.supervisions.open().select_related("issued_by__person")[:1]
    return next((running.who_was_faster for running in known), "")


def asks_why(deadline):
    """Is the user asked for the reason?  After some days late without one; at once in statutory periods."""
    rule = rules.find(deadline.rule, deadline.opened_on)
    grace = 1 if rule is not None and rule.is_statutory else EXPLAIN_FROM
    return not deadline.late_kind and deadline.days_late >= grace


DEADLINE = Workflow(
    "governance.deadline",
    Step(
        "explain",
        "说明逾期原因",
        EVERY,
        None,
        REPLY,
        (still_runs, is_overdue, lies_with_user),
        tone="primary",
        icon="chat-left-text",
        hint="说明写入该事项的办理经过。不写居民姓名、电话和案情。",
    ),
    Step(
        "urge",
        "督办",
        EVERY,
        None,
        URGE,
        (still_runs, is_overdue, is_no_reply, not_on_own_desk, desk_below, is_not_urged),
        tone="primary",
        icon="megaphone",
        hint="督办单发给承办人及其直接主管和单位负责人，并记入该事项的办理经过。不写当事人姓名和案情。",
        is_bad=True,
        adds=True,
    ),
    states=LATE_KINDS,
    field="late_kind",
)


# ------------------------------------------------------------ of a supervision
@others("not_addressed")
def is_addressed(supervision, user):
    return "" if user is None or supervision.deadline.is_assigned_to(user) else "由该事项的承办人答复"


@others("not_the_issuer")
def is_issuer(supervision, user):
    """Whoever issued it, as long as that person may; then it is for the others who may urge there."""
    issuer = supervision.issued_by
    if user is None or issuer.pk == user.pk or not (issuer.is_active and issuer.can(URGE, supervision)):
        return ""
    return f"由督办人{issuer.name}办理"


@four_eyes("own_supervision")
def not_issued_to_oneself(supervision, user):
    """Where the issuer may not act any more, whoever is urged does not judge the own answer."""
    if user is None or supervision.issued_by_id == user.pk:
        return ""
    if supervision.answered_by_id == user.pk or supervision.deadline.is_assigned_to(user):
        return "督办单发给您办理，不能由您审核或撤回，请由其他有督办权的人员办理"
    return ""


def reply_due(supervision, start=None):
    """The answer is due from the user who must act on the overdue deadline, counted from `start` (today)."""
    deadline = supervision.deadline
    return Due(
        PERIOD,
        deadline.permission,
        "答复督办",
        assignee=lambda row: deadline.assignee_id,
        start=lambda row: start,
        column="reply_due_on",
    )


JUDGES = (is_issuer, not_issued_to_oneself)
SUPERVISION = Workflow(
    "governance.supervision",
    Step(
        "answer",
        "答复督办",
        (ISSUED,),
        ANSWERED,
        REPLY,
        (is_addressed,),
        tone="primary",
        icon="reply",
        hint="写明已采取的措施和完成时间。不写当事人姓名和案情。",
    ),
    Step("accept", "认可答复，办结督办", (ANSWERED,), CLOSED, URGE, JUDGES, tone="primary", icon="check2-all"),
    Step("send_back", "退回重新答复", (ANSWERED,), ISSUED, URGE, JUDGES, tone="back", icon="arrow-return-left"),
    Step("withdraw", "撤回督办", OPEN, WITHDRAWN, URGE, JUDGES, tone="refuse"),
    Step("close", "督办事项已办结", OPEN, CLOSED, CLOCK),
    states=STATES,
)
