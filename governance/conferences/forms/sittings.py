"""Forms of a sitting: its day and people, the sign-in sheet, the minutes."""

from django import forms

from governance.areas.models import Area
from governance.conferences.models.sittings import ConferenceMember
from governance.conferences.workflow.rights import CHAIR, RUN
from governance.conferences.workflow.sittings import CONFERENCE
from governance.kernel.steps.authority import gives_authority
from governance.kernel.steps.backdating import PLAN
from governance.kernel.steps.forms import LateReasonField, ReasonField, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField
from governance.people.models.people import Person

from .choices import conference_areas, people_holding, speakers, units_near


class ArrangeForm(StepForm):
    """Day, place and the people who lead a sitting."""

    held_on = forms.DateField(label="会议日期")
    held_time = forms.TimeField(label="时间", required=False)
    place = forms.CharField(label="地点", max_length=60, required=False)
    title = forms.CharField(label="会议名称", max_length=60, required=False, help_text="不填则按年度和次序命名")
    chair = forms.ModelChoiceField(
        Person.objects.none(), label="主持人", required=False, empty_label="由召集单位代表主持"
    )
    recorder = forms.ModelChoiceField(Person.objects.none(), label="记录人", required=False, empty_label="待定")
    guests = forms.CharField(label="列席", max_length=200, required=False)
    widths = {"held_on": "f-3", "held_time": "f-3", "place": "f-6", "title": "f-6", "chair": "f-3", "recorder": "f-3"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        area = self.obj.area if self.obj.pk else conference_areas(self.user).first()
        if area is not None:
            self.fields["chair"].queryset = people_holding(CHAIR, area)
            self.fields["recorder"].queryset = people_holding(RUN, area)


class PlanForm(ArrangeForm):
    """A new sitting of one area's conference."""

    area = forms.ModelChoiceField(Area.objects.none(), label="联席会议", to_field_name="code", empty_label=None)
    field_order = ("area", "held_on", "held_time", "place", "title", "chair", "recorder", "guests")
    widths = {**ArrangeForm.widths, "area": "f-6", "held_on": "f-3", "held_time": "f-3"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = conference_areas(self.user)
        self.fields["area"].label_from_instance = lambda area: f"{area.name}基层治理联席会议"
        self.initial["recorder"] = self.initial.get("recorder") or self.user.person_id


class PresideForm(ReasonForm):
    """The person who presides from now on, and why."""

    chair = forms.ModelChoiceField(Person.objects.none(), label="主持人", empty_label="请选择")
    field_order = ("chair", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk:
            self.fields["chair"].queryset = people_holding(CHAIR, self.obj.area).exclude(pk=self.obj.chair_id)


def members_field(units=(), people=()):
    """A member unit a line; units, people -- the choices."""
    columns = [
        Column("unit", "成员单位", kind="choice", choices=units),
        Column("person", "代表", kind="choice", choices=people, required=False),
        Column("is_chair", "召集人", kind="flag", required=False),
    ]
    return LinesField(columns, label="参会单位", max_rows=60)


def changes_field():
    return ReasonField(
        label="未列入成员单位、增列其他单位的理由",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="联席会议的成员单位都列入、没有增列的不填",
    )


class SeatForm(StepForm):
    """The member units called to this sitting."""

    may_ask = {"members": members_field(), "note": changes_field()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"] = members_field(self.unit_choices, self.person_choices)
        self.fields["note"] = changes_field()
        self.initial["members"] = [
            {"unit": seat.unit_id, "person": seat.person_id, "is_chair": seat.is_chair} for seat in self.seats()
        ]

    def seats(self):
        return self.obj.members.all() if self.obj.pk else ConferenceMember.objects.none()

    def unit_choices(self):
        return [(unit.pk, unit.name) for unit in units_near(self.obj.area_id)]

    def person_choices(self):
        """People who may represent a unit, and those already called to this sitting."""
        known = {person.pk: person.name for person in speakers()}
        known |= {seat.person_id: seat.person.name for seat in self.seats().select_related("person") if seat.person}
        return sorted(known.items(), key=lambda choice: choice[1])


class AttendanceForm(StepForm):
    """The sign-in sheet: the units that came and those that asked for leave; why one that had signed in is taken off
    is asked where somebody does."""

    present = forms.ModelMultipleChoiceField(
        ConferenceMember.objects.none(), label="已签到的单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    excused = forms.ModelMultipleChoiceField(
        ConferenceMember.objects.none(),
        label="请假的单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="会前向召集单位请过假的；既没有签到也没有请假的，记为缺席",
    )
    note = LateReasonField(label="取消签到的理由", max_length=500)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk:
            seats = self.obj.members.select_related("unit", "person")
            for name in ("present", "excused"):
                self.fields[name].queryset = seats
                self.fields[name].label_from_instance = seat_label
            self.initial["present"] = [seat.pk for seat in seats if seat.signed_in_at]
            self.initial["excused"] = [seat.pk for seat in seats if seat.is_excused]

    def clean_present(self):
        return list(self.cleaned_data["present"])

    def clean_excused(self):
        return list(self.cleaned_data["excused"])


def seat_label(seat):
    return f"{seat.unit.name}　{seat.person.name}" if seat.person else seat.unit.name


class MinutesForm(StepForm):
    """The text of the minutes, edited by hand."""

    minutes = forms.CharField(
        max_length=20_000,
        label="纪要正文",
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="以“一、”“二、”开头的行印成标题；会议决定以系统记录为准，正文须与之一致",
    )
    requirements = forms.CharField(
        label="有关要求", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    guests = forms.CharField(label="列席", max_length=200, required=False)
    distribution = forms.CharField(label="分送", max_length=200, required=False, help_text="不填为“各成员单位”")


CONFERENCE.use_forms(
    {
        "plan": PlanForm,
        "edit": ArrangeForm,
        "seat": SeatForm,
        "record_attendance": AttendanceForm,
        "preside": PresideForm,
        "edit_minutes": MinutesForm,
        "return_minutes": ReasonForm,
        "cancel": ReasonForm,
    }
)
gives_authority(
    CONFERENCE,
    {
        "plan": ("chair", "recorder", "area"),
        "edit": ("chair", "recorder"),
        "seat": ("members",),
        "preside": ("chair",),
        "record_attendance": ("present", "excused"),
    },
)
CONFERENCE.use_days({"plan": {"held_on": PLAN}, "edit": {"held_on": PLAN}})
