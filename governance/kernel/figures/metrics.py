"""The registry of figures (口径): each is defined once and used everywhere.

A figure names its rows; its drill-down lists exactly that queryset.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from operator import or_

from django.db.models import Count, F, Q, Sum

from governance.kernel.clock import clock
from governance.kernel.models import built
from governance.kernel.models.figures import Tally
from governance.kernel.models.scopes import ROOT

from .results import Figure, percent

METRICS = {}


@dataclass(frozen=True)
class Period:
    """What a figure is computed for: an area with everything below it, from a day to a day, as recorded on a day."""

    area: object
    since: date | None = None
    until: date | None = None
    as_of: date = field(default_factory=clock.today)
    known: dict = field(default_factory=dict, compare=False, repr=False)  # figures already queried

    @cached_property
    def query(self):
        """The same period as the query of an address."""
        past = self.as_of if self.as_of != clock.today() else None
        parts = {"area": self.area.code, "from": self.since, "to": self.until, "as_of": past}
        return "&".join(f"{name}={value}" for name, value in parts.items() if value)

    def asked(self, what, key, build):
        """One number of the rows that `build(period)` makes: count(*) or sum(n); its SQL is kept (`built.of_row`)."""
        query = built.query_of_row(self.key(key), self.area, self.standing_in(build))
        return query.reckoned(what, self.area) if query else None

    def rows(self, key, build):
        """The rows that `build(period)` makes; their SQL is kept."""
        return built.of_row(self.key(key), self.area, self.standing_in(build))

    def key(self, key):
        return key, self.since, self.until, self.as_of, clock.today(), self.area.path == ROOT

    def standing_in(self, build):
        """fn(area) of fn(period): an area that is only marked stands in for the period's own, save the district."""
        return lambda area: build(self if self.area.path == ROOT else replace(self, area=area, known={}))

    def within(self, rows, path):
        """Rows whose day is within the period."""
        if self.since:
            rows = rows.filter(**{f"{path}__gte": self.since})
        return rows.filter(**{f"{path}__lte": self.until}) if self.until else rows

    def below(self, rows, path="area"):
        """Rows of the area and everything below it; the whole district joins nothing."""
        if self.area.path == ROOT:
            return rows
        return rows.filter(**{f"{path}__path__startswith": self.area.path})


@dataclass(frozen=True)
class Cells:
    """Which cells of the tally add up to a figure: one kind, in some states (none named: in any), of some months."""

    kind: str
    states: tuple = ()
    since: date | None = None
    until: date | None = None

    @property
    def months(self):
        """The months as query conditions."""
        wanted = {"month__gte": self.since, "month__lte": self.until}
        return {name: day for name, day in wanted.items() if day}

    @property
    def q(self):
        return Q(kind=self.kind, **({"state__in": self.states} if self.states else {}), **self.months)


@dataclass(frozen=True)
class Metric:
    """One figure.

    rows  -- fn(Period) -> queryset: exactly the records counted
    base  -- fn(Period) -> queryset of which this figure counts a part; figures of one base are counted in one query
    where -- fn(Period) -> Q: which part; then `rows` follow from both
    total -- field summed instead of counting rows (yuan)
    of    -- code of the denominator's metric: then the figure is a percentage
    tally -- fn(Period) -> the Cells that add up to the same number, for big tables, or None
             for a period they do not know; `verify` compares the two
    grain -- levels by which those cells can be divided; by others the rows are counted
    table -- the kernel Table (class) that lists the rows
    """

    code: str
    label: str
    unit: str
    definition: str
    rows: Callable
    table: type
    date_basis: str = "截至当日"
    base: Callable | None = None
    where: Callable | None = None
    total: str = ""
    of: str = ""
    tally: Callable | None = None
    grain: tuple = ("street", "community")
    permission: str = "governance.board"
    area_path: str = "area"
    order: int = 0

    def numerator(self, period):
        """The number itself, queried once for each Period object."""
        if self.code not in period.known:
            period.known[self.code] = self.query_number(period)
        return period.known[self.code]

    def query_number(self, period):
        if self.wanted_cells(period) is not None:
            return period.asked("sum(n)", ("cells", self.code), lambda one: self.cells(one).values_list("n")) or 0
        return self.counted(period)

    def amounts(self, period):
        """What is summed, each row's amount under the name n."""
        return self.rows(period).order_by().annotate(n=F(self.total)).values_list("n")

    def wanted_cells(self, period):
        """Which `Cells` answer; None when the tally cannot."""
        return self.tally(period) if self.tally is not None else None

    def cells(self, period):
        """The tally's cells for a period that it covers, else None."""
        wanted = self.wanted_cells(period)
        return None if wanted is None else period.below(Tally.objects.filter(wanted.q)).order_by()

    def counted(self, period):
        """Counted from the rows themselves, without a tally."""
        if self.total:
            return period.asked("sum(n)", ("sum", self.code), self.amounts) or Decimal(0)
        return period.asked("count(*)", ("number", self.code), self.keys) or 0

    def keys(self, period):
        return self.rows(period).order_by().values("pk")

    def split(self, period, level):
        """{id of the street, community or compound: number} below the period's area."""
        return splits([self.code], period, level)[self.code]

    def place(self, level):
        """The path to the street, community or compound of a row."""
        return f"{self.area_path}__{level}_id" if self.area_path else f"{level}_id"

    def divided(self, period, level):
        """The same, counted from the rows."""
        what = Sum(self.total) if self.total else Count("pk")

        def build(one):
            return self.rows(one).order_by().values_list(self.place(level)).annotate(n=what)

        return dict(period.rows(("divided", self.code, level), build))

    def figure(self, period):
        """The figure with everything needed to trust it."""
        top = self.numerator(period)
        bottom = METRICS[self.of].numerator(period) if self.of else None
        return Figure(self, period, top if not self.of else percent(top, bottom), top, bottom)


