"""Tables of grants."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funds.funds.models import CommunityFund
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField

from .querysets import GrantQuerySet
from .workflow import PAID, SHORT, STATES


class Grant(Stamped):
    """The share of one micro-project that a community fund pays, yuan.

    Made once by the joint conference's approval.  When the fund cannot cover
    it (or there is none yet) it waits as `short` and nothing is booked.
    """

    fund = models.ForeignKey(
        "funds.CommunityFund", models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="基金"
    )
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="区域")
    project = models.OneToOneField("projects.MicroProject", models.PROTECT, related_name="grant", verbose_name="微项目")
    title = models.CharField("项目名称", max_length=120)
    number = models.CharField("项目编号", max_length=40, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    committed_on = models.DateField("承诺日期", null=True, blank=True, editable=False)
    opinion = models.CharField("监督意见", max_length=500, blank=True)
    overseen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    overseen_on = models.DateField("监督日期", null=True, blank=True, editable=False)
    payee = models.CharField("收款单位", max_length=80, blank=True)
    voucher_no = models.CharField("拨付凭据号", max_length=60, blank=True)
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    status = StateField(states=STATES, max_length=12, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "资助"
        constraints = [
            models.CheckConstraint(
                name="grant_amount_is_positive", condition=Q(amount__gt=0), violation_error_message="金额须大于 0"
            ),
            models.CheckConstraint(
                name="grant_committed_has_a_fund",
                condition=Q(status__in=STATES.group("unfunded")) | Q(fund__isnull=False, committed_on__isnull=False),
                violation_error_message="承诺须落到一个运行中的基金",
            ),
            models.CheckConstraint(
                name="grant_paid_was_overseen",
                condition=~Q(status__in=STATES.group("overseen")) | (~Q(opinion="") & Q(overseen_by__isnull=False)),
                violation_error_message="监督员尚未出具意见，不能拨付",
            ),
            models.CheckConstraint(
                name="grant_paid_has_a_voucher",
                condition=~Q(status=PAID) | (~Q(voucher_no="") & Q(paid_on__isnull=False)),
                violation_error_message="拨付须登记凭据号和日期",
            ),
        ]
        indexes = [models.Index(fields=["area", "status"], name="grant_of_area")]

    def __str__(self):
        return self.title

    @property
    def is_short(self):
        return self.status == SHORT

    def fund_to_promise(self):
        """The running fund of the project's community, or None."""
        return CommunityFund.objects.of_community(self.area).active().first()

    @property
    def commit_key(self):
        return f"commit:micro_project:{self.project_id}"

    @property
    def pay_key(self):
        return f"pay:micro_project:{self.project_id}"
