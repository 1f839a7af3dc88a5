"""Micro-projects in the menu, in the search, on the work page, and on pages of other concepts."""

from governance.conferences.candidates import Candidate, candidates
from governance.kernel.clock import clock
from governance.kernel.models import built
from governance.kernel.models.addresses import list_address, new_address
from governance.kernel.pages.columns import state_badge
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import LINES, Line, Panel, entry, panel
from governance.kernel.pages.search import search
from projects.demands.models.demands import Demand
from projects.micro_projects.models.projects import MicroProject
from projects.roles import APPLY, REPORT, VIEW
from projects.visits.models import Visit

from . import figures
from .workflow.permissions import LIST

COMMUNITY = 2  # depth in the tree

entry("业务", "微项目", "kanban", "projects:micro_projects", permission=VIEW, order=25, phone="微项目")


# ------------------------------------------------------------ work page
@panel("work.actions", order=10)
def work_actions(user, viewer):
    """The first buttons of users who apply or report."""
    found = []
    if user.has(APPLY):
        found.append({"label": "申报项目", "url": new_address(MicroProject), "icon": "file-earmark-plus"})
    if user.has(REPORT):
        found.append({"label": "登记需求", "url": new_address(Demand), "icon": "chat-square-text"})
    if user.has(REPORT) and is_near(user):
        found.append({"label": "记录走访", "url": new_address(Visit), "icon": "door-open"})
    return found or None


def is_near(user):
    """The user reports for a community or a place below it, and so makes home visits."""
    return any(path.count("/") > COMMUNITY for path in user.scope(REPORT).paths)


def newest_drafts(user):
    return MicroProject.objects.visible_to(user).drafts_of(user).select_related("area").order_by("-updated_at")[:6]


@panel("work.drafts", order=10)
def drafts(user, viewer):
    """Projects that the user began and has not submitted."""
    if not user.has(APPLY):
        return None
    found = built.rows((drafts, built.standing(user)), lambda: newest_drafts(user))
    if not found:
        return None
    more = f"{list_address(MicroProject)}?tab=drafts"
    return Panel("我的草稿", "projects/micro_projects/_drafts.html", {"drafts": found}, more_url=more)


# ------------------------------------------------------------ areas
def line_of(project, by_motion=False):
    """A project in a card; `by_motion`: with the motion on which it rests."""
    words = project.area.name, f"第 {project.motion_no} 项" if by_motion else "", project.number
    return Line(project.title, project.get_absolute_url(), (" · ".join(filter(None, words)),), state_badge(project))


@panel("governance.area", order=40)
def projects_of_area(area, user):
    """The newest projects of an area, and the number of approved ones."""
    if not user.scope(VIEW).covers(area):
        return None

    def rows_of(area):
        return MicroProject.objects.visible_to(user).filter(area__path__startswith=area.path)

    def newest_of(area):
        rows = rows_of(area).select_related("area").only("title", "number", "status", "area__name")
        return rows.order_by("-id")[:5]

    key = projects_of_area, built.standing(user)
    newest = built.of_row((*key, "newest"), area, newest_of)
    if not newest:
        return None
    approved = built.number_of_row((*key, "approved"), area, lambda one: rows_of(one).approved())
    return Panel(
        "微项目",
        LINES,
        {"lines": [line_of(project) for project in newest]},
        meta=f"已立项 {approved} 个",
        more_url=f"{list_address(MicroProject)}?tab=all&area={area.code}",
    )


# ------------------------------------------------------------ deliberations
@panel("governance.deliberation", order=40)
def projects_of_deliberation(deliberation, user):
    """The projects that rest on a deliberation, with their motion: the way on from its result."""
    rows = MicroProject.objects.visible_to(user).filter(deliberation=deliberation)
    found = list(rows.select_related("area").order_by("motion_no", "-id")[:5])
    if not found:
        return None
    by_motion = deliberation.motions.count() > 1
    return Panel("议定的微项目", LINES, {"lines": [line_of(project, by_motion) for project in found]})


# ------------------------------------------------------------ conference
@panel("governance.conference.item", order=10)
def project_of_item(item, user):
    """The project of an item on the agenda, for the members."""
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
            "budget": figures.budget(project, user),
            "decided": figures.deliberation(project),
            "may_open": user.scope(VIEW).covers(project.area),  # and so the deliberation on which it rests
        },
        wide=True,
    )


@candidates
def projects_that_wait(conference, user):
    """Projects of the sitting's area that the street has reviewed, or that were deferred."""
    if not user.scope(LIST).covers(conference.area):
        return []
    rows = MicroProject.objects.visible_to(user, LIST).awaiting_conference()
    rows = rows.filter(area__path__startswith=conference.area.path).select_related("area__street")
    rows = rows.prefetch_related("sources").order_by("id")
    return [
        Candidate(
            title=row.title,
            area=row.area,
            proposer=row.area.street.name if row.area.street_id else row.area.name,
            url=row.get_absolute_url(),
            list_url=row.url("list"),
            requested_amount=row.fiscal_amount,
            fund_request=row.fund_amount or None,
            own_share=row.own_share or None,
            waiting_since=clock.local_date(row.updated_at),
            note="" if row.over_cap_is_settled else "超上限，待区领导批准",
        )
        for row in rows[:200]
    ]


# ------------------------------------------------------------ search
@finder("微项目", "projects:micro_projects", order=20)
def find_projects(words, user):
    return (
        search(MicroProject.objects.visible_to(user), words).select_related("area").order_by("-id")
        if user.has(VIEW)
        else None
    )
