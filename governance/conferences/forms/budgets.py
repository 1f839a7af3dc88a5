"""Forms of the fiscal money of a year."""

from django import forms

from governance.areas.models import Area
from governance.conferences.workflow.budgets import BUDGET
from governance.kernel.clock import clock
from governance.kernel.steps.forms import StepForm

from .choices import conference_areas


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


BUDGET.use_forms({"set": SetBudgetForm, "revise": BudgetForm})
