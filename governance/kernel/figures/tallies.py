"""Which figures the cells of a tally can give: of whole months, of the upper levels, and only as of today."""

from calendar import monthrange

from governance.kernel.clock import clock
from governance.kernel.models.figures import Tally

from .metrics import Cells


def is_tallied(period, *levels):
    """Can cells kept at these levels (those of Area.TALLIED, when none is named) answer for this period?"""
    return (
        period.area.level in (levels or period.area.TALLIED)
        and period.as_of >= clock.today()
        and has_whole_months(period)
    )


def has_whole_months(period):
    """Whether a period begins and ends with a month; one that is not over counts as whole."""
    since, until = period.since, period.until
    last = until and monthrange(until.year, until.month)[1]
    return (since is None or since.day == 1) and (until is None or until >= clock.today() or until.day == last)


def of_kind(period, kind, *states):
    """Which cells of a kind (in some states) belong to a period."""
    return Cells(kind, states, period.since, period.until)


def cells(period, kind):
    """Cells of one kind in a period and an area."""
    return period.below(Tally.objects.filter(of_kind(period, kind).q))


def tally_of(kind, *states):
    """fn(Period) -> the cells of a kind (in some states), None where cells cannot tell."""

    def ask(period):
        return of_kind(period, kind, *states) if is_tallied(period) else None

    return ask
