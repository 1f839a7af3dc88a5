"""Tables of donations."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funds.roles import CONFIRM, OVERSEE, RECORD
from governance.kernel.clock import clock
from governance.kernel.models.base import Stamped
from governance.kernel.models.sealed import PersonalName, SealedRow
from governance.kernel.pages.search import Searchable
from governance.kernel.steps.states import StateField
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import EncryptedTextField

from .querysets import DonationQuerySet
from .workflow import ARRIVED, BOOKED, RECEIPTED, STATES


class Donation(Searchable, SealedRow, Stamped):
    """One gift, from the pledge to the host's ticket.

    `amount` is yuan received, or the confirmed value of goods; empty while
    money is only pledged without a sum, and for goods that cannot be valued:
    those stay in their own register and enter no total.  Money counts only once
    finance has seen it at the host charity and has booked it.

    own_gift_limit -- up to which a minor of eight or more gives alone, by the rule of the day; None for others
    """

    class Kind(models.TextChoices):
        MONEY = "money", "资金"
        GOODS = "goods", "物资"

    class Donor(models.TextChoices):
        PERSON = "person", "个人"
        ORGANISATION = "organisation", "单位"
        FOUNDATION = "foundation", "基金会"
        PLATFORM = "platform", "指定募捐平台结转"

    class Age(models.TextChoices):
        ADULT = "adult", "年满十八周岁"
        MINOR = "minor", "八至十七周岁"
        CHILD = "child", "未满八周岁"

    class Publicity(models.TextChoices):
        NAME = "name", "公开姓名（名称）"
        MASKED = "masked", "公开姓氏"
        NONE = "none", "不公开"

    fund = models.ForeignKey("funds.CommunityFund", models.PROTECT, related_name="donations", verbose_name="基金")
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="区域", editable=False)
    number = models.CharField("编号", max_length=30, unique=True, editable=False)
    kind = models.CharField("捐赠形式", max_length=8, choices=Kind.choices, default=Kind.MONEY)
    donor_kind = models.CharField("捐赠人类别", max_length=12, choices=Donor.choices, default=Donor.PERSON)
    donor_name = models.CharField("捐赠人", max_length=60, blank=True)
    foundation = models.ForeignKey(
        "funds.Foundation", models.PROTECT, null=True, blank=True, related_name="donations", verbose_name="基金会"
    )
    donor_age = models.CharField("捐赠人年龄", max_length=8, choices=Age.choices, default=Age.ADULT)
    guardian_name = PersonalName("监护人姓名", max_length=40, blank=True)
    guardian_consent = models.CharField("监护人同意情况", max_length=120, blank=True)
    own_gift_limit = models.DecimalField(
        "未成年人可自行捐赠的上限（元）", max_digits=12, decimal_places=2, null=True, blank=True, editable=False
    )
    donor_contact = EncryptedTextField("联系电话", blank=True, default="")
    donor_contact_masked = models.CharField(max_length=20, blank=True, editable=False)
    is_anonymous = models.BooleanField("匿名捐赠", default=False)
    waiver_note = models.CharField("放弃捐赠票据的说明", max_length=120, blank=True)
    publicity = models.CharField("公示意愿", max_length=8, choices=Publicity.choices, default=Publicity.MASKED)
    is_restricted = models.BooleanField("限定用途", default=False)
    purpose = models.CharField("指定用途", max_length=120, blank=True)
    beneficiary = PersonalName("指定受益人", max_length=60, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    due_on = models.DateField("约定到账日期", null=True, blank=True)
    received_on = models.DateField("到账（交付）日期", null=True, blank=True)
    slip_no = models.CharField("到账凭据号", max_length=60, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    confirmed_on = models.DateField("确认入账日期", null=True, blank=True, editable=False)
    bookings = models.PositiveSmallIntegerField(default=0, editable=False)  # how often booked; reversed ones count
    ticket_code = models.CharField("票据代码", max_length=30, blank=True)
    ticket_no = models.CharField("票据号码", max_length=30, blank=True)
    ticket_on = models.DateField("开票日期", null=True, blank=True)
    status = StateField(states=STATES, max_length=12, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    search_area = ""  # the fund says for which place it is

    objects = DonationQuerySet.as_manager()

    class Meta:
        verbose_name = "捐赠"
        constraints = [
            models.CheckConstraint(
                name="donation_amount_is_positive",
                condition=Q(amount=None) | Q(amount__gt=0),
                violation_error_message="金额须大于 0",
            ),
            models.CheckConstraint(
                name="donation_of_money_in_the_book_has_a_sum",
                condition=~Q(kind="money", status__in=ARRIVED) | Q(amount__isnull=False),
                violation_error_message="请填写到账金额",
            ),
            models.CheckConstraint(
                name="donation_in_the_book_was_confirmed_by_another",
                condition=~Q(status__in=BOOKED)
                | (Q(confirmed_by__isnull=False, confirmed_on__isnull=False) & ~Q(confirmed_by=F("created_by"))),
                violation_error_message="登记人不能确认自己登记的捐赠",
            ),
            models.CheckConstraint(
                name="donation_receipted_has_ticket_or_waiver",
                condition=~Q(status=RECEIPTED) | ~Q(ticket_no="") | ~Q(waiver_note=""),
                violation_error_message="请填写票据号码，或写明捐赠人放弃票据的情况",
            ),
            models.CheckConstraint(
                name="donation_anonymous_has_a_waiver",
                condition=Q(is_anonymous=False) | ~Q(waiver_note=""),
                violation_error_message="匿名捐赠须写明捐赠人放弃票据的情况",
            ),
            models.CheckConstraint(
                name="donation_names_its_donor",
                condition=Q(is_anonymous=True) | ~Q(donor_name=""),
                violation_error_message="请填写捐赠人，或勾选匿名捐赠",
            ),
            models.CheckConstraint(
                name="donation_of_a_minor_has_a_guardian",
                condition=Q(donor_age="adult")
                | (~Q(guardian_name="") & ~Q(guardian_consent=""))
                | Q(donor_age="minor", amount__isnull=False, amount__lte=F("own_gift_limit")),
                violation_error_message="未满八周岁的由监护人代为捐赠；八至十七周岁超过上限的须经监护人同意",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="donation_of_area"),
            models.Index(fields=["fund", "status", "-id"], name="donation_of_fund"),
            models.Index(fields=["received_on", "id"], name="donation_by_day"),
            models.Index(fields=["-created_at", "-id"], name="donation_newest"),
        ]

    def __str__(self):
        return f"{self.shown_name} {self.get_kind_display()}捐赠"

    @property
    def key(self):
        """The key of its present booking; a gift that is booked again after a reversal is a new fact."""
        return f"donation:{self.pk}" if self.bookings < 2 else f"donation:{self.pk}:{self.bookings}"

    def search_parts(self):
        return self.number, self.shown_name, self.fund.name, self.purpose, self.get_kind_display()

    @property
    def shown_name(self):
        """The donor as lists show them: organisations in full, persons only as far as they agreed."""
        if self.is_anonymous:
            return "匿名捐赠人"
        if self.donor_kind != self.Donor.PERSON or self.publicity == self.Publicity.NAME:
            return self.donor_name
        return masks.name(self.donor_name)

    def shows_private_to(self, user):
        """Bank slips and consent papers are for users who handle gifts in the area."""
        return any(user.scope(permission).covers(self.area) for permission in (RECORD, CONFIRM, OVERSEE))

    def process(self):
        """Pledge, money in, confirmed by finance, ticket; [] for a gift that was refused or returned."""
        days = (clock.local_date(self.created_at), self.received_on, self.confirmed_on, self.ticket_on)
        last_done = STATES[self.status].stage
        if last_done is None:
            return []
        return [
            {
                "label": label,
                "sub": clock.zh_day(day) if day and number <= last_done else "",
                "state": "done" if number <= last_done else "now" if number == last_done + 1 else "",
            }
            for number, (label, day) in enumerate(zip(STATES.stages, days, strict=True))
        ]


class GoodsItem(models.Model):
    """One kind of goods in a gift.

    `unit_value` is yuan for one unit, with what it rests on; empty where no
    value can be determined (湖南省慈善条例 6).
    """

    class Basis(models.TextChoices):
        INVOICE = "invoice", "有效票据"
        AGREED = "agreed", "按公允市价与折旧议定"
        APPRAISED = "appraised", "第三方评估"

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="items")
    name = models.CharField("物资名称", max_length=60)
    quantity = models.DecimalField("数量", max_digits=12, decimal_places=2)
    unit = models.CharField("单位", max_length=10)
    unit_value = models.DecimalField("单价（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    basis = models.CharField("计价依据", max_length=12, choices=Basis.choices, blank=True)
    best_before = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        ordering = ["donation", "id"]
        constraints = [
            models.CheckConstraint(
                name="goods_have_quantity_and_unit",
                condition=Q(quantity__gt=0) & ~Q(unit=""),
                violation_error_message="物资须写明数量和单位",
            ),
            models.CheckConstraint(
                name="goods_value_has_a_basis",
                condition=Q(unit_value=None, basis="") | (Q(unit_value__gt=0) & ~Q(basis="")),
                violation_error_message="物资计价须写明依据",
            ),
        ]

    @property
    def value(self):
        return None if self.unit_value is None else (self.quantity * self.unit_value).quantize(self.unit_value)
