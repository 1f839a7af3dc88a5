"""Tables of foundations."""

from django.db import models
from django.db.models import F, Q

from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField

from .querysets import FoundationQuerySet
from .workflow import STATES


class Foundation(Stamped):
    """A foundation with which the district, a street or a community works."""

    name = models.CharField("基金会名称", max_length=60, unique=True, error_messages={"unique": "这家基金会已经登记"})
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="对接区域")
    agreement_no = models.CharField("合作协议（函件）编号", max_length=60, blank=True)
    linked_on = models.DateField("对接日期")
    ended_on = models.DateField("终止日期", null=True, blank=True, editable=False)
    scope = models.CharField("合作内容", max_length=200, blank=True)
    status = StateField(states=STATES, max_length=8, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = FoundationQuerySet.as_manager()

    class Meta:
        verbose_name = "基金会"
        constraints = [
            models.CheckConstraint(
                name="foundation_ends_after_it_was_linked",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("linked_on")),
                violation_error_message="终止日期不能早于对接日期",
            )
        ]
        indexes = [models.Index(fields=["area", "status"], name="foundation_of_area")]

    def __str__(self):
        return self.name
