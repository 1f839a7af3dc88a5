"""Micro-projects in the menu, in the search, on the work page, and on pages of other concepts."""

from governance.conferences.candidates import Candidate, candidates
from governance.kernel.clock import clock
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.pages.search import search
from projects.micro_projects.models.projects import MicroProject

from . import figures

VIEW, REPORT, APPLY = "projects.view", "projects.report", "projects.apply"
COMMUNITY = 2  # depth in the tree

entry("业务", "微项目", "kanban", "/projects/", permission=VIEW, order=25, phone="微项目")


# ------------------------------------------------------------ work page
@panel("work.actions", order=10)
def actions(user, viewer):
    """The first buttons of who applies or reports."""
    found = []
    if user.has(APPLY):
        found.append({"label": "申报项目", "url": "/projects/new/", "icon": "file-earmark-plus"})
    if user.has(REPORT):
        found.append({"label": "登记需求", "url": "/projects/demands/new/", "icon": "chat-square-text"})
    if user.has(REPORT) and is_near(user):
        found.append({"label": "记录走访", "url": "/projects/visits/new/", "icon": "door-open"})
    return found or None


def is_near(user):
    """Do they report from a community, a compound or a place in it?  Those go from door to door."""
    return any(path.count("/") > COMMUNITY for path in user.scope(REPORT).paths)


@panel("work.drafts", order=10)
def drafts(user, viewer):
    """What this person began and has not handed in."""
    if not user.has(APPLY):
        return None
    rows = list(
        MicroProject.objects.visible_to(user).still_mine(user).select_related("area").order_by("-updated_at")[:6]
    )
    if not rows:
        return None
    return Panel("我的草稿", "projects/micro_projects/_drafts.html", {"drafts": rows}, more_url="/projects/?tab=drafts")


# ------------------------------------------------------------ areas
@panel("governance.area", order=40)
def projects_of_area(area, user):
    """Projects of a compound, a community or a street: how many stand where, and the newest."""
    if not user.scope(VIEW).covers(area):
        return None
    rows = MicroProject.objects.visible_to(user).filter(area__path__startswith=area.path)
    newest = list(rows.select_related("area").order_by("-id")[:5])
    if not newest:
        return None
    approved = rows.approved().count()
    return Panel(
        "微项目",
        "projects/micro_projects/_area_projects.html",
        {"projects": newest},
        meta=f"已立项 {approved} 个",
        more_url=f"/projects/?area={area.code}",
    )


# ------------------------------------------------------------ conference
@panel("governance.conference.item", order=10)
def project_of_item(item, user):
    """What members need to know of a project on the agenda."""
    if item.source_type != MicroProject._meta.label_lower:
        return None
    project = (
        MicroProject.objects.select_related("area__community", "category", "deliberation", "implementer")
        .filter(pk=item.source_id)
        .first()
    )
    if project is None:
        return None
    return Panel(
        "项目情况",
        "projects/micro_projects/_item.html",
        {
            "project": project,
            "budget": figures.budget(project),
            "decided": figures.deliberation(project.deliberation),
            "may_open": user.scope(VIEW).covers(project.area),
        },
        wide=True,
    )


@candidates
def projects_that_wait(conference, user):
    """Projects of the sitting's area that the street has reviewed, or that were deferred."""
    if not user.scope("projects.list").covers(conference.area):
        return []
    rows = MicroProject.objects.visible_to(user, "projects.list").awaiting_conference()
    rows = rows.filter(area__path__startswith=conference.area.path).select_related("area__street").order_by("id")
    return [
        Candidate(
            title=row.title,
            area=row.area,
            proposer=row.area.street.name if row.area.street_id else row.area.name,
            url=row.get_absolute_url(),
            list_url=f"{row.get_absolute_url()}list/",
            requested_amount=row.fiscal_amount,
            waiting_since=clock.local_date(row.updated_at),
            note="" if row.over_cap_is_settled else "超上限，待区领导批准",
        )
        for row in rows[:200]
    ]


# ------------------------------------------------------------ search
@finder("微项目", "/projects/", order=20)
def find_projects(words, user):
    return (
        search(MicroProject.objects.visible_to(user), words).select_related("area").order_by("-id")
        if user.has(VIEW)
        else None
    )
