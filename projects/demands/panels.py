"""Demands in the menu, in the search, and on the page of a place."""

from django.db.models import Count

from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.pages.search import search

from .models import Demand

entry(
    "业务",
    "居民需求",
    "chat-square-text",
    "/projects/demands/",
    permission=("projects.view", "projects.opine"),
    order=26,
    phone="需求",
)
entry("系统", "需求类别", "tags", "/projects/categories/", permission="projects.configure", order=92)


@panel("governance.area", order=41)
def demands_of_area(area, user):
    """Open demands of an area by category."""
    if not user.scope("projects.view").covers(area):
        return None
    rows = Demand.objects.visible_to(user).filter(area__path__startswith=area.path)
    counted = list(rows.open().order_by().values_list("category__name").annotate(n=Count("pk")).order_by("-n")[:9])
    total = rows.count()
    if not total:
        return None
    waiting = sum(n for _, n in counted)
    return Panel(
        "居民需求",
        "projects/demands/_area_demands.html",
        {"counted": counted},
        meta=f"办理中 {waiting} 件，共 {total} 件",
        more_url=f"/projects/demands/?area={area.code}",
    )


@finder("居民需求", "/projects/demands/", order=30)
def find_demands(words, user):
    if not (user.has("projects.view") or user.has("projects.opine")):
        return None
    rows = search(Demand.objects.visible_to(user), words).select_related("area")
    return rows.defer("reporter_name", "reporter_phone").order_by("-id")
