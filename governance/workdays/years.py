"""The years of the work calendar that can be shown and entered."""

from governance.kernel.clock import clock
from governance.kernel.clock.workdays import ANNOUNCED
from governance.kernel.steps import cleaning
from governance.kernel.steps.errors import Invalid

AHEAD = 2  # years that may be entered before they begin


def years():
    """The years that the calendar page can show."""
    return range(ANNOUNCED.start, clock.today().year + AHEAD + 1)


def requested_year(request):
    """The year in the address, this one where it names none.  Raises Invalid for a year without a calendar."""
    wanted = request.GET.get("year", "")
    year = cleaning.row_key(wanted) if wanted else clock.today().year
    if year not in years():
        raise Invalid(f"年份须是 {years()[0]} 至 {years()[-1]} 之间的整数", "unknown_year", field="year")
    return year
