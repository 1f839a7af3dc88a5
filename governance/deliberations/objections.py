"""Objections (异议) to the result of a deliberation.  Source: domain.md §2.7."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5

from governance.kernel.models.base import Stamped
from governance.kernel.models.sealed import PersonalName
from governance.kernel.steps.states import StateField

from .querysets import ObjectionQuerySet
from .workflow import OBJECTION_STATES, UNANSWERED


class Objection(Stamped):
    """An objection raised during a publicity period, entered then or later.

    It counts by `raised_on`; the period stops until it is answered or taken back.  Who raised it is a private person:
    named in full to those who answer and review (`attachments.HANDLERS`), masked on timelines, banners and messages.
    """

    deliberation = models.ForeignKey("governance.Deliberation", models.PROTECT, related_name="objections")
    raised_by = PersonalName("异议人", max_length=40)
    raised_on = models.DateField("提出日期")
    text = models.TextField("异议内容")
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    status = StateField(states=OBJECTION_STATES, max_length=12, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "异议"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="objection_answered_has_answer",
                condition=Q(status=UNANSWERED, answered_on=None)
                | (Q(status__in=list(OBJECTION_STATES.group("closed")), answered_on__isnull=False) & ~Q(answer="")),
                violation_error_message="答复或撤回异议须写明内容和日期",
            ),
            models.UniqueConstraint(
                "deliberation",
                "raised_by",
                MD5("text"),
                condition=Q(status=UNANSWERED),
                name="objection_once_while_open",
                violation_error_message="同一异议人的相同异议正待答复，不再重复登记",
            ),
        ]

    @property
    def kind(self):
        """The colour of its badge."""
        return OBJECTION_STATES[self.status].kind

    @property
    def shown_by(self):
        """Who raised it, as those see it who neither answer nor review it: surname or building."""
        return PersonalName.shown(self.raised_by)

    @property
    def is_open(self):
        """Not yet answered."""
        return self.status == UNANSWERED
