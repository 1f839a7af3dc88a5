"""Demands in the menu, in the search, and on the pages of places and home visits."""

from django.db.models import Count, Q

from governance.kernel.models import built
from governance.kernel.models.addresses import list_address, new_address
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.pages.relatives import related
from governance.kernel.pages.search import search
from projects.roles import REPORT, VIEW

from .models.demands import Demand
from .workflow import CONFIGURE, DEMAND, OPINE, STATES

SHOWN = 9  # categories of a place

entry("业务", "居民需求", "chat-square-text", "projects:demands", permission=(VIEW, OPINE), order=26, phone="需求")
entry("系统", "需求类别", "tags", "projects:demand_categories", permission=CONFIGURE, order=92)


@panel("governance.area", order=41)
def demands_of_area(area, user):
    """Open demands of an area by category."""
    if not user.scope(VIEW).covers(area):
        return None

    def by_category(area):
        rows = Demand.objects.visible_to(user).filter(area__path__startswith=area.path)
        waiting = Count("pk", filter=Q(status__in=STATES.group("open")))
        return rows.order_by().values_list("category__name").annotate(n=waiting, every=Count("pk")).order_by("-n")

    found = built.of_row((demands_of_area, built.standing(user)), area, by_category)
    if not found:
        return None
    counted = [(name, n) for name, n, _ in found if n][:SHOWN]
    waiting, total = sum(n for _, n, _ in found), sum(every for *_, every in found)
    return Panel(
        "居民需求",
        "projects/demands/_area_demands.html",
        {"counted": counted},
        meta=f"办理中 {waiting} 件，共 {total} 件",
        more_url=f"{list_address(Demand)}?tab=all&area={area.code}",
    )


@panel("projects.visit", order=10)
def demands_of_visit(visit, user):
    """The demands heard on a home visit, and the button that registers another."""
    rows = Demand.objects.visible_to(user).filter(visit=visit).select_related("category").order_by("-id")
    found = list(rows)
    may_report = not (visit.is_void or visit.is_missed) and user.scope(REPORT).covers(visit.area)
    return Panel(
        "由本次走访登记的需求",
        "projects/demands/_visit_demands.html",
        {
            "demands": found,
            "new_url": f"{new_address(Demand)}?visit={visit.pk}" if may_report else "",
            "new_label": DEMAND.first.label,
        },
        wide=True,
        meta=f"{len(found)} 件",
    )


# ------------------------------------------------------------ relatives
@related("projects.demand", label="已并入需求", order=15)
def merged_into(demand, user):
    """The demand that says the same, with which this one is handled."""
    if demand.merged_into_id is None:
        return None
    return Demand.objects.visible_to(user).filter(pk=demand.merged_into_id)


@related("projects.demand", label="并入的需求", order=16)
def merged_here(demand, user):
    """Those that are handled with it."""
    return Demand.objects.visible_to(user).filter(merged_into=demand)


@finder("居民需求", "projects:demands", order=30)
def find_demands(words, user):
    if not (user.has(VIEW) or user.has(OPINE)):
        return None
    rows = search(Demand.objects.visible_to(user), words).select_related("area")
    return rows.defer("reporter_name", "reporter_phone").order_by("-id")
