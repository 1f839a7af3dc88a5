"""What a person fills in for each step."""

from decimal import Decimal

from django import forms

from funds.models import CommunityFund, Donation, Foundation, FundMember, GoodsItem
from governance.forms.people import PlaceField
from governance.kernel import validators
from governance.kernel.filefield import MultiFileField
from governance.kernel.forms import NoteForm, ReasonForm, StepForm
from governance.kernel.lines import Column, LinesField


class MoneyField(forms.DecimalField):
    """Yuan: more than 0, two decimals, never a float."""

    def __init__(self, **options):
        super().__init__(max_digits=12, decimal_places=2, **options)

    def to_python(self, value):
        return None if value in self.empty_values else validators.money(value)


class TextField(forms.CharField):
    """One line of text without control characters."""

    def clean(self, value):
        return validators.text(super().clean(value) or "", self.max_length)


class OpinionField(forms.CharField):
    def __init__(self, **options):
        super().__init__(max_length=500, widget=forms.Textarea(attrs={"rows": 3}), **options)


# ------------------------------------------------------------ foundations and funds
class FoundationForm(StepForm):
    name = TextField(label="基金会名称", max_length=60)
    area = PlaceField(label="对接区域")
    linked_on = forms.DateField(label="对接日期", validators=[validators.not_in_future])
    agreement_no = TextField(label="合作协议（函件）编号", max_length=60, required=False)
    scope = TextField(label="合作内容", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, "funds.set_up")


class MembersField(LinesField):
    """The committee and its supervisors; whoever is paid is refused by the action."""

    def __init__(self):
        super().__init__(
            [
                Column("seat", "席位", "choice", choices=FundMember.Seat.choices),
                Column("name", "姓名", clean=validators.chinese_name, max_length=40),
                Column("unit", "单位或身份", required=False, max_length=60),
                Column("is_paid", "领取报酬", "flag", required=False),
            ],
            label="管委会和监督员",
            help_text="管委会 5 人以上、单数；监督员至少 1 人，不兼任管委会成员；均不取报酬",
        )
        self.widget.min_rows = 6  # how many a new form shows; how many there must be says the action


def seats_of(fund):
    """Who governs the fund now, as the rows of a form."""
    if fund.pk is None:
        return []
    return [{"seat": one.seat, "name": one.name, "unit": one.unit} for one in fund.members.sitting()]


class MembersForm(StepForm):
    members = MembersField()

    def __init__(self, data=None, files=None, *, obj, user, **kwargs):
        kwargs["initial"] = {"members": seats_of(obj), **(kwargs.get("initial") or {})}
        super().__init__(data, files, obj=obj, user=user, **kwargs)


