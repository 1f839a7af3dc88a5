"""The leaders' boards: live figures with drill-down to exactly the rows counted."""

from datetime import date
from importlib import import_module

from django.http import Http404
from django.utils.functional import cached_property

from governance.api.metrics import period_from
from governance.boards import comparison, tiles
from governance.kernel import clock, listings
from governance.kernel.errors import BusinessError
from governance.kernel.metrics import METRICS
from governance.kernel.pages import Page, crumbs
from governance.kernel.panels import panels_for
from governance.kernel.records import Deadline
from governance.kernel.tables import Table
from governance.models import Area, Level
from governance.tables.boards import OverdueTable

SPANS = (("month", "本月"), ("quarter", "本季"), ("year", "本年"), ("all", "累计"))


class BoardPage(Page):
    """A page about a period of an area the person may read."""

    permission = "governance.board"

    @cached_property
    def period(self):
        query = self.request.GET.copy()
        if "from" not in query and "to" not in query:
            since = beginning(self.span)
            if since:
                query["from"] = since.isoformat()
        try:
            return period_from(query, self.request.user)
        except BusinessError:
            raise Http404 from None

    @property
    def span(self):
        chosen = self.request.GET.get("span", "year")
        return chosen if chosen in dict(SPANS) else "year"

    @property
    def children(self):
        return Area.objects.current().filter(parent=self.period.area).order_by("order", "code")


def beginning(span):
    today = clock.today()
    return {
        "month": today.replace(day=1),
        "quarter": date(today.year, 3 * ((today.month - 1) // 3) + 1, 1),
        "year": date(today.year, 1, 1),
    }.get(span)


class Dashboard(BoardPage):
    """区领导驾驶舱; for a street or community the same board of its own area."""

    def get(self, request):
        period = self.period
        self.title = "区领导驾驶舱" if period.area.level == Level.DISTRICT else f"{period.area.name}看板"
        compared = comparison(period)  # first: its sums are the figures the rest asks for
        cards = panels_for("dashboard", period, request.user)
        wall = "wall" in request.GET
        return self.show(
            "governance/wall.html" if wall else "governance/dashboard.html",
            title=self.title,
            period=period,
            now=clock.now(),
            crumbs=crumbs(period.area),
            spans=[(key, label, key == self.span) for key, label in SPANS],
            tiles=tiles(period),
            cards=cards,
            overdue=overdue_rows(period)[:6],
            overdue_n=METRICS["overdue_n"].numerator(period),
            comparison=compared,
        )


def overdue_rows(period):
    rows = Deadline.objects.overdue(period.as_of).filter(stopped_on=None)
    return period.below(rows).select_related("area__street", "area__community").order_by("due_on", "id")


class Overdue(BoardPage):
    """逾期督办: everything late below an area, the oldest first."""

    title = "逾期督办"
    exportable = False
    new_url = ""

    def get(self, request):
        rows = Deadline.objects.overdue().filter(stopped_on=None)
        table = OverdueTable(self.period.below(rows), request)
        return self.show("generic/list.html", "generic/_table.html", table=table, crumbs=crumbs(self.period.area))


class Definitions(BoardPage):
    """口径说明: every figure with its formula, date basis and present value."""

    title = "口径说明"

    def get(self, request):
        figures = [one.figure(self.period) for one in METRICS.values() if request.user.has(one.permission)]
        return self.show(
            "governance/definitions.html", figures=figures, crumbs=crumbs(self.period.area), period=self.period
        )


class Rows(BoardPage):
    """The very rows a figure counts."""

    exportable = True
    new_url = ""

    @cached_property
    def metric(self):
        metric = METRICS.get(self.kwargs["code"])
        if metric is None or not self.request.user.has(metric.permission):
            raise Http404
        return metric

    @property
    def title(self):
        return self.metric.label

    def listed(self):
        return table_of(self.metric)(self.metric.rows(self.period), self.request)

    def about(self):
        return [("指标", self.metric.definition), ("数据范围", self.period.area.name)]

    def get(self, request, code):
        if request.GET.get("export") == "xlsx":
            return listings.answer(self)
        table, figure = self.listed(), self.metric.figure(self.period)
        self.subtitle = f"{figure.text} {self.metric.unit} · {self.metric.definition}"
        return self.show(
            "generic/list.html",
            "generic/_table.html",
            table=table,
            crumbs=crumbs(self.period.area),
            figure=figure,
            export_url=table.url(export="xlsx", cursor=None),
        )


def table_of(metric) -> type[Table]:
    """ "disputes.CaseTable" -> the class."""
    app, name = metric.table.rsplit(".", 1)
    return getattr(import_module(f"{app}.tables"), name)
