"""The form that brings a micro-project before the residents."""

from django import forms
from django.db.models import Q

from governance.areas.naming import said_of
from governance.deliberations import bodies, competences
from governance.deliberations.workflow import CALL, FINAL, OVERTURNED, VOID
from governance.kernel.clock import clock
from governance.kernel.figures.formats import bracketed
from governance.kernel.steps.backdating import STANDING, relayed
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.following import follow, show_with
from governance.kernel.steps.forms import LateReasonField, StepForm
from governance.models import Deliberation, Motion
from projects.micro_projects.basis import MATTERS, CommonParts, matter_of, tie_refusal
from projects.micro_projects.workflow.steps import PROJECT


def fit_deliberations(project):
    """Deliberations of the compound, and those of its whole community or village, on what may carry a project."""
    places = Q(area=project.area_id) | Q(area=project.area.community_id, body__in=bodies.COMMUNITY)
    return Deliberation.objects.filter(places, matter__in=MATTERS).order_by("-id")


def offer_free(form, rows):
    """Offer those of the rows whose motions decide no other project, and of several motions which one.

    What else is sent is refused with its reason.
    """
    field, several = form.fields["deliberation"], []
    field.queryset = rows
    offered = [("", field.empty_label)]
    for row in rows.prefetch_related("motions", "micro_projects"):
        free = [motion for motion in row.motions.all() if not tie_refusal(form.obj, motion)]
        if free:
            offered.append((row.pk, field.label_from_instance(row)))
        if free and len(row.motions.all()) > 1:
            several.append((row, free))
    field.choices = offered
    for name in {*NOTICE} & {*form.fields}:  # of a meeting that was called the notice says it
        if "data-shown-with" not in form.fields[name].widget.attrs:
            show_with(form.fields[name], "deliberation", [""])
    if "carries_out" in form.fields:  # of a meeting that is only called nothing can be confirmed
        show_with(form.fields["carries_out"], "deliberation", [str(pk) for pk, _ in offered[1:]] or ["none"])
    offer_motions(form.fields["motion"], rows, several)


def offer_motions(field, rows, several):
    """Let the motions follow their deliberation; no other deliberation asks for one.

    several -- [(Deliberation, [Motion])] of which one is to be chosen
    """
    field.queryset = Motion.objects.filter(deliberation__in=rows.order_by().values("pk"))
    found = [motion for _, motions in several for motion in motions]
    labels = [(motion.pk, motion_label(motion, is_only=len(several) == 1)) for motion in found]
    field.choices = [("", field.empty_label), *labels]
    follow(field, ("deliberation",), {motion.pk: [str(motion.deliberation_id)] for motion in found})
    show_with(field, "deliberation", [str(row.pk) for row, _ in several] or ["none"], needed=True)


def motion_label(motion, *, is_only):
    """第 1 项：修照明（通过）, with its deliberation where several are offered."""
    title = "" if is_only else f"“{motion.deliberation.title}”"
    return f"{title}第 {motion.no} 项：{motion.text}{bracketed(motion.outcome or '未计票')}"


class MotionField(forms.ModelChoiceField):
    """Which motion of the chosen deliberation decides the project; nothing is chosen beforehand."""

    def __init__(self):
        super().__init__(
            Motion.objects.none(),
            label="议定本项目的表决事项",
            required=False,
            empty_label="请选择",
            help_text="所选议事有几项表决事项的，选择其中议定本项目的一项；项目只看这一项的结果",
        )


class CarriesOutField(forms.BooleanField):
    """The declaration by which a deliberation that does not name the project carries it."""

    def __init__(self):
        super().__init__(
            label="确认所选议事议定的就是本项目的地点和内容",
            required=False,
            help_text="所选议事的表决事项没有写明本项目，或者在本项目起草以前表决的，须勾选",
        )


NOTICE = ("body", "method", "notice_on", "held_on", "held_time", "place", "party_studied_on", "party_study")


class DeliberateForm(StepForm):
    """An existing deliberation of the compound, or the notice of a new one by those who may call it."""

    deliberation = forms.ModelChoiceField(
        Deliberation.objects.none(), label="已有的民主议事", required=False, empty_label="召集新的议事"
    )
    motion = MotionField()
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
        self.initial.pop("place", None)  # the project's, not that of the meeting
        rows = fit_deliberations(self.obj).exclude(status__in=[VOID, OVERTURNED])
        self.fields["deliberation"].label_from_instance = lambda row: (
            f"{row.title}（{clock.zh_near(row.held_on)}，{row.get_status_display()}）"
        )
        for name in ("deliberation", "motion"):
            self.initial.pop(name, None)
        if self.user is not None and not self.user.can(CALL, self.obj):
            self.leave_calling()
        if self.obj.pk:
            offer_free(self, rows)
        if "body" in self.fields:
            self.set_notice()

    def leave_calling(self):
        """Others call the meeting; this person chooses one that was called."""
        for name in (*NOTICE, "matter_reason"):
            del self.fields[name]
        field = self.fields["deliberation"]
        field.required, field.empty_label = True, "请选择"
        field.help_text = "新的议事由小区党支部书记、社区（村）书记召集，召集以后在此选择"

    def set_notice(self):
        self.fields["body"].choices = [("", "请选择"), *bodies.choices()]
        if self.obj.pk:
            offered = self.offered_bodies()
            self.fields["body"].widget.choices = [("", "请选择"), *offered]
            self.propose(offered)
        for name in ("party_studied_on", "party_study"):
            show_with(self.fields[name], "body", bodies.COMMUNITY, needed=name == "party_studied_on")
        if self.obj.pk:
            studied = self.fields["party_studied_on"]
            studied.help_text = said_of(self.obj.area, studied.help_text)
        self.initial.setdefault("notice_on", clock.today())

    def propose(self, offered):
        """The body that usually takes it up, the first day on which it may meet, and where it met last."""
        if not offered or self.is_bound:
            return
        body = offered[0][0]
        met = Deliberation.objects.filter(area=self.obj.area_id, body__in=(body, f"{body}_money")).exclude(place="")
        self.initial.setdefault("body", body)
        self.initial["held_on"] = bodies.earliest_meeting(
            bodies.settle_council(body, matter_of(self.obj)), clock.today()
        )
        self.initial["place"] = met.order_by("-held_on").values_list("place", flat=True).first()

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
        if data.get("deliberation") or "body" not in self.fields:
            return {name: data.get(name) for name in ("deliberation", "motion", "carries_out")}
        for name, label in (("body", "议事主体"), ("notice_on", "通知张贴日期"), ("held_on", "召开日期")):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"召集新的议事须填写{label}")
        return {**data, "method": data.get("method") or "meeting", "motion": None, "carries_out": False}


class RebaseForm(StepForm):
    """A deliberation of the compound that is in force, with a motion in favour."""

    deliberation = forms.ModelChoiceField(Deliberation.objects.none(), label="新的民主议事", empty_label="请选择")
    motion = MotionField()
    carries_out = CarriesOutField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = fit_deliberations(self.obj).filter(
            status=FINAL, pk__in=Motion.objects.filter(passed=True).values("deliberation")
        )
        self.fields["deliberation"].label_from_instance = lambda row: f"{row.title}（{clock.zh_near(row.held_on)}）"
        offer_free(self, rows)
        for name in ("deliberation", "motion"):
            self.initial.pop(name, None)


PROJECT.use_forms({"deliberate": DeliberateForm, "rebase": RebaseForm})
PROJECT.use_days({"deliberate": {"notice_on": relayed(), "held_on": relayed(), "party_studied_on": STANDING}})
