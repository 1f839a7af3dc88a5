"""The kernel's own tables: facts, what they owe, deadlines, messages."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from . import clock
from .scopes import ROOT


class EventQuerySet(models.QuerySet):
    def visible_to(self, user, permission=None):
        """The whole log is the auditing administrator's; others see events on their objects' timelines."""
        return self if user.has(permission or "governance.logs") else self.none()


class Event(models.Model):
    """One business fact that happened: audit line and outbox message in one row.

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
        """Owed for so long that a person should look (ten failed tries)."""
        return self.filter(done_at=None, attempts__gte=10)


class Delivery(models.Model):
    """One event owed to one handler; survives a lost queue, runs once."""

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


class DeadlineQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def overdue(self, on=None):
        return self.open().filter(due_on__lt=on or clock.today())

    def in_scope(self, user):
        """Deadlines in the areas whose register the user may read."""
        scope = user.scope("governance.view")
        return self.filter(scope.q("area")) if scope else self.none()

    def running(self):
        """Open, and the clock is not stopped."""
        return self.open().filter(stopped_on=None)

    def visible_to(self, user, permission=None):
        """What is on the boards the user may read, and what lies with the user; closed ones too."""
        scope = user.scope(permission or "governance.board")
        if ROOT in scope.paths:
            return self
        return self.filter(scope.q("area") | lying_with(user))

    def unexplained(self):
        """Nobody has said why it is late."""
        return self.filter(late_kind="")

    def urged(self):
        return self.filter(urged_n__gt=0)

    def waiting_for(self, user):
        """What this user is expected to do: assigned by name, or lying on the desk of one of their posts.

        A street may do what its communities may, but is expected to only where no community has anybody.
        """
        return self.open().filter(lying_with(user))


def lying_with(user, prefix=""):
    """Deadlines this user is to act on, as a Q: named by account, or on the desk of one of the user's posts."""
    wanted = Q(**{f"{prefix}assignee": user})
    for area, permissions in user.desks().items():
        on_desk = {"assignee": None, "desk": area, "permission__in": sorted(permissions)}
        wanted |= Q(**{f"{prefix}{name}": value for name, value in on_desk.items()})
    return wanted


class Deadline(models.Model):
    """One thing somebody must do by a day: an object waiting in a state (待办).

    Opened and closed by the workflow in the step's own transaction.  `due_on`
    is empty where no rule sets a day; `next_rung_on` is the day on which the
    reminder ladder speaks next (empty: never again).  `desk` is the area of the
    nearest post that may act (empty while nobody holds one), see `desks`.
    What happens to a deadline itself (why it is late, that somebody urges) is
    told on the timeline of its object.
    """

    class LateKind(models.TextChoices):
        OTHERS = "others", "等待其他单位或当事人"
        COMPLEX = "complex", "情况复杂，须多次办理"
        PAPERS = "papers", "材料不齐"
        HANDS = "hands", "人手不足或人员变动"
        FORCE = "force", "节假日、天气等客观原因"
        NEGLECT = "neglect", "未及时办理"

    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    occurrence = models.PositiveIntegerField(default=1)
    rule = models.CharField("期限规则", max_length=60, blank=True)
    title = models.CharField("事项", max_length=120)
    number = models.CharField("编号", max_length=40, blank=True)
    task = models.CharField("环节", max_length=40)
    url = models.CharField(max_length=200)
    permission = models.CharField(max_length=60)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="辖区")
    desk = models.ForeignKey(
        "governance.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理层级"
    )
    opened_on = models.DateField("开始")
    due_on = models.DateField("期限", null=True, blank=True)
    stopped_on = models.DateField("暂停计时", null=True, blank=True)
    rung = models.SmallIntegerField(null=True, blank=True)
    next_rung_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    late_kind = models.CharField(
        "逾期原因", max_length=8, choices=[("", "未说明"), *LateKind.choices], blank=True, default="", db_default=""
    )
    late_reason = models.CharField("逾期说明", max_length=200, blank=True, default="", db_default="")
    urged_n = models.PositiveSmallIntegerField("督办次数", default=0, db_default=0)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        constraints = [
            models.UniqueConstraint(
                fields=["object_type", "object_id", "rule", "task", "occurrence"], name="deadline_once_per_occurrence"
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk", "permission", "due_on", "id"],
                include=["object_type"],
                condition=Q(closed_at=None, assignee=None),
                name="deadline_on_desk",
            ),
            models.Index(
                fields=["due_on", "id"],
                include=["area", "stopped_on"],
                condition=Q(closed_at=None),
                name="deadline_open_due",
            ),
            models.Index(fields=["next_rung_on", "id"], condition=Q(closed_at=None), name="deadline_rung"),
            models.Index(fields=["object_type", "object_id"], name="deadline_of_object"),
            models.Index(fields=["assignee"], condition=Q(closed_at=None), name="deadline_assignee"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.url

    @property
    def event_object_type(self):
        return self.object_type

    @property
    def event_object_id(self):
        return self.object_id

    @property
    def days_late(self):
        """How many days past its day it is today; 0 or less while it is in time."""
        return (clock.today() - self.due_on).days if self.due_on else 0

    def lies_with(self, user):
        """Is it this user who is to act?  The Python of `lying_with`."""
        if self.assignee_id is not None:
            return self.assignee_id == user.pk
        return self.desk_id is not None and self.permission in user.desks().get(self.desk_id, ())

    def grants(self, permission, user):
        """Who is to act may say why it is late, wherever the object lies."""
        return permission == "governance.reply" and self.lies_with(user)


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def visible_to(self, user):
        return self.filter(recipient=user)

    def unsent(self):
        """E-mail still owed."""
        return self.filter(mail_wanted=True, mailed_at=None)


class Notice(models.Model):
    """One message in one person's inbox (消息提醒).

    `key` names the fact it tells, "deadline:42:-3"; a person gets it once.
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


class Submission(models.Model):
    """One answered request: the same caller and key get the first answer again.

    Pages send a hidden token, the API an `Idempotency-Key` header.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="submission_once_per_key")]


class Tally(models.Model):
    """How many rows of one kind stand in one cell (area × month × state).

    Kept by statement triggers in the writer's own transaction, so a board
    reads hundreds of cells instead of counting every row; `verify` compares.
    """

    kind = models.CharField(max_length=40)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+")
    month = models.DateField()
    state = models.CharField(max_length=40)
    n = models.BigIntegerField(default=0)

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["kind", "area", "month", "state"], name="tally_one_cell")]


class Serial(models.Model):
    """The last number given out in one series, "case:430202001012:2026"; gap-free because it is locked."""

    series = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "governance"


class Heartbeat(models.Model):
    """When a background service was last alive."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "governance"
