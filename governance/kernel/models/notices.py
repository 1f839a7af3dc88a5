"""Messages in people's inboxes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.kernel.clock import clock


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def visible_to(self, user):
        return self.filter(recipient=user)

    def unsent(self):
        """Notices whose e-mail is pending."""
        return self.filter(mail_wanted=True, mailed_at=None)


class Notice(models.Model):
    """One message in one person's inbox (消息提醒).

    `key` names the event or reminder, "deadline:42:-3:20261120"; a person gets one message for each key.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    key = models.CharField(max_length=120)
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=300, blank=True)
    number = models.CharField("编号", max_length=40, blank=True)
    url = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=8, default="info")
    created_at = models.DateTimeField("时间", default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_wanted = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_next_try_at = models.DateTimeField(default=clock.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notice_once_per_fact")]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["mail_next_try_at", "id"], condition=Q(mail_wanted=True, mailed_at=None), name="notice_unsent"
            ),
        ]
