"""Days on which something happened: entered late only with the paper and with somebody who vouches for it.

Every date that a form asks for is one of these kinds, declared beside the form:

    DELIBERATION.use_days({"publicise": {"publicised_on": fact("photos"), "publicity_until": PLAN}})

A fact entered more than a few working days after it happened (rule
`backdated_workdays`) needs a photograph or scan of its paper and a name with
its post; both are kept with the event and shown on the timeline.  Periods
count from the real day as before.
Source: domain.md §0 (facts entered late).
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from governance.kernel.clock import clock, rules
from governance.kernel.figures.formats import with_basis
from governance.kernel.papers import files
from governance.kernel.papers.file_kinds import evidence_of

from .errors import Refused
from .faults import Faults
from .filefield import PhotosField
from .forms import ReasonField

RULE = "backdated_workdays"
PLANNED, IN_FORCE = "planned_ahead_most", "in_force_ahead_most"  # how far ahead a day may lie
FOUNDED_BACK, TERM_BACK = "standing_back_most", "term_back_most"  # years: how long ago something may have begun
MONTHS = 12  # of a year
NEAR = timedelta(365)  # a day within this is near by any rule
EVIDENCE = "evidence_photos"  # where a form has no field of its own for the paper
VOUCHER = "vouched_by"
CAPTION = "补录证明材料"
BETWEEN = re.compile(r"[\s，,、;；:：/()（）]+")  # a name and a post


@dataclass(frozen=True)
class Day:
    """What a date on a form says.

    is_fact      -- when something happened; False: a plan, a term, or an entry of a register
    papers       -- the step's own file fields that may carry the paper; () adds a field for it
    may_lie_ahead -- also a day that is only planned; in the past it is a fact
    if_changed   -- a correction: asked only for a day that differs from the recorded one
    is_relayed   -- handed on to the step that this one starts, which asks
    ahead        -- the rule that says how far ahead of today it may lie; "" for what has happened
    back         -- the rule that says how many years ago it may lie; "" where a paper, or another limit, is asked
    """

    is_fact: bool = False
    papers: tuple = ()
    may_lie_ahead: bool = False
    if_changed: bool = False
    is_relayed: bool = False
    ahead: str = ""
    back: str = ""


PLAN = Day(ahead=PLANNED)  # what is agreed or planned for a day to come
VALIDITY = Day(ahead=IN_FORCE)  # from when or until when something is in force
STANDING = Day(ahead=PLANNED, back=FOUNDED_BACK)  # what a register takes over as it stands: when a body was founded
TERM_START = Day(ahead=PLANNED, back=TERM_BACK)  # the same of a person: when a term began


def fact(*papers):
    """The day on which something happened; `papers` name the step's own file fields."""
    return Day(is_fact=True, papers=papers)


def notice(*papers):
    """A day to come, or, where it has passed already, a fact."""
    return replace(fact(*papers), may_lie_ahead=True, ahead=PLANNED)


def corrected(day):
    """The same day where a step corrects what is recorded."""
    return replace(day, if_changed=True)


def relayed(*papers):
    """A day that this step hands to another one, with the paper."""
    return Day(papers=papers, is_relayed=True)


def refuse_future(day, field, sentence="日期不能晚于今天", code="date_in_future"):
    """Refuse a day after today for what has happened already; no day is no fault."""
    if day is not None and day > clock.today():
        raise Refused(sentence, code, field=field)


def distance_fault(day, entered):
    """(code, sentence) of a day that lies further ahead or back than its kind may (a Day); None where it does not."""
    today = clock.today()
    if day.ahead and entered > today + NEAR:
        rule = rules.get(day.ahead)
        latest = rules.due(rule, today)
        if entered > latest:
            words = f"{clock.zh_date(entered)}太远，请核对年份；最晚为{clock.zh_date(latest)}"
            return "day_too_far", with_basis(words, rule.basis)
    if day.back and entered < today - NEAR:
        rule = rules.get(day.back)
        earliest = clock.add_months(today, -MONTHS * rules.typed(rule))
        if entered < earliest:
            words = f"{clock.zh_date(entered)}太早，请核对年份；最早为{clock.zh_date(earliest)}"
            return "day_too_old", with_basis(words, rule.basis)
    return None


def refuse_distant(day, entered, field, label):
    """Refuse what `distance_fault` finds: day_too_far, day_too_old."""
    if fault := distance_fault(day, entered):
        code, sentence = fault
        raise Refused(f"{label}：{sentence}", code, field=field)


def came_late(day):
    """Whether what happened on this day is entered later than it may be without its paper; no day is not late."""
    today = clock.today()
    return day is not None and day < today and clock.workdays_between(day, today) > rules.value(RULE)


def voucher_fault(text):
    """What is wrong with whoever vouches: both a name and what this person is must be told, in either order."""
    if not text:
        return "请填写证明人"
    told = {part for part in BETWEEN.split(text) if len(part) > 1}
    return "" if len(told) > 1 else "请写明证明人的姓名和职务，中间用逗号隔开，如 王芳，居民小组长"


def entered_days(name, data):
    """The days entered for a field, or for a column of child rows ("members.term_until")."""
    field, _, column = name.partition(".")
    rows = data.get(field) or ()
    found = [row.get(column) for row in rows if isinstance(row, dict)] if column else [rows]
    return [day for day in found if isinstance(day, date)]


