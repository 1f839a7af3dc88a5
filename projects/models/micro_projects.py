"""Micro-projects (微项目) with their budget, sources of money, quotes and versions.  Source: domain.md §2.1."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from governance.kernel import clock, rules
from governance.kernel.search import Bigrams, text_of
from governance.models import AgendaItem, Deliberation
from governance.models.base import Stamped
from projects.querysets.micro_projects import MicroProjectQuerySet

Support = AgendaItem.Support
ZERO = Decimal("0.00")


def yuan(label, **options):
    """A column of yuan with two decimals."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, **options)


class MicroProject(Stamped):
    """One small project for one compound, from the residents' need to the joint conference's decision.

    `total_amount`, `fiscal_amount` and `fund_amount` are the sums of its
    sources as asked for; deferred triggers hold them equal to the rows from
    the submission on.  The state moves only through `workflow.PROJECT`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草拟"
        DELIBERATING = "deliberating", "议事中"
        RESOLVED = "resolved", "已议定"
        DROPPED = "dropped", "议事未通过"
        SUBMITTED = "submitted", "社区初审中"
        RETURNED = "returned", "退回补正"
        COMMUNITY_OK = "community_ok", "街道审核中"
        STREET_OK = "street_ok", "待上会"
        IN_CONFERENCE = "in_conference", "上会审议中"
        APPROVED = "approved", "已立项"
        DEFERRED = "deferred", "缓议"
        REJECTED = "rejected", "不予立项"
        WITHDRAWN = "withdrawn", "已撤回"

    class Kind(models.TextChoices):
        WORKS = "works", "工程类"
        SERVICE = "service", "服务类"

    BADGES = {
        "draft": "wait",
        "deliberating": "info",
        "resolved": "info",
        "dropped": "danger",
        "submitted": "info",
        "returned": "warn",
        "community_ok": "info",
        "street_ok": "info",
        "in_conference": "info",
        "approved": "ok",
        "deferred": "warn",
        "rejected": "danger",
        "withdrawn": "",
    }

    number = models.CharField("编号", max_length=40, blank=True, editable=False)
    title = models.CharField("项目名称", max_length=60)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="micro_projects", verbose_name="小区")
    category = models.ForeignKey("projects.DemandCategory", models.PROTECT, related_name="+", verbose_name="需求类别")
    kind = models.CharField("项目类型", max_length=8, choices=Kind.choices, default=Kind.WORKS)
    place = models.CharField("建设（服务）地点", max_length=80, blank=True)
    need = models.TextField("居民需求", max_length=500, blank=True)
    content = models.TextField("建设（服务）内容", max_length=1000, blank=True)
    household_count = models.PositiveIntegerField("受益户数", null=True, blank=True)
    people_count = models.PositiveIntegerField("受益人数", null=True, blank=True)
    planned_from = models.DateField("计划开工", null=True, blank=True)
    planned_until = models.DateField("计划完工", null=True, blank=True)
    implementer = models.ForeignKey(
        "governance.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="实施单位"
    )
    maintenance = models.CharField("后续管护责任", max_length=200, blank=True)
    no_repeat_statement = models.CharField("不属重复建设的说明", max_length=300, blank=True)
    conflict_statement = models.CharField("利益关系说明", max_length=200, blank=True)
    over_cap_reason = models.CharField("超上限理由", max_length=300, blank=True)
    support_asked = models.CharField("申请支持类别", max_length=8, choices=Support.choices, default=Support.FULL)
    total_amount = yuan("预算合计（元）", default=ZERO, editable=False)
    fiscal_amount = yuan("申请财政（元）", default=ZERO, editable=False)
    fund_amount = yuan("申请社区基金（元）", default=ZERO, editable=False)
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, blank=True, related_name="micro_projects", verbose_name="民主议事"
    )
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="申报人",
        editable=False,
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="初审人",
        editable=False,
    )
    resolved_on = models.DateField("议定日期", null=True, blank=True, editable=False)
    submitted_on = models.DateField("申报日期", null=True, blank=True, editable=False)
    over_cap_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    over_cap_amount = yuan("已批准的超上限金额（元）", null=True, blank=True, editable=False)
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="micro_projects", verbose_name="会议议题"
    )
    support_class = models.CharField("核定支持类别", max_length=8, choices=Support.choices, blank=True, editable=False)
    approved_amount = yuan("批准财政金额（元）", null=True, blank=True, editable=False)
    approved_on = models.DateField("立项日期", null=True, blank=True, editable=False)
    conditions = models.TextField("立项条件", blank=True, editable=False)
    status = models.CharField("状态", max_length=16, choices=Status.choices, default=Status.DRAFT, editable=False)
    search_text = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = MicroProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "微项目"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="micro_project_number_once"),
            models.CheckConstraint(
                name="micro_project_dates_in_order",
                condition=Q(planned_from=None) | Q(planned_until=None) | Q(planned_until__gte=F("planned_from")),
                violation_error_message="计划完工日期不能早于计划开工日期",
            ),
            models.CheckConstraint(
                name="micro_project_households_positive",
                condition=Q(household_count=None) | Q(household_count__gt=0),
                violation_error_message="受益户数须大于 0",
            ),
            models.CheckConstraint(
                name="micro_project_in_review_is_numbered",
                condition=Q(status__in=["draft", "deliberating", "resolved", "dropped", "withdrawn"])
                | (~Q(number="") & Q(submitted_on__isnull=False, total_amount__gt=0)),
                violation_error_message="提交申报须有编号、申报日期和大于 0 的预算",
            ),
            models.CheckConstraint(
                name="micro_project_approved_has_amount_and_class",
                condition=~Q(status="approved")
                | (
                    Q(approved_amount__gte=0, approved_amount__lte=F("fiscal_amount"), approved_on__isnull=False)
                    & ~Q(support_class="")
                ),
                violation_error_message="立项须有支持类别和不超过申请额的批准金额",
            ),
            models.CheckConstraint(
                name="micro_project_deliberated_before_review",
                condition=Q(status__in=["draft", "withdrawn"]) | Q(deliberation__isnull=False),
                violation_error_message="申报前须经民主议事",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="micro_project_area"),
            models.Index(fields=["status", "-id"], name="micro_project_status"),
            models.Index(fields=["area", "category"], name="micro_project_repeat"),
            models.Index(fields=["approved_on", "id"], condition=Q(status="approved"), name="micro_project_approved"),
            models.Index(fields=["deliberation"], name="micro_project_deliberation"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="micro_project_search"),
            GinIndex(Bigrams("search_text"), name="micro_project_bigrams"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/projects/{self.pk}/"

    def save(self, *args, **kwargs):
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self):
        """What the project is found by follows from its words."""
        self.search_text = text_of(self.number, self.title, self.place, self.content[:250])

    @property
    def cap(self):
        """The most fiscal money a project of this kind may ask for without the leader's consent, yuan."""
        return rules.value(f"cap_{self.kind}", self.submitted_on or clock.today())

    @property
    def is_over_cap(self):
        return self.fiscal_amount > self.cap

    @property
    def over_cap_is_settled(self):
        """Within the cap, or the leader agreed to at least this amount."""
        return not self.is_over_cap or (self.over_cap_amount is not None and self.over_cap_amount >= self.fiscal_amount)

    @property
    def own_amount(self):
        """What neither the treasury nor the community fund pays, yuan."""
        return self.total_amount - self.fiscal_amount - self.fund_amount

    @property
    def is_editable(self):
        return self.status in (self.Status.DRAFT, self.Status.RESOLVED, self.Status.RETURNED)


