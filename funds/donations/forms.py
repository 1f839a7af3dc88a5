"""Forms of donations."""

from decimal import Decimal

from django import forms

from funds.foundations.models import Foundation
from funds.funds.models import CommunityFund
from funds.roles import RECORD
from governance.kernel.clock import rules
from governance.kernel.steps import validators
from governance.kernel.steps.backdating import PLAN, VALIDITY, fact
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, ReasonField, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

from .donors import OWN_GIFT
from .models import Donation, GoodsItem
from .workflow import DONATION


class MoneyField(forms.DecimalField):
    """Yuan: more than 0, two decimals, never a float."""

    def __init__(self, **options):
        super().__init__(max_digits=12, decimal_places=2, **options)

    def to_python(self, value):
        return None if value in self.empty_values else validators.money(value)


def own_gift_words():
    """Who needs a guardian, as the form says it."""
    rule = rules.get(OWN_GIFT)
    return (
        f"未满八周岁的必填；八至十七周岁一次捐赠（同一天的几笔合计）超过 {rule.value_text}"
        "或者数额未定的必填，并上传同意书；不能是捐赠人本人"
    )


class RecordForm(StepForm):
    """A gift is promised, or already with the host charity."""

    sections = (
        ("基金与捐赠人", ["fund", "donor_kind", "donor_name", "foundation", "donor_contact", "publicity"]),
        (
            "未成年人与匿名",
            ["donor_age", "guardian_name", "guardian_consent", "consent", "is_anonymous", "waiver_note"],
        ),
        ("款物", ["kind", "amount", "items"]),
        ("用途", ["is_restricted", "purpose", "beneficiary", "is_related"]),
        ("到账", ["due_on", "received_on", "slip_no", "papers"]),
    )
    units = {"amount": "元"}

    fund = forms.ModelChoiceField(CommunityFund.objects.none(), label="基金", empty_label="请选择基金")
    donor_kind = forms.ChoiceField(label="捐赠人类别", choices=Donation.Donor.choices)
    donor_name = forms.CharField(label="捐赠人", max_length=60, required=False, help_text="匿名捐赠不填")
    foundation = forms.ModelChoiceField(
        Foundation.objects.none(), label="基金会", required=False, empty_label="不属于名册中的基金会"
    )
    donor_contact = forms.CharField(
        label="联系电话", max_length=20, required=False, help_text="加密保存，只用于开具票据和反馈"
    )
    publicity = forms.ChoiceField(
        label="公示意愿", choices=Donation.Publicity.choices, initial=Donation.Publicity.MASKED
    )
    donor_age = forms.ChoiceField(
        label="捐赠人年龄",
        choices=Donation.Age.choices,
        help_text="十六、十七周岁以自己的劳动收入为主要生活来源的，按“年满十八周岁”登记",
    )
    guardian_name = forms.CharField(label="监护人姓名", max_length=40, required=False)
    guardian_consent = ReasonField(
        label="监护人同意情况", max_length=120, required=False, help_text="例如：监护人到场签字，同意书已上传"
    )
    consent = MultiFileField(label="监护人同意书", required=False, most=3)
    is_anonymous = forms.BooleanField(label="匿名捐赠", required=False)
    waiver_note = ReasonField(
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
    purpose = ReasonField(label="指定用途", max_length=120, required=False)
    beneficiary = forms.CharField(label="指定受益人", max_length=60, required=False)
    is_related = forms.BooleanField(label="受益人是捐赠人、管委会成员或管理人的利害关系人", required=False)
    due_on = forms.DateField(label="约定到账日期", required=False)
    received_on = forms.DateField(
        label="到账（交付）日期", required=False, help_text="款物已到托管慈善组织的填写；未到的留空"
    )
    slip_no = forms.CharField(label="到账凭据号", max_length=60, required=False)
    papers = MultiFileField(
        label="凭据（回单、物资清单、协议）",
        required=False,
        help_text="款物已到的必须上传回单或者交接清单",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guardian_name"].help_text = own_gift_words()
        funds = CommunityFund.objects.visible_to(self.user, RECORD).active()
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
    slip_no = forms.CharField(label="到账凭据号", max_length=60, required=False)
    papers = MultiFileField(label="到账（交接）凭据", required=True, most=5)
    guardian_name = forms.CharField(label="监护人姓名", max_length=40, required=False)
    guardian_consent = ReasonField(label="监护人同意情况", max_length=120, required=False)
    consent = MultiFileField(label="监护人同意书", required=False, most=3)
    units = {"amount": "元"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.kind == Donation.Kind.GOODS:
            del self.fields["amount"], self.fields["slip_no"]
        if self.obj.donor_age == Donation.Age.MINOR:
            self.fields["guardian_name"].help_text = own_gift_words()
        else:
            del self.fields["guardian_name"], self.fields["guardian_consent"], self.fields["consent"]


class ReturnForm(ReasonForm):
    """Why a gift goes back, and the paper that says it did."""

    papers = MultiFileField(label="退还凭据", required=True, most=5)


class ReceiptForm(StepForm):
    ticket_code = forms.CharField(label="票据代码", max_length=30, required=False)
    ticket_no = forms.CharField(label="票据号码", max_length=30, required=False)
    ticket_on = forms.DateField(label="开票日期", required=False)
    waiver_note = ReasonField(label="放弃捐赠票据的说明", max_length=120, required=False, help_text="没有开票时填写")
    papers = MultiFileField(label="票据影像", required=False, most=3)


DONATION.use_forms(
    {
        "record": RecordForm,
        "receive": ReceiveForm,
        "confirm": NoteForm,
        "send_back": ReasonForm,
        "receipt": ReceiptForm,
        "correct": ReasonForm,
        "refuse": ReasonForm,
        "return_gift": ReturnForm,
    }
)
DONATION.use_days(
    {
        "record": {"due_on": PLAN, "received_on": fact("papers"), "items.best_before": VALIDITY},
        "receive": {"received_on": fact("papers")},
        "receipt": {"ticket_on": fact("papers")},
    }
)