# ------------------------------------------------------------ what a form asks
class ProvenForm:
    """A step's form with the fields that prove what is entered late; added to every form that takes such a day."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [name for name in (EVIDENCE, VOUCHER) if name in self.fields]
        if self.sections:
            self.sections = (*self.sections, ("补录证明（当时未登记的才填）", names))
        self.fields[
            VOUCHER
        ].help_text = f"{limit_text()}才登记的须写明姓名和职务，并上传{paper_labels(self, self.day_kinds)}"


def proven(form_class, days):
    """The form of a step with days: a subclass that also asks for paper and voucher; itself where no day is a fact."""
    days = {name: day for name, day in days.items() if day.is_fact or day.is_relayed}
    if not days:
        return form_class
    extra = {"vouched_by": ReasonField(label="证明人（姓名、职务）", max_length=60, required=False)}
    if not any(day.papers for day in days.values()):
        extra = {EVIDENCE: PhotosField(label="纸质材料照片", required=False, most=6), **extra}
    body = {"__module__": form_class.__module__, "__doc__": form_class.__doc__, "day_kinds": days, **extra}
    body["widths"] = {**getattr(form_class, "widths", {}), VOUCHER: "f-6"}
    return type(form_class)(form_class.__name__, (ProvenForm, form_class), body)


def paper_labels(form, days):
    """The labels of the fields that may carry the paper."""
    names = dict.fromkeys(name for day in days.values() for name in (day.papers or (EVIDENCE,)))
    return "或".join(str(form.fields[name].label) for name in names if name in form.fields)


def limit_text():
    """How late a fact needs its paper, as the rule says today."""
    rule = rules.find(RULE)
    return f"发生 {rule.value} 个工作日以后" if rule is not None else "事后"


# ------------------------------------------------------------ what a step asks
class Proof:
    """The paper and the voucher that came with a step, and the days that they must carry."""

    def __init__(self, workflow, step, obj, data):
        self.form = workflow.form(step.name)
        self.obj = obj
        declared = workflow.days.get(step.name, {})
        self.entries = [(name, entered, day) for name, day in declared.items() for entered in entered_days(name, data)]
        self.days = {name: day for name, day in declared.items() if day.is_fact}
        self.entered = {name: data.get(name) for name in self.days}
        self.recorded = {name: getattr(obj, name, None) for name in self.days}
        self.given = {name: data.get(name) for day in self.days.values() for name in day.papers}
        self.photos, self.voucher, self.wrong = (), "", set()  # wrong: days that the step refuses anyway
        if self.days:
            self.photos = data.pop(EVIDENCE, None) or ()
            self.voucher = (data.pop(VOUCHER, "") or "").strip()

    def asked_with(self, body):
        """The event's data of a step's body, with what it says of late entries; what both refuse is said at once."""
        faults, facts = Faults(), {}
        with faults.noted():
            facts = body()
        self.wrong = {name for refusal in faults.found for name in refusal.errors}
        with faults.noted():
            facts = self.add_to(facts)
        faults.refuse()
        return facts

    def add_to(self, facts):
        """The event's data with what it says of late entries.

        Refuses backdated_without_paper, voucher_incomplete, day_in_future, day_too_far, day_too_old.
        """
        self.refuse_distant()
        late = {name: day for name, day in self.days.items() if name not in self.wrong and self.is_late(name, day)}
        for name, day in late.items():
            self.refuse_unproven(name, day)
        if not late:
            return facts
        number = sum(len(kept or ()) for kept in (self.photos, *self.given.values()))
        shown = [[f"{self.label(name)}（补录）", clock.zh_near(self.entered[name])] for name in late]
        shown += [["证明人", self.voucher], ["证明材料", f"{number} 份"]]
        said = {"backdated": {name: self.entered[name] for name in late}, "vouched_by": self.voucher, "proof": shown}
        return {**facts, **said, "facts": [*facts.get("facts", []), *shown]}

    def refuse_distant(self):
        """Refuse a day that is too far from today: a mistyped year would stand there for good."""
        for name, entered, day in self.entries:
            field = name.split(".")[0]
            refuse_distant(day, entered, field, self.label(field))

    def is_late(self, name, day):
        """Whether this day lies further back than facts may be entered without paper."""
        entered = self.entered[name]
        if entered is None or (day.if_changed and entered == self.recorded[name]):
            return False
        if not day.may_lie_ahead:
            sentence = f"{self.label(name)}是已经发生的事，不能晚于今天"
            refuse_future(entered, name, sentence, "day_in_future")
        return came_late(entered)

    def refuse_unproven(self, name, day):
        papers = day.papers or (EVIDENCE,)
        has_paper = bool(self.photos) or any(self.given.get(paper) for paper in papers)
        fault = voucher_fault(self.voucher)
        if has_paper and not fault:
            return
        rule = rules.get(RULE)
        sentence = with_basis(
            f"{self.label(name)}{clock.zh_near(self.entered[name])}距今天已超过 {rule.value} 个工作日，"
            "补录须上传纸质材料照片，并写明证明人的姓名和职务",
            rule.basis,
        )
        if has_paper and self.voucher:
            raise Refused(with_basis(fault, rule.basis), "voucher_incomplete", field=VOUCHER)
        missing = [*(() if has_paper else papers[:1]), *((VOUCHER,) if fault else ())]
        errors = {field: [sentence] for field in missing[:1]} | {field: [fault] for field in missing[1:]}
        raise Refused(sentence, "backdated_without_paper", field=missing[0], errors=errors)

    def label(self, name):
        return str(self.form.base_fields[name].label or name)

    def attach(self, obj, actor):
        """Keep the photographs that no field of the step's own took."""
        caption = f"{CAPTION}（证明人：{self.voucher}）" if self.voucher else CAPTION
        if self.photos:
            files.attach_all(obj, self.photos, kind=evidence_of(obj), actor=actor, caption=caption)
