"""Pages of the work calendar: a year at a glance, and the three things the office does with it."""

from datetime import date
from types import SimpleNamespace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse

from governance.kernel.clock import clock
from governance.kernel.clock.workdays import calendar, expected_workdays
from governance.kernel.pages.answers import done_words
from governance.kernel.pages.repeats import answer_once
from governance.kernel.pages.views import Page, leave
from governance.kernel.steps import cleaning, validators
from governance.kernel.steps.errors import BusinessError, Invalid
from governance.kernel.steps.stale import VersionRequired
from governance.roles import CONFIGURE
from governance.rules_table.recounting import moves
from governance.rules_table.views import ForEverybody

from . import actions as workdays
from .forms import ConfirmForm, DayForm, YearForm
from .years import requested_year, years

SHOWN = 30  # deadlines listed before the year is confirmed

STATUSES = {
    workdays.OF_LIBRARY: ("已公布", "ok", "国务院已公布的放假安排"),
    workdays.CONFIRMED: ("已确认", "ok", "联席办按放假通知登记并确认"),
    workdays.PROVISIONAL: ("暂定", "warn", "放假安排尚未公布，法定放假日按公历、农历和节气推算，调休未计入"),
}
ENTERED = "放假安排已登记，待确认"


def calendar_address(year):
    return f"{reverse('governance:workdays')}?year={year}"


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
        status = workdays.year_status(year)
        text, kind, words = STATUSES[status]
        is_entered = status == workdays.PROVISIONAL and workdays.is_entered(year)
        may = request.user.has(CONFIGURE)
        return self.show(
            "governance/workdays/workdays.html",
            year=year,
            badge={"text": text, "kind": kind},
            words=ENTERED if is_entered else words,
            is_entered=is_entered,
            months=[month(year, n, days, set_by_hand if status == workdays.OF_LIBRARY else ()) for n in range(1, 13)],
            **count_of(year, days),
            periods=workdays.periods_of(year),
            previous=year - 1 if year - 1 in years() else None,
            following=year + 1 if year + 1 in years() else None,
            may_set=may,
            may_plan=may and status != workdays.OF_LIBRARY,
            may_confirm=may and is_entered,
        )


def count_of(year, days):
    """How many days of the year are worked, in words; and what is wrong with the count of an entered table."""
    worked, expected = sum(day.is_workday for day in days), expected_workdays(year)
    if workdays.year_status(year) == workdays.OF_LIBRARY:
        return {"worked": f"全年 {worked} 个工作日", "doubt": ""}
    if not workdays.is_entered(year):
        made_up = "法定放假日逢周六、周日的依法补假，补在哪天待公布"
        return {"worked": f"全年应为 {expected} 个工作日（{made_up}）", "doubt": ""}
    doubt = f"登记的安排全年 {worked} 个工作日，按法定放假天数推算应为 {expected} 个，请核对是否漏登补假或者调休上班"
    return {"worked": f"全年 {worked} 个工作日", "doubt": doubt if worked != expected else ""}


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


class CalendarStep(Page):
    """One form over the calendar: shown in the dialog or as a page, taken once."""

    permission = CONFIGURE
    form_class = None
    has_version = False  # whether it is refused on another table than the person saw
    step = None

    templates = ("generic/step.html", "generic/_step.html")

    def initial(self):
        return {}

    def extra(self):
        """What the page shows beside the form."""
        return {}

    def get(self, request):
        return self.answer(self.form_class(obj=None, user=request.user, initial=self.initial()))

    def post(self, request):
        form = self.form_class(request.POST, obj=None, user=request.user)
        if not form.is_valid():
            return self.answer(form, 422)

        def work():
            done = self.take(form.cleaned_data | self.seen())
            messages.success(request, f"{done_words(self.step)}。{done.sentence if done else ''}")
            address = done.job.get_absolute_url() if done and done.job else calendar_address(self.year_of(form))
            return address, leave(request, address)

        try:
            return answer_once(request, work, ask=lambda sentence: self.ask(form, sentence))
        except BusinessError as refusal:
            form.refuse(refusal)
            return self.answer(form, 422)

    def seen(self):
        """The version that the person saw, where the step asks for one.  Raises VersionRequired."""
        if not self.has_version:
            return {}
        version = cleaning.row_key(self.request.POST.get("_version"))
        if version is None:
            raise VersionRequired
        return {"version": version}

    def ask(self, form, sentence):
        form.add_error(None, sentence)
        return self.answer(form, 409)

    def year_of(self, form):
        return requested_year(self.request)

    def answer(self, form, status=200):
        return self.show(
            *self.templates,
            status=status,
            **self.extra(),
            title=self.heading(),
            form=form,
            step=self.step,
            action_url=self.request.get_full_path(),
            cancel_url=calendar_address(requested_year(self.request)),
            version=workdays.year_version(requested_year(self.request)) if self.has_version else "",
        )

    def heading(self):
        return f"{self.step.label}（{requested_year(self.request)} 年）"


def step_of(label, hint):
    """A step as the form template reads it; the calendar has no workflow."""
    return SimpleNamespace(name="", label=label, tone="primary", hint=hint)


class SetDay(CalendarStep):
    form_class = DayForm
    step = step_of(
        "登记这一天", "在办事项的期限跨过这一天的，从起算日重新计算；权利期间、公示期和已提醒过的期限不会提前。"
    )

    def heading(self):
        return self.step.label

    def initial(self):
        try:
            wanted = validators.day(self.request.GET.get("date", ""))
        except ValidationError:
            return {"date": clock.today()}
        if wanted.year not in years():
            return {"date": clock.today()}
        day = calendar().day(wanted)
        return {"date": day.date, "is_workday": "1" if day.is_workday else "0", "name": day.name}

    def year_of(self, form):
        return form.cleaned_data["date"].year

    def take(self, data):
        return workdays.set_day(data.pop("date"), actor=self.request.user, **data)[1]


class PlanYear(CalendarStep):
    form_class = YearForm
    has_version = True
    step = step_of("登记放假安排", "本表替换这一年原有的安排；登记后仍为暂定，核对无误再确认。")

    def initial(self):
        return {"periods": workdays.periods_of(requested_year(self.request))}

    def take(self, data):
        return workdays.plan_year(requested_year(self.request), actor=self.request.user, **data)


class ConfirmYear(CalendarStep):
    form_class = ConfirmForm
    has_version = True
    step = step_of(
        "确认工作日历",
        "确认后，这一年的到期日不再标“暂定”；在办事项的期限从起算日重新计算，其中权利期间、公示期和已提醒过的期限不会提前。",
    )
    templates = ("governance/workdays/confirm.html", "generic/_step.html")

    def extra(self):
        year = requested_year(self.request)
        found = moves(*workdays.ends(year))
        table = {"is_entered": workdays.is_entered(year), "periods": workdays.periods_of(year)}
        table |= count_of(year, calendar().year(year))
        return {"moves": found[:SHOWN], "moves_n": len(found), "year": year, **table}

    def take(self, data):
        return workdays.confirm_year(requested_year(self.request), actor=self.request.user, **data)
