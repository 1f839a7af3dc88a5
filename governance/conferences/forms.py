"""Forms of the joint conference: sittings, items, votes, decisions, actions, members and money."""

from django import forms

from governance.areas.forms import PlaceField
from governance.areas.models import Area
from governance.conferences.workflow import ACTION, BUDGET, CONFERENCE, ITEM, UNIT
from governance.kernel.clock import clock
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, ReasonForm, StepForm
from governance.kernel.steps.lines import Column, LinesField
from governance.organisations.models import Organisation
from governance.people.models import Person, User

from .models import AgendaItem, ConferenceMember, ConferenceUnit, JointConference, Vote

RUN, ATTEND, CHAIR = "governance.conference", "governance.attend", "governance.chair"
VOTES = tuple(Vote.Choice.choices)


# ------------------------------------------------------------ whom one may choose
def conference_areas(user):
    """The district and the streets whose conference the user runs."""
    return Area.objects.visible_to(user, RUN).current().filter(level__in=("district", "street")).order_by("path")


def units_near(area):
    """Departments of the district, and bodies of the area itself."""
    rows = Organisation.objects.active()
    return (rows.filter(kind="unit") | rows.filter(area=area)).select_related("area").order_by("area__path", "name")


def speakers():
    """People who speak for a unit or lead: who does so now, and those whose accounts attend or chair."""
    district = Area.objects.filter(parent=None).first()
    if district is None:
        return Person.objects.none()
    officers = User.objects.filter(status="active", person__appointments__unit__isnull=False)
    chairs = User.objects.holding(CHAIR, district)
    ids = {person for accounts in (officers, chairs) for person in accounts.values_list("person_id", flat=True)}
    ids |= set(ConferenceUnit.objects.exclude(person=None).values_list("person_id", flat=True))
    return Person.objects.filter(pk__in=ids).defer("phone", "id_number").order_by("pinyin", "id")


def people_holding(permission, area):
    accounts = User.objects.holding(permission, area)
    return Person.objects.filter(user__in=accounts).defer("phone", "id_number").order_by("pinyin", "id")


