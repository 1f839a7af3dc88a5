"""The money of a micro-project: lines of the budget, sources, quotes and payments.  Source: domain.md §2.1, S43."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.urls import reverse

from governance.kernel.clock import clock
from governance.kernel.steps.states import StateField
from projects.micro_projects.workflow.states import PAID, PAYMENT_STATES, PLANNED


def yuan(label, **options):
    """A column of yuan with two decimals."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, **options)


class BudgetLine(models.Model):
    """One line of the budget; `amount` = quantity × unit price, computed by the database (yuan)."""

    project = models.ForeignKey("projects.MicroProject", models.PROTECT, related_name="lines")
    no = models.PositiveSmallIntegerField("序号")
    name = models.CharField("支出项", max_length=60)
    spec = models.CharField("规格", max_length=60, blank=True)
    quantity = models.DecimalField("数量", max_digits=10, decimal_places=2)
    unit = models.CharField("单位", max_length=10)
    unit_price = yuan("单价")
    amount = models.GeneratedField(
        expression=Round(F("quantity") * F("unit_price"), precision=2),
        output_field=models.DecimalField("小计", max_digits=16, decimal_places=2),
        db_persist=True,
    )
    quote_basis = models.CharField("询价依据", max_length=60, blank=True)

    class Meta:
        verbose_name = "预算明细"
        ordering = ["project", "no"]
        constraints = [
            models.CheckConstraint(
                name="budget_line_is_positive",
                condition=Q(quantity__gt=0, unit_price__gt=0),
                violation_error_message="数量和单价须大于 0",
            ),
        ]
        indexes = [models.Index(fields=["project", "no"], name="budget_line_of_project")]

    def __str__(self):
        return self.name


class FundingSource(models.Model):
    """The source of a part of the money, yuan; `line` if it is meant for one line of the budget.

    The three accounts (三笔账) are 费 (fiscal), 金 (fund, charity, market) and
    钱 (residents, their labour, public revenue).  Source: domain.md S43.
    """

    class Kind(models.TextChoices):
        FISCAL = "fiscal", "财政"
        FUND = "fund", "社区基金"
        CHARITY = "charity", "慈善捐赠"
        MARKET = "market", "市场资金"
        RESIDENT = "resident", "居民筹资"
        LABOUR = "labour", "筹工折价"
        PUBLIC_REVENUE = "public_revenue", "公共收益"

    project = models.ForeignKey("projects.MicroProject", models.PROTECT, related_name="sources")
    no = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("资金来源", max_length=16, choices=Kind.choices)
    amount = yuan("金额")
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, null=True, blank=True, related_name="sources", verbose_name="支出项"
    )
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "资金来源"
        ordering = ["project", "no"]
        constraints = [
            models.CheckConstraint(
                name="funding_source_is_positive", condition=Q(amount__gt=0), violation_error_message="金额须大于 0"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "no"], name="funding_source_of_project"),
            models.Index(fields=["kind", "project"], include=["amount"], name="funding_source_by_kind"),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def account(self):
        """fei, jin or qian: which of the three accounts it belongs to."""
        return ACCOUNTS[self.kind]

    @property
    def line_no(self):
        """The number of the line for which it is meant, as in the form."""
        return self.line.no if self.line_id else None


ACCOUNTS = {
    "fiscal": "fei",
    "fund": "jin",
    "charity": "jin",
    "market": "jin",
    "resident": "qian",
    "labour": "qian",
    "public_revenue": "qian",
}


# The parts of a project for `prefetch_related`: one query each.
SOURCES = models.Prefetch("sources", FundingSource.objects.select_related("line"))
WHOLE = ("demands", "lines__quotes", SOURCES)


class Quote(models.Model):
    """One supplier's offer for one line of the budget, with the paper (yuan for the whole line)."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="quotes", verbose_name="支出项")
    supplier = models.CharField("报价单位", max_length=60)
    amount = yuan("报价（元）")
    attachment = models.ForeignKey("governance.Attachment", models.PROTECT, related_name="+", verbose_name="报价单")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = "报价"
        ordering = ["line", "amount", "id"]
        constraints = [
            models.CheckConstraint(
                name="quote_is_positive", condition=Q(amount__gt=0), violation_error_message="报价须大于 0"
            ),
            models.UniqueConstraint(
                fields=["line", "supplier"],
                name="quote_once_per_supplier",
                violation_error_message="这家单位已对此项报过价，三家报价须来自不同单位",
            ),
        ]

    def __str__(self):
        return self.supplier


def kept_quotes(project):
    """The quotes of a project as rows of its form, which leaves them as they are or changes them."""
    found = Quote.objects.filter(line__project=project).select_related("line").order_by("line__no", "amount", "id")
    return [
        {"line_no": quote.line.no, "supplier": quote.supplier, "amount": quote.amount, "quote": quote.pk}
        for quote in found
    ]


class Payment(models.Model):
    """Money paid out for an approved project, yuan; all of a project's never exceed what was approved (trigger)."""

    project = models.ForeignKey("projects.MicroProject", models.PROTECT, related_name="payments", verbose_name="微项目")
    source = models.CharField(
        "资金来源", max_length=16, choices=FundingSource.Kind.choices, default=FundingSource.Kind.FISCAL
    )
    amount = yuan("金额（元）")
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    status = StateField(states=PAYMENT_STATES, max_length=8)

    class Meta:
        verbose_name = "拨付"
        ordering = ["project", "paid_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="payment_is_positive", condition=Q(amount__gt=0), violation_error_message="拨付金额须大于 0"
            ),
            models.CheckConstraint(
                name="payment_paid_has_a_day",
                condition=Q(status=PLANNED, paid_on=None) | Q(status=PAID, paid_on__isnull=False),
                violation_error_message="已拨付的须写明拨付日期",
            ),
        ]
        indexes = [models.Index(fields=["source", "status", "paid_on"], name="payment_paid")]

    def get_absolute_url(self):
        return reverse("projects:micro_project", args=[self.project_id])
