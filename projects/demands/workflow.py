"""States and steps of demands, and of the catalogue of categories.  Source: domain.md §2.12."""

from django.contrib.auth import get_user_model

from governance.kernel.clock import rules
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import condition, others
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow
from projects.roles import APPLY, REPORT, REVIEW, ROUTE

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


# ------------------------------------------------------------ responsible users
def router(demand):
    """The holder of the permission to route who is nearest to the place, the most responsible first."""
    return get_user_model().objects.asked_at("nearest", ROUTE, demand.area.path)


def recorder(demand):
    return demand.created_by_id


def outer_day(demand):
    """The day by which the hotline wants the answer, if it says one."""
    return demand.outer_due_on


# ------------------------------------------------------------ states
# open            -- not answered yet
# in_hand         -- answered by this portal's own levels; may still be routed elsewhere or become a project
# elsewhere       -- handled outside, may be taken back
# answerable      -- a level may answer
# has_answer      -- must carry an answer and its day
# never_accepted  -- counts in no figure
# ended           -- nothing can be merged into it
STATES = States(
    NEW := State(
        "new",
        "待受理",
        "wait",
        stage=0,
        groups=("open", "never_accepted", "new"),
        waits_for=Due("demand_accept", ROUTE, "受理需求", assignee=router, latest=outer_day),
    ),
    ACCEPTED := State(
        "accepted",
        "已受理",
        "info",
        stage=1,
        groups=("open", "in_hand"),
        waits_for=Due("", ROUTE, "交办需求", assignee=router, due=outer_day),
    ),
    INVALID := State("invalid", "无效", "", stage=0, look="", groups=("never_accepted", "ended")),
    MERGED := State("merged", "已合并", "", stage=0, look="", groups=("never_accepted", "ended")),
    ASSIGNED := State("assigned", "已交办", "info", stage=2, groups=("open", "in_hand", "answerable")),
    DOING := State("doing", "办理中", "info", stage=2, groups=("open", "in_hand", "answerable")),
    TO_PROJECT := State("to_project", "已转微项目", "info", stage=2, groups=("open", "answerable", "as_project")),
    TO_MEDIATION := State("to_mediation", "已转调解", "info", stage=2, groups=("open", "elsewhere", "answerable")),
    TO_DEPARTMENT := State("to_department", "已转部门", "info", stage=2, groups=("open", "elsewhere")),
    TO_PETITION := State("to_petition", "已转信访", "info", stage=2, groups=("open", "elsewhere", "answerable")),
    ANSWERED := State(
        "answered",
        "已答复",
        "warn",
        stage=3,
        groups=("answered", "has_answer"),
        waits_for=Due("demand_confirm", REPORT, "请反映人评价", assignee=recorder),
    ),
    REOPENED := State("reopened", "重新办理", "warn", stage=2, look="back", groups=("open", "in_hand", "answerable")),
    CONFIRMED := State("confirmed", "反映人已确认", "ok", stage=4, groups="has_answer"),
    CLOSED := State("closed", "已办结", "ok", stage=None, groups=("has_answer", "closed", "ended")),
    stages=("受理", "交办", "答复", "评价", "办结"),
)
IN_HAND = STATES.group("in_hand")


# ------------------------------------------------------------ guards
def is_not_anonymous(demand, user):
    return "匿名反映的需求不登记评价，答复期满后自动办结" if demand.is_anonymous else ""


def may_reopen_again(demand, user):
    """Once is free; more needs the street (domain.md §2.12)."""
    limit = rules.value("demand_reopen_limit")
    if demand.reopen_count >= limit and not (user and user.scope(REVIEW).covers(demand.area)):
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


