"""Home visits in the menu, in the search, and on the pages of places and posts."""

from urllib.parse import urlencode

from django.db.models import Count
from django.utils.html import format_html

from governance.kernel.clock import clock
from governance.kernel.figures.formats import zhdate
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models import built
from governance.kernel.models.addresses import list_address
from governance.kernel.models.among import among, told
from governance.kernel.models.prepared import Prepared
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import Line, Panel, entry, panel
from governance.kernel.pages.search import search
from governance.registry.register.leads import LeadColumn
from projects.roles import REPORT, VIEW

from .models import Visit
from .rounds import COMMUNITY

entry("业务", "走访记录", "door-open", "projects:visits", permission=VIEW, order=27)


entry("工作", "今日走访", "signpost-2", "projects:visit_round", permission=REPORT, order=9)


@panel("governance.area", order=41)
def ways_to_visit(area, user):
    """The month's round of a place, and the sheet of its codes, for whoever visits there."""
    if not user.scope(REPORT).covers(area) or area.depth < COMMUNITY:
        return None
    return Panel("走访安排", "projects/visits/_ways.html", {"area": area})


SHOWN = (  # what a line tells of a visit
    *("visited_on", "kind", "household_count", "post__person__name", "area__name", "area__compound__name"),
    *("area__compound__depth", "area__parent__name", "area__parent__depth"),
)


def line_of(visit, says_who=False):
    """A visit in a card; `says_who`: with the name of the visitor."""
    who = visit.post.person.name if says_who else ""
    words = " · ".join(filter(None, (zhdate(visit.visited_on), who, visit.get_kind_display())))
    end = format_html('<span class="ht-num">{} 户</span>', visit.household_count)
    return Line(visit.where, visit.get_absolute_url(), (words,), end)


@panel("governance.area", order=42)
def visits_of_area(area, user):
    """This month's home visits of an area, the share of its leads who made any, and the newest ones."""
    if not user.scope(VIEW).covers(area):
        return None
    today = clock.today()
    month = Period(area, since=clock.month_start(today), until=today)

    def newest_of(area):
        rows = Visit.objects.counted().visible_to(user).filter(area__path__startswith=area.path)
        rows = rows.select_related("area__compound", "area__parent", "post__person").order_by("-visited_on", "-id")
        return rows.only(*SHOWN)[:5]

    newest = built.of_row((visits_of_area, built.standing(user)), area, newest_of)
    if not newest:
        return None
    is_upper = area.compound_id in (None, area.pk)  # a building lists its leads one by one
    codes = ("visit_n", "visit_lead_rate") if is_upper else ("visit_n",)
    return Panel(
        "走访",
        "projects/visits/_visits.html",
        {
            "lines": [line_of(visit, says_who=True) for visit in newest],
            "figures": [METRICS[code].figure(month) for code in codes],
            "may_drill": user.has("governance.board"),
        },
        meta="本月",
        more_url=f"{list_address(Visit)}?{urlencode({'area': area.code, 'tab': 'month'})}",
    )


@panel("governance.appointment", order=40)
def visits_of_post(post, user):
    """The newest home visits by the holder of a post."""
    if not user.scope(VIEW).covers(post.area):
        return None
    rows = Visit.objects.counted().filter(post=post).select_related("area__compound", "area__parent")
    newest = list(rows.order_by("-visited_on", "-id")[:5])
    if not newest:
        return None
    return Panel("走访", "projects/visits/_visits.html", {"lines": [line_of(visit) for visit in newest]})


@panel("projects.keyhousehold", order=10)
def visits_of_household(household, user):
    """The newest home visits that met a key household, and the buttons that record one while it is to be visited."""
    rows = Visit.objects.counted().visible_to(user).filter(key_household=household)
    rows = rows.select_related("area__compound", "area__parent").order_by("-visited_on", "-id")
    may_visit = household.is_standing and user.scope(REPORT).covers(household.area)
    context = {"lines": [line_of(visit) for visit in rows[:5]], "household": household if may_visit else None}
    return Panel("走访", "projects/visits/_home.html", context)


visits_by_post = Prepared(
    lambda posts, since, until: (
        Visit.objects.counted()
        .within(since, until)
        .filter(among("post_id", posts))
        .order_by()
        .values_list("post")
        .annotate(n=Count("pk"))
    )
)


@panel("governance.leads", order=10)
def visits_of_leads(leads, user):
    """本月走访: the number of visits of each lead of a table this month, in one query."""
    if not user.scope(VIEW).covers(leads.area):
        return None
    today = clock.today()
    numbers = dict(visits_by_post(told(post.pk for post in leads.posts), clock.month_start(today), today))

    def address(post):
        chosen = {"tab": "month", "person": post.person.name, "area": leads.area.code}
        return f"{list_address(Visit)}?{urlencode(chosen)}"

    return LeadColumn("本月走访", numbers, address)


@finder("走访记录", "projects:visits", order=35)
def find_visits(words, user):
    return (
        search(Visit.objects.visible_to(user), words).select_related("area").order_by("-id") if user.has(VIEW) else None
    )