# ------------------------------------------------------------ sittings
class ArrangeForm(StepForm):
    """When, where and who leads."""

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
    """Who presides from now on, and why."""

    chair = forms.ModelChoiceField(Person.objects.none(), label="主持人", empty_label="请选择")
    field_order = ("chair", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk:
            self.fields["chair"].queryset = people_holding(CHAIR, self.obj.area).exclude(pk=self.obj.chair_id)


class SeatForm(StepForm):
    """Who is called to this sitting."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"] = LinesField(
            [
                Column("unit", "成员单位", kind="choice", choices=self.unit_choices),
                Column("person", "代表", kind="choice", choices=self.person_choices, required=False),
                Column("is_chair", "召集人", kind="flag", required=False),
            ],
            label="参会单位",
            max_rows=60,
        )
        self.initial["members"] = [
            {"unit": seat.unit_id, "person": seat.person_id, "is_chair": seat.is_chair} for seat in self.seats()
        ]

    def seats(self):
        return self.obj.members.all() if self.obj.pk else ConferenceMember.objects.none()

    def unit_choices(self):
        return [(unit.pk, unit.name) for unit in units_near(self.obj.area_id)]

    def person_choices(self):
        """Those who may speak, and those called to this sitting already."""
        known = {person.pk: person.name for person in speakers()}
        known |= {seat.person_id: seat.person.name for seat in self.seats().select_related("person") if seat.person}
        return sorted(known.items(), key=lambda one: one[1])


class AttendanceForm(StepForm):
    """The sign-in sheet: who came."""

    present = forms.ModelMultipleChoiceField(
        ConferenceMember.objects.none(), label="已签到的单位", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk:
            seats = self.obj.members.select_related("unit", "person")
            self.fields["present"].queryset = seats
            self.fields["present"].label_from_instance = seat_label
            self.initial["present"] = [seat.pk for seat in seats if seat.signed_in_at]

    def clean_present(self):
        return list(self.cleaned_data["present"])


def seat_label(seat):
    return f"{seat.unit.name}　{seat.person.name}" if seat.person else seat.unit.name


class MinutesForm(StepForm):
    """The draft in good words."""

    minutes = forms.CharField(
        label="纪要正文",
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="以“一、”“二、”开头的行印成标题；会议决定以系统记录为准，正文须与之一致",
    )
    requirements = forms.CharField(label="有关要求", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    guests = forms.CharField(label="列席", max_length=200, required=False)
    distribution = forms.CharField(label="分送", max_length=200, required=False, help_text="不填为“各成员单位”")


# ------------------------------------------------------------ items
class ItemForm(StepForm):
    """A matter for the agenda that no other register brings."""

    conference = forms.ModelChoiceField(JointConference.objects.none(), label="会议", empty_label=None)
    title = forms.CharField(label="议题", max_length=60)
    area = PlaceField(label="辖区")
    proposer = forms.CharField(label="提请单位", max_length=60)
    requested_amount = forms.DecimalField(
        label="申请财政（元）",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="不涉及资金的不填",
    )
    summary = forms.CharField(
        label="情况说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    supersedes = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="改变以前的决定",
        required=False,
        empty_label="不是",
        help_text="已印发的决定只能由新的决定改变",
    )
    states = ("agenda_open",)
    permission = RUN

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sittings = (
            JointConference.objects.visible_to(self.user).filter(status__in=self.states).order_by("held_on", "id")
        )
        self.fields["conference"].queryset = sittings
        self.fields["area"].bind(self.user, self.permission, self.data.get("area", "") if self.is_bound else "")
        if "supersedes" in self.fields:
            rows = AgendaItem.objects.visible_to(self.user).decided().exclude(conference__seal="")
            self.fields["supersedes"].queryset = rows.select_related("conference").order_by("-id")
            self.fields["supersedes"].label_from_instance = lambda row: (
                f"{row.conference.title} 第 {row.no} 项 {row.title}"
            )


class UrgeForm(ItemForm):
    """A matter that cannot wait for the next agenda."""

    urgent_reason = forms.CharField(label="临时增加理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    states = ("agenda_fixed", "held")


class ProposeForm(ItemForm):
    """What a member unit hands in."""

    proposer = supersedes = None
    permission = ATTEND


class MoveForm(StepForm):
    direction = forms.ChoiceField(label="方向", choices=[("up", "上移"), ("down", "下移")])


class VoteForm(StepForm):
    """One voice."""

    choice = forms.ChoiceField(label="表决", choices=VOTES, widget=forms.RadioSelect)
    opinion = forms.CharField(label="意见", max_length=200, required=False, help_text="附条件同意须写明条件")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = self.obj.votes.filter(member__unit_id__in=self.user.unit_ids).first() if self.obj.pk else None
        if mine:
            self.initial |= {"choice": mine.choice, "opinion": mine.opinion}


class RecordVotesForm(StepForm):
    """Votes by hand, entered by the office for the members present."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seats = self.seats()
        self.fields["votes"] = LinesField(
            [
                Column("member", "成员单位", kind="choice", choices=tuple((seat.pk, seat.unit.name) for seat in seats)),
                Column("choice", "表决", kind="choice", choices=VOTES),
                Column("opinion", "意见", required=False, max_length=200),
            ],
            label="表决",
            max_rows=60,
        )
        given = {vote.member_id: vote for vote in self.obj.votes.all()} if self.obj.pk else {}
        self.initial["votes"] = [
            {
                "member": seat.pk,
                "choice": given[seat.pk].choice if seat.pk in given else "yes",
                "opinion": given[seat.pk].opinion if seat.pk in given else "",
            }
            for seat in seats
        ]

    def seats(self):
        """Those present and not recused."""
        if not self.obj.pk:
            return []
        recused = self.obj.interests.values("member")
        return list(
            self.obj.conference.members.exclude(signed_in_at=None).exclude(pk__in=recused).select_related("unit")
        )


class DeclareForm(StepForm):
    reason = forms.CharField(label="回避事由", max_length=120)


class RecordInterestForm(DeclareForm):
    member = forms.ModelChoiceField(ConferenceMember.objects.none(), label="回避单位", empty_label="请选择")
    field_order = ("member", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk:
            left = self.obj.interests.values("member")
            here = self.obj.conference.members.exclude(signed_in_at=None).exclude(pk__in=left)
            self.fields["member"].queryset = here.select_related("unit")
            self.fields["member"].label_from_instance = lambda seat: seat.unit.name


class DecideForm(StepForm):
    """What the conference decided."""

    decision = forms.ChoiceField(label="会议结论", choices=AgendaItem.Decision.choices)
    support_class = forms.ChoiceField(
        label="支持类别", choices=[("", "请选择"), *AgendaItem.Support.choices], required=False
    )
    amount = forms.DecimalField(
        label="核定财政金额（元）", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    owner_unit = forms.ModelChoiceField(
        Organisation.objects.none(), label="牵头单位", required=False, empty_label="由申报主体落实"
    )
    due_on = forms.DateField(label="完成时限", required=False)
    by_consensus = forms.BooleanField(label="协商一致（不逐一表决）", required=False)
    conditions = forms.CharField(
        label="条件与要求（写入纪要）", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    widths = {
        "decision": "f-4", "support_class": "f-4", "amount": "f-4", "owner_unit": "f-4", "due_on": "f-4",
        "by_consensus": "f-4",
    }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.obj.pk:
            return
        rows = units_near(self.obj.conference.area_id) | Organisation.objects.active().filter(
            kind="branch", area=self.obj.area
        )
        self.fields["owner_unit"].queryset = rows
        if self.obj.status == "listed":
            self.initial["decision"] = "approve"
            self.initial["amount"] = self.obj.requested_amount


# ------------------------------------------------------------ what follows, who sits, what money there is
class OpenActionForm(StepForm):
    """One more thing a decision asks for."""

    item = forms.ModelChoiceField(AgendaItem.objects.none(), label="议定事项", empty_label=None)
    unit = forms.ModelChoiceField(Organisation.objects.none(), label="责任单位", empty_label="请选择")
    text = forms.CharField(label="任务", max_length=200)
    due_on = forms.DateField(label="完成时限")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = AgendaItem.objects.visible_to(self.user, CHAIR).decided().select_related("conference").order_by("-id")
        self.fields["item"].queryset = rows
        self.fields["item"].label_from_instance = lambda row: f"{row.conference.title} 第 {row.no} 项 {row.title}"
        place = Area.objects.visible_to(self.user, CHAIR).order_by("depth").first()
        if place is not None:
            self.fields["unit"].queryset = units_near(place.pk)


class ReportForm(StepForm):
    result = forms.CharField(label="办理结果", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    papers = MultiFileField(label="佐证材料", required=False, most=6)


class UnitForm(StepForm):
    """A standing member unit."""

    unit = forms.ModelChoiceField(Organisation.objects.none(), label="单位", empty_label="请选择")
    person = forms.ModelChoiceField(Person.objects.none(), label="代表", required=False, empty_label="待定")
    order = forms.IntegerField(label="排序", min_value=0, max_value=999, required=False)
    is_chair = forms.BooleanField(label="召集人", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = conference_areas(self.user)
        place = self.obj.area if self.obj.pk else areas.first()
        if place is not None:
            self.fields["unit"].queryset = units_near(place.pk)
            self.fields["person"].queryset = speakers()

    def clean_order(self):
        return self.cleaned_data["order"] or 0


class AddUnitForm(UnitForm):
    area = forms.ModelChoiceField(Area.objects.none(), label="联席会议", to_field_name="code", empty_label=None)
    field_order = ("area", "unit", "person", "order", "is_chair")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = conference_areas(self.user)


class BudgetForm(StepForm):
    amount = forms.DecimalField(label="额度（元）", max_digits=14, decimal_places=2)
    document = forms.CharField(label="依据文号", max_length=60, required=False)


class SetBudgetForm(BudgetForm):
    area = forms.ModelChoiceField(Area.objects.none(), label="区域", to_field_name="code", empty_label=None)
    year = forms.IntegerField(label="年度", min_value=2020, max_value=2100)
    field_order = ("area", "year", "amount", "document")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = conference_areas(self.user)
        self.initial["year"] = self.initial.get("year") or clock.today().year


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
ITEM.use_forms(
    {
        "list": ItemForm,
        "propose": ProposeForm,
        "urge": UrgeForm,
        "approve_urgent": NoteForm,
        "move": MoveForm,
        "vote": VoteForm,
        "record_votes": RecordVotesForm,
        "declare": DeclareForm,
        "record_interest": RecordInterestForm,
        "decide": DecideForm,
        "remove": ReasonForm,
    }
)
ACTION.use_forms({"open": OpenActionForm, "report": ReportForm, "send_back": ReasonForm})
UNIT.use_forms({"add": AddUnitForm, "edit": UnitForm, "stop": ReasonForm})
BUDGET.use_forms({"set": SetBudgetForm, "revise": BudgetForm})
