"""Forms of community funds."""

from django import forms

from funds.roles import SET_UP
from governance.areas.forms import PlaceField
from governance.kernel.steps import validators
from governance.kernel.steps.backdating import VALIDITY, fact
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, ReasonField, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

from .models import CommunityFund, FundMember
from .workflow import FUND, FUNDS


class MembersField(LinesField):
    """The committee and its supervisors; the action refuses paid members."""

    def __init__(self):
        super().__init__(
            [
                Column("seat", "席位", "choice", choices=FundMember.Seat.choices),
                Column("name", "姓名", clean=validators.person_name, max_length=40),
                Column("duty", "职务", "choice", choices=FundMember.Duty.choices, required=False),
                Column("unit", "单位或身份", required=False, max_length=60),
                Column("term_until", "任期至", "date", required=False),
                Column("is_paid", "领取报酬", "flag", required=False),
            ],
            label="管委会和监督员",
            help_text="管委会 5 人以上、单数；监督员至少 1 人，不兼任管委会成员；均不取报酬",
        )
        self.widget.min_rows = 6  # the rows of a new form; the action checks the number


class MembersForm(StepForm):
    members = MembersField()

    def __init__(self, data=None, files=None, *, obj, user, **kwargs):
        kwargs["initial"] = {"members": obj.seats() if obj.pk else [], **(kwargs.get("initial") or {})}
        super().__init__(data, files, obj=obj, user=user, **kwargs)


class ChangeMembersForm(MembersForm, ReasonForm):
    papers = MultiFileField(
        label="调整决定", required=True, most=5, help_text="街道或者托管慈善组织调整管委会、监督员的文件"
    )
    field_order = ["members", "note", "papers"]


class FundForm(MembersForm):
    sections = (
        ("基金", ["kind", "name", "area", "host", "host_may_raise", "host_reason", "purpose"]),
        ("管委会和监督员", ["members"]),
    )

    kind = forms.ChoiceField(label="类别", choices=CommunityFund.Kind.choices)
    name = forms.CharField(label="基金名称", max_length=60, help_text="对外使用时前面加托管慈善组织全称")
    area = PlaceField(label="所在区域")
    host = forms.CharField(
        label="托管慈善组织",
        max_length=80,
        help_text="慈善组织全称，优先选择本地有公开募捐资格的。基金没有法人资格，一切款物由其收付",
    )
    host_may_raise = forms.BooleanField(
        label="托管方有公开募捐资格",
        required=False,
        help_text="决定信息公开的期限：有资格的至少每三个月公开一次，没有的每年公开一次",
    )
    host_reason = ReasonField(
        label="没有公开募捐资格的，选择这家的理由", max_length=200, required=False, widget=forms.TextInput
    )
    purpose = ReasonField(label="宗旨与资助范围", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    field_order = ["kind", "name", "area", "host", "host_may_raise", "host_reason", "purpose", "members"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, SET_UP, self.initial.get("area"), FUNDS.of(FUNDS.levels))


class AgreeForm(StepForm):
    agreement_no = forms.CharField(label="合作协议编号", max_length=60)
    agreement_on = forms.DateField(label="签订日期")
    agreement_until = forms.DateField(label="有效期至", required=False)
    papers = MultiFileField(label="协议扫描件", required=False, most=5)


FUND.use_forms(
    {
        "propose": FundForm,
        "edit": FundForm,
        "change_members": ChangeMembersForm,
        "confirm_members": NoteForm,
        "refuse_members": ReasonForm,
        "agree": AgreeForm,
        "activate": NoteForm,
        "suspend": ReasonForm,
        "rectify": ReasonForm,
    }
)
FUND.use_days(
    {
        "propose": {"members.term_until": VALIDITY},
        "edit": {"members.term_until": VALIDITY},
        "change_members": {"members.term_until": VALIDITY},
        "agree": {"agreement_on": fact("papers"), "agreement_until": VALIDITY},
    }
)
