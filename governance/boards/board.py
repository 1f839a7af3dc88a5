"""What the leaders' board is made of: tiles, comparison columns, and cards lent by the apps."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q

from governance.areas.models import Area, Level
from governance.kernel.figures.formats import zhdate
from governance.kernel.figures.metrics import METRICS, Period, percent, splits

TILES = []
COLUMNS = []
ACCOUNTS = []
BELOW = {Level.DISTRICT: "street", Level.STREET: "community", Level.COMMUNITY: "compound"}
BELOW_WORDS = {Level.DISTRICT: "全部镇街", Level.STREET: "全部社区", Level.COMMUNITY: "全部小区"}
WHOLE = {Level.DISTRICT: "全区"}  # what a rate lies above or below, where it has a name of its own
COMPARED = {Level.DISTRICT: "镇街对比", Level.STREET: "社区对比", Level.COMMUNITY: "小区对比"}
CHOSEN = (Level.DISTRICT, *(Level(level) for level in BELOW.values()))  # levels that have boards to choose
PLACE_FIELDS = ("code", "name", "level", "kind", "parent", "path", "depth", "order")


@dataclass(frozen=True)
class Trend:
    """A figure of some whole months beside the same months of the year before.

    A count is compared in percent, a rate in points; `better` is the way
    ("up", "down") that is good news; whole: these months are the period.
    """

    now: object
    before: object
    months: list
    is_whole: bool
    is_rate: bool = False
    better: str = ""

    @property
    def change(self):
        """Rounded half up to one decimal: per cent of the year before, or points."""
        change = Decimal(self.now) - Decimal(self.before)
        if not self.is_rate:
            change = change * 100 / Decimal(self.before)
        return change.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def way(self):
        return "flat" if not self.change else "up" if self.change > 0 else "down"

    @property
    def is_good(self):
        return self.way == self.better

    @property
    def words(self):
        """升 1.6%, 降 0.4 个百分点, 持平"""
        if self.way == "flat":
            return "持平"
        return f"{'升' if self.way == 'up' else '降'} {abs(self.change)}{' 个百分点' if self.is_rate else '%'}"

    @property
    def beside(self):
        """较上年同期, or the months compared where the period has a month that is not over: 较上年1至10月."""
        if self.is_whole:
            return "较上年同期"
        first, last = self.months[0].month, self.months[-1].month
        return f"较上年{first}月" if first == last else f"较上年{first}至{last}月"


@dataclass(frozen=True)
class Course:
    """How a headline figure ran: its value month by month, unfinished months left out, and its Trend or None."""

    points: list
    trend: Trend | None = None


NO_COURSE = Course([])


@dataclass(frozen=True)
class Tile:
    """A headline figure: the metric's code, fn(Period) -> the small line under it, fn(Period) -> its Course.

    label -- a shorter name than the metric's own, beside the line of its course
    """

    code: str
    note: object = None
    order: int = 50
    course: object = None
    label: str = ""


@dataclass(frozen=True)
class Column:
    """A column of the comparison of areas; `bar` draws its counts as lengths too."""

    code: str
    label: str
    order: int = 50
    money: bool = False
    bar: bool = False


@dataclass(frozen=True)
class Account:
    """One of the three accounts (三笔账): the glyph, its words, the metric in yuan, fn(Period) -> note."""

    css: str
    glyph: str
    title: str
    code: str
    note: object
    order: int


def account(css, glyph, title, code, *, note, order):
    """Show a metric (yuan, cumulative) as one of the three accounts."""
    place(ACCOUNTS, Account(css, glyph, title, code, note, order))


def accounts(period):
    """[{account, amount, percent, note}] as things stand, whatever the period's beginning."""
    whole = Period(period.area, None, None, period.as_of)
    amounts = [METRICS[one.code].numerator(whole) for one in ACCOUNTS]
    widest = max(amounts, default=0)
    return [
        {
            "account": one,
            "amount": amount,
            "bar": [(float(amount) * 100 / float(widest) if widest else 0, one.css)],
            "note": one.note(whole),
            "url": METRICS[one.code].figure(whole).rows_url,
        }
        for one, amount in zip(ACCOUNTS, amounts, strict=True)
    ]


def tile(code, *, note=None, order=50, course=None, label=""):
    """Show a metric in the strip of headline figures."""
    place(TILES, Tile(code, note, order, course, label))


def column(code, label, *, order=50, money=False, bar=False):
    """Show a metric in the comparison of areas."""
    place(COLUMNS, Column(code, label, order, money, bar))


def place(entries, new):
    """Each metric stands once; what is registered later takes its place."""
    entries[:] = sorted([*(one for one in entries if one.code != new.code), new], key=lambda one: one.order)


def tiles(period):
    """The strip of headline figures: [{label, figure, note, course}]."""
    return [
        {
            "label": one.label or METRICS[one.code].label,
            "figure": METRICS[one.code].figure(period),
            "note": one.note(period) if one.note else "",
            "course": one.course(period) if one.course else NO_COURSE,
        }
        for one in TILES
    ]


