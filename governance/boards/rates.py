"""The rates that somebody can change: each of every area, with its value of the month before.

A rate is a percentage of METRICS; the board asks for all of them, of an area and those below it, in few queries.
Last month's values are kept rows (`KeptFigure`); which of them a value may be compared with is decided here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache

from governance.kernel.clock import clock, rules
from governance.kernel.figures.metrics import METRICS, percent
from governance.kernel.figures.results import rows_address
from governance.kernel.models.among import among, told
from governance.kernel.models.prepared import Prepared

from .board import Change, register
from .models import KeptFigure

RATES = []
POINT = Decimal("0.1")


@dataclass(frozen=True)
class Rate:
    """A rate of the board.

    code    -- of the metric; label -- its short name
    better  -- "up" or "down": the way that is an improvement
    note    -- fn(Standing) -> what it rests on, in words (353 件在办，11 件逾期)
    monthly -- it counts what happened in the period: only a month is compared with the month before
    least   -- code of the rule that says below how many it is not ranked; "" for none
    whole   -- a cell shows both numbers, 58/62, instead of the percentage
    by_day  -- fn(Period, level or None) -> {place: [numerator by the end of each day]} of a rate that grows in a month
    """

    code: str
    label: str
    better: str
    order: int
    note: Callable | None = None
    monthly: bool = False
    least: str = ""
    whole: bool = False
    by_day: Callable | None = None

    @property
    def metric(self):
        return METRICS[self.code]

    @property
    def parts(self):
        """The codes of its two numbers; those of the rate itself are its numerator's."""
        return self.code, self.metric.of

    @property
    def best_first(self):
        """How an address says that the best come first."""
        return self.code if self.better == "down" else f"-{self.code}"

    def least_for_rank(self):
        """Below how many a value says too little to be ranked."""
        rule = rules.find(self.least) if self.least else None
        return rules.typed(rule) if rule is not None else 0


def rate(code, label, *, better, order, **more):
    """Show a percentage of METRICS among the rates of the board."""
    register(RATES, Rate(code, label, better, order, **more))


@dataclass(frozen=True)
class Standing:
    """How one area stands in one rate.

    before -- the same rate a month ago, or None where none was kept or the period is no month
    asked  -- fn(code) -> the number of another figure for this area, where it was counted with the rest
    """

    rate: Rate
    period: object
    top: int
    bottom: int
    before: Decimal | None = None
    asked: Callable = lambda code: None

    @cached_property
    def value(self):
        return percent(self.top, self.bottom)

    @cached_property
    def change(self):
        """The Change since last month, in points; None without both values."""
        if self.value is None or self.before is None:
            return None
        return Points(self.value, self.before, self.rate.better)

    @cached_property
    def is_ranked(self):
        """Whether it takes part in the ranking: there is a value, and it rests on enough."""
        return self.value is not None and self.bottom >= self.rate.least_for_rank()

    @property
    def url(self):
        return rows_address(self.rate.code, self.period)

    @property
    def beside(self):
        """Which value it is compared with: 上月同期, 上月末 or 上月, by the name of the month on an older board."""
        return before_words(self.rate, self.period)

    @property
    def note(self):
        return self.rate.note(self) if self.rate.note else ""


@dataclass(frozen=True)
class Points(Change):
    """A rate and what it was a month ago."""

    now: Decimal
    before: Decimal
    better: str
    is_rate = True


# ------------------------------------------------------------ the month before
def month_before(period):
    """The first day of the month before that of the period's last day."""
    return clock.add_months(clock.month_start(period.as_of), -1)


def day_compared(period):
    """Which day of last month a value of this day is compared with; None for its end."""
    return None if period.as_of == clock.month_end(period.as_of) else period.as_of.day


def is_one_month(period):
    """Whether the period is the month of its last day, so that it may be compared with the one before."""
    return period.since == clock.month_start(period.as_of) and (period.until is None or period.until >= period.as_of)


figures_kept = Prepared(
    lambda areas, month: KeptFigure.objects.filter(
        among("area_id", areas), month=month, code__in=[one.code for one in RATES]
    )
)


def kept_before(period, areas):
    """{(code, area id): KeptFigure} of last month for the period's area and these, in one query."""
    rows = figures_kept(told([period.area.pk, *(area.pk for area in areas)]), month_before(period))
    return {(row.code, row.area_id): row for row in rows}


def value_before(one, period, kept):
    """The rate of last month that this period's value is compared with, or None."""
    if kept is None or (one.monthly and not is_one_month(period)):
        return None
    return kept.on(day_compared(period) if one.by_day else None)


def values_before(period):
    """{code: value of last month} of the rates of the period's area that may be compared, in one query."""
    kept = kept_before(period, ())
    return {one.code: value_before(one, period, kept.get((one.code, period.area.pk))) for one in RATES}


def before_words(one, period):
    """What a value of last month is: that of its end, of a rate that grows that of the same day."""
    name = name_of_month_before(period.as_of, clock.today())
    if one.by_day:
        return f"{name}同期" if day_compared(period) else name
    return name if one.monthly else f"{name}末"


@lru_cache(maxsize=64)
def name_of_month_before(day, today):
    """上月, on a board of an older day the month by its name."""
    month = clock.add_months(clock.month_start(day), -1)
    return "上月" if month == clock.add_months(clock.month_start(today), -1) else f"{month.month}月"


def words_compared(period, standings):
    """与10月比, where any of these Standings is compared with that month, else "": what the small figures are."""
    compared = any(held.before is not None for held in standings)
    return f"与{month_before(period).month}月比" if compared else ""


def least_words():
    """[满意率评价不足 20 件的不排名]: which rates need how many to be ranked."""
    return [f"{one.label}不足 {least} 件的不排名" for one in RATES if (least := one.least_for_rank())]


def shown_points(value):
    """A rate with one decimal, as small print has it."""
    return str(value.quantize(POINT, ROUND_HALF_UP))
