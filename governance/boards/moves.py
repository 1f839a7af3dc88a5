"""重点改进事项: which act moves which rate of the board, by how many points, and who can do it.

    @mover("overdue_rate")
    def finish_what_is_late(held): return Act("办结 12 件逾期事项", "overdue_n", top=-held.top, bottom=-held.top)

A concept says for one area, of which it gets the Standing, how much there is to do; the board takes the area where
most is to be won and reckons, with the numbers it shows, what would become of the rate of the whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from governance.kernel.figures.metrics import Period, percent
from governance.kernel.figures.results import rows_address

from .ranking import asks
from .rates import POINT, RATES

MOVERS = {}
SHOWN = 5


@dataclass(frozen=True)
class Act:
    """What an area can do: `top` and `bottom` are what that adds to the two numbers of the rate.

    rows -- code of the figure whose rows are to be worked off
    effect -- words where the rate itself is not moved, but rests on more
    """

    words: str
    rows: str
    top: int = 0
    bottom: int = 0
    effect: str = ""


@dataclass(frozen=True)
class Move:
    """One line of the card: the act, what it moves, who answers for the area, and the rows."""

    area: object
    act: Act
    points: Decimal | None
    words: str
    url: str
    who: object = None


def mover(code, *needs) -> Callable:
    """Register fn(Standing of an area) -> Act or None for a rate; `needs` are further figures that it asks for."""

    def register(find):
        asks(*needs)
        MOVERS.setdefault(code, []).append(find)
        return find

    return register


def moves(board, rows):
    """The acts that move the whole's rates most, the most points first; each by the area where most is to be won."""
    found = []
    for one in RATES:
        whole = board.standing(one)
        for find in MOVERS.get(one.code, ()):
            acts = [(row, act) for row in rows if (act := find(row.standings[one.code])) is not None]
            if acts and whole.value is not None:
                row, act = max(acts, key=lambda pair: weight(pair[1]))
                found.append(move_of(one, whole, row, act, board.period))
    return sorted(found, key=lambda move: move.points or 0, reverse=True)[:SHOWN]


def weight(act):
    return abs(act.top) + abs(act.bottom)


def move_of(one, whole, row, act, period):
    points = gained(whole, act)
    words = act.effect or f"{one.metric.label}{'降' if one.better == 'down' else '升'} {points} 点"
    place = Period(row.area, period.since, period.until, period.as_of)
    return Move(row.area, act, None if act.effect else points, words, rows_address(act.rows, place), row.who)


def gained(whole, act):
    """By how many points the whole's rate becomes better."""
    after = percent(whole.top + act.top, whole.bottom + act.bottom)
    now = whole.value if after is not None else Decimal(0)
    return abs((after or Decimal(0)) - now).quantize(POINT, ROUND_HALF_UP)