class FundForm(MembersForm):
    sections = (
        ("基金", ["kind", "name", "area", "host", "purpose"]),
        ("管委会和监督员", ["members"]),
    )

    kind = forms.ChoiceField(label="类别", choices=CommunityFund.Kind.choices)
    name = TextField(label="基金名称", max_length=60, help_text="对外使用时前面加托管慈善组织全称")
    area = PlaceField(label="所在区域")
    host = TextField(
        label="托管慈善组织",
        max_length=80,
        help_text="具有公开募捐资格的慈善组织全称。基金没有法人资格，一切款物由其收付",
    )
    purpose = TextField(label="宗旨与资助范围", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    field_order = ["kind", "name", "area", "host", "purpose", "members"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, "funds.set_up")


class AgreeForm(StepForm):
    agreement_no = TextField(label="合作协议编号", max_length=60)
    agreement_on = forms.DateField(label="签订日期")
    agreement_until = forms.DateField(label="有效期至", required=False)
    papers = MultiFileField(label="协议扫描件", required=False, most=5)


# ------------------------------------------------------------ gifts
class RecordForm(StepForm):
    """A gift is promised, or already with the host charity."""

    sections = (
        ("基金与捐赠人", ["fund", "donor_kind", "donor_name", "foundation", "donor_contact", "publicity"]),
        ("未成年人与匿名", ["donor_age", "guardian_name", "guardian_consent", "is_anonymous", "waiver_note"]),
        ("款物", ["kind", "amount", "items"]),
        ("用途", ["is_restricted", "purpose", "beneficiary", "is_related"]),
        ("到账", ["due_on", "received_on", "slip_no", "papers"]),
    )
    units = {"amount": "元"}

    fund = forms.ModelChoiceField(CommunityFund.objects.none(), label="基金", empty_label="请选择基金")
    donor_kind = forms.ChoiceField(label="捐赠人类别", choices=Donation.Donor.choices)
    donor_name = TextField(label="捐赠人", max_length=60, required=False, help_text="匿名捐赠不填")
    foundation = forms.ModelChoiceField(
        Foundation.objects.none(), label="基金会", required=False, empty_label="不属于名册中的基金会"
    )
    donor_contact = forms.CharField(
        label="联系电话", max_length=20, required=False, help_text="加密保存，只用于开具票据和反馈"
    )
    publicity = forms.ChoiceField(
        label="公示意愿", choices=Donation.Publicity.choices, initial=Donation.Publicity.MASKED
    )
    donor_age = forms.ChoiceField(label="捐赠人年龄", choices=Donation.Age.choices)
    guardian_name = TextField(label="监护人姓名", max_length=40, required=False)
    guardian_consent = TextField(
        label="监护人同意情况", max_length=120, required=False, help_text="例如：监护人到场签字，同意书已上传"
    )
    is_anonymous = forms.BooleanField(label="匿名捐赠", required=False)
    waiver_note = TextField(
        label="放弃捐赠票据的说明", max_length=120, required=False, help_text="匿名或不要票据时填写"
    )
    kind = forms.ChoiceField(label="捐赠形式", choices=Donation.Kind.choices)
    amount = MoneyField(label="金额", required=False, help_text="资金捐赠填写；物资按下表的单价计算")
    items = LinesField(
        [
            Column("name", "物资名称", max_length=60),
            Column("quantity", "数量", "decimal", least=Decimal("0.01"), most=Decimal(10_000_000)),
            Column("unit", "单位", max_length=10),
            Column("unit_value", "单价", "money", required=False, unit="元"),
            Column("basis", "计价依据", "choice", required=False, choices=GoodsItem.Basis.choices),
            Column("best_before", "有效期至", "date", required=False),
        ],
        label="物资清单",
        min_rows=0,
        help_text="无法计价的不填单价，另册登记，不计入金额",
    )
    is_restricted = forms.BooleanField(label="捐赠人限定用途", required=False)
    purpose = TextField(label="指定用途", max_length=120, required=False)
    beneficiary = TextField(label="指定受益人", max_length=60, required=False)
    is_related = forms.BooleanField(label="受益人是捐赠人、管委会成员或管理人的利害关系人", required=False)
    due_on = forms.DateField(label="约定到账日期", required=False)
    received_on = forms.DateField(
        label="到账（交付）日期", required=False, help_text="款物已到托管慈善组织的填写；未到的留空"
    )
    slip_no = TextField(label="到账凭据号", max_length=60, required=False)
    papers = MultiFileField(label="凭据（回单、物资清单、同意书、协议）", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        funds = CommunityFund.objects.visible_to(self.user, "funds.record").active()
        self.fields["fund"].queryset = funds = funds.order_by("area__path", "id")
        if len(funds) == 1:
            self.initial.setdefault("fund", funds[0])
        self.fields["foundation"].queryset = Foundation.objects.linked().order_by("name")

    def clean_donor_contact(self):
        contact = self.cleaned_data["donor_contact"]
        return validators.phone(contact) if contact else ""

    def clean(self):
        data = super().clean()
        foundation = data.get("foundation")
        if foundation and not data.get("donor_name"):
            data["donor_name"] = foundation.name
        if data.get("is_restricted") and not data.get("purpose"):
            self.add_error("purpose", "限定用途的捐赠，请写明指定用途")
        return data


class ReceiveForm(StepForm):
    amount = MoneyField(label="到账金额", required=False)
    received_on = forms.DateField(label="到账（交付）日期")
    slip_no = TextField(label="到账凭据号", max_length=60, required=False)
    papers = MultiFileField(label="到账凭据", required=False, most=5)
    units = {"amount": "元"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.kind == Donation.Kind.GOODS:
            del self.fields["amount"], self.fields["slip_no"]


class ReceiptForm(StepForm):
    ticket_code = TextField(label="票据代码", max_length=30, required=False)
    ticket_no = TextField(label="票据号码", max_length=30, required=False)
    ticket_on = forms.DateField(label="开票日期", required=False)
    waiver_note = TextField(label="放弃捐赠票据的说明", max_length=120, required=False, help_text="没有开票时填写")
    papers = MultiFileField(label="票据影像", required=False, most=3)


# ------------------------------------------------------------ grants
class OverseeForm(StepForm):
    agrees = forms.TypedChoiceField(
        label="监督结论",
        choices=[("yes", "同意拨付"), ("no", "不同意拨付")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = OpinionField(label="监督意见", error_messages={"required": "请写明监督意见，会记入办理经过"})


class PayForm(StepForm):
    payee = TextField(label="收款单位", max_length=80)
    voucher_no = TextField(label="付款凭据号", max_length=60)
    paid_on = forms.DateField(label="付款日期")
    papers = MultiFileField(label="付款凭据", required=False, most=5)


FOUNDATION_FORMS = {"link": FoundationForm, "edit": FoundationForm, "end": ReasonForm}
FUND_FORMS = {
    "propose": FundForm,
    "edit": FundForm,
    "change_members": MembersForm,
    "agree": AgreeForm,
    "activate": NoteForm,
    "suspend": ReasonForm,
    "rectify": ReasonForm,
}
DONATION_FORMS = {
    "record": RecordForm,
    "receive": ReceiveForm,
    "confirm": NoteForm,
    "send_back": ReasonForm,
    "receipt": ReceiptForm,
    "correct": ReasonForm,
    "refuse": ReasonForm,
    "return_gift": ReasonForm,
}
GRANT_FORMS = {"retry": NoteForm, "oversee": OverseeForm, "pay": PayForm, "release": ReasonForm}
