"""Forms of grants."""

from django import forms

from funds.fields import OpinionField, TextField
from governance.kernel.steps.backdating import fact
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, ReasonForm, StepForm

from .workflow import GRANT


class OverseeForm(StepForm):
    agrees = forms.TypedChoiceField(
        label="监督结论",
        choices=[("yes", "同意拨付"), ("no", "不同意拨付")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = OpinionField(label="监督意见", error_messages={"required": "请写明监督意见，会记入办理经过"})


class PayForm(StepForm):
    payee = TextField(label="收款单位", max_length=80)
    voucher_no = TextField(label="付款凭据号", max_length=60)
    paid_on = forms.DateField(label="付款日期")
    papers = MultiFileField(label="付款凭据", required=False, most=5)


GRANT.use_forms({"retry": NoteForm, "oversee": OverseeForm, "pay": PayForm, "release": ReasonForm})
GRANT.use_days({"pay": {"paid_on": fact("papers")}})
