"""Forms of the catalogue of categories."""

from django import forms

from governance.kernel.clock import clock
from governance.kernel.steps.backdating import VALIDITY
from governance.kernel.steps.forms import ModelStepForm, ReasonForm
from governance.models import Area
from projects.demands.models.categories import DemandCategory
from projects.demands.workflow import CATEGORY, CONFIGURE


class CategoryForm(ModelStepForm):
    """A category of the catalogue."""

    class Meta:
        model = DemandCategory
        fields = ("area", "code", "name", "examples", "desk", "level", "order", "valid_from")
        help_texts = {"code": "小写字母，用于历年统计，登记后不能改", "order": "数字小的排在前面"}

    widths = {"examples": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.visible_to(self.user, CONFIGURE).filter(level="district")
        self.initial["area"] = self.initial.get("area") or self.fields["area"].queryset.first()


class ReviseForm(CategoryForm):
    """A new version of a category from a day on."""

    class Meta(CategoryForm.Meta):
        fields = ("name", "examples", "desk", "level", "order", "valid_from")

    def __init__(self, *args, **kwargs):
        ModelStepForm.__init__(self, *args, **kwargs)
        self.fields["valid_from"].label = "自何日起"
        self.initial["valid_from"] = clock.today()

    def _post_clean(self):
        """The old version stays as it is: the new one is checked when it is made."""


class EndForm(ReasonForm):
    """The last day of a category, and what takes its place."""

    ended_on = forms.DateField(label="最后一日", initial=clock.today)
    merged_into = forms.ChoiceField(label="并入类别", required=False)
    field_order = ("ended_on", "merged_into", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = DemandCategory.objects.in_force().exclude(code=self.obj.code).values_list("code", "name")
        self.fields["merged_into"].choices = [("", "不并入其他类别"), *others]


CATEGORY.use_forms({"add": CategoryForm, "revise": ReviseForm, "end": EndForm})
CATEGORY.use_days({"add": {"valid_from": VALIDITY}, "revise": {"valid_from": VALIDITY}, "end": {"ended_on": VALIDITY}})
