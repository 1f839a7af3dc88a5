"""The parts of the leaders' board: tiles, comparison columns and accounts, registered by the apps."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from governance.kernel.clock import clock
from governance.kernel.figures.formats import zhdate, zhtime
from governance.kernel.figures.metrics import METRICS, Period

TILES = []
COLUMNS = []
ACCOUNTS = []


class Change:
    """What became of a figure: `now` and `before`; a count is compared in percent, a rate (`is_rate`) in points.

    `better` is the way ("up", "down") that is an improvement: colours say good or bad, never the direction.
    """

    is_rate, better = False, ""

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
    def is_bad(self):
        return bool(self.better) and self.way not in ("flat", self.better)

    @property
    def short(self):
        """升 1.6, 降 0.4, 持平"""
        return "持平" if self.way == "flat" else f"{'升' if self.way == 'up' else '降'} {abs(self.change)}"

    @property
    def words(self):
        """升 1.6%, 降 0.4 个百分点, 持平"""
        unit = " 个百分点" if self.is_rate else "%"
        return self.short if self.way == "flat" else f"{self.short}{unit}"


@dataclass(frozen=True)
class Trend(Change):
    """A figure of some whole months, compared with the same months of the year before.

    whole -- these months are the period
    """

    now: object
    before: object
    months: list
    is_whole: bool
    is_rate: bool = False
    better: str = ""

    @property
    def beside(self):
        """较上年同期, or the months compared where the period has a month that is not over: 较上年1至10月."""
        if self.is_whole:
            return "较上年同期"
        first, last = self.months[0].month, self.months[-1].month
        return f"较上年{first}月" if first == last else f"较上年{first}至{last}月"


@dataclass(frozen=True)
class Course:
    """The course of a headline figure: its value month by month, unfinished months left out, and its Trend or None."""

    points: list
    trend: Trend | None = None


NO_COURSE = Course([])


@dataclass(frozen=True)
class Tile:
    """A headline figure: the metric's code, fn(Period) -> the small line under it, fn(Period) -> its Course.

    label -- a shorter name than the metric's own, shown with the line of its course
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
    register(ACCOUNTS, Account(css, glyph, title, code, note, order))


def accounts(period):
    """[{account, amount, percent, note}] as things stand, whatever the period's beginning."""
    whole = Period(period.area, None, None, period.as_of)
    amounts = [METRICS[entry.code].numerator(whole) for entry in ACCOUNTS]
    widest = max(amounts, default=0)
    return [
        {
            "account": entry,
            "amount": amount,
            "bar": [(float(amount) * 100 / float(widest) if widest else 0, entry.css)],
            "note": entry.note(whole),
            "url": METRICS[entry.code].figure(whole).rows_url,
        }
        for entry, amount in zip(ACCOUNTS, amounts, strict=True)
    ]


def tile(code, *, note=None, order=50, course=None, label=""):
    """Show a metric in the strip of headline figures."""
    register(TILES, Tile(code, note, order, course, label))


def column(code, label, *, order=50, money=False, bar=False):
    """Show a metric in the comparison of areas."""
    register(COLUMNS, Column(code, label, order, money, bar))


def register(entries, new):
    """Add an entry; one that was registered earlier for the same metric is replaced."""
    others = [entry for entry in entries if entry.code != new.code]
    entries[:] = sorted([*others, new], key=lambda entry: entry.order)


def tiles(period):
    """The strip of headline figures: [{label, figure, note, course}]."""
    return [
        {
            "label": entry.label or METRICS[entry.code].label,
            "figure": METRICS[entry.code].figure(period),
            "note": entry.note(period) if entry.note else "",
            "course": entry.course(period) if entry.course else NO_COURSE,
        }
        for entry in TILES
    ]


def tile_codes():
    """The figures of the tiles."""
    return [code for one in TILES for code in (one.code, METRICS[one.code].of) if code]


def data_read_at(period, form=""):
    """Of when the figures are: the moment of a board of today, the day of one that stands on an earlier day."""
    return zhtime(clock.now() if period.as_of >= clock.today() else period.as_of, form)


def period_words(period):
    """The days a board is about: 2026年1月1日至今, 2026年3月1日至2026年5月31日, 累计."""
    since, until = zhdate(period.since, "full"), zhdate(period.until, "full")
    if period.since is None:
        return "累计" if period.until is None else f"截至{until}"
    return f"{since}至{'今' if period.until is None else until}"
