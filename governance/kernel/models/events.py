"""Events with their deliveries, and the heartbeat of the background services."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from governance.kernel.clock import clock

FEED = 20565  # class of the advisory locks that mark running transactions, see migration 0002_event_guards
SETTLED = f"""
SELECT least(
    (SELECT coalesce(max(id), 0) FROM governance_event),
    (SELECT min((classid::bigint << 32 | objid::bigint) & ((1::bigint << 48) - 1)) FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = {FEED} AND pid <> pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
)
"""


class EventQuerySet(models.QuerySet):
    def visible_to(self, user, permission=None):
        """The whole log is the auditing administrator's; others see events on their objects' timelines."""
        return self if user.has(permission or "governance.logs") else self.none()

    def settled(self):
        """Those before which no other event will appear any more, oldest first.

        Numbers are given before transactions end: while one runs that marked a
        number, only events up to it are settled.  Its mark comes before its
        first number and goes after its rows are seen, and the newest number is
        read before the marks, so that none slips in between.
        """
        with connection.cursor() as cursor:
            cursor.execute(SETTLED)
            return self.filter(pk__lte=cursor.fetchone()[0]).order_by("pk")

    def unsettled(self):
        """Those that a running transaction holds back."""
        return self.filter(pk__gt=RawSQL(SETTLED, ()))


class Event(models.Model):
    """One business event: audit line and outbox message in one row.

    Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE.
    `actor` is empty when the clock acted; `actor_name` keeps who they were then,
    `ip` from where they asked (empty for what a worker did for them later).
    """

    kind = models.CharField("事项", max_length=80)
    label = models.CharField("名称", max_length=60, blank=True)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    area = models.ForeignKey("governance.Area", models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField("经办人", max_length=80, blank=True)
    ip = models.GenericIPAddressField("IP 地址", null=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField("时间", default=clock.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        ordering = ["-id"]
        verbose_name = "办理记录"
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="event_of_object"),
            models.Index(fields=["kind", "-id"], name="event_of_kind"),
            models.Index(fields=["created_at", "id"], name="event_in_time"),
            models.Index(fields=["actor", "created_at"], name="event_of_actor"),
            models.Index(fields=["ip", "created_at"], condition=Q(ip__isnull=False), name="event_of_address"),
        ]

    def __str__(self):
        return f"{self.kind} #{self.object_id}"


class DeliveryQuerySet(models.QuerySet):
    def due(self, now=None):
        return self.filter(done_at=None, next_try_at__lte=now or clock.now()).order_by("id")

    def stuck(self):
        """Pending for so long that a person should look: ten failed tries."""
        return self.filter(done_at=None, attempts__gte=10)


class Delivery(models.Model):
    """One event pending for one handler; kept when the queue is lost, run once."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler")]
        indexes = [models.Index(fields=["next_try_at", "id"], condition=Q(done_at=None), name="delivery_due")]


class Heartbeat(models.Model):
    """When a background service last ran."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "governance"
