"""督办: a leader urges one overdue deadline, and the user who must act answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.kernel.clock import certainty, clock
from governance.kernel.figures.formats import provisional
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField
from governance.roles import REPLY

from .querysets import SupervisionQuerySet
from .workflow import ANSWERED, ISSUED, OPEN, PERIOD, STATES

ABOUT = {"projects": "微项目与需求", "disputes": "纠纷", "funds": "资金", "governance": "会议与组织"}


class Supervision(Stamped):
    """One 督办单 for one overdue deadline (domain.md §2.17).

    `deadline` follows the duty: where the same task of the object begins again
    while late, the supervision moves to the new deadline.  `was_due_on` is the
    last day that was past when it was issued.  Nothing here may hold case text.
    """

    class Level(models.TextChoices):
        DISTRICT = "district", "区级"
        STREET = "street", "街道"

    deadline = models.ForeignKey("governance.Deadline", models.PROTECT, related_name="supervisions")
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="辖区")
    year = models.PositiveSmallIntegerField("年度")
    no = models.PositiveIntegerField("序号")
    number = models.CharField("督办单号", max_length=40)
    level = models.CharField("层级", max_length=8, choices=Level.choices)
    was_due_on = models.DateField("应办结日期")
    requirement = models.TextField("督办要求", max_length=500)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="督办人")
    issued_at = models.DateTimeField("督办时间")
    reply_due_on = models.DateField("答复期限")
    answer = models.TextField("办理情况", max_length=1000, blank=True)
    promised_on = models.DateField("承诺办结日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    status = StateField(states=STATES, max_length=10, editable=False)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = "督办"
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"],
                condition=Q(status__in=OPEN),
                name="supervision_open_once",
                violation_error_message="这一事项已有未办结的督办单，不必重复督办",
            ),
            models.UniqueConstraint(
                fields=["year", "no"], name="supervision_number_once", violation_error_message="督办单号已使用"
            ),
            models.CheckConstraint(
                name="supervision_answered_has_answer",
                condition=~Q(status=ANSWERED) | (~Q(answer="") & Q(answered_at__isnull=False)),
                violation_error_message="请写明办理情况",
            ),
            models.CheckConstraint(
                name="supervision_ended_has_a_moment",
                condition=Q(status__in=OPEN, closed_at=None) | (~Q(status__in=OPEN) & Q(closed_at__isnull=False)),
                violation_error_message="办结或撤回须有时间",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-issued_at", "-id"], name="supervision_of_area"),
            models.Index(fields=["status", "-issued_at", "-id"], name="supervision_state"),
            models.Index(fields=["-issued_at", "-id"], name="supervision_in_time"),
        ]

    def __str__(self):
        return f"督办：{self.deadline.title}"

    @property
    def title(self):
        return self.deadline.title

    @property
    def about(self):
        """Which kind of matter it is about, in words."""
        return ABOUT.get(self.deadline.object_type.partition(".")[0], "")

    @property
    def is_open(self):
        return self.status in OPEN

    @property
    def is_waiting(self):
        """Issued, not yet answered."""
        return self.status == ISSUED

    @property
    def is_answered(self):
        """Answered; the issuer has not accepted it yet."""
        return self.status == ANSWERED

    @property
    def days_late(self):
        """How late the matter was when it was urged."""
        return (clock.local_date(self.issued_at) - self.was_due_on).days

    @property
    def reply_is_provisional(self):
        """Whether the day of the answer may still change with the work calendar."""
        return certainty.is_provisional(PERIOD, clock.local_date(self.issued_at), self.reply_due_on)

    @property
    def reply_day(self):
        """The day of the answer in words: 3月5日, marked while it may still change."""
        return provisional(clock.zh_near(self.reply_due_on), self.reply_is_provisional)

    @property
    def reply_days_late(self):
        """How long the answer has been missing; 0 while it is in time or given."""
        return max(0, (clock.today() - self.reply_due_on).days) if self.is_waiting else 0

    @property
    def who_was_faster(self):
        """A sentence for the second user who urges: who did before, when and by which paper."""
        return f"{self.issued_by.name}已于{clock.zh_moment(self.issued_at)}发出督办单{self.number}，不必重复督办"

    @property
    def addressee(self):
        """Who must act, in words: an account, or the place whose desk has the work."""
        deadline = self.deadline
        if deadline.assignee_id:
            return deadline.assignee.name
        return deadline.desk.name if deadline.desk_id else "暂无承办人"

    def grants(self, permission, user):
        """The user who must act answers, wherever the matter is."""
        return permission == REPLY and self.deadline.is_assigned_to(user)
