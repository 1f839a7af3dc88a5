"""Messages pending for the outside channels of NOTIFY_URLS, and the state of each channel."""

from django.db import models
from django.db.models import Q

from governance.kernel.clock import clock


class Channel(models.Model):
    """One outside channel, known by a keyed fingerprint of its address: the address itself holds a secret.

    `attempts` counts the tries since the last success, `next_try_at` is when
    the next is due; a try in progress has put it off already.
    """

    name = models.CharField(max_length=16, primary_key=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "governance"


class DispatchQuerySet(models.QuerySet):
    def owed(self):
        return self.filter(sent_at=None)


class Dispatch(models.Model):
    """One notice pending for one outside channel; written with the notice, sent once."""

    notice = models.ForeignKey("governance.Notice", models.CASCADE, related_name="dispatches")
    channel = models.CharField(max_length=16)
    sent_at = models.DateTimeField(null=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="dispatch_once_per_channel")]
        indexes = [
            models.Index(fields=["channel", "id"], condition=Q(sent_at=None), name="dispatch_owed"),
            models.Index(fields=["channel", "sent_at"], condition=Q(sent_at__isnull=False), name="dispatch_told"),
        ]
