"""Forms of the notices: which gap is told, and why something cannot be filled yet."""

from django import forms

from governance.kernel.steps.forms import ReasonForm, StepForm

from .choice import find_gap
from .kinds import CHOICES
from .workflow import GAP_NOTICE, TELL_GAPS


class GapForm(StepForm):
    """One gap, by its kind and the key of the row that shows it; only gaps in one's own places."""

    kind = forms.ChoiceField(label="类别", choices=CHOICES)
    item = forms.IntegerField(label="编号", min_value=1, help_text="岗位、任职、组织或小区的编号")

    def clean(self):
        data = super().clean()
        code, key = data.get("kind"), data.pop("item", None)
        if code and key:
            data["kind"], data["row"] = find_gap(self.user, code, key, TELL_GAPS)
            if data["row"] is None:
                self.add_error("item", "这一项已经补齐，或不在您的辖区")
        return data


GAP_NOTICE.use_forms(
    {"tell": GapForm, "add": GapForm, "remind": GapForm, "explain": ReasonForm, "withdraw": ReasonForm}
)
