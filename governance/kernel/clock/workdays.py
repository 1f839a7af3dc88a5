"""The work calendar: which days are worked, with make-up days (调休), and how certain that is.

Years announced by the State Council come from chinesecalendar; rows of
`WorkDay`, entered by the office, override them; a year not yet announced is
Monday to Friday less the statutory days off, which the law fixes by the sun
and the moon, marked provisional: how weekends are shifted is not known yet.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from borax.calendars.lunardate import MAX_LUNAR_YEAR, MIN_LUNAR_YEAR, LunarDate, TermUtils
from chinese_calendar import constants
from django.apps import apps

from governance.kernel.models.fresh import Fresh

ANNOUNCED = range(min(constants.holidays).year, max(constants.holidays).year + 1)
MAKE_UP = "调休上班"
LEGAL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节", "国庆": "国庆节", "五一": "劳动节", "新年": "元旦"}
DAYS_OFF = 13  # of all citizens in a year, since 2025: 1 + 4 + 1 + 2 + 1 + 1 + 3


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
        self.open_years = {}  # {year: whether it is provisional}, as asked for

    def day(self, when):
        return self.rows.get(when) or (announced(when) if when.year in ANNOUNCED else assumed(when))

    def year(self, year):
        """All days of a year in order, for the office's calendar page."""
        first = date(year, 1, 1)
        return [self.day(first + timedelta(n)) for n in range((date(year + 1, 1, 1) - first).days)]

    def is_provisional(self, year):
        """Whether any day of the year is still assumed: nobody has announced or confirmed it."""
        if year in ANNOUNCED or year < ANNOUNCED.start:
            return False
        if year not in self.open_years:
            self.open_years[year] = any(day.is_provisional for day in self.year(year))
        return self.open_years[year]

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
        return Day(when, False, legal_name(constants.Holiday(name).chinese))
    return Day(when, when.weekday() < 5)


def legal_name(name):
    """A holiday's name as the law writes it (端午节, not 端午); other names stay."""
    clean = name.strip()
    return LEGAL_NAMES.get(clean, clean)


def expected_workdays(year):
    """How many days of a year are worked, whatever the arrangement: Monday to Friday less the statutory days off.

    A statutory day off that falls on a weekend, or on another one, is made up
    on a working day; a weekend that is shifted is worked in return.
    Source: 全国年节及纪念日放假办法 (2024 text) 第二条、第六条.
    """
    first = date(year, 1, 1)
    days = (first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days))
    return sum(day.weekday() < 5 for day in days) - DAYS_OFF


def assumed(when):
    """A day of a year that the library does not know: shifted weekends are unknown, statutory days off are not."""
    name = statutory_days_off(when.year).get(when, "")
    return Day(when, not name and when.weekday() < 5, name, is_provisional=when.year >= ANNOUNCED.stop)


@cache
def statutory_days_off(year):
    """The days off of all citizens in a year, whatever the State Council arranges around them: {date: name}.

    Source: 全国年节及纪念日放假办法 (2024 text) 第二条.
    """
    return {
        date(year, 1, 1): "元旦",
        date(year, 5, 1): "劳动节",
        date(year, 5, 2): "劳动节",
        date(year, 10, 1): "国庆节",
        date(year, 10, 2): "国庆节",
        date(year, 10, 3): "国庆节",
        **moving_days_off(year),
    }


def moving_days_off(year):
    """Those that follow the moon and the sun: 除夕 to 初三, 清明, 端午, 中秋; none beyond the library's tables.

    中秋 may fall on 国庆节 (2028: 3 October); the day then bears its name.
    """
    if not MIN_LUNAR_YEAR < year <= MAX_LUNAR_YEAR:
        return {}
    new_year = LunarDate(year, 1, 1).to_solar_date()
    return {
        **{new_year + timedelta(n): "春节" for n in range(-1, 3)},
        TermUtils.day_start_from_term(year, "清明"): "清明节",
        LunarDate(year, 5, 5).to_solar_date(): "端午节",
        LunarDate(year, 8, 15).to_solar_date(): "中秋节",
    }


def read_calendar():
    fields = ("date", "is_workday", "name", "is_provisional")
    rows = apps.get_model("governance", "WorkDay").objects.values_list(*fields)
    return Calendar({row[0]: Day(*row) for row in rows})


kept = Fresh(read_calendar)
supposed = ContextVar("supposed", default=None)  # the calendar in force within `as_if`


def calendar():
    """The calendar by which days are counted."""
    return supposed.get() or kept()


@contextmanager
def as_if(days):
    """Count by the calendar as it would be with these days: for a preview, in this thread only."""
    before = supposed.set(Calendar(calendar().rows | {day.date: day for day in days}))
    try:
        yield
    finally:
        supposed.reset(before)
