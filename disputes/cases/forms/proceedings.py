"""Forms of mediating: records, agreement, failure, end, extension."""

from django import forms

from disputes.cases.models.cases import MediationCase
from disputes.cases.models.proceedings import Agreement, CaseRecord, Term
from disputes.cases.workflow import CASE, RESULTS, ROUTES
from governance.kernel.clock import clock
from governance.kernel.steps.backdating import PLAN, fact
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, ReasonField, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField


class RecordForm(StepForm):
    """One inquiry: time, place, people, what was said, signed."""

    held_on = forms.DateField(label="日期")
    starts_at = forms.TimeField(label="开始时间", required=False)
    ends_at = forms.TimeField(label="结束时间", required=False)
    place = forms.CharField(label="地点", max_length=80)
    participants = forms.CharField(label="参加人", max_length=200, required=False)
    text = ReasonField(label="记录", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    is_signed = forms.BooleanField(label="在场人已在记录上签名", required=False)
    unsigned_reason = ReasonField(label="没有签名的原因", max_length=120, required=False)
    record = MultiFileField(label="签名的记录（扫描件或照片）", required=False, most=10)
    widths = {"held_on": "f-4", "starts_at": "f-4", "ends_at": "f-4"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_on", clock.today())

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "结束时间须晚于开始时间")
        return data


class SessionForm(RecordForm):
    """One mediation session."""

    form = forms.ChoiceField(label="方式", choices=CaseRecord.Form.choices)
    invited = forms.CharField(
        label="邀请参加的人员", max_length=120, required=False, help_text="亲属、邻里、专家、律师等，须双方同意"
    )
    has_invite_consent = forms.BooleanField(label="双方当事人同意邀请", required=False)
    result = forms.ChoiceField(label="结果", choices=[("", "请选择"), *RESULTS.choices])
    field_order = [
        "held_on",
        "starts_at",
        "ends_at",
        "form",
        "place",
        "participants",
        "invited",
        "has_invite_consent",
        "text",
        "result",
        "is_signed",
        "unsigned_reason",
        "record",
    ]


TERMS = (
    Column("text", "条款", required=False, max_length=300),
    Column("obligor", "履行方", required=False, max_length=40),
    Column("mode", "履行方式", "choice", required=False, choices=Term.Mode.choices),
    Column("due_on", "履行期限", "date", required=False),
    Column("amount", "金额", "money", required=False, unit="元", sum=True),
)


class AgreeForm(StepForm):
    """The agreement: facts, terms, form and proof."""

    sections = (
        ("协议", ["form", "made_on", "effective_on", "copies", "facts", "terms"]),
        ("签署", ["is_signed", "is_sealed", "document", "oral_record", "fee"]),
    )
    form = forms.ChoiceField(label="协议形式", choices=Agreement.Form.choices)
    made_on = forms.DateField(label="达成日期")
    effective_on = forms.DateField(
        label="生效日期", required=False, help_text="书面协议最后一方签名、盖章的日期；与达成同日的、口头的可不填"
    )
    copies = forms.IntegerField(label="一式份数", min_value=2, max_value=99, initial=3, required=False)
    facts = ReasonField(label="纠纷事实与各方责任", max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))
    terms = LinesField(
        TERMS, min_rows=0, max_rows=30, label="协议条款", help_text="写明谁、做什么、用什么方式、在哪一天以前"
    )
    is_signed = forms.BooleanField(label="各方当事人和调解员已签名（盖章、按指印）", required=False)
    is_sealed = forms.BooleanField(label="已加盖调委会印章", required=False)
    document = MultiFileField(label="协议书（签字盖章件）", required=False, most=10)
    oral_record = ReasonField(
        label="口头协议记录", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    fee = forms.DecimalField(
        label="收费", required=False, max_digits=8, decimal_places=2, help_text="人民调解不收取任何费用，应为 0"
    )
    widths = {"form": "f-3", "made_on": "f-3", "effective_on": "f-3", "copies": "f-3"}
    units = {"fee": "元"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("made_on", clock.today())
        self.initial.setdefault("facts", self.obj.summary if self.obj.pk else "")

    def clean(self):
        data = super().clean()
        data["fee"] = data.get("fee") or 0
        data["copies"] = data.get("copies") or 3
        return data


class FailForm(StepForm):
    reason = ReasonField(label="调解不成的原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    routes = forms.MultipleChoiceField(
        label="已告知当事人的途径",
        choices=list(ROUTES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="三种途径都须告知",
    )
    notice = MultiFileField(label="告知记录", required=False, most=5)


class TerminateForm(StepForm):
    ending = forms.ChoiceField(label="终止情形", choices=MediationCase.Ending.choices)
    reason = ReasonField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AskExtensionForm(StepForm):
    days = forms.IntegerField(label="延长天数", max_value=365, help_text="自然日，只能延长一次")
    reason = ReasonField(label="延期理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    has_consent = forms.BooleanField(label="双方当事人同意延期", required=False)


CASE.use_forms(
    {
        "investigate": RecordForm,
        "mediate": SessionForm,
        "agree": AgreeForm,
        "fail": FailForm,
        "terminate": TerminateForm,
        "ask_extension": AskExtensionForm,
        "approve_extension": NoteForm,
        "refuse_extension": NoteForm,
    }
)
CASE.use_days(
    {
        "investigate": {"held_on": fact("record")},
        "mediate": {"held_on": fact("record")},
        "agree": {"made_on": fact("document"), "effective_on": fact("document"), "terms.due_on": PLAN},
    }
)
