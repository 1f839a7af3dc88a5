"""The leaders' boards: live figures with drill-down to exactly the rows counted."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.utils.functional import cached_property

from governance.areas.models import Level
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS
from governance.kernel.pages import later, listings
from governance.kernel.pages.crumbs import crumbs
from governance.kernel.pages.panels import panels_for
from governance.kernel.pages.views import Page
from governance.kernel.papers import exports
from governance.kernel.steps.errors import BusinessError, Invalid
from governance.roles import VIEW

from .board import data_read_at, period_words, tile_codes, tiles
from .book import sheets
from .comparison import COMPARED, WHOLE, comparison
from .moves import moves
from .periods import DAYS, days_from, period_from, span_days
from .places import BELOW_WORDS, Places
from .ranking import Board, comparison_codes, ranking
from .rates import least_words, words_compared
from .rights import SEE_BOARD

SPANS = (("month", "本月"), ("last", "上月"), ("quarter", "本季"), ("year", "本年"), ("all", "累计"))
NO_DAYS = dict.fromkeys(DAYS)


class BoardPage(Page):
    """A page about a period of an area the person may read."""

    permission = SEE_BOARD
    default_span = "all"  # links to these pages name the days; none named means all
    shows_refusal = True

    @cached_property
    def period(self):
        """The period that the address names; days that are refused are left out, `refusal` says why."""
        query = self.request.GET.copy()
        if self.refusal:
            for name in DAYS:
                query.pop(name, None)
        if not self.names_days:
            for name, day in span_days(self.span).items():
                query.setdefault(name, day.isoformat())
        return period_from(query, self.request.user)

    @cached_property
    def refusal(self):
        """Why the days of the address are refused; None when they are not."""
        try:
            days = days_from(self.request.GET)
        except BusinessError as refusal:
            return refusal
        if self.request.GET.get("span") == "custom" and "from" in self.request.GET and not any(days.values()):
            return Invalid("请填写起始日期、截止日期，或其中一个", field="from")
        return None

    @property
    def names_days(self):
        """Does the address itself say from when or until when?"""
        return self.refusal is None and bool(self.request.GET.get("from") or self.request.GET.get("to"))

    @property
    def span(self):
        chosen = self.request.GET.get("span", self.default_span)
        return chosen if chosen in dict(SPANS) else self.default_span

    def show(self, *args, **kwargs):
        if self.refusal and self.shows_refusal:
            messages.error(self.request, f"{self.refusal.message}。以下没有按日期筛选")
        return super().show(*args, **kwargs)


class Dashboard(BoardPage):
    """区领导驾驶舱; for a street or community the same board of its own area."""

    default_span = "month"
    shows_refusal = False  # its form shows it

    def get(self, request):
        period, query, is_wall = self.period, request.GET, "wall" in request.GET
        look = later.look_of(request)
        if look == later.BELOW:
            return self.part("governance/boards/_below.html", **self.below())
        self.title = "区领导驾驶舱" if period.area.level == Level.DISTRICT else f"{period.area.name}看板"
        places = Places(period.area, period.as_of)
        wants_work = bool({"work", "sort", "export"} & set(query))  # the table of work is counted when it is asked for
        more = [*(comparison_codes() if wants_work else ()), *(tile_codes() if look == later.WHOLE else ())]
        board = Board(period, places.below, more)  # first: the rest reuses its sums
        ranked = ranking(board, query.get("by", ""))
        compared = comparison(board, query.get("sort", "")) if wants_work else None
        for row in ranked["rows"] if ranked else ():
            row.url = self.address(area=row.area.code)
        for row in compared["rows"] if compared else ():
            row["url"] = self.address(area=row["area"].code)
        whole, is_now = board.whole, period.as_of >= clock.today()
        if query.get("export") == "xlsx" and not self.refusal:
            return self.workbook(board, ranked, compared, self.cards)
        return self.show(
            "governance/boards/wall.html" if is_wall else "governance/boards/dashboard.html",
            title=self.title,
            period=period,
            period_words=period_words(period),
            compared_with=words_compared(period, whole),
            read_at=data_read_at(period),
            now=clock.now(),
            crumbs=self.path_to(places),
            spans=[(label, self.address(span=key, **NO_DAYS), key == self.current) for key, label in SPANS],
            custom=self.custom,
            places=self.choices(places),
            rates=[held for held in whole if not held.rate.whole],
            ranked=ranked,
            rank_heads=self.rank_heads(ranked),
            moves=moves(board, ranked["rows"]) if ranked and is_now else [],  # nobody moves what is past
            least=least_words(),
            registry_url=period.area.get_absolute_url(),
            aside=panels_for("dashboard.aside", period, request.user),
            **({"cards": self.cards} if is_wall else {"rest": self.rest} if look == later.FIRST else self.below()),
            late=panels_for("wall.late" if is_wall else "dashboard.late", period, request.user),
            comparison=compared,
            heads=self.heads(compared),
            compared_title=COMPARED.get(period.area.level),
            work_url=self.address(work=1),
            unsorted_url=self.address(sort=None),
            export_url=self.address(export="xlsx"),
        )

    def below(self):
        """What stands below the ranking."""
        return {"tiles": tiles(self.period), "cards": self.cards}

    @property
    def cards(self):
        return panels_for("dashboard", self.period, self.request.user)

    @property
    def rest(self):
        below, whole = {later.PART: later.BELOW}, {later.ALL: 1}
        return later.Rest("查看工作量、三笔账和各类图表", self.address(**below), self.address(**whole))

    def workbook(self, board, ranked, compared, cards):
        listings.put_on_record(self.request.user, self.title)
        name = f"{self.title}_{clock.today():%Y%m%d}.xlsx"
        return exports.sheets_response(name, sheets(board, ranked, compared, cards, self.request.user))

    # ------------------------------------------------ addresses
    @cached_property
    def kept(self):
        """What the address says and every link on the board keeps; days that were refused are not kept."""
        dropped = {"wall", "export", later.PART, later.ALL, *(DAYS if self.refusal else ())}
        return {name: value for name, value in self.request.GET.items() if name not in dropped}

    def address(self, **changes):
        """The address of this board with changes; None removes a parameter."""
        query = {**self.kept, **changes}
        return f"?{urlencode({name: value for name, value in query.items() if value})}"

    @property
    def current(self):
        return "custom" if self.names_days else self.span

    @property
    def custom(self):
        """The form of one's own days: what was typed, or the days now shown."""
        query, days = self.request.GET, (self.period.since, self.period.until)
        typed = {"from", "to"} & set(query)
        values = [
            query.get(name, "") if typed else (day.isoformat() if day else "")
            for name, day in zip(("from", "to"), days, strict=True)
        ]
        return {
            "from": values[0],
            "to": values[1],
            "refusal": self.refusal,
            "is_open": bool(typed) or query.get("span") == "custom",
            "is_current": self.current == "custom",
            "url": self.address(span="custom", **NO_DAYS),
            "hidden": [(name, self.kept[name]) for name in ("area", "by", "sort", "work") if self.kept.get(name)],
            "shown": next((label for key, label in SPANS if key == self.span), ""),
        }

    def path_to(self, places):
        """[(name, address)] from the district down; the last says what is compared here."""
        scope = self.request.user.scope(VIEW)
        steps = [(row.name, self.address(area=row.code) if scope.covers(row) else None) for row in places.above]
        below = BELOW_WORDS.get(places.area.level)
        return [*steps, (below, None)] if below else steps

    def choices(self, places):
        """[{name, address, depth, is_current}] of the boards one may open from here."""
        return [
            {
                "name": "全区" if row.level == Level.DISTRICT else row.name,
                "url": self.address(area=row.code),
                "depth": depth,
                "is_current": row.pk == places.area.pk,
            }
            for row, depth in places.tree(self.request.user.scope(VIEW))
        ]

    def rank_heads(self, ranked):
        """[{label, url, aria_sort}] of the ranking; the first click puts the best first, another the worst."""
        if ranked is None:
            return []
        order, found = ranked["order"], []
        for one in ranked["heads"]:
            turned = order == one.best_first
            worst = one.best_first.removeprefix("-") if one.best_first.startswith("-") else f"-{one.code}"
            direction = {one.code: "ascending", f"-{one.code}": "descending"}.get(order, "")
            unit = "/个" if one.whole else "/%"
            url = self.address(by=worst if turned else one.best_first)
            found.append({"label": f"{one.label}{unit}", "url": url, "aria_sort": direction})
        return found

    def heads(self, compared):
        """[{label, url, aria_sort, beside, total}] of the comparison; the first click sorts from the most.

        beside -- the head of the column that follows a rate: how far it lies from the whole's
        """
        if compared is None:
            return []
        sort, whole = compared["sort"], WHOLE.get(self.period.area.level, "整体")
        return [
            {
                "label": column.label,
                "url": self.address(sort=column.code if sort == f"-{column.code}" else f"-{column.code}"),
                "aria_sort": {column.code: "ascending", f"-{column.code}": "descending"}.get(sort, ""),
                "beside": f"较{whole}/百分点" if METRICS[column.code].of else "",
                "total": total,
            }
            for column, total in zip(compared["heads"], compared["total"], strict=True)
        ]


class Definitions(BoardPage):
    """口径说明: every figure with its formula, date basis and present value."""

    title = "口径说明"

    def get(self, request):
        figures = [metric.figure(self.period) for metric in METRICS.values() if request.user.has(metric.permission)]
        return self.show(
            "governance/boards/definitions.html",
            figures=figures,
            crumbs=crumbs(self.period.area, self.request.user),
            period=self.period,
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

    def filtered_table(self):
        return self.metric.table(self.metric.rows(self.period), self.request)

    def about(self):
        return [("指标", self.metric.definition), ("数据范围", self.period.area.name)]

    def get(self, request, code):
        if request.GET.get("export") == "xlsx" and not self.refusal:
            return listings.export_list(self)
        table, figure = self.filtered_table(), self.metric.figure(self.period)
        self.subtitle = f"{figure.text} {self.metric.unit} · {self.metric.definition}"
        return self.show(
            "generic/list.html",
            "generic/_table.html",
            table=table,
            crumbs=crumbs(self.period.area, self.request.user),
            figure=figure,
            export_url=table.url(export="xlsx", cursor=None),
        )
