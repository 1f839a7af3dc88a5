"""How an area and those below it stand in the rates that somebody can change, and their order."""

from dataclasses import dataclass, field

from governance.areas.models import Level
from governance.kernel.figures.formats import DASH
from governance.kernel.figures.metrics import METRICS, Period, splits
from governance.people.contacts import responsible

from .board import COLUMNS
from .places import BELOW
from .rates import RATES, Standing, kept_before, shown_points, value_before

TITLES = {Level.DISTRICT: "镇街排名", Level.STREET: "社区排名", Level.COMMUNITY: "小区排名"}


@dataclass
class Cell:
    """One rate of one area in the table."""

    standing: Standing
    is_worst: bool = False

    @property
    def text(self):
        """93.82, 58/62, or the dash."""
        held = self.standing
        if held.rate.whole:
            return f"{held.top}/{held.bottom}"
        return DASH if held.value is None else str(held.value)

    @property
    def before(self):
        return "" if self.standing.before is None else shown_points(self.standing.before)


@dataclass
class Row:
    """One area of the ranking, with who answers for it."""

    area: object
    cells: list
    who: object = None
    rank: int | None = None
    url: str = ""
    standings: dict = field(default_factory=dict)


ASKED = []  # codes of figures that notes and moves ask for


class Board:
    """An area with the areas below it, and every number that the board shows of them, each asked for once.

    areas -- those below, in their order; [] where nothing is below
    more  -- codes of further figures that are divided in the same queries
    """

    def __init__(self, period, areas, more=()):
        self.period, self.areas = period, list(areas)
        self.level = BELOW.get(period.area.level)
        codes = [code for one in RATES for code in one.parts]
        self.codes = list(dict.fromkeys([*codes, *ASKED, *more]))
        self.periods = {area.pk: Period(area, period.since, period.until, period.as_of) for area in self.areas}
        self.divide()
        self.kept = kept_before(period, self.areas)

    def divide(self):
        """Count every figure by the areas below; the parts, those of no area below included, make the whole."""
        if self.level is None:
            self.parts = {}
            return
        self.parts = splits(self.codes, self.period, self.level)
        for code, found in self.parts.items():
            self.period.known.setdefault(code, sum(n for n in found.values() if n is not None))

    def number(self, code, area=None):
        """A figure of one of the areas, of the whole without."""
        if area is None:
            return METRICS[code].numerator(self.period)
        return self.parts[code].get(area.pk) or 0

    def standing(self, one, area=None):
        """How an area, or the whole, stands in a rate."""
        period, place = self.period, area or self.period.area
        if area is not None:
            period = self.periods[area.pk]
        top, bottom = (self.number(code, area) for code in one.parts)
        before = value_before(one, self.period, self.kept.get((one.code, place.pk)))
        return Standing(one, period, top, bottom, before, lambda code: self.number(code, area))

    @property
    def whole(self):
        """The Standing of the area itself in every rate: the strip of headline figures."""
        return [self.standing(one) for one in RATES]

    def rows(self):
        """A Row for each area below; the worst of those ranked in a rate is marked, where they are not all alike."""
        who = responsible(self.areas)
        rows = []
        for area in self.areas:
            held = {one.code: self.standing(one, area) for one in RATES}
            rows.append(Row(area, [Cell(held[one.code]) for one in RATES], who.get(area.pk), standings=held))
        for number, one in enumerate(RATES):
            mark_worst([row.cells[number] for row in rows], one)
        return rows


def asks(*codes):
    """Name figures that notes of rates or moves of the board need for every area: they are counted with the rest."""
    ASKED.extend(code for code in codes if code not in ASKED)


def mark_worst(cells, one):
    ranked = [cell for cell in cells if cell.standing.is_ranked]
    values = {cell.standing.value for cell in ranked}
    if len(values) < 2:
        return
    worst = max(values) if one.better == "down" else min(values)
    for cell in ranked:
        cell.is_worst = cell.standing.value == worst


def put_in_order(rows, wanted):
    """(the rows by a rate, how an address says so): "code" from the least, "-code" from the most.

    Rows get their rank, the best first, equal ones the same; without enough to rank they come last and have none.
    """
    one = next((found for found in RATES if found.code == wanted.removeprefix("-")), RATES[0])
    wanted = wanted if wanted.removeprefix("-") == one.code else one.best_first
    ranked = [row for row in rows if row.standings[one.code].is_ranked]
    others = [row for row in rows if not row.standings[one.code].is_ranked]
    ranked.sort(key=lambda row: row.standings[one.code].value, reverse=one.better == "up")
    for place, row in enumerate(ranked):
        value = row.standings[one.code].value
        alike = place and ranked[place - 1].standings[one.code].value == value
        row.rank = ranked[place - 1].rank if alike else place + 1
    if wanted != one.best_first:
        ranked.reverse()
    return ranked + others, wanted


def ranking(board, wanted):
    """{title, heads, rows, total, order} of the table; None where nothing is below."""
    if board.level is None or not board.areas:
        return None
    rows, order = put_in_order(board.rows(), wanted)
    return {
        "title": TITLES[board.period.area.level],
        "heads": RATES,
        "rows": rows,
        "total": [Cell(held) for held in board.whole],
        "order": order,
    }


def comparison_codes():
    """The figures of the table of volumes, to be counted in the same queries."""
    return [code for column in COLUMNS for code in (column.code, METRICS[column.code].of) if code]
