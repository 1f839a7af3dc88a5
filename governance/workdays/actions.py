"""The work calendar: the office enters what the State Council announces and corrects single days."""

from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, transaction

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.clock.workdays import ANNOUNCED, MAKE_UP, calendar, legal_name, statutory_days_off
from governance.kernel.models.events import Event
from governance.kernel.models.fresh import forget
from governance.kernel.models.rules import WorkDay
from governance.kernel.steps.errors import NotAllowed, Refused, WrongState
from governance.kernel.steps.events import record
from governance.kernel.steps.saving import save_valid
from governance.rules_table.recounting import begin_recount

from .notices import require_notice, require_office_notice
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


@contextmanager
def calendar_locked():
    """A transaction in which nobody else changes the calendar, and the calendar is read as it stands."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('governance.workdays'))")
        forget()
        yield
    transaction.on_commit(forget)


def year_version(year):
    """The number of the last change of a year: what a page saw, so that nobody decides on another table than seen."""
    days = {"object_id__gte": year * 10000, "object_id__lt": (year + 1) * 10000}
    changes = Event.objects.filter(object_type=WorkDay._meta.label_lower, **days)
    return changes.order_by("-pk").values_list("pk", flat=True).first() or 0


def require_seen(year, version):
    """Refuse a change of a year by somebody who saw an earlier table.  Refuses changed_meanwhile."""
    if version is not None and version != year_version(year):
        raise WrongState(f"{year} 年的工作日历刚刚被他人改过，请核对最新内容后再提交", "changed_meanwhile")


def set_day(day, *, actor, is_workday, name=None, note=""):
    """One day is worked or not, whatever was announced or assumed before; returns (WorkDay, Recount).

    name -- of a holiday; None leaves the one it has, as long as it stays a day off, and a statutory one stays anyway
    note -- number of the notice on which it rests

    Running deadlines with this day in their period are counted again, see
    `recounts`.  A year that is over stays as it was: what was counted by it is
    done.  Refuses year_out_of_range, year_is_over, statutory_day_off,
    notice_missing, nothing_changed.
    Event `governance.workday.set`.  Source: domain.md §0; 全国年节及纪念日放假办法 第二条.
    """
    require_permission(actor)
    if day.year not in years():
        raise Refused(f"只能登记 {years()[0]} 年至 {years()[-1]} 年的日期", "year_out_of_range", field="date")
    if day.year < clock.today().year:
        raise Refused(f"{day.year} 年已经过去，按当年的安排计算的期限不再变动，不能更正", "year_is_over", field="date")
    if is_workday and (holiday := statutory_days_off(day.year).get(day)):
        sentence = f"{clock.zh_date(day)}是{holiday}，属于《全国年节及纪念日放假办法》第二条的放假日，不能改为上班"
        raise Refused(sentence, "statutory_day_off", field="is_workday")
    (require_office_notice if is_workday and day.weekday() > 4 else require_notice)(note)
    with calendar_locked():
        before = calendar().day(day)
        name = name_of(day, is_workday, before, name)
        if is_workday == before.is_workday and name == before.name:
            raise Refused("与现在的安排相同，没有需要更正的内容", "nothing_changed")
        row = WorkDay.objects.select_for_update().filter(date=day).first() or WorkDay(date=day)
        row.is_workday, row.name, row.is_provisional = is_workday, name, before.is_provisional
        save_valid(row)
        changes = [[clock.zh_date(day), day_words(before), day_words(row)]]
        record("governance.workday.set", row, actor=actor, label="登记工作日", data={"note": note, "changes": changes})
        return row, begin_recount(day, day, actor=actor, why=f"{clock.zh_date(day)}工作安排更正")


def name_of(day, is_workday, before, given):
    """What a day is called: as given, else what it is by law or was called before.  given -- None: nothing was said."""
    if is_workday:
        return legal_name(given or "") or (MAKE_UP if day.weekday() > 4 else "")
    kept = before.name if given is None and not before.is_workday else ""
    return legal_name(given or "") or statutory_days_off(day.year).get(day, kept)


def day_words(day):
    return f"{'上班' if day.is_workday else '休息'}{f'（{day.name}）' if day.name else ''}"


def require_open_year(year):
    """Refuse a year that the library knows, which is corrected day by day, one that is too far ahead, and one over.

    Refuses year_announced, year_out_of_range, year_is_over.
    """
    if year in ANNOUNCED:
        raise Refused(f"{year} 年的放假安排已公布并载入，个别日期请逐日更正", "year_announced")
    if year not in years():
        raise Refused(f"只能登记到 {years()[-1]} 年", "year_out_of_range")
    if year < clock.today().year and year_status(year) == CONFIRMED:
        raise Refused(f"{year} 年已经过去，按当年的安排计算的期限不再变动，不能更正", "year_is_over")


def plan_year(year, *, actor, periods, note="", version=None):
    """Enter the holidays and make-up days of a year the library does not know; the table replaces the one before.

    periods -- [{"first", "last", "kind": "off" | "work", "name"}], within the year, not overlapping

    note    -- number of the notice; a year that was confirmed already is changed only with one
    version -- what the person saw, see `year_version`

    The year stays provisional until it is confirmed; where it was confirmed
    already, running deadlines are counted again.  Returns the Recount or None.
    Refuses statutory_days_missing, notice_missing, changed_meanwhile and what `days_of` refuses.
    Event `governance.workday.plan`.
    """
    require_permission(actor)
    with calendar_locked():
        require_open_year(year)
        days = table_of(year, periods)
        require_days_off(year, {day: row.is_workday for day, row in days.items()})
        require_seen(year, version)
        known = year_status(year) == CONFIRMED
        if known:
            require_office_notice(note, year)
        WorkDay.objects.filter(date__year=year).delete()
        for when in whole_year(year):
            # Every day of the year is written, so that assumed holidays do not come back.
            row = days.setdefault(when, WorkDay(date=when, is_workday=when.weekday() < 5))
            row.is_provisional = not known
            row.clean_fields()
        WorkDay.objects.bulk_create(days.values())
        forget()
        facts = [["年份", year], ["行数", len(periods)]]
        data = {"facts": facts, "note": note}
        record("governance.workday.plan", days[date(year, 1, 1)], actor=actor, label="登记放假安排", data=data)
        return begin_recount(*ends(year), actor=actor, why=f"{year} 年工作日历更正") if known else None


def table_of(year, periods):
    """{date: WorkDay} of the lines of a table.  Raises Refused with the line's number."""
    days = {}
    for number, period in enumerate(periods, 1):
        for day in days_of(year, number, period):
            if day in days:
                raise Refused(f"第 {number} 行：{clock.zh_day(day)}已在另一行中", "days_overlap", field="periods")
            off = period["kind"] == "off"
            days[day] = WorkDay(date=day, is_workday=not off, name=legal_name(period["name"]) if off else MAKE_UP)
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


