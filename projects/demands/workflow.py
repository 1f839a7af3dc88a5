"""What happens to a demand, and to the catalogue of categories.  Source: domain.md §2.12."""

from django.contrib.auth import get_user_model

from governance.kernel.clock import rules
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import condition, others
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

ROUTE = permission(
    "projects.route",
    "受理和交办需求",
    held_by=("district_office", "street_admin", "street_staff", "community_secretary", "community_staff"),
)
ANSWER = permission(
    "projects.answer",
    "答复需求",
    held_by=(
        "district_office",
        "street_admin",
        "street_staff",
        "community_secretary",
        "community_staff",
        "branch_secretary",
    ),
)
OPINE = permission("projects.opine", "部门答复需求", held_by=("dept_officer",))
CONFIGURE = permission("projects.configure", "维护需求类别", held_by=("district_office",))

NEW, ACCEPTED, INVALID, MERGED = "new", "accepted", "invalid", "merged"
ASSIGNED, DOING, REOPENED = "assigned", "doing", "reopened"
TO_PROJECT, TO_MEDIATION, TO_DEPARTMENT, TO_PETITION = "to_project", "to_mediation", "to_department", "to_petition"
ANSWERED, CONFIRMED, CLOSED = "answered", "confirmed", "closed"

REPORT, APPLY, APPROVE_REOPENING = "projects.report", "projects.apply", "projects.review"
BEING_HANDLED = (ACCEPTED, ASSIGNED, DOING, REOPENED)


# ------------------------------------------------------------ guards
def is_not_anonymous(demand, user):
    return "匿名反映的需求不登记评价，答复期满后自动办结" if demand.is_anonymous else ""


def may_reopen_again(demand, user):
    """Once is free; more needs the street (domain.md §2.12)."""
    limit = rules.value("demand_reopen_limit")
    if demand.reopen_count >= limit and not (user and user.scope(APPROVE_REOPENING).covers(demand.area)):
        return f"已重新办理过 {demand.reopen_count} 次，再次重开须经街道同意，请联系街道管理员办理"
    return ""


@condition("not_a_compound")
def lies_in_a_compound(demand, user):
    if demand.area.compound is None:
        return f"需求登记在{demand.area.name}，没有写明小区，不能转为微项目"
    return ""


@others("not_the_unit")
def speaks_for_the_unit(demand, user):
    return "" if user is None or demand.unit_id in user.unit_ids else "这件需求转给了其他部门，由承办部门答复"


# ------------------------------------------------------------ who must act
def router(demand):
    """The holder nearest to the place, the most responsible first."""
    return get_user_model().objects.nearest(ROUTE, demand.area.path)


def recorder(demand):
    return demand.created_by_id


DEMAND = Workflow(
    "projects.demand",
    Step("register", "登记需求", (), NEW, REPORT, creates=True, tone="primary", icon="chat-square-text"),
    Step("amend", "修改登记内容", (NEW,), NEW, REPORT, icon="pencil-square"),
    Step("accept", "受理需求", (NEW,), ACCEPTED, ROUTE, tone="primary"),
    Step("invalidate", "判定无效", (NEW, ACCEPTED), INVALID, ROUTE, tone="refuse", icon="x-circle"),
    Step("merge", "合并到另一件", (NEW, ACCEPTED), MERGED, ROUTE, icon="intersect"),
    Step("assign", "交办", BEING_HANDLED, ASSIGNED, ROUTE, tone="primary", icon="person-check"),
    Step("start", "开始办理", (ASSIGNED, REOPENED), DOING, ANSWER, icon="play-circle"),
    Step(
        "answer",
        "答复需求",
        (ASSIGNED, DOING, REOPENED, TO_PROJECT, TO_MEDIATION, TO_PETITION),
        ANSWERED,
        ANSWER,
        tone="primary",
        icon="chat-left-text",
    ),
    Step("to_project", "转为微项目", BEING_HANDLED, TO_PROJECT, APPLY, (lies_in_a_compound,), icon="kanban"),
    Step("to_department", "转部门办理", BEING_HANDLED, TO_DEPARTMENT, ROUTE, icon="building"),
    Step("to_mediation", "转人民调解", BEING_HANDLED, TO_MEDIATION, ROUTE, icon="chat-dots"),
    Step("to_petition", "转信访办理", BEING_HANDLED, TO_PETITION, ROUTE, icon="envelope-paper"),
    Step(
        "take_back",
        "收回重新交办",
        (TO_DEPARTMENT, TO_MEDIATION, TO_PETITION),
        ACCEPTED,
        ROUTE,
        tone="back",
        icon="arrow-return-left",
    ),
    Step(
        "answer_by_department",
        "部门答复",
        (TO_DEPARTMENT,),
        ANSWERED,
        OPINE,
        (speaks_for_the_unit,),
        tone="primary",
        icon="chat-left-text",
    ),
    Step("resume", "项目未成，恢复办理", (TO_PROJECT,), DOING, CLOCK),
    Step("confirm", "登记需求人评价", (ANSWERED,), CONFIRMED, REPORT, (is_not_anonymous,), tone="primary", icon="star"),
    Step(
        "reopen",
        "重新办理",
        (ANSWERED,),
        REOPENED,
        REPORT,
        (may_reopen_again,),
        tone="back",
        icon="arrow-counterclockwise",
    ),
    Step("close", "办结", (CONFIRMED,), CLOSED, ROUTE, by_clock=True, tone="primary"),
    Step("expire", "期满未评价，自动办结", (ANSWERED,), CLOSED, CLOCK),
    deadlines={
        NEW: Due("demand_accept", ROUTE, "受理需求", assignee=router),
        ACCEPTED: Due("", ROUTE, "交办需求", assignee=router),
        ANSWERED: Due("demand_confirm", REPORT, "请需求人评价", assignee=recorder),
    },
    reuse_relations=("area", "category"),
)


def handler(demand):
    return demand.handler_id


def due_on(demand):
    return demand.answer_due_on


# What runs while a demand is being answered, by the level that answers.
ANSWER_DUE = {
    level: Due(f"demand_answer_{level}", permission, "答复需求", assignee=handler, due=due_on)
    for level, permission in (("compound", ANSWER), ("community", ANSWER), ("street", ANSWER), ("dept", OPINE))
}
# A department without an account here is chased by whoever sent the demand there.
DEPARTMENT_CHASED = Due("demand_answer_dept", ROUTE, "催办部门答复", assignee=router, due=due_on)


def answer_due(demand):
    """What must be done by the answer's day, and by whom."""
    if demand.level == "dept" and demand.handler_id is None:
        return DEPARTMENT_CHASED
    return ANSWER_DUE[demand.level or "community"]


IN_FORCE, ENDED = "in_force", "ended"
CATEGORY = Workflow(
    "projects.demand_category",
    Step("add", "新增需求类别", (), "in_force", "projects.configure", creates=True, tone="primary", icon="plus-lg"),
    Step("revise", "修改类别", ("in_force",), None, "projects.configure", tone="primary", icon="pencil-square"),
    Step("end", "停用类别", ("in_force",), ENDED, "projects.configure", tone="refuse", icon="x-circle"),
)
