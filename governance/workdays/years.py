"""The years of the work calendar that can be shown and entered."""

from governance.kernel.clock import clock
from governance.kernel.clock.workdays import ANNOUNCED

AHEAD = 2  # years that may be entered before they begin


def years():
    """The years that the calendar page can show."""
    return range(ANNOUNCED.start, clock.today().year + AHEAD + 1)


def requested_year(request):
    """The year in the address, else this one."""
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) == 4 else clock.today().year
    return year if year in years() else clock.today().year
