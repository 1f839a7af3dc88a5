"""What a decision of the joint conference obliges somebody to do (议定事项)."""

from django.contrib.auth import get_user_model
from django.db import models

from governance.conferences.querysets import ActionItemQuerySet
from governance.conferences.workflow.action_items import DONE, STATES, is_counted_provisionally
from governance.conferences.workflow.rights import ACT
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField

from .agenda import AgendaItem


class ActionItem(Stamped):
    """What a decision obliges a unit to do, by a day."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="actions")
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="区域")
    unit = models.ForeignKey(
        "governance.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    text = models.CharField("任务", max_length=200)
    due_on = models.DateField("完成时限")
    result = models.TextField("办理结果", blank=True)
    status = StateField(states=STATES, max_length=8, editable=False)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = "行动事项"
        indexes = [models.Index(fields=["status", "due_on", "id"], name="action_open")]

    def __str__(self):
        return self.text

    @property
    def is_provisional(self):
        """Whether the day is the rule's and may still change with the work calendar; an agreed day may not."""
        return is_counted_provisionally(self.due_on, self.item.conference.held_on)

    @property
    def is_done(self):
        return self.status == DONE

    def grants(self, permission, user):
        """The unit that is charged with the action reports on it, wherever the matter is."""
        return permission == ACT and self.unit_id is not None and self.unit_id in user.unit_ids

    def officer(self):
        """The account that represents the unit, or None: then the users who may act over the place see it."""
        if self.unit_id is None:
            return None
        return get_user_model().objects.of_unit(self.unit_id).first()
