"""Deadlines: what somebody must do by a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.kernel.clock import certainty, clock

from .addresses import AddressField
from .base import Versioned
from .scopes import ROOT


class DeadlineQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def overdue(self, on=None):
        """Past their day; what is stopped is not late."""
        return self.running().filter(due_on__lt=on or clock.today())

    def in_scope(self, user):
        """Deadlines in the areas whose register the user may read."""
        scope = user.scope("governance.view")
        return self.filter(scope.q("area")) if scope else self.none()

    def counted_over(self, first, last):
        """Open deadlines whose day a rule counted, with any day from `first` to `last` in their period."""
        forward = Q(opened_on__lte=last, due_on__gte=first)
        return self.open().filter(forward | Q(due_on__lte=last, opened_on__gte=first), counted_on__isnull=False)

    def counted_within(self, rule):
        """Open deadlines of a rule, counted by it, that began while this version of it is in force."""
        begun = {"opened_on__gte": rule.valid_from} | ({"opened_on__lte": rule.valid_to} if rule.valid_to else {})
        return self.open().filter(rule=rule.code, counted_on__isnull=False, due_on__isnull=False, **begun)

    def running(self):
        """Open, and the clock is not stopped."""
        return self.open().filter(stopped_on=None)

    def visible_to(self, user, permission=None):
        """Deadlines on the boards that the user may read, and those assigned to the user; closed ones too."""
        scope = user.scope(permission or "governance.board")
        if ROOT in scope.paths:
            return self
        return self.filter(scope.q("area") | assigned_to(user))

    def unexplained(self):
        """Deadlines without a reason for being late."""
        return self.filter(late_kind="")

    def followed(self):
        return self.filter(followed_n__gt=0)

    def waiting_for(self, user):
        """What this user is expected to do: assigned by name, or on the desk of one of their posts.

        A street may do what its communities may, but is expected to only where no community has anybody.
        """
        return self.open().filter(assigned_to(user))


def assigned_to(user, prefix=""):
    """Deadlines this user is to act on, as a Q: named by account, or on the desk of one of the user's posts."""
    return on_desks(user.pk, user.desks(), prefix)


def on_desks(account, desks, prefix=""):
    """The same for the key of an account and its desks {id of an area: permissions}."""
    wanted = Q(**{f"{prefix}assignee": account})
    for area, permissions in desks.items():
        on_desk = {"assignee": None, "desk": area, "permission__in": sorted(permissions)}
        wanted |= Q(**{f"{prefix}{name}": value for name, value in on_desk.items()})
    return wanted


class Deadline(Versioned):
    """One thing somebody must do by a day: an object waiting in a state (待办).

    Opened and closed by the workflow in the step's own transaction.  `due_on`
    is empty where no rule sets a day; `counted_on` is the day that the rule
    gave when it was last counted (empty: the day was agreed or planned, no
    calendar changes it) and `counted_by` the version of the rule that counted
    it, by which it is counted again until somebody decides for a newer one;
    `due_on` exceeds it where the period was stopped or
    lengthened, and `day_column` the column of the object that holds the day,
    too (see `recounts`); `next_rung_on` is the day on which the
    next reminder is sent (empty: never again).  `desk` is the area of the
    nearest post that may act (empty while nobody holds one), see `desks`.
    What happens to a deadline itself (a reason for lateness, a supervision) is
    shown on the timeline of its object.
    """

    # The words of the two steps that later concepts give a deadline (explain, 督办) stand with their columns: pages,
    # sheets, the API and migrations take a column's words from its model.  Only the concept uses them.
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
    url = AddressField(max_length=200)
    permission = models.CharField(max_length=60)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="辖区")
    desk = models.ForeignKey(
        "governance.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理层级"
    )
    opened_on = models.DateField("开始")
    due_on = models.DateField("期限", null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True)
    counted_by = models.ForeignKey(
        "governance.Rule", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    day_column = models.CharField(max_length=40, blank=True, default="", db_default="")
    stopped_on = models.DateField("暂停计时", null=True, blank=True)
    rung = models.SmallIntegerField(null=True, blank=True)
    next_rung_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    late_kind = models.CharField(
        "逾期原因", max_length=8, choices=[("", "未说明"), *LateKind.choices], blank=True, default="", db_default=""
    )
    late_reason = models.CharField("逾期说明", max_length=200, blank=True, default="", db_default="")
    followed_n = models.PositiveSmallIntegerField("督办次数", default=0, db_default=0)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        verbose_name = "办理期限"
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
    def is_provisional(self):
        """Whether the day rests on a year whose calendar is not confirmed, so that it may still change."""
        return self.counted_on is not None and certainty.is_provisional(self.rule, self.opened_on, self.due_on)

    @property
    def is_stopped(self):
        """Its clock stands still: what it waits for is halted."""
        return self.stopped_on is not None

    @property
    def days_late(self):
        """How many days past its day it is today; 0 or less while it is in time, and 0 while it is stopped."""
        return (clock.today() - self.due_on).days if self.due_on and self.stopped_on is None else 0

    def is_assigned_to(self, user):
        """Whether this user is to act: `assigned_to` for one row in Python."""
        if self.assignee_id is not None:
            return self.assignee_id == user.pk
        return self.desk_id is not None and self.permission in user.desks().get(self.desk_id, ())

    def grants(self, permission, user):
        """The user who is to act may give the reason for lateness, in whatever area the object is."""
        return permission == "governance.reply" and self.is_assigned_to(user)