def words(period):
    """The days a board is about: 2026年1月1日至今, 2026年3月1日至2026年5月31日, 累计."""
    since, until = zhdate(period.since, "full"), zhdate(period.until, "full")
    if period.since is None:
        return "累计" if period.until is None else f"截至{until}"
    return f"{since}至{'今' if period.until is None else until}"


# ------------------------------------------------------------ areas
class Places:
    """The areas around a board's own, in one query: those above it, the streets, and those beside and below it.

    above    -- from the district down to the area itself
    below    -- the areas that are compared
    """

    def __init__(self, area, on=None):
        self.area = area
        opened = [pk for pk in (area.street_id, area.community_id) if pk]
        near = (
            Q(level__in=(Level.DISTRICT, Level.STREET)) | Q(parent__in=opened) | Q(pk__in=[area.compound_id, area.pk])
        )
        rows = Area.objects.current(on).filter(near).only(*PLACE_FIELDS).order_by("order", "code")
        self.children = {}
        for row in rows:
            self.children.setdefault(row.parent_id, []).append(row)
        found = [row for rows in self.children.values() for row in rows if area.path.startswith(row.path)]
        self.above = [*sorted((row for row in found if row.pk != area.pk), key=lambda row: row.depth), area]

    @property
    def below(self):
        return self.children.get(self.area.pk, [])

    def tree(self, scope):
        """[(area, how deep below the first)] of those a scope covers, as a list to choose from."""
        shown, opened = [], {row.pk for row in self.above}

        def walk(parent, depth):
            for row in self.children.get(parent, ()):
                if row.level in CHOSEN and scope.covers(row):
                    shown.append((row, depth))
                if row.pk in opened:
                    walk(row.pk, depth + 1)

        walk(None, 0)
        top = min((depth for _, depth in shown), default=0)
        return [(row, depth - top) for row, depth in shown]


def sorted_by(rows, sort):
    """The rows of the comparison by a column: "code" from the least, "-code" from the most; without figures last."""
    codes = [one.code for one in COLUMNS]
    code = sort.removeprefix("-")
    if code not in codes:
        return rows, ""
    at = codes.index(code)
    with_figures = [row for row in rows if row["cells"][at]["value"] is not None]
    without = [row for row in rows if row["cells"][at]["value"] is None]
    with_figures.sort(key=lambda row: row["cells"][at]["value"], reverse=sort.startswith("-"))
    return with_figures + without, sort


def comparison(period, areas, sort=""):
    """One row for each area below: {heads, rows: [{area, cells}], total, sort}; None where nothing is compared.

    areas -- those below the period's own, in their order
    sort  -- "code" or "-code" of a column: another order

    Cells are {text, url, percent: of the largest count, gap: of a rate to the
    whole area's, in points, widest: the largest such gap}.
    """
    level = BELOW.get(period.area.level)
    if level is None:
        return None
    shown_codes = [code for one in COLUMNS for code in (one.code, METRICS[one.code].of) if code]
    tallied = [
        code for code, one in METRICS.items() if one.is_tallied(period, level)
    ]  # the same query answers the tiles
    parts = splits(dict.fromkeys(shown_codes + tallied), period, level)
    for code, found in parts.items():  # the parts, those of no area below included, make the whole
        period.known.setdefault(code, sum(n for n in found.values() if n is not None))
    rows = [{"area": area, "cells": cells_of(area, parts, period)} for area in areas]
    figures = [METRICS[one.code].figure(period) for one in COLUMNS]
    for n, figure in enumerate(figures):
        measure([row["cells"][n] for row in rows], figure.value)
    rows, sort = sorted_by(rows, sort)
    return {
        "heads": COLUMNS,
        "rows": rows,
        "figures": figures,
        "total": [shown(one, figure.value) for one, figure in zip(COLUMNS, figures, strict=True)],
        "sort": sort,
    }


def measure(cells, whole):
    """How long each count of a column is beside the longest, and how far each rate lies from the whole's."""
    longest = max((made["weight"] or 0 for made in cells), default=0)
    for made in cells:
        rate = made["value"] if made["is_rate"] and whole is not None else None
        made["gap"] = None if rate is None else rate - whole
        made["percent"] = float(made["weight"] or 0) * 100 / float(longest) if longest else 0
    widest = max((abs(made["gap"]) for made in cells if made["gap"] is not None), default=0)
    for made in cells:
        made["widest"] = widest


def cells_of(area, parts, period):
    query = Period(area, period.since, period.until, period.as_of).query
    return [cell(one, parts, area, query) for one in COLUMNS]


def cell(one, parts, area, query):
    metric = METRICS[one.code]
    value = parts[one.code].get(area.pk) or 0
    weight = value
    if metric.of:
        value, weight = percent(value, parts[metric.of].get(area.pk)), None
    return {
        "text": shown(one, value),
        "url": f"/dashboard/rows/{one.code}/?{query}",
        "value": value,
        "weight": weight,
        "is_rate": bool(metric.of),
        "bar": one.bar,
    }


def shown(one, value):
    """A figure as the table prints it: money in ten thousand yuan, rates with two decimals."""
    if value is None:
        return "—"
    if METRICS[one.code].of:
        return f"{value:.2f}%"
    if one.money:
        return f"{value / 10000:,.1f}"
    return str(value)
