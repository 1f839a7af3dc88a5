"""The only source of the time, which tests can move.  How working days are counted: `workdays`."""

from calendar import monthrange
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from threading import current_thread, main_thread

from django.utils import timezone

from . import workdays

_stopped_at = None
_day = (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), None)  # a day here: from, until, date


def now():
    """This instant, aware."""
    return _stopped_at or timezone.now()


def retry_at(attempts, longest=10):
    """When to try again after so many failures: after 2, 4, 8 … minutes, at most 2 to the power of `longest`."""
    return now() + timedelta(minutes=2 ** min(attempts, longest))


def today():
    """Today in the portal's time zone (not UTC).  Reckoned once a day: a page asks a hundred times."""
    global _day
    moment = now()
    begins, ends, day = _day
    if not begins <= moment < ends:
        day = local_date(moment)
        _day = midnight(day), midnight(day + timedelta(1)), day
    return day


def local_date(moment):
    """The date of an instant in the portal's time zone; a date stays as it is."""
    if isinstance(moment, datetime):
        return timezone.localdate(moment, timezone.get_default_timezone())
    return moment


def local_moment(moment):
    """An instant as the portal's time zone writes it: its hour, and the day of that hour."""
    return timezone.localtime(moment, timezone.get_default_timezone())


def midnight(day):
    """The instant at which a day begins in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def month_start(day):
    """The first day of the month of a date or an instant."""
    return local_date(day).replace(day=1)


def month_end(day):
    """The last day of the month of a date or an instant."""
    return add_months(month_start(day), 1) - timedelta(1)


def year_start(day):
    """The first day of the year of a date or an instant."""
    return local_date(day).replace(month=1, day=1)


@contextmanager
def travel(moment):
    """Fix this process's time at `moment`, in every thread; a date means nine in the morning.

    Only the main thread may: of two that set it and put it back crosswise, one would leave it stopped for ever.
    """
    global _stopped_at
    if current_thread() is not main_thread():
        raise RuntimeError("The time of all threads is set by the main thread.")
    before = _stopped_at
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9))
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment, timezone.get_default_timezone())
    _stopped_at = moment
    try:
        yield moment
    finally:
        _stopped_at = before


def is_workday(day):
    """Whether offices work on this day, make-up days included."""
    return workdays.calendar().day(day).is_workday


def is_statutory_holiday(day):
    """Whether the day belongs to an announced holiday (a plain weekend does not)."""
    return workdays.calendar().day(day).is_statutory_holiday


def is_provisional(day):
    """Whether the calendar of this day is assumed because the year is not announced yet."""
    return workdays.calendar().day(day).is_provisional


def is_open_year(year):
    """Whether nobody has announced or confirmed the work calendar of this year yet."""
    return workdays.calendar().is_provisional(year)


def right_ends(day):
    """The last day on which a right that ends on `day` can still be used: never one on which nobody works.

    Source: 民法典 203(1); 民事诉讼法 85(3).
    """
    return workdays.calendar().settle(day, "rest_day")


def add_workdays(day, n):
    """The n-th working day after `day`, before it for negative n."""
    return workdays.calendar().add(day, n)


def workdays_between(first, last):
    """Working days after `first` up to and including `last`: the n of add_workdays."""
    return workdays.calendar().between(first, last)


def zh_day(day):
    """3月5日"""
    return f"{day.month}月{day.day}日"


def zh_date(day):
    """2026年3月5日, as official papers write it."""
    return f"{day.year}年{zh_day(day)}"


def zh_near(day):
    """3月5日 this year, else 2026年3月5日."""
    return zh_day(day) if day.year == today().year else zh_date(day)


def zh_moment(moment):
    """3月5日 09:42, in the portal's time zone."""
    at = local_moment(moment)
    return f"{zh_day(at)} {at:%H:%M}"


def add_months(day, n):
    """The same day of the month n months on, or that month's last day where it has none.  Source: 民法典 202."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_date(start, length, unit, moves="holiday"):
    """The last day of a period.

    start  -- date or instant that sets the period going; that day is not counted
    length -- how many; negative counts back from `start`, 0 is the day itself
    unit   -- "d" natural days, "wd" working days, "month" or "year"
    moves  -- "holiday": a last day that is a statutory holiday moves to the first
              working day after it, a plain weekend moves nothing; "rest_day": it
              moves on weekends, too (rights of persons, periods before a court);
              "none": it stays (an organ's duty under the petition rules)

    Working days end on a working day by themselves.  Counting back is never
    moved: the duty would come later.
    Source: 民法典 201–203; 民事诉讼法 85(3); domain.md §0.
    """
    day = local_date(start)
    if unit == "wd":
        return add_workdays(day, length)
    if unit == "d":
        last = day + timedelta(length)
    elif unit in ("month", "year"):
        last = add_months(day, length * (12 if unit == "year" else 1))
    else:
        raise ValueError(f"no such unit of time: {unit}")
    return workdays.calendar().settle(last, moves) if length > 0 else last
