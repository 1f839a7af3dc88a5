"""The form that puts a micro-project on the agenda of a joint conference."""

from django import forms

from governance.conferences.workflow.sittings import AGENDA_FIXED, AGENDA_OPEN, HELD
from governance.kernel.clock import clock
from governance.kernel.steps.forms import ReasonField, StepForm
from governance.models import JointConference
from projects.micro_projects.workflow.steps import PROJECT


class ListForm(StepForm):
    """The sitting that hears the project."""

    conference = forms.ModelChoiceField(JointConference.objects.none(), label="联席会议", empty_label="请选择")
    summary = ReasonField(
        label="情况说明",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不填写时自动摘要建设内容、预算和受益户数",
    )
    urgent_reason = ReasonField(
        label="临时增加理由", required=False, max_length=200, help_text="议程已定的会议才需要填写"
    )
    widths = {"conference": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = JointConference.objects.visible_to(self.user).filter(
            status__in=(AGENDA_OPEN, AGENDA_FIXED, HELD), area__path__in=self.obj.area.ancestor_paths()
        )
        self.fields["conference"].queryset = rows.select_related("area").order_by("held_on", "id")
        self.fields["conference"].label_from_instance = lambda row: (
            f"{row.area.name} {row.title}（{clock.zh_near(row.held_on)}，{row.get_status_display()}）"
        )


PROJECT.use_forms({"list": ListForm})
