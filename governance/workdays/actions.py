"""The work calendar: one person enters what the State Council announces or corrects a day, another confirms it."""

from django.db import connection, transaction

from governance.kernel.clock import clock, reminders, workdays
from governance.kernel.clock.workdays import calendar, legal_name, statutory_days_off
from governance.kernel.models.fresh import forget
from governance.kernel.models.rules import WorkDay
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import save_valid
from governance.rules_table import recounting

from .models import CalendarChange
from .notices import require_notice, require_office_notice
from .task import close_task
from .workflow import CHANGE
from .year_tables import CONFIRMED, require_days_off, require_open_year, table_of, whole_year, year_status
from .years import years

SHOWN = 40  # days that the event of a confirmation names


@CHANGE.step("set_day")
def set_day(change, *, actor, date, is_workday, name=None, note=""):
    """One day shall be worked or not, whatever was announced or assumed before.

    name -- of a holiday; None leaves the one it has, as long as it stays a day off, and a statutory one stays anyway
    note -- number of the notice on which it rests

    A year that is over stays as it was: what was counted by it is done.
    Refuses year_out_of_range, year_is_over, statutory_day_off, notice_missing, notice_of_another_year,
    nothing_changed, already_proposed.
    Event `governance.calendar_change.set_day`.  Source: domain.md §0; 全国年节及纪念日放假办法 第二条.
    """
    require_day(date, is_workday)
    (require_office_notice if is_workday and date.weekday() > 4 else require_notice)(note, date.year)
    forget()
    before = calendar().day(date)
    name = name_of(date, is_workday, before, name)
    if is_workday == before.is_workday and name == before.name:
        raise Refused("与现在的安排相同，没有需要更正的内容", "nothing_changed")
    enter(change, actor, CalendarChange.Kind.DAY, date.year, [workdays.Day(date, is_workday, name)], note)
    return {"changes": changes_of(change)}


def require_day(day, is_workday):
    """Refuse a day of another time, and work on a statutory day off."""
    if day.year not in years():
        raise Refused(f"只能登记 {years()[0]} 年至 {years()[-1]} 年的日期", "year_out_of_range", field="date")
    if day.year < clock.today().year:
        raise Refused(f"{day.year} 年已经过去，按当年的安排计算的期限不再变动，不能更正", "year_is_over", field="date")
    if is_workday and (holiday := statutory_days_off(day.year).get(day)):
        sentence = f"{clock.zh_date(day)}是{holiday}，属于《全国年节及纪念日放假办法》第二条的放假日，不能改为上班"
        raise Refused(sentence, "statutory_day_off", field="is_workday")


def name_of(day, is_workday, before, given):
    """What a day is called: as given, else what it is by law or was called before.  given -- None: nothing was said."""
    if is_workday:
        return legal_name(given or "") or (workdays.MAKE_UP if day.weekday() > 4 else "")
    kept = before.name if given is None and not before.is_workday else ""
    return legal_name(given or "") or statutory_days_off(day.year).get(day, kept)


@CHANGE.step("plan_year")
def plan_year(change, *, actor, year, periods, note):
    """The holidays and make-up days of a year the library does not know; the table replaces the one before.

    periods -- [{"first", "last", "kind": "off" | "work", "name"}], within the year, not overlapping
    note    -- number of the notice of the State Council's office

    Refuses year_announced, year_out_of_range, year_is_over, not_announced_yet, statutory_days_missing,
    notice_missing, notice_of_another_year, nothing_changed, already_proposed and what `table_of` refuses.
    Event `governance.calendar_change.plan_year`.
    """
    require_open_year(year)
    days = table_of(year, periods)
    require_days_off(year, {day.date: day.is_workday for day in days.values()})
    require_office_notice(note, year)
    forget()
    table = [days.get(day) or workdays.Day(day, day.weekday() < 5) for day in whole_year(year)]
    enter(change, actor, CalendarChange.Kind.YEAR, year, table, note)
    if year_status(year) == CONFIRMED and not differences(change):
        raise Refused("与现在的安排相同，没有需要更正的内容", "nothing_changed", field="periods")
    return {"facts": [["年份", str(year)], ["行数", str(len(periods))], *kept_facts(change)]}


def enter(change, actor, kind, year, days, note):
    """Put a change on its new row.  Refuses already_proposed.

    Only what touches the same days waits for one another: the same day, and the table of a year for every day in it.
    """
    lock_calendar()
    waiting = CalendarChange.objects.waiting().filter(year=year).select_related("created_by__person")
    touched = {day.date for day in days}
    same = next((one for one in waiting if touched & {day.date for day in one.as_days()}), None)
    if same is not None:
        raise Refused(f"{same.created_by.name}登记的“{same}”还在等待确认，请先处理", "already_proposed")
    change.created_by, change.kind, change.year, change.basis = actor, kind, year, note
    change.days = [[day.date.isoformat(), day.is_workday, day.name] for day in days]


