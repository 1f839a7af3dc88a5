"""Forms of grants."""

from django import forms

from governance.kernel.clock import clock
from governance.kernel.steps.backdating import STANDING, fact
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, ReasonField, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

from .models import CommitteeVote
from .workflow import GRANT, WAYS

VOTES = tuple(CommitteeVote.Choice.choices)


def yes_or_no(label, yes, no):
    """A choice between a consenting and a dissenting opinion."""
    return forms.TypedChoiceField(
        label=label, choices=[("yes", yes), ("no", no)], coerce=lambda value: value == "yes", widget=forms.RadioSelect
    )


class OpineForm(StepForm):
    agrees = yes_or_no("监督结论", "同意提交表决", "有不同意见")
    opinion = ReasonField(
        label="监督意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明监督意见，会记入会议记录"},
    )


def votes_field(members=()):
    """What each member of the committee did, a line each; members -- the choices."""
    columns = [
        Column("member", "管委会成员", kind="choice", choices=members),
        Column("choice", "表决", kind="choice", choices=VOTES, fill=(CommitteeVote.Choice.YES, "其余全部同意")),
        Column("reason", "回避事由或意见", required=False, max_length=120, is_reason=True),
    ]
    help_text = (
        "每名成员一行。与项目有关联的成员回避并写明事由；会前请过假的记为请假，没有请假又未到会的记为缺席；"
        "是否通过由系统计算"
    )
    return LinesField(columns, label="逐人表决", help_text=help_text, max_rows=60)


class VoteForm(StepForm):
    """The committee's vote, member by member, as its minutes say."""

    notified_on = forms.DateField(label="会议通知日期", help_text="通知全体成员开会的日期，会议记录须写明")
    voted_on = forms.DateField(label="表决日期")
    papers = MultiFileField(label="管委会会议记录", required=True, most=5)
    field_order = ("notified_on", "voted_on", "votes", "papers")
    may_ask = {"votes": votes_field()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fund, today = self.obj.fund, clock.today()
        members = list(fund.committee_on(today)) if fund else []
        known = fund.committee_since(self.obj.requested_on) if fund else []  # who has left may have voted before
        self.fields["votes"] = votes_field(tuple((row.pk, row.name) for row in known))
        if asked := self.obj.requested_on:
            self.fields["notified_on"].help_text += f"；不早于申请日期{clock.zh_near(asked)}"
        self.initial["voted_on"] = today
        self.initial["votes"] = [{"member": row.pk, "choice": "", "reason": ""} for row in members]
        self.order_fields(self.field_order)


class OverseeForm(StepForm):
    agrees = yes_or_no("监督结论", "同意拨付", "不同意拨付")
    opinion = ReasonField(
        label="监督意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明监督意见，会记入办理经过"},
    )


class PayForm(StepForm):
    payee = forms.CharField(label="收款单位", max_length=80)
    voucher_no = forms.CharField(label="付款凭据号", max_length=60)
    paid_on = forms.DateField(label="付款日期")
    papers = MultiFileField(label="付款凭据", required=True, most=5)


class SettleForm(ReasonForm):
    way = forms.ChoiceField(label="安排", choices=WAYS)
    field_order = ("way", "note")


GRANT.use_forms(
    {
        "submit": NoteForm,
        "opine": OpineForm,
        "vote": VoteForm,
        "confirm_vote": NoteForm,
        "refuse_vote": ReasonForm,
        "oversee": OverseeForm,
        "pay": PayForm,
        "settle": SettleForm,
        "release": ReasonForm,
    }
)
# the minutes that every vote brings say when the members were told
GRANT.use_days({"vote": {"voted_on": fact("papers"), "notified_on": STANDING}, "pay": {"paid_on": fact("papers")}})
