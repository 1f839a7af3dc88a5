"""Forms of intake: register, report, edit, accept, turn away, assign."""

from django import forms

from disputes.cases.models.cases import MediationCase
from disputes.cases.workflow import CASE, REGISTER, REPORT
from disputes.committees.models import LawStation, MediationCommittee, Mediator
from governance.areas.forms import PlaceField
from governance.kernel.clock import clock
from governance.kernel.models.offer import Offer
from governance.kernel.models.scopes import ancestors
from governance.kernel.steps import validators
from governance.kernel.steps.authority import gives_authority
from governance.kernel.steps.backdating import fact
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, ReasonField, RevealForm, StepForm
from governance.models import User

from .parties import PartiesField, masked_rows

BOTH_SIDES = [{"side": "applicant", "kind": "person"}, {"side": "respondent", "kind": "person"}]


def committees_above(scope):
    """The committees in office of the places of a post, and of those above them."""
    near = [above for path in scope.paths for above in ancestors(path)]
    return MediationCommittee.objects.in_office().filter(area__path__in=near)


class CaseForm(StepForm):
    """What is known of a dispute."""

    title = ReasonField(
        label="事由", max_length=60, validators=[validators.title], help_text="只写事情和地点，不写当事人姓名"
    )
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *MediationCase.Kind.choices])
    area = PlaceField(label="发生地", help_text="小区或社区（村）")
    location = forms.CharField(label="具体位置", max_length=80, required=False, help_text="例如 4 栋 2 单元")
    origin = forms.ChoiceField(label="来源", choices=MediationCase.Origin.choices)
    origin_note = forms.CharField(label="来源说明", max_length=120, required=False, help_text="例如邻长走访、移交文号")
    station = forms.ModelChoiceField(
        Offer(LawStation, "law stations", LawStation.objects.all),
        label="法学会站点",
        required=False,
        empty_label="不属于站点",
    )
    summary = ReasonField(label="纠纷简要情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}), strip=True)
    claims = ReasonField(label="当事人诉求", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    amount = forms.DecimalField(
        label="涉及金额", required=False, max_digits=14, decimal_places=2, validators=[validators.money]
    )
    risk = forms.ChoiceField(label="风险等级", choices=MediationCase.Risk.choices, initial="low", required=False)
    parties = PartiesField()
    entered_for = forms.CharField(label="代录（陈述人）", max_length=40, required=False)
    widths = {"kind": "f-3", "origin": "f-3", "risk": "f-3", "amount": "f-3", "area": "f-6", "location": "f-6"}
    units = {"amount": "元"}
    permission = REGISTER

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, self.permission, self.initial.get("area"))
        if self.obj.pk:
            self.initial["area"] = self.obj.area_id

    def clean_risk(self):
        return self.cleaned_data["risk"] or MediationCase.Risk.LOW


class RegisterForm(CaseForm):
    """A new dispute; a lead's clue comes with its place and its line filled in."""

    sections = (
        ("纠纷", ["title", "kind", "risk", "area", "location", "amount", "summary", "claims"]),
        ("来源", ["origin", "station", "is_oral", "application", "oral_record", "origin_note", "entered_for"]),
        ("当事人", ["parties"]),
        ("承办", ["committee"]),
    )
    is_oral = forms.BooleanField(label="口头申请", required=False)
    application = MultiFileField(label="申请书", required=False, most=5)
    oral_record = ReasonField(
        label="口头申请记录",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="口头申请的，记录申请人的陈述",
    )
    committee = forms.ModelChoiceField(
        MediationCommittee.objects.none(), label="承办调委会", required=False, empty_label="就近（所在社区调委会）"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["parties"] = BOTH_SIDES
        scope = self.user.scope(self.permission)
        self.fields["committee"].queryset = Offer(
            MediationCommittee, (committees_above, scope, clock.today()), lambda: committees_above(scope)
        )


class EditForm(CaseForm):
    """Corrections; masked cells left as they are keep their value."""

    sections = (
        ("纠纷", ["title", "kind", "risk", "area", "location", "amount", "summary", "claims"]),
        ("来源", ["origin", "station", "origin_note", "entered_for"]),
        ("当事人", ["parties"]),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk:
            self.initial["parties"] = masked_rows(self.obj)


class ReportForm(StepForm):
    """One line from a lead."""

    title = forms.CharField(
        label="什么事", max_length=60, validators=[validators.title], help_text="一句话，例如“3 栋楼道堆物引起争吵”"
    )
    kind = forms.ChoiceField(label="类别", choices=MediationCase.Kind.choices, initial="neighbour")
    area = PlaceField(label="地点")
    summary = ReasonField(label="补充说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, REPORT, self.initial.get("area"))
        choices = [value for value, _ in self.fields["area"].choices if value]
        if len(choices) == 1:
            self.initial["area"] = choices[0]


class TurnAwayForm(StepForm):
    """The reason why a case is not taken here, and the other ways that its people were told."""

    reason = ReasonField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    told_where = ReasonField(
        label="已告知的其他途径", max_length=300, help_text="例如向人民法院起诉、向劳动仲裁机构申请仲裁"
    )


class ReferForm(TurnAwayForm):
    told_where = ReasonField(label="转往单位", max_length=300)


class DropForm(StepForm):
    reason = ReasonField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class MediatorChoice(forms.ModelChoiceField):
    def label_from_instance(self, mediator):
        return f"{mediator.person.name}（{mediator.get_post_display()}）"


class MediatorChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, mediator):
        return f"{mediator.person.name}（{mediator.get_post_display()}）"


class TeamForm(StepForm):
    """The people who mediate."""

    lead = MediatorChoice(Mediator.objects.none(), label="主办调解员", required=False, empty_label="请选择")
    others = MediatorChoices(
        Mediator.objects.none(), label="其他调解员", required=False, widget=forms.CheckboxSelectMultiple
    )
    is_chosen = forms.BooleanField(label="由当事人选定", required=False)
    is_conflict_free = forms.BooleanField(label="已核对：调解员与当事人没有利害关系", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        here = Mediator.objects.active().filter(committee=self.obj.committee_id).select_related("person__user")
        self.fields["lead"].queryset = self.fields["others"].queryset = here.order_by("id")
        self.initial["lead"] = self.obj.mediator_id


class AssignForm(TeamForm):
    has_consent = forms.BooleanField(label="双方当事人同意调解及调解员人选", required=False)
    rights_told_on = forms.DateField(label="权利义务告知书送达日期", required=False)
    rights_notice = MultiFileField(label="权利义务告知书（签收件）", required=False, most=5)


class RecuseForm(StepForm):
    reason = ReasonField(label="回避理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class UrgentForm(StepForm):
    reported_to = forms.CharField(label="报告给", max_length=60, help_text="例如月塘派出所、月塘司法所")
    reason = ReasonField(label="情形", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class InChargeForm(StepForm):
    """The leader who is responsible for a difficult case."""

    leader = forms.ModelChoiceField(User.objects.none(), label="包案领导", empty_label="请选择")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk:
            leaders = User.objects.holding("governance.supervise", self.obj.area).select_related("person")
            self.fields["leader"].queryset = leaders
            self.fields["leader"].label_from_instance = lambda user: user.name


CASE.use_forms(
    {
        "register": RegisterForm,
        "report": ReportForm,
        "edit": EditForm,
        "accept": NoteForm,
        "decline": TurnAwayForm,
        "refer": ReferForm,
        "drop": DropForm,
        "assign": AssignForm,
        "reassign": TeamForm,
        "recuse": RecuseForm,
        "report_urgent": UrgentForm,
        "put_in_charge": InChargeForm,
        "reveal": RevealForm,
    }
)
CASE.use_days({"assign": {"rights_told_on": fact("rights_notice")}})
gives_authority(
    CASE,
    {
        "register": ("committee",),
        "assign": ("lead", "others"),
        "reassign": ("lead", "others"),
        "put_in_charge": ("leader",),
    },
    of_row=True,
)
