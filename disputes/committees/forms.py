"""Forms of committees."""

from django import forms

from governance.areas.forms import PlaceField
from governance.kernel.clock import clock, rules
from governance.kernel.steps import validators
from governance.kernel.steps.authority import gives_authority
from governance.kernel.steps.backdating import STANDING, VALIDITY
from governance.kernel.steps.forms import ReasonField, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

from .models import MediationCommittee, Mediator
from .workflow import COMMITTEE, COMMITTEES, SET_UP

PEOPLE = (
    Column("name", "姓名", clean=validators.person_name),
    Column("gender", "性别", "choice", choices=Mediator.Gender.choices),
    Column("post", "职务", "choice", choices=Mediator.Post.choices),
    Column("phone", "手机号", required=False, clean=validators.mobile),
    Column("account", "账号", required=False, max_length=40),
)


class CommitteeForm(StepForm):
    sections = (
        ("调委会", ["name", "short_name", "level", "area", "term_from", "term_until", "address", "phone"]),
        ("调解员", ["mediators"]),
    )
    name = forms.CharField(label="名称", max_length=60)
    short_name = forms.CharField(label="字号简称", max_length=12, help_text="写在案号里，例如“野鸭冲”")
    level = forms.ChoiceField(label="级别", choices=MediationCommittee.Level.choices)
    area = PlaceField(label="辖区")
    term_from = forms.DateField(label="任期自")
    term_until = forms.DateField(label="任期至", required=False, help_text="不填按每届年限计算")
    address = forms.CharField(label="地点", max_length=120, required=False)
    phone = forms.CharField(label="办公电话", max_length=20, required=False, validators=[validators.phone])
    mediators = LinesField(
        PEOPLE,
        min_rows=1,
        max_rows=30,
        label="委员和调解员",
        help_text="3 至 9 名委员，应当有妇女成员；聘任调解员不计入",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, SET_UP, self.initial.get("area"), COMMITTEES.of(COMMITTEES.levels))
        if self.obj.pk:
            self.initial["area"] = self.obj.area_id
            self.initial["mediators"] = [
                {
                    "name": mediator.person.name,
                    "gender": mediator.gender,
                    "post": mediator.post,
                    "account": mediator.user and mediator.user.username,
                }
                for mediator in self.obj.mediators.active().select_related("person__user")
            ]

    def clean(self):
        data = super().clean()
        if data.get("term_from") and not data.get("term_until"):
            data["term_until"] = clock.add_months(data["term_from"], 12 * rules.value("committee_term"))
        return data


class ChangeForm(CommitteeForm):
    leave_reason = ReasonField(label="离任原因", max_length=120, required=False)


class CloseForm(ReasonForm):
    note = None
    reason = ReasonField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


COMMITTEE.use_forms({"establish": CommitteeForm, "change": ChangeForm, "close": CloseForm})
gives_authority(COMMITTEE, {"establish": ("mediators", "area"), "change": ("mediators", "area")})
TERM = {"term_from": STANDING, "term_until": VALIDITY}
COMMITTEE.use_days({"establish": TERM, "change": TERM})
