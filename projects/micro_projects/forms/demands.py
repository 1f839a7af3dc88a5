"""The form that turns a demand into a micro-project."""

from django import forms

from governance.kernel.steps.forms import StepForm
from projects.demands.workflow import DEMAND
from projects.micro_projects.models.projects import MicroProject
from projects.roles import APPLY


class ToProjectForm(StepForm):
    """A new draft made of the demand, or a draft of the same compound."""

    project = forms.ModelChoiceField(
        MicroProject.objects.none(), label="微项目", required=False, empty_label="由本需求新建一个项目草稿"
    )
    widths = {"project": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = MicroProject.objects.visible_to(self.user, APPLY).in_group("editable")
        self.fields["project"].queryset = rows.filter(area=self.obj.area.compound_id).order_by("-id")


DEMAND.use_forms({"to_project": ToProjectForm})
