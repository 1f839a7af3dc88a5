"""Forms of the reviews of a micro-project by community, street and district leader."""

from django import forms

from governance.kernel.clock import clock
from governance.kernel.steps.backdating import fact
from governance.kernel.steps.filefield import PhotosField
from governance.kernel.steps.forms import ReasonField, ReasonForm, StepForm
from projects.micro_projects.models.projects import Reason
from projects.micro_projects.workflow.steps import PROJECT


class OpinionForm(StepForm):
    """A step with a required opinion."""

    note = ReasonField(
        label="意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写意见，申报人会看到"},
    )


class CheckForm(OpinionForm):
    """The four points of eligibility."""

    is_needed = forms.BooleanField(label="需求已核实，属实且居民认可", required=False)
    is_new = forms.BooleanField(label="不属于重复建设", required=False)
    land_is_clear = forms.BooleanField(label="场地权属清楚，产权人同意", required=False)
    is_nobodys_duty = forms.BooleanField(label="不属于物业企业或职能部门应尽的职责", required=False)
    field_order = ("is_needed", "is_new", "land_is_clear", "is_nobodys_duty", "note")


class ReasonsForm(ReasonForm):
    """At least one known reason to send back or refuse, and the details."""

    reasons = forms.MultipleChoiceField(
        label="理由",
        choices=Reason.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项理由，申报人会看到"},
    )
    field_order = ("reasons", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "具体说明"


class VisitForm(StepForm):
    """What the street saw at the place."""

    visited_on = forms.DateField(label="踏勘日期", initial=clock.today)
    people = forms.CharField(label="参加人员", max_length=120, help_text="例如：街道刘敏、社区陈芳、小区周建国")
    finding = ReasonField(label="现场情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    is_feasible = forms.TypedChoiceField(
        label="踏勘结论",
        choices=(("1", "具备实施条件"), ("0", "不具备实施条件")),
        coerce=lambda value: value in ("1", "True", True),
        widget=forms.RadioSelect,
    )
    photos = PhotosField(label="踏勘照片", required=False, most=9)


class ReviewForm(OpinionForm):
    """The three points that the street confirms."""

    is_legal = forms.BooleanField(label="合法合规", required=False)
    budget_is_sound = forms.BooleanField(label="预算合理，来源落实", required=False)
    is_feasible = forms.BooleanField(label="可以实施，管护责任落实", required=False)
    field_order = ("is_legal", "budget_is_sound", "is_feasible", "note")


PROJECT.use_forms(
    {
        "check": CheckForm,
        "check_for_community": CheckForm,
        "send_back": ReasonsForm,
        "send_back_by_street": ReasonsForm,
        "reject": ReasonsForm,
        "visit": VisitForm,
        "review": ReviewForm,
        "allow_over_cap": OpinionForm,
        "send_back_over_cap": ReasonForm,
    }
)
PROJECT.use_days({"visit": {"visited_on": fact("photos")}})
