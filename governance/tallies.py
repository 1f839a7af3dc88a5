"""What the cells of a tally can answer: whole months, communities and above, and only the present."""

from calendar import monthrange

from governance.kernel import clock
from governance.kernel.metrics import Cells
from governance.kernel.records import Tally
from governance.models import Level

LEVELS = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)


def is_tallied(period, *levels):
    """Can cells kept at these levels (community and above, when none is named) answer for this period?"""
    since, until = period.since, period.until
    last = until and monthrange(until.year, until.month)[1]
    return (
        period.area.level in (levels or LEVELS)
        and period.as_of >= clock.today()
        and (since is None or since.day == 1)
        and (until is None or until >= clock.today() or until.day == last)
    )


def of_kind(period, kind, *states):
    """Which cells of a kind (in some states) lie in a period."""
    return Cells(kind, states, period.since, period.until)


def cells(period, kind):
    """Cells of one kind in a period and an area."""
    return period.below(Tally.objects.filter(of_kind(period, kind).q))


def tally_of(kind, *states):
    """fn(Period) -> the cells of a kind (in some states), None where cells cannot tell."""

    def ask(period):
        return of_kind(period, kind, *states) if is_tallied(period) else None

    return ask
