"""The work calendar: which days are worked, with make-up days (调休), and how certain that is.

Years announced by the State Council come from chinesecalendar; rows of
`WorkDay`, entered by the office, override them; a year not yet announced is
Monday to Friday less the holidays that have a fixed day, marked provisional.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import constants
from django.apps import apps

from governance.kernel.models.fresh import Fresh

ANNOUNCED = range(min(constants.holidays).year, max(constants.holidays).year + 1)
MAKE_UP = "调休上班"


@dataclass(frozen=True)
class Day:
    """One calendar day: worked or not, its holiday's name ("" for plain days), certain or provisional."""

    date: date
    is_workday: bool
    name: str = ""
    is_provisional: bool = False

    @property
    def is_statutory_holiday(self):
        """A day of an announced holiday; a plain weekend is rest, not a statutory holiday."""
        return bool(self.name) and not self.is_workday


class Calendar:
    """Answers about days; `rows` {date: Day} override what is announced or assumed."""

    def __init__(self, rows=None):
        self.rows = rows or {}

    def day(self, when):
        return self.rows.get(when) or (announced(when) if when.year in ANNOUNCED else assumed(when))

    def year(self, year):
        """All days of a year in order, for the office's calendar page."""
        first = date(year, 1, 1)
        return [self.day(first + timedelta(n)) for n in range((date(year + 1, 1, 1) - first).days)]

    def add(self, when, n):
        """The n-th working day after `when` (before it for negative n); `when` itself for 0."""
        step = timedelta(1 if n > 0 else -1)
        left = abs(n)
        while left:
            when += step
            left -= self.day(when).is_workday
        return when

    def between(self, first, last):
        """Working days after `first` up to and including `last`; negative when `last` lies before."""
        if last < first:
            return -self.between(last, first) + self.day(first).is_workday - self.day(last).is_workday
        return sum(self.day(first + timedelta(n)).is_workday for n in range(1, (last - first).days + 1))

    def settle(self, when, moves):
        """The last day of a period, or the first working day after it where it moves.

        moves -- "none", "holiday" (on statutory holidays) or "rest_day" (on any day nobody works); see `due_date`
        """
        day = self.day(when)
        if moves == "none" or day.is_workday or (moves == "holiday" and not day.is_statutory_holiday):
            return when
        while not self.day(when).is_workday:
            when += timedelta(1)
        return when


def announced(when):
    """A day of a year whose holidays the State Council has announced."""
    if when in constants.workdays:
        return Day(when, True, MAKE_UP)
    if name := constants.holidays.get(when):
        return Day(when, False, constants.Holiday(name).chinese)
    return Day(when, when.weekday() < 5)


def assumed(when):
    """A day of a year not announced yet; holidays of the lunar calendar are unknown here."""
    name = fixed_holidays(when.year).get(when, "")
    return Day(when, not name and when.weekday() < 5, name, is_provisional=True)


def fixed_holidays(year):
    """Statutory days off with a date that can be computed: {date: name}.

    Source: 全国年节及纪念日放假办法 (2024 text) 第二条; 清明 by the solar-term formula of the 21st century.
    """
    qingming = int(year % 100 * 0.2422 + 4.81) - year % 100 // 4
    return {
        date(year, 1, 1): "元旦",
        date(year, 4, qingming): "清明节",
        date(year, 5, 1): "劳动节",
        date(year, 5, 2): "劳动节",
        date(year, 10, 1): "国庆节",
        date(year, 10, 2): "国庆节",
        date(year, 10, 3): "国庆节",
    }


def read_calendar():
    fields = ("date", "is_workday", "name", "is_provisional")
    rows = apps.get_model("governance", "WorkDay").objects.values_list(*fields)
    return Calendar({row[0]: Day(*row) for row in rows})


calendar = Fresh(read_calendar)
