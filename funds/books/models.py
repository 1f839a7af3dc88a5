"""Tables of the double-entry book."""

from django.db import models
from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.addresses import AddressField
from governance.kernel.models.base import Stamped

from .querysets import EntryQuerySet, LineQuerySet


class Account(models.Model):
    """One head of a fund's chart; `pool` names the figure of the fund that its lines move (ledger.CHART)."""

    fund = models.ForeignKey("funds.CommunityFund", models.PROTECT, related_name="accounts")
    code = models.CharField("科目代码", max_length=8)
    name = models.CharField("科目", max_length=40)
    kind = models.CharField(max_length=12)
    pool = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["fund", "code"]
        constraints = [models.UniqueConstraint(fields=["fund", "code"], name="account_once_per_fund")]

    def __str__(self):
        return f"{self.code} {self.name}"


class Entry(Stamped):
    """One booking (凭证): two or more lines that sum to zero.

    `key` names the fact it books, "donation:42", and is booked once.  Never
    changed after its transaction; a mistake is corrected by an entry that
    reverses it, once.  `amount` is the sum of its debits, yuan.
    """

    fund = models.ForeignKey("funds.CommunityFund", models.PROTECT, related_name="entries", verbose_name="基金")
    key = models.CharField(max_length=80, unique=True)
    number = models.CharField("凭证号", max_length=20)
    booked_on = models.DateField("日期", default=clock.today)
    memo = models.CharField("摘要", max_length=120)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="冲销"
    )
    source_url = AddressField(max_length=120, blank=True, editable=False)  # the page of the fact
    posted_in = models.BigIntegerField(editable=False, null=True)  # the transaction, set by a trigger

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "凭证"
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="entry_number_once"),
            models.CheckConstraint(name="entry_has_an_amount", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index(fields=["fund", "booked_on", "id"], name="entry_of_fund")]

    def __str__(self):
        return f"{self.number} {self.memo}"

    @property
    def area(self):
        return self.fund.area

    @property
    def area_id(self):
        return self.fund.area_id


class Line(models.Model):
    """Yuan on one account: positive is debit, negative is credit.  Append-only."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="line_is_not_zero", condition=~Q(amount=0))]

    @property
    def debit(self):
        return self.amount if self.amount > 0 else None

    @property
    def credit(self):
        return -self.amount if self.amount < 0 else None


class Balance(models.Model):
    """What a fund has, yuan: kept by a trigger on lines, whose lock makes bookings wait for each other.

    cash       -- at the host charity, for this fund
    goods      -- received goods at their confirmed value
    available  -- cash that is neither committed nor bound to a purpose
    committed  -- set aside for decided grants
    restricted -- given for a named purpose

    None of them can be below zero at COMMIT, for any writer.
    """

    fund = models.OneToOneField("funds.CommunityFund", models.PROTECT, related_name="balance")
    cash = models.DecimalField("托管资金余额（元）", max_digits=14, decimal_places=2, default=0)
    goods = models.DecimalField("受赠物资（元）", max_digits=14, decimal_places=2, default=0)
    available = models.DecimalField("可统筹（元）", max_digits=14, decimal_places=2, default=0)
    committed = models.DecimalField("已承诺（元）", max_digits=14, decimal_places=2, default=0)
    restricted = models.DecimalField("限定用途（元）", max_digits=14, decimal_places=2, default=0)
