"""The form that brings a micro-project before the residents."""

from django import forms
from django.db.models import Q

from governance.deliberations import bodies, competences
from governance.deliberations.workflow import FINAL, OVERTURNED, VOID
from governance.kernel.clock import clock
from governance.kernel.steps.backdating import STANDING, relayed
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.following import show_with
from governance.kernel.steps.forms import LateReasonField, StepForm
from governance.models import Deliberation
from projects.micro_projects.basis import MATTERS, CommonParts, matter_of, tie_refusal
from projects.micro_projects.workflow.steps import PROJECT


def fit_deliberations(project):
    """Deliberations of the compound, and those of its whole community or village, on what may carry a project."""
    places = Q(area=project.area_id) | Q(area=project.area.community_id, body__in=bodies.COMMUNITY)
    return Deliberation.objects.filter(places, matter__in=MATTERS).order_by("-id")


def offer_free(field, rows, project):
    """Offer those of the rows that decide no other project; what else is sent is refused with its reason."""
    field.queryset = rows
    free = [row for row in rows.prefetch_related("motions", "micro_projects") if not tie_refusal(project, row)]
    field.choices = [("", field.empty_label), *((row.pk, field.label_from_instance(row)) for row in free)]


class CarriesOutField(forms.BooleanField):
    """The declaration by which a deliberation that does not name the project carries it."""

    def __init__(self):
        super().__init__(
            label="确认所选议事议定的就是本项目的地点和内容",
            required=False,
            help_text="所选议事的表决事项没有写明本项目，或者在本项目起草以前表决的，须勾选",
        )


class DeliberateForm(StepForm):
    """An existing deliberation of the compound, or the notice of a new one."""

    deliberation = forms.ModelChoiceField(
        Deliberation.objects.none(), label="已有的民主议事", required=False, empty_label="召集新的议事"
    )
    carries_out = CarriesOutField()
    body = forms.ChoiceField(label="议事主体", required=False)
    method = forms.ChoiceField(label="方式", choices=Deliberation.Method.choices, required=False, initial="meeting")
    notice_on = forms.DateField(label="通知张贴日期", required=False)
    held_on = forms.DateField(label="召开日期", required=False, help_text="须满足议事主体的提前通知天数")
    held_time = forms.TimeField(label="时间", required=False)
    place = forms.CharField(label="地点", max_length=60, required=False)
    party_studied_on = forms.DateField(
        label="党组织研究讨论日期", required=False, help_text="由居民（村民）会议、代表会议议定的填写"
    )
    party_study = MultiFileField(label="党组织研究讨论记录", required=False, most=5)
    matter_reason = LateReasonField(label="经核实不属于所指事项的理由", max_length=200)
    widths = {"deliberation": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = fit_deliberations(self.obj).exclude(status__in=[VOID, OVERTURNED])
        self.fields["deliberation"].label_from_instance = lambda row: (
            f"{row.title}（{clock.zh_near(row.held_on)}，{row.get_status_display()}）"
        )
        if self.obj.pk:
            offer_free(self.fields["deliberation"], rows, self.obj)
        self.fields["body"].choices = [("", "请选择"), *bodies.choices()]
        if self.obj.pk:
            self.fields["body"].widget.choices = [("", "请选择"), *self.offered_bodies()]
        for name in ("party_studied_on", "party_study"):
            show_with(self.fields[name], "body", bodies.COMMUNITY)
        self.initial.pop("deliberation", None)
        self.initial.pop("place", None)
        self.initial.setdefault("notice_on", clock.today())

    def offered_bodies(self):
        """Those that may take up what the project does, in its compound or its community."""
        area = self.obj.area
        levels = {competences.level_of(place) for place in (area, area.community) if place is not None}
        found = bodies.offered(levels, matter_of(self.obj))
        if self.obj.common_parts == CommonParts.UPKEEP:
            return [(code, name) for code, name in found if code in bodies.OWNERS + bodies.VILLAGERS]
        return found

    def clean(self):
        data = super().clean()
        if data.get("deliberation"):
            return {name: data[name] for name in ("deliberation", "carries_out")}
        for name, label in (("body", "议事主体"), ("notice_on", "通知张贴日期"), ("held_on", "召开日期")):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"召集新的议事须填写{label}")
        return {**data, "method": data.get("method") or "meeting", "carries_out": False}


class RebaseForm(StepForm):
    """A deliberation of the compound that is in force and in favour."""

    deliberation = forms.ModelChoiceField(Deliberation.objects.none(), label="新的民主议事", empty_label="请选择")
    carries_out = CarriesOutField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = fit_deliberations(self.obj).filter(status=FINAL, passed=True)
        self.fields["deliberation"].label_from_instance = lambda row: f"{row.title}（{clock.zh_near(row.held_on)}）"
        offer_free(self.fields["deliberation"], rows, self.obj)
        self.initial.pop("deliberation", None)


PROJECT.use_forms({"deliberate": DeliberateForm, "rebase": RebaseForm})
PROJECT.use_days({"deliberate": {"notice_on": relayed(), "held_on": relayed(), "party_studied_on": STANDING}})