def differences(change):
    """[(day, as it is, as it shall be)] of the days that a change would alter; days that stay are none of them."""
    kept = kept_days(change)
    found = [(calendar().day(day.date), day) for day in change.as_days() if day.date not in kept]
    said = [(before, day) for before, day in found if (before.is_workday, before.name) != (day.is_workday, day.name)]
    return [(day.date, before, day) for before, day in said]


def kept_days(change):
    """{date: Day} of single days that hold by a correction of their own, which the table of their year leaves alone.

    A day of storm or of a local holiday stands in no table of the State Council; another correction of it undoes it.
    """
    if not change.is_of_year:
        return {}
    corrected = CalendarChange.objects.of_single_days(change.year)
    said = {day.date: day for one in corrected for day in one.as_days()}
    return {date: day for date, day in said.items() if is_as_said(day)}


def is_as_said(day):
    now = calendar().day(day.date)
    return (now.is_workday, now.name) == (day.is_workday, day.name)


def kept_facts(change):
    """[["保留的单日更正", …]] for a timeline and a page: the days on which the table says something else."""
    kept, table = kept_days(change), {day.date: day for day in change.as_days()}
    told = [
        f"{clock.zh_date(date)}{day_words(day)}"
        for date, day in sorted(kept.items())
        if (day.is_workday, day.name) != (table[date].is_workday, table[date].name)
    ]
    return [["保留的单日更正", f"{'、'.join(told)}；要改的，另行更正该日"]] if told else []


def changes_of(change):
    """The same for a timeline: [[day, before, after]]."""
    return [[clock.zh_date(day), day_words(before), day_words(after)] for day, before, after in differences(change)]


def day_words(day):
    return f"{'上班' if day.is_workday else '休息'}{f'（{day.name}）' if day.name else ''}"


@CHANGE.step("confirm")
def confirm(change, *, actor, work, note=""):
    """Another person has compared the change with the notice: from now on everything is counted by it.

    Running deadlines with one of its days in their period are counted again from their start; with a year's table
    the office's task of entering the year is done.

    Refuses own_proposal, year_is_over, and nothing_changed where the calendar says the same already.
    Events `governance.calendar_change.confirm`, `governance.deadline.recount`.
    """
    lock_calendar()
    if change.year < clock.today().year:
        raise Refused(f"{change.year} 年已经过去，按当年的安排计算的期限不再变动，不能更正", "year_is_over")
    changes = changes_of(change)
    if not changes and not (change.is_of_year and year_status(change.year) != CONFIRMED):
        raise Refused("现在的安排已经如此，没有需要确认的改变，请不予确认", "nothing_changed")
    change.confirmed_by = actor
    kept = kept_facts(change)

    def apply(saved):
        write_days(saved)
        reminders.close(saved)  # the change itself waits no more, so its own day is not counted again
        done = recounting.begin_recount(*saved.ends, actor=actor, why=why_of(saved))
        saved.step_message = "。".join(("已确认更改", *map("：".join, kept), done.sentence))
        saved.recount_job = done.job
        return {"recounted": done.moved}

    work.after(apply)
    more = [["其余改变的日期", f"{len(changes) - SHOWN} 天"]] if len(changes) > SHOWN else []
    return {"changes": changes[:SHOWN], "facts": [["通知文号", change.basis], *kept, *more]}


def why_of(change):
    if change.is_of_year:
        return f"{change.year} 年工作日历确认"
    return f"{clock.zh_date(change.ends[0])}工作安排更正"


def write_days(change):
    """Put the days of a confirmed change into the calendar: of a year each, so that assumed holidays do not return."""
    days = change.as_days()
    if change.is_of_year:
        kept = kept_days(change)
        WorkDay.objects.filter(date__year=change.year).exclude(date__in=kept).delete()
        WorkDay.objects.filter(date__in=kept).update(is_provisional=False)
        new = [day for day in days if day.date not in kept]
        rows = [WorkDay(date=day.date, is_workday=day.is_workday, name=day.name) for day in new]
        for row in rows:
            row.clean_fields()
        WorkDay.objects.bulk_create(rows)
        close_task(change.year)
    else:
        [day] = days
        row = WorkDay.objects.filter(date=day.date).first() or WorkDay(date=day.date)
        row.is_provisional = calendar().day(day.date).is_provisional
        row.is_workday, row.name = day.is_workday, day.name
        save_valid(row)
    transaction.on_commit(forget)


def lock_calendar():
    """Until the transaction ends nobody else changes the calendar, which is read as it stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('governance.workdays'))")
    forget()


@CHANGE.step("refuse")
def refuse(change, *, actor, note):
    """The change does not agree with the notice: the row stays with the reason, the calendar as it was."""


@CHANGE.step("withdraw")
def withdraw(change, *, actor, note=""):
    """Whoever entered the change takes it back before anybody confirmed it."""


def preview(change):
    """[recounts.Move] of the running deadlines that a change would move; nothing is written."""
    own = change._meta.label_lower, change.pk
    kept = kept_days(change)
    with workdays.as_if([day for day in change.as_days() if day.date not in kept]):
        found = recounting.moves(*change.ends)
    return [move for move in found if (move.deadline.object_type, move.deadline.object_id) != own]