def splits(codes, period, level):
    """{code: {id of the street, community or compound: number}} of several figures, all tallied ones in one query."""
    found, wanted, months, counted, alike = {}, {}, {}, {}, defaultdict(dict)
    for code in codes:
        metric = METRICS[code]
        cells = metric.wanted_cells(period) if level in metric.grain else None
        is_tallied = cells is not None and months.setdefault(cells.kind, cells.months) == cells.months
        if not is_tallied and metric.base is not None:
            alike[metric.base, metric.area_path][code] = metric
        elif not is_tallied:
            rows = (type(metric), metric.rows, metric.total, metric.area_path)  # a rate's rows are its numerator's
            if rows not in counted:
                counted[rows] = metric.divided(period, level)
            found[code] = counted[rows]
        else:
            wanted[code] = cells
    if wanted:
        parts = divided_cells(period, level, months)
        for code, cells in wanted.items():
            found[code] = sums = {}
            for place, state, n in parts[cells.kind]:
                if not cells.states or state in cells.states:
                    sums[place] = sums.get(place, 0) + n
    for metrics in alike.values():
        found |= divided_together(metrics, period, level)
    return found


def divided_together(metrics, period, level):
    """{code: {place: number}} of figures that count parts of one base: one query.  metrics -- {code: Metric}"""
    first = next(iter(metrics.values()))

    def build(one):
        parts = {f"n_{number}": Count("pk", filter=each.where(one)) for number, each in enumerate(metrics.values())}
        return first.base(one).order_by().values_list(first.place(level)).annotate(**parts)

    rows = period.rows(("together", *metrics, level), build)
    found = {code: {} for code in metrics}
    for place, *numbers in rows:
        for code, n in zip(metrics, numbers, strict=True):
            found[code][place] = n
    return found


def divided_cells(period, level, months):
    """{kind: [(id of the street …, state, number)]} of the tally's cells; months -- {kind: conditions}.

    One grouping for all figures: the states of each are picked out here, for
    a sum with a filter of its own for every figure costs more than its rows.
    """
    alike = defaultdict(list)
    for kind, limits in months.items():
        alike[tuple(limits.items())].append(kind)

    def build(one):
        asked = reduce(or_, (Q(kind__in=kinds, **dict(limits)) for limits, kinds in alike.items()))
        rows = one.below(Tally.objects.filter(asked)).order_by()
        return rows.values_list("kind", f"area__{level}_id", "state").annotate(total=Sum("n"))

    parts = defaultdict(list)
    key = "cells", level, tuple((limits, *kinds) for limits, kinds in alike.items())
    for kind, place, state, n in period.rows(key, build):
        parts[kind].append((place, state, n))
    return parts


def metric(code, label, *, unit, definition, table, base=None, **options):
    """Register fn(Period) -> queryset as the rows of a figure; with a `base`, fn(Period) -> Q: which of its rows."""

    def register(given):
        def part(period):
            return base(period).filter(given(period))

        rows = given if base is None else part
        options["where"] = None if base is None else given
        METRICS[code] = Metric(code, label, unit, definition, rows, table, base=base, **options)
        return rows

    return register


def ratio(code, label, *, numerator, denominator, definition, **options):
    """Register a percentage of two figures: its rows are those of the numerator."""
    top = METRICS[numerator]
    METRICS[code] = Metric(
        code,
        label,
        "%",
        definition,
        top.rows,
        top.table,
        base=top.base,
        where=top.where,
        of=denominator,
        tally=top.tally,
        grain=top.grain,
        area_path=top.area_path,
        **options,
    )
