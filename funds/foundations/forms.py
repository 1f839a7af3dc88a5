"""Forms of foundations."""

from django import forms

from funds.roles import SET_UP
from governance.areas.forms import PlaceField
from governance.kernel.steps import validators
from governance.kernel.steps.backdating import corrected, fact
from governance.kernel.steps.forms import ReasonForm, StepForm

from .workflow import FOUNDATION


class FoundationForm(StepForm):
    name = forms.CharField(label="基金会名称", max_length=60)
    area = PlaceField(label="对接区域")
    linked_on = forms.DateField(label="对接日期", validators=[validators.not_in_future])
    agreement_no = forms.CharField(label="合作协议（函件）编号", max_length=60, required=False)
    scope = forms.CharField(label="合作内容", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, SET_UP, self.initial.get("area"))


FOUNDATION.use_forms({"link": FoundationForm, "edit": FoundationForm, "end": ReasonForm})
FOUNDATION.use_days({"link": {"linked_on": fact()}, "edit": {"linked_on": corrected(fact())}})