class BudgetLine(models.Model):
    """One line of the budget; `amount` = quantity × unit price, computed by the database (yuan)."""

    project = models.ForeignKey(MicroProject, models.PROTECT, related_name="lines")
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
    """Where a part of the money comes from, yuan; `line` when it is meant for one line of the budget.

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

    project = models.ForeignKey(MicroProject, models.PROTECT, related_name="sources")
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
        indexes = [models.Index(fields=["project", "no"], name="funding_source_of_project")]

    def __str__(self):
        return self.get_kind_display()

    @property
    def account(self):
        """fei, jin or qian: which of the three accounts it belongs to."""
        return ACCOUNTS[self.kind]

    @property
    def line_no(self):
        """The number of the line it is meant for, as the form asks for it."""
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


class Version(models.Model):
    """The application as it stood when it was submitted for the no-th time, never changed afterwards.

    data -- {"fields": {name: [label, text]}, "lines": [...], "sources": [...]}
    """

    project = models.ForeignKey(MicroProject, models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField("次数")
    data = models.JSONField("内容")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("提交时间", default=clock.now, editable=False)

    class Meta:
        verbose_name = "申报版本"
        ordering = ["project", "no"]
        constraints = [models.UniqueConstraint(fields=["project", "no"], name="version_once")]

    def __str__(self):
        return f"第 {self.no} 次提交"


class SiteVisit(models.Model):
    """The street looked at the place before it reviewed the project (现场踏勘)."""

    project = models.ForeignKey(MicroProject, models.PROTECT, related_name="visits")
    visited_on = models.DateField("踏勘日期")
    people = models.CharField("参加人员", max_length=120)
    finding = models.TextField("现场情况", max_length=500)
    is_feasible = models.BooleanField("具备实施条件")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = "现场踏勘"
        ordering = ["project", "visited_on", "id"]


class Payment(models.Model):
    """Money paid out for an approved project, yuan; all of a project's never exceed what was approved (trigger)."""

    class Status(models.TextChoices):
        PLANNED = "planned", "待拨付"
        PAID = "paid", "已拨付"

    project = models.ForeignKey(MicroProject, models.PROTECT, related_name="payments", verbose_name="微项目")
    source = models.CharField(
        "资金来源", max_length=16, choices=FundingSource.Kind.choices, default=FundingSource.Kind.FISCAL
    )
    amount = yuan("金额（元）")
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.PLANNED)

    class Meta:
        verbose_name = "拨付"
        ordering = ["project", "paid_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="payment_is_positive", condition=Q(amount__gt=0), violation_error_message="拨付金额须大于 0"
            ),
            models.CheckConstraint(
                name="payment_paid_has_a_day",
                condition=Q(status="planned", paid_on=None) | Q(status="paid", paid_on__isnull=False),
                violation_error_message="已拨付的须写明拨付日期",
            ),
        ]
        indexes = [models.Index(fields=["source", "status", "paid_on"], name="payment_paid")]
