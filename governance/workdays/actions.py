"""The work calendar: the office enters what the State Council announces and corrects single days."""

from datetime import date, timedelta

from django.db import transaction

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.clock.workdays import ANNOUNCED, MAKE_UP, calendar, statutory_days_off
from governance.kernel.models.fresh import forget
from governance.kernel.models.rules import WorkDay
from governance.kernel.steps.errors import NotAllowed, Refused
from governance.kernel.steps.events import record
from governance.kernel.steps.saving import save_valid

from .recounting import begin_recount
from .task import close_task
from .years import years

OF_LIBRARY, CONFIRMED, PROVISIONAL = "announced", "confirmed", "provisional"  # how certain a year is
LONGEST = 16  # days of one holiday


def year_status(year):
    """How certain a year is: announced and known to the library, confirmed by the office, or provisional."""
    if year in ANNOUNCED:
        return OF_LIBRARY
    return PROVISIONAL if calendar().is_provisional(year) else CONFIRMED


def require_permission(actor):
    """Raises NotAllowed for a user who may not change the calendar."""
    if not actor.has(roles.CONFIGURE):
        raise NotAllowed(f"您的岗位不办理此项，由{roles.holders(roles.CONFIGURE)}办理")


def set_day(day, *, actor, is_workday, name="", note=""):
    """One day is worked or not, whatever was announced or assumed before; returns (WorkDay, Recount).

    Running deadlines with this day in their period are counted again, see
    `recounts`.  Event `governance.workday.set`.  Source: domain.md §0.
    """
    require_permission(actor)
    if day.year not in years():
        raise Refused(f"只能登记 {years()[0]} 年至 {years()[-1]} 年的日期", "year_out_of_range", field="date")
    before = calendar().day(day)
    name = name.strip() or (MAKE_UP if is_workday and day.weekday() > 4 else "")
    if is_workday == before.is_workday and name == before.name:
        raise Refused("与现在的安排相同，没有需要更正的内容", "nothing_changed")
    with transaction.atomic():
        row = WorkDay.objects.select_for_update().filter(date=day).first() or WorkDay(date=day)
        row.is_workday, row.name, row.is_provisional = is_workday, name, before.is_provisional
        save_valid(row)
        changes = [[f"{day:%Y-%m-%d}", day_words(before), day_words(row)]]
        record("governance.workday.set", row, actor=actor, label="登记工作日", data={"note": note, "changes": changes})
        return row, begin_recount(day, day, actor=actor, why=f"{clock.zh_date(day)}工作安排更正")


def day_words(day):
    return f"{'上班' if day.is_workday else '休息'}{f'（{day.name}）' if day.name else ''}"


def require_open_year(year):
    """Refuse a year that the library knows, which is corrected day by day, and one that is too far ahead.

    Refuses year_announced, year_out_of_range.
    """
    if year in ANNOUNCED:
        raise Refused(f"{year} 年的放假安排已公布并载入，个别日期请逐日更正", "year_announced")
    if year not in years():
        raise Refused(f"只能登记到 {years()[-1]} 年", "year_out_of_range")


def plan_year(year, *, actor, periods):
    """Enter the holidays and make-up days of a year the library does not know; the table replaces the one before.

    periods -- [{"first", "last", "kind": "off" | "work", "name"}], within the year, not overlapping

    The year stays provisional until it is confirmed; where it was confirmed
    already, running deadlines are counted again.  Returns the Recount or None.
    Event `governance.workday.plan`.
    """
    require_permission(actor)
    require_open_year(year)
    days = {}
    for number, period in enumerate(periods, 1):
        for day in days_of(year, number, period):
            if day in days:
                raise Refused(f"第 {number} 行：{day:%m-%d} 已在另一行中", "days_overlap", field="periods")
            off = period["kind"] == "off"
            days[day] = WorkDay(date=day, is_workday=not off, name=period["name"].strip() if off else MAKE_UP)
    with transaction.atomic():
        known = year_status(year) == CONFIRMED
        WorkDay.objects.filter(date__year=year).delete()
        for when in whole_year(year):
            # Every day of the year is written, so that assumed holidays do not come back.
            row = days.setdefault(when, WorkDay(date=when, is_workday=when.weekday() < 5))
            row.is_provisional = not known
            row.clean_fields()
        WorkDay.objects.bulk_create(days.values())
        forget()
        facts = [["年份", year], ["行数", len(periods)]]
        record(
            "governance.workday.plan", days[date(year, 1, 1)], actor=actor, label="登记放假安排", data={"facts": facts}
        )
        done = begin_recount(*ends(year), actor=actor, why=f"{year} 年工作日历更正") if known else None
    transaction.on_commit(forget)
    return done


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


def require_table(year, rows):
    """Refuse a year whose table was not entered, or works on a day that is off by law.

    Source: 全国年节及纪念日放假办法 第二条.
    """
    worked = {row.date: row.is_workday for row in rows}
    if len(worked) < len(whole_year(year)):
        raise Refused(f"还没有登记 {year} 年的放假安排，请先登记再确认", "not_entered")
    days = sorted(statutory_days_off(year).items())
    missing = [f"{name}（{clock.zh_day(day)}）" for day, name in days if worked[day]]
    if missing:
        sentence = f"登记的安排缺少《全国年节及纪念日放假办法》第二条的放假日：{'、'.join(missing)}，请核对后再确认"
        raise Refused(sentence, "statutory_days_missing")


def ends(year):
    return date(year, 1, 1), date(year, 12, 31)


def whole_year(year):
    first, last = ends(year)
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def confirm_year(year, *, actor, note=""):
    """The State Council has announced the year and the table says the same: it is no longer provisional.

    Running deadlines that reach into it are counted again from their start;
    the office's task of entering the year is done.  Returns the Recount.
    Refuses not_entered, statutory_days_missing, already_confirmed, year_announced.
    Event `governance.workday.confirm`.
    """
    require_permission(actor)
    require_open_year(year)
    if year_status(year) == CONFIRMED:
        raise Refused(f"{year} 年的工作日历已经确认", "already_confirmed")
    with transaction.atomic():
        require_table(year, WorkDay.objects.select_for_update().filter(date__year=year))
        WorkDay.objects.filter(date__year=year).update(is_provisional=False)
        forget()
        first = WorkDay.objects.get(date=date(year, 1, 1))
        record("governance.workday.confirm", first, actor=actor, label="确认工作日历", data={"note": note})
        close_task(year)
        done = begin_recount(*ends(year), actor=actor, why=f"{year} 年工作日历确认")
    transaction.on_commit(forget)
    return done


def periods_of(year):
    """The holidays and make-up days of a year as lines of the table: [{first, last, kind, name}]."""
    lines = []
    for day in calendar().year(year):
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
