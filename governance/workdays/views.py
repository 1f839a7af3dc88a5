"""Pages of the work calendar: a year at a glance, and the changes that two people sign."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse

from governance.kernel.clock import clock
from governance.kernel.clock.workdays import calendar, expected_workdays
from governance.kernel.models.addresses import list_address, new_address
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import Page
from governance.kernel.steps import cleaning, validators
from governance.kernel.steps.errors import Invalid
from governance.roles import CONFIGURE
from governance.rules_table.views import ForEverybody

from . import actions
from .models import CalendarChange
from .tables import ChangeFilter, ChangeTable
from .workflow import CHANGE
from .year_tables import CONFIRMED, OF_LIBRARY, PROVISIONAL, lines_of, year_status
from .years import requested_year, years

SHOWN = 30  # deadlines listed before a change is confirmed

STATUSES = {
    OF_LIBRARY: ("已公布", "ok", "国务院已公布的放假安排"),
    CONFIRMED: ("已确认", "ok", "联席办按放假通知登记，另一人核对确认"),
    PROVISIONAL: ("暂定", "warn", "放假安排尚未公布，法定放假日按公历、农历和节气推算，调休未计入"),
}


class Year(ForEverybody, Page):
    """Twelve months with holidays, make-up days and what was set by hand."""

    title = "工作日历"

    def shown_year(self):
        """The year in the address; this year, with a word about it, where that is none of the calendar."""
        try:
            return requested_year(self.request)
        except Invalid as refusal:
            messages.warning(self.request, f"{refusal.message}，现在显示今年")
            return clock.today().year

    def get(self, request):
        year = self.shown_year()
        days = calendar().year(year)
        set_by_hand = set(calendar().rows)
        status = year_status(year)
        text, kind, words = STATUSES[status]
        waiting = CalendarChange.objects.visible_to(request.user).waiting().filter(year=year)
        may = request.user.has(CONFIGURE)
        return self.show(
            "governance/workdays/workdays.html",
            year=year,
            badge={"text": text, "kind": kind},
            words=words,
            waiting=waiting.select_related("created_by__person").first(),
            months=[month(year, n, days, set_by_hand if status == OF_LIBRARY else ()) for n in range(1, 13)],
            worked=worked_words(year, days, status),
            periods=lines_of(days),
            previous=year - 1 if year - 1 in years() else None,
            following=year + 1 if year + 1 in years() else None,
            may_set=may,
            may_plan=may and status != OF_LIBRARY,
            changes_url=list_address(CalendarChange),
            set_url=new_address(CalendarChange),
            plan_url=f"{new_address(CalendarChange, 'plan_year')}?year={year}",
        )


def worked_words(year, days, status):
    """How many days of the year are worked; before its table is confirmed how many there should be."""
    if status != PROVISIONAL:
        return f"全年 {sum(day.is_workday for day in days)} 个工作日"
    made_up = "法定放假日逢周六、周日的依法补假，补在哪天待公布"
    return f"全年应为 {expected_workdays(year)} 个工作日（{made_up}）"


def table_doubt(change):
    """What is wrong with the count of a year's table; "" where it adds up."""
    worked, expected = sum(day.is_workday for day in change.as_days()), expected_workdays(change.year)
    if not change.is_of_year or worked == expected:
        return ""
    return f"登记的安排全年 {worked} 个工作日，按法定放假天数推算应为 {expected} 个，请核对是否漏登补假或者调休上班"


def month(year, n, days, set_by_hand):
    """One month as weeks from Monday; empty cells before the first day and after the last."""
    cells = [cell(day, set_by_hand) for day in days if day.date.month == n]
    cells = [None] * date(year, n, 1).weekday() + cells
    cells += [None] * (-len(cells) % 7)
    return {"name": f"{n}月", "weeks": [cells[i : i + 7] for i in range(0, len(cells), 7)]}


def cell(day, set_by_hand):
    weekend = day.date.weekday() > 4
    mark = "班" if day.is_workday and weekend else "休" if not day.is_workday and (day.name or not weekend) else ""
    css = ["is-work" if mark == "班" else "is-off" if mark else "is-rest" if weekend else ""]
    css += ["is-today"] if day.date == clock.today() else []
    css += ["is-set"] if day.date in set_by_hand else []
    return {"day": day, "mark": mark, "css": " ".join(filter(None, css)), "set": day.date in set_by_hand}


# ------------------------------------------------------------ changes
class ChangeList(ForEverybody, ListPage):
    model, filterset, table, title = CalendarChange, ChangeFilter, ChangeTable, "工作日历的更改"
    subtitle = "由一人登记、另一人确认；确认以前一切照旧"
    tabs = (("open", "待确认", "waiting"), ("made", "已确认", "made", False), ("all", "全部"))


def what_it_says(change):
    """What a page shows of a change: its lines, the days it alters, the deadlines it moves, and doubts."""
    if not change.is_proposed:
        return {"lines": lines_of(change.as_days()) if change.is_of_year else []}
    moves = actions.preview(change)
    return {
        "lines": lines_of(change.as_days()) if change.is_of_year else [],
        "altered": actions.changes_of(change),
        "kept": actions.kept_facts(change),
        "moves": moves[:SHOWN],
        "moves_n": len(moves),
        "doubt": table_doubt(change),
    }


class ChangeDetail(ForEverybody, DetailPage):
    model, template, workflow = CalendarChange, "governance/workdays/change.html", CHANGE
    select_related = ("created_by__person", "confirmed_by__person")

    def more_context(self, change):
        year = f"{reverse('governance:workdays')}?year={change.year}"
        return what_it_says(change) | {"year_url": year}


class ChangeStep(ForEverybody, StepPage):
    model, workflow = CalendarChange, CHANGE
    said = {}  # what the confirmer sees before the form

    def initial(self, obj):
        """The day or the year of the address, and what the calendar says of it now."""
        asked = self.request.GET
        if self.step.name == "plan_year":
            year = cleaning.row_key(asked.get("year", ""))
            return {"year": year, "periods": lines_of(calendar().year(year))} if year in years() else {}
        if self.step.name != "set_day":
            return {}
        try:
            day = calendar().day(validators.day(asked.get("date", "")))
        except ValidationError:
            return {"date": clock.today()}
        if day.date.year not in years():
            return {"date": clock.today()}
        return {"date": day.date, "is_workday": "1" if day.is_workday else "0", "name": day.name}

    def show_form(self, obj, form, **shown):
        if self.step.name == "confirm":
            self.template, self.said = "governance/workdays/confirm.html", what_it_says(obj)
        return super().show_form(obj, form, **shown)

    def show(self, *templates, **context):
        return super().show(*templates, **self.said, **context)

    def address_after(self, obj):
        """The job that counts many deadlines again; else the row's own page."""
        job = getattr(obj, "recount_job", None)
        return (job or obj).get_absolute_url()
