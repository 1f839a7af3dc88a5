"""Messages in people's inboxes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.kernel.clock import clock

from .addresses import AddressField


class Pace(models.TextChoices):
    """When a message may leave the house by mail and outside channels; the inbox has it at once."""

    AT_ONCE = "at_once", "随时发送"
    WORKING_TIME = "working", "工作时间发送"
    DAILY = "daily", "每个工作日汇总一次"


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def visible_to(self, user):
        return self.filter(recipient=user)

    def unsent(self):
        """Notices whose e-mail is pending."""
        return self.filter(mail_wanted=True, mailed_at=None)

    def reminders(self):
        return self.filter(pace=Pace.DAILY)


class Notice(models.Model):
    """One message in one person's inbox (消息提醒).

    `key` names the event or reminder, "deadline:42:-3:20261120"; a person gets one message for each key.
    `pace` says when it may be sent on; what somebody did is told in working time, unless it says otherwise.
    `mail_address` is where its mail goes instead of the recipient's address of then: the change of an address is told
    at the former one.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    key = models.CharField(max_length=120)
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=300, blank=True)
    number = models.CharField("编号", max_length=40, blank=True)
    url = AddressField(max_length=200, blank=True)
    level = models.CharField(max_length=8, default="info")
    created_at = models.DateTimeField("时间", default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    pace = models.CharField(max_length=8, choices=Pace, default=Pace.WORKING_TIME, db_default=Pace.WORKING_TIME)
    mail_wanted = models.BooleanField(default=False)
    mail_address = models.EmailField(blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_next_try_at = models.DateTimeField(default=clock.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        ordering = ["-id"]
        verbose_name = "提醒消息"
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notice_once_per_fact")]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["mailed_at"],
                include=["recipient"],
                condition=Q(pace="daily", mailed_at__isnull=False),
                name="notice_last_digest",
            ),
            models.Index(
                fields=["mail_next_try_at", "id"], condition=Q(mail_wanted=True, mailed_at=None), name="notice_unsent"
            ),
        ]
