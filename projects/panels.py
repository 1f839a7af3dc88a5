"""Menu entries of projects, and the cards they lend to other pages."""

from urllib.parse import urlencode

from django.db.models import Count

from governance.candidates import Candidate, candidates
from governance.kernel import clock
from governance.kernel.finding import finder
from governance.kernel.metrics import METRICS, Period
from governance.kernel.panels import Panel, entry, panel
from governance.kernel.search import search
from governance.registers import LeadColumn
from projects import figures
from projects.models import Demand, MicroProject, Visit

VIEW, REPORT, APPLY = "projects.view", "projects.report", "projects.apply"
COMMUNITY = 2  # depth in the tree

entry("业务", "微项目", "kanban", "/projects/", permission=VIEW, order=25, phone="微项目")
entry(
    "业务",
    "居民需求",
    "chat-square-text",
    "/projects/demands/",
    permission=(VIEW, "projects.opine"),
    order=26,
    phone="需求",
)
entry("业务", "走访记录", "door-open", "/projects/visits/", permission=VIEW, order=27)
entry("系统", "需求类别", "tags", "/projects/categories/", permission="projects.configure", order=92)


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
    return Panel("我的草稿", "projects/_drafts.html", {"drafts": rows}, more_url="/projects/?tab=drafts")


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
        "projects/_area_projects.html",
        {"projects": newest},
        meta=f"已立项 {approved} 个",
        more_url=f"/projects/?area={area.code}",
    )


@panel("governance.area", order=41)
def demands_of_area(area, user):
    """Open demands of an area by category."""
    if not user.scope(VIEW).covers(area):
        return None
    rows = Demand.objects.visible_to(user).filter(area__path__startswith=area.path)
    counted = list(rows.open().order_by().values_list("category__name").annotate(n=Count("pk")).order_by("-n")[:9])
    total = rows.count()
    if not total:
        return None
    waiting = sum(n for _, n in counted)
    return Panel(
        "居民需求",
        "projects/_area_demands.html",
        {"counted": counted},
        meta=f"办理中 {waiting} 件，共 {total} 件",
        more_url=f"/projects/demands/?area={area.code}",
    )


@panel("governance.area", order=42)
def visits_of_area(area, user):
    """This month's home visits of an area, how many of its leads made any, and the newest."""
    if not user.scope(VIEW).covers(area):
        return None
    today = clock.today()
    month = Period(area, since=clock.month_start(today), until=today)
    rows = Visit.objects.counted().visible_to(user).filter(area__path__startswith=area.path)
    rows = rows.select_related("area__compound", "area__parent", "post__person").order_by("-visited_on", "-id")
    newest = list(rows.defer("post__person__phone", "post__person__id_number")[:5])
    if not newest:
        return None
    is_upper = area.compound_id in (None, area.pk)  # in a building the table of its leads says it one by one
    codes = ("visit_n", "visit_lead_rate") if is_upper else ("visit_n",)
    return Panel(
        "走访",
        "projects/_visits.html",
        {
            "visits": newest,
            "figures": [METRICS[code].figure(month) for code in codes],
            "may_drill": user.has("governance.board"),
        },
        meta="本月",
        more_url=f"/projects/visits/?{urlencode({'area': area.code, 'tab': 'month'})}",
    )


@panel("governance.appointment", order=40)
def visits_of_post(post, user):
    """The newest home visits of somebody in a post."""
    if not user.scope(VIEW).covers(post.area):
        return None
    rows = Visit.objects.counted().filter(post=post).select_related("area__compound", "area__parent")
    newest = list(rows.order_by("-visited_on", "-id")[:5])
    if not newest:
        return None
    return Panel("走访", "projects/_visits.html", {"visits": newest})


@panel("governance.leads", order=10)
def visits_of_leads(leads, user):
    """本月走访: how often each lead of a table went out this month, in one query."""
    if not user.scope(VIEW).covers(leads.area):
        return None
    rows = Visit.objects.counted().this_month().filter(post__in=[post.pk for post in leads.posts])
    numbers = dict(rows.order_by().values_list("post").annotate(n=Count("pk")))

    def address(post):
        chosen = {"tab": "month", "person": post.person.name, "area": leads.area.code}
        return f"/projects/visits/?{urlencode(chosen)}"

    return LeadColumn("本月走访", numbers, address)


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
        "projects/_item.html",
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


@finder("居民需求", "/projects/demands/", order=30)
def find_demands(words, user):
    if not (user.has(VIEW) or user.has("projects.opine")):
        return None
    rows = search(Demand.objects.visible_to(user), words).select_related("area")
    return rows.defer("reporter_name", "reporter_phone").order_by("-id")


@finder("走访记录", "/projects/visits/", order=35)
def find_visits(words, user):
    return (
        search(Visit.objects.visible_to(user), words).select_related("area").order_by("-id") if user.has(VIEW) else None
    )
