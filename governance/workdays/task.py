"""The office's task of each November: enter and confirm the work calendar of the coming year.

It is a deadline of the first day of that year, on the desk of whoever keeps
the calendar: opened by the clock, closed by the confirmation or when the
library learns the year.  Source: domain.md §0 (work calendar).
"""

from datetime import date

from django.urls import reverse

from governance.areas.models import Area
from governance.kernel.clock import clock, reminders
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.rules import WorkDay
from governance.kernel.models.scopes import ROOT
from governance.kernel.steps.events import on_clock
from governance.roles import CONFIGURE

MONTH = 11  # the State Council announces the coming year in the first days of November
ENTER = reminders.Due(
    "calendar_enter", CONFIGURE, "登记并确认工作日历", start=lambda entry: date(entry.year - 1, MONTH, 1)
)


class YearEntry:
    """The year to be entered, as deadlines know their object: by its first day."""

    _meta = WorkDay._meta
    number = ""

    def __init__(self, year):
        self.year = year
        self.pk = WorkDay(date=date(year, 1, 1)).event_object_id

    def __str__(self):
        return f"{self.year} 年工作日历"

    @property
    def area(self):
        return Area.objects.get(path=ROOT)

    @property
    def area_id(self):
        return self.area.pk

    def get_absolute_url(self):
        return f"{reverse('governance:workdays')}?year={self.year}"


def running():
    return Deadline.objects.open().filter(object_type=WorkDay._meta.label_lower, task=ENTER.task)


@on_clock
def open_and_close_task():
    """From 1 November the coming year waits for the office unless it is known; returns how many tasks changed."""
    today = clock.today()
    changed = 0
    for deadline in running():
        year = deadline.object_id // 10000
        if not clock.is_open_year(year):
            close_task(year)
            changed += 1
    coming = YearEntry(today.year + 1)
    if today.month < MONTH or not clock.is_open_year(coming.year):
        return changed
    if running().filter(object_id=coming.pk).exists() or not Area.objects.filter(path=ROOT).exists():
        return changed
    reminders.begin(coming, ENTER)
    return changed + 1


def close_task(year):
    """The year is confirmed: nothing is left to enter."""
    reminders.close(YearEntry(year), task=ENTER.task)