# ------------------------------------------------------------ steps
DEMAND = Workflow(
    "projects.demand",
    Step("register", "登记需求", (), NEW, REPORT, creates=True, tone="primary", icon="chat-square-text", offline=True),
    Step("amend", "修改登记内容", (NEW,), NEW, REPORT, icon="pencil-square", edits=True),
    Step("accept", "受理需求", (NEW,), ACCEPTED, ROUTE, tone="primary"),
    Step("invalidate", "判定无效", (NEW, ACCEPTED), INVALID, ROUTE, tone="refuse"),
    Step("merge", "合并到另一件", (NEW, ACCEPTED), MERGED, ROUTE, icon="intersect"),
    Step("assign", "交办", IN_HAND, ASSIGNED, ROUTE, tone="primary", icon="person-check"),
    Step("start", "开始办理", (ASSIGNED, REOPENED), DOING, ANSWER, icon="play-circle"),
    Step("answer", "答复需求", STATES.group("answerable"), ANSWERED, ANSWER, tone="primary", icon="chat-left-text"),
    Step("to_project", "转为微项目", IN_HAND, TO_PROJECT, APPLY, (lies_in_a_compound,), tone="primary", icon="kanban"),
    Step("to_department", "转部门办理", IN_HAND, TO_DEPARTMENT, ROUTE, icon="building"),
    Step("to_mediation", "转人民调解", IN_HAND, TO_MEDIATION, ROUTE, icon="chat-dots"),
    Step("to_petition", "转信访办理", IN_HAND, TO_PETITION, ROUTE, icon="envelope-paper"),
    Step(
        "take_back", "收回重新交办", STATES.group("elsewhere"), ACCEPTED, ROUTE, tone="back", icon="arrow-return-left"
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
    Step("confirm", "登记反映人评价", (ANSWERED,), CONFIRMED, REPORT, (is_not_anonymous,), tone="primary", icon="star"),
    Step("reopen", "重新办理", (ANSWERED,), REOPENED, REPORT, (may_reopen_again,), tone="back"),
    Step("close", "办结", (CONFIRMED,), CLOSED, ROUTE, by_clock=True, tone="primary"),
    Step("expire", "期满未评价，自动办结", (ANSWERED,), CLOSED, CLOCK),
    states=STATES,
    reuse_relations=("area", "category"),
)


# ------------------------------------------------------------ the deadline of the answer
def handler(demand):
    return demand.handler_id


def assigned_on(demand):
    return demand.assigned_on


# The deadline of the answer, by the level that answers: its own time, which never ends after the hotline's day.
ANSWER_TERM = {"start": assigned_on, "column": "answer_due_on", "latest": outer_day}
ANSWER_DUE = {
    level: Due(f"demand_answer_{level}", held, "答复需求", assignee=handler, **ANSWER_TERM)
    for level, held in (("compound", ANSWER), ("community", ANSWER), ("street", ANSWER), ("dept", OPINE))
}
# A department without an account is reminded by the user who sent the demand there.
DEPARTMENT_CHASED = Due("demand_answer_dept", ROUTE, "催办部门答复", assignee=router, **ANSWER_TERM)


def answer_day(demand, level, start):
    """The day by which a level answers what was assigned on a day: counted by its rule, no later than the hotline's."""
    due = ANSWER_DUE[level]
    return due.capped(demand, rules.deadline(due.rule, start), start)


def answer_due(demand):
    """The deadline of the answer of a demand that was assigned."""
    if demand.level == "dept" and demand.handler_id is None:
        return DEPARTMENT_CHASED
    return ANSWER_DUE[demand.level or "community"]


# ------------------------------------------------------------ categories
CATEGORY_STATES = States(
    IN_FORCE := State("in_force", "启用", "ok", groups="in_force"),
    ENDED := State("ended", "已停用", "", groups="ended"),
)
CATEGORY = Workflow(
    "projects.demand_category",
    Step("add", "新增需求类别", (), IN_FORCE, CONFIGURE, creates=True, tone="primary", icon="plus-lg"),
    Step("revise", "修改类别", (IN_FORCE,), None, CONFIGURE, tone="primary", icon="pencil-square", edits=True),
    Step("end", "停用类别", (IN_FORCE,), ENDED, CONFIGURE, tone="refuse"),
    states=CATEGORY_STATES,
)
