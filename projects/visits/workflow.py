"""States and steps of the record of a home visit.  Source: domain.md §2.12."""

from datetime import timedelta

from governance.kernel.clock import clock, rules
from governance.kernel.steps.guards import condition, others
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow
from projects.roles import REPORT, ROUTE

STATES = States(
    RECORDED := State("recorded", "已登记", "ok", groups=("standing",)),
    CORRECTED := State("corrected", "已更正", "info", groups=("standing",)),
    MISSED := State("missed", "没在家", "warn", groups=("tried",)),
    VOID := State("void", "已作废", "", groups=("void",)),
)
STANDING = STATES.group("standing")


def last_day(visit):
    """The last day on which its author may correct a record (rule visit_correct_days)."""
    day = clock.local_date(visit.created_at)
    return day + timedelta(rules.value("visit_correct_days", day))


# ------------------------------------------------------------ guards
@others("not_the_author")
def by_its_author(visit, user):
    return "" if user is None or visit.created_by_id == user.pk else "由登记人更正"


@others("not_the_author")
def by_its_author_or_a_router(visit, user):
    mine = user is None or visit.created_by_id == user.pk or user.scope(ROUTE).covers(visit.area)
    return "" if mine else "由登记人或社区作废"


@condition("too_late")
def still_fresh(visit, user):
    """The author's time to correct; after it only the community may void the record."""
    day = last_day(visit)
    if clock.today() <= day:
        return ""
    return f"登记人可以更正到{clock.zh_day(day)}，现已过期"


@condition("too_late")
def still_fresh_or_router(visit, user):
    return "" if user is None or user.scope(ROUTE).covers(visit.area) else still_fresh(visit, user)


VISIT = Workflow(
    "projects.visit",
    Step("record", "记录走访", (), RECORDED, REPORT, creates=True, tone="primary", icon="door-open", offline=True),
    Step("miss", "没在家", (), MISSED, REPORT, creates=True, icon="door-closed", offline=True, done="已记下没在家"),
    Step(
        "correct",
        "更正记录",
        STANDING,
        CORRECTED,
        REPORT,
        (by_its_author, still_fresh),
        icon="pencil-square",
        edits=True,
    ),
    Step(
        "void",
        "作废记录",
        (*STANDING, MISSED),
        VOID,
        REPORT,
        (by_its_author_or_a_router, still_fresh_or_router),
        tone="refuse",
        hint="作废的记录保留备查，不再计入走访户次。",
    ),
    states=STATES,
    reuse_relations=("area", "post"),
)
