"""The people who mediate a case."""

from django.db import models
from django.db.models import Q

from governance.kernel.clock import clock

from .cases import MediationCase


class CaseMediator(models.Model):
    """One mediator on one case, from a day until a day; a declared conflict keeps them off it for good."""

    case = models.ForeignKey(MediationCase, models.PROTECT, related_name="mediators")
    mediator = models.ForeignKey("disputes.Mediator", models.PROTECT, related_name="+")
    is_lead = models.BooleanField("主办", default=False)
    is_chosen_by_parties = models.BooleanField("当事人选定", default=False)
    assigned_on = models.DateField("指派日期", default=clock.today)
    ended_on = models.DateField("退出日期", null=True, blank=True)
    conflict = models.CharField("回避理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "承办调解员"
        ordering = ["-is_lead", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "mediator"], condition=Q(ended_on=None), name="mediator_once_on_a_case"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on=None, is_lead=True), name="case_has_one_lead_mediator"
            ),
        ]
