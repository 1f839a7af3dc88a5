"""The table of a year's holidays and make-up days: how certain a year is, what its lines say, what it must name."""

from datetime import date, timedelta

from governance.kernel.clock import clock
from governance.kernel.clock.workdays import ANNOUNCED, MAKE_UP, Day, calendar, legal_name, statutory_days_off
from governance.kernel.steps.errors import Refused

from .years import years

OF_LIBRARY, CONFIRMED, PROVISIONAL = "announced", "confirmed", "provisional"  # how certain a year is
LONGEST = 16  # days of one holiday


def year_status(year):
    """How certain a year is: announced and known to the library, confirmed by the office, or provisional."""
    if year in ANNOUNCED:
        return OF_LIBRARY
    return PROVISIONAL if calendar().is_provisional(year) else CONFIRMED


def require_open_year(year):
    """Refuse a year that the library knows, which is corrected day by day, one that is too far ahead, and one over.

    Refuses year_announced, year_out_of_range, not_announced_yet, year_is_over.
    """
    if year in ANNOUNCED:
        raise Refused(f"{year} 年的放假安排已公布并载入，个别日期请逐日更正", "year_announced", field="year")
    if year not in years():
        raise Refused(f"只能登记到 {years()[-1]} 年", "year_out_of_range", field="year")
    if year > clock.today().year + 1:
        sentence = f"{year} 年的放假安排要到 {year - 1} 年才由国务院办公厅公布，现在不能登记"
        raise Refused(sentence, "not_announced_yet", field="year")
    if year < clock.today().year and year_status(year) == CONFIRMED:
        raise Refused(f"{year} 年已经过去，按当年的安排计算的期限不再变动，不能更正", "year_is_over", field="year")


def whole_year(year):
    first, last = date(year, 1, 1), date(year, 12, 31)
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def table_of(year, periods):
    """{date: Day} of the lines of a table.  Raises Refused with the line's number."""
    days = {}
    for number, period in enumerate(periods, 1):
        off = period["kind"] == "off"
        for day in days_of(year, number, period):
            if day in days:
                raise Refused(f"第 {number} 行：{clock.zh_day(day)}已在另一行中", "days_overlap", field="periods")
            days[day] = Day(day, not off, legal_name(period["name"]) if off else MAKE_UP)
    return days


def days_of(year, number, period):
    """The days of one line of the table.  Raises Refused with the line's number."""
    first, last = period["first"], period["last"] or period["first"]

    def refuse(sentence, code):
        raise Refused(f"第 {number} 行：{sentence}", code, field="periods")

    if first.year != year or last.year != year:
        refuse(f"日期须在 {year} 年内", "day_of_another_year")
    if last < first:
        refuse("止日不能早于起日", "dates_the_wrong_way_round")
    if (last - first).days >= LONGEST:
        refuse(f"一次放假不超过 {LONGEST} 天，请核对起止日期", "holiday_too_long")
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    if period["kind"] == "off" and not period["name"].strip():
        refuse("请填写节日名称", "name_missing")
    if period["kind"] == "work" and any(day.weekday() < 5 for day in days):
        refuse("调休上班只能是周六或周日", "not_a_weekend")
    return days


def require_days_off(year, worked):
    """Refuse a table that does not name every statutory day off; a weekend need not be named."""
    days = sorted(statutory_days_off(year).items())
    missing = [f"{name}（{clock.zh_day(day)}）" for day, name in days if worked.get(day, day.weekday() < 5)]
    if missing:
        sentence = f"登记的安排缺少《全国年节及纪念日放假办法》第二条的放假日：{'、'.join(missing)}，请补上"
        raise Refused(sentence, "statutory_days_missing", field="periods")


def lines_of(days):
    """The holidays and make-up days among these days as lines of a table: [{first, last, kind, name}]."""
    lines = []
    for day in days:
        plain = not day.name and day.is_workday == (day.date.weekday() < 5)
        kind, name = ("work", MAKE_UP) if day.is_workday else ("off", day.name or "休息")
        last = lines[-1] if lines else None
        if plain:
            continue
        if last and last["last"] == day.date - timedelta(1) and (last["kind"], last["name"]) == (kind, name):
            last["last"] = day.date
        else:
            lines.append({"first": day.date, "last": day.date, "kind": kind, "name": name})
    return lines
