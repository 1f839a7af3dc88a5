"""The fiscal money of a year."""

from django.db import models
from django.db.models import Q

from governance.conferences.querysets import BudgetQuerySet
from governance.conferences.workflow.budgets import STATES
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField


class Budget(Stamped):
    """Fiscal money a year has for micro-projects in an area, yuan."""

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="区域")
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("额度（元）", max_digits=14, decimal_places=2)
    document = models.CharField("依据文号", max_length=60, blank=True)
    status = StateField(states=STATES, max_length=8, editable=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = "年度额度"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year"],
                name="budget_once_per_year",
                violation_error_message="该区域这一年度的额度已登记，请修改原有额度",
            ),
            models.CheckConstraint(
                name="budget_is_positive", condition=Q(amount__gt=0), violation_error_message="额度须大于 0 元"
            ),
        ]

    def __str__(self):
        return f"{self.area.name}{self.year}年度额度"
