"""Forms of an action item: what a unit is charged with, and what came of it."""

from django import forms

from governance.areas.models import Area
from governance.conferences.models.agenda import AgendaItem
from governance.conferences.workflow.action_items import ACTION
from governance.conferences.workflow.rights import CHAIR
from governance.kernel.steps.authority import gives_authority
from governance.kernel.steps.backdating import PLAN
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import ReasonField, ReasonForm, StepForm
from governance.organisations.models import Organisation

from .choices import units_near


class OpenActionForm(StepForm):
    """One more task that a decision requires."""

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
    result = ReasonField(label="办理结果", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    papers = MultiFileField(label="佐证材料", required=False, most=6)


ACTION.use_forms({"open": OpenActionForm, "report": ReportForm, "send_back": ReasonForm})
gives_authority(ACTION, {"open": ("unit",)}, of_row=True)
ACTION.use_days({"open": {"due_on": PLAN}})
