"""The events and open deadlines of demo projects."""

from governance.kernel.clock import clock
from projects.demands.demo.deadlines import make_deadline
from projects.micro_projects.workflow.states import (
    APPROVED,
    COMMUNITY_OK,
    DEFERRED,
    DROPPED,
    OVER_CAP_DUE,
    REJECTED,
    RESOLVED,
    RETURNED,
    WITHDRAWN,
)
from projects.micro_projects.workflow.steps import PROJECT

from .draws import ORDER, OVER_CAP, day_of, has_reached


def make_history(world, draw):
    """The events of a project, as its steps would have recorded them."""
    project = draw.project
    secretary, chief = signatures(world, draw)
    street = f"{draw.area.street.name} 街道管理员"
    actor = project.created_by or secretary
    labels = {name: step.label for name, step in PROJECT.steps.items()}
    events = []

    def add(step, who, day, note="", **data):
        events.append(
            world.event(f"projects.micro_project.{step}", project, who, label=labels[step], at=day, note=note, **data)
        )

    facts = {
        "begin": (actor, ""),
        "deliberate": (actor, ""),
        "resolve": (None, ""),
        "submit": (actor, ""),
        "check": (project.checked_by or chief, "需求属实，权属清楚，建议支持"),
        "visit": (world.users["street"] if "月塘" in street else f"刘敏（{street}）", "现场情况与申报一致"),
        "review": (world.users["street"] if "月塘" in street else f"刘敏（{street}）", "预算合理，同意提请审议"),
        "list": (world.users["office"], ""),
    }
    for step in ORDER:
        if has_reached(draw, step) and not (step == "visit" and draw.state == COMMUNITY_OK):
            who, note = facts[step]
            add(step, who, day_of_event(draw, step), note)
    ends = {
        DROPPED: ("drop", None, ""),
        RETURNED: ("send_back", project.checked_by or chief, "签到表缺 3 单元页，请补齐后再报"),
        WITHDRAWN: ("withdraw", actor, "居民要求先做其他项目"),
        REJECTED: ("reject", facts["review"][0], "属物业企业职责，请督促物业企业落实"),
        DEFERRED: ("defer", world.users["leader"], "请补充后续管护经费来源，下次再议"),
        APPROVED: ("approve", world.users["leader"], ""),
    }
    if draw.state in ends:
        step, who, note = ends[draw.state]
        data = {"facts": [["批准财政", f"{project.fiscal_amount:,.2f} 元"]]} if step == "approve" else {}
        add(step, who, draw.deliberation.effective_on if step == "drop" else draw.last_on, note, **data)
    return events


def day_of_event(draw, step):
    """The day of a step: the one that the row and its deliberation have, else the usual one."""
    project = draw.project
    known = {"begin": lambda: clock.local_date(project.created_at), "resolve": lambda: project.resolved_on}
    known["deliberate"] = lambda: draw.deliberation.notice_on
    return known[step]() if step in known else day_of(draw, step)


def signatures(world, draw):
    """The signatures for the compound and for the community."""
    place = draw.area
    own, chief = world.secretaries.get(place.pk), world.secretaries.get(place.community_id)
    return (
        f"{own.name}（{place.name} 小区党支部书记）" if own else f"{place.name}党支部",
        f"{chief.name}（{place.community.name} 社区书记）" if chief else place.community.name,
    )


def make_deadlines(world, draw):
    """The open deadlines of a project."""
    project = draw.project
    due = PROJECT.deadlines.get(project.status)
    if due is None:
        return []
    assignee = project.applicant or project.created_by if project.status in (RESOLVED, RETURNED) else None
    start = project.resolved_on if project.status == RESOLVED else draw.last_on
    rows = [make_deadline(project, due, start, assignee)]
    if draw.state == OVER_CAP:
        rows.append(make_deadline(project, OVER_CAP_DUE, draw.last_on))
    return rows