def require_table(year, rows):
    """Refuse a year whose table was not entered, or works on a day that is off by law.

    Source: 全国年节及纪念日放假办法 第二条.
    """
    worked = {row.date: row.is_workday for row in rows}
    if len(worked) < len(whole_year(year)):
        raise Refused(f"还没有登记 {year} 年的放假安排，请先登记再确认", "not_entered")
    require_days_off(year, worked)


def require_days_off(year, worked):
    """Refuse a table that does not name every statutory day off; a weekend need not be named."""
    days = sorted(statutory_days_off(year).items())
    missing = [f"{name}（{clock.zh_day(day)}）" for day, name in days if worked.get(day, day.weekday() < 5)]
    if missing:
        sentence = f"登记的安排缺少《全国年节及纪念日放假办法》第二条的放假日：{'、'.join(missing)}，请补上"
        raise Refused(sentence, "statutory_days_missing")


def ends(year):
    return date(year, 1, 1), date(year, 12, 31)


def whole_year(year):
    first, last = ends(year)
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def confirm_year(year, *, actor, note="", version=None):
    """The State Council has announced the year and the table says the same: it is no longer provisional.

    note    -- number of the notice of the State Council's office
    version -- what the person saw, see `year_version`

    Running deadlines that reach into it are counted again from their start;
    the office's task of entering the year is done.  Returns the Recount.
    Refuses not_entered, statutory_days_missing, already_confirmed, year_announced,
    not_announced_yet, notice_missing, changed_meanwhile.
    Event `governance.workday.confirm`.
    """
    require_permission(actor)
    if year > clock.today().year + 1:
        sentence = f"{year} 年的放假安排要到 {year - 1} 年才由国务院办公厅公布，现在不能确认"
        raise Refused(sentence, "not_announced_yet")
    with calendar_locked():
        require_open_year(year)
        if year_status(year) == CONFIRMED:
            raise Refused(f"{year} 年的工作日历已经确认", "already_confirmed")
        require_seen(year, version)
        require_office_notice(note, year)
        require_table(year, WorkDay.objects.select_for_update().filter(date__year=year))
        WorkDay.objects.filter(date__year=year).update(is_provisional=False)
        forget()
        first = WorkDay.objects.get(date=date(year, 1, 1))
        record("governance.workday.confirm", first, actor=actor, label="确认工作日历", data={"note": note})
        close_task(year)
        return begin_recount(*ends(year), actor=actor, why=f"{year} 年工作日历确认")


def is_entered(year):
    """Whether the office has entered a table for the whole year."""
    first, last = ends(year)
    return {first, last} <= set(calendar().rows)


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
