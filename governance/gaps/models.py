"""Notices to a community about what its register lacks, and their lines."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField

from .kinds import BY_CODE, CHOICES
from .querysets import GapLineQuerySet, GapNoticeQuerySet
from .workflow import STATES

MANY = 3  # lines named in a sentence


class GapNotice(Stamped):
    """What a street told a community on one day (台账补正通知): one row, one deadline, any number of lines.

    told_to -- who was on the community's desk then, in words
    """

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="社区（村）")
    told_on = models.DateField("告知日期", default=clock.today)
    told_to = models.CharField("告知对象", max_length=200, blank=True)
    answer = models.CharField("说明", max_length=300, blank=True)
    status = StateField(states=STATES, max_length=10, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = GapNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "台账补正通知"
        indexes = [
            models.Index(fields=["-told_on", "-id"], name="gap_notice_newest"),
            models.Index(fields=["area", "-told_on"], name="gap_notice_of_area"),
        ]

    def __str__(self):
        return f"{self.area.name}台账补正（{clock.zh_day(self.told_on)}告知）"

    @property
    def line_words(self):
        """The first of its lines, and how many there are."""
        return some_lines(list(self.lines.all()))

    def left(self):
        """Its lines that are still gaps, by the register as it stands."""
        return self.lines.open().still_gaps()

    def words_left(self):
        """What is still missing, as a part of a sentence; "" where nothing is."""
        return some_lines(self.left())


def some_lines(lines):
    """A few lines by name, with their number where there are more."""
    named = "；".join(line.words for line in lines[:MANY])
    return f"{named}等 {len(lines)} 项" if len(lines) > MANY else named


class GapLine(models.Model):
    """One thing that a community was told to fill: the row that shows the gap, and what was said of it.

    closed_on -- the day on which it was found filled, or its notice ended
    is_mended -- it was filled
    """

    notice = models.ForeignKey(GapNotice, models.PROTECT, related_name="lines", verbose_name="通知")
    kind = models.CharField("类别", max_length=8, choices=CHOICES)
    place = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="地点")
    seat = models.ForeignKey("governance.PostSeat", models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey("governance.Appointment", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey("governance.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField("内容", max_length=200)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="告知人")
    told_at = models.DateTimeField("告知时间", default=clock.now)
    times = models.PositiveSmallIntegerField("告知次数", default=1)
    closed_on = models.DateField("销项日期", null=True, blank=True)
    is_mended = models.BooleanField("已补齐", default=False)

    objects = GapLineQuerySet.as_manager()

    class Meta:
        verbose_name = "台账缺口"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "seat"], condition=Q(closed_on=None), name="gap_once_seat"),
            models.UniqueConstraint(fields=["kind", "post"], condition=Q(closed_on=None), name="gap_once_post"),
            models.UniqueConstraint(fields=["kind", "body"], condition=Q(closed_on=None), name="gap_once_body"),
            models.UniqueConstraint(
                fields=["kind", "place"], condition=Q(closed_on=None, kind="stale"), name="gap_once_place"
            ),
            models.CheckConstraint(
                name="gap_line_names_its_row",
                condition=Q(kind="vacancy", seat__isnull=False, post=None, body=None)
                | Q(kind__in=("term", "phone"), post__isnull=False, seat=None, body=None)
                | Q(kind="body", body__isnull=False, seat=None, post=None)
                | Q(kind="stale", seat=None, post=None, body=None),
                violation_error_message="台账缺口须指明是哪个岗位、任职、组织或小区",
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def of_kind(self):
        return BY_CODE[self.kind]

    @property
    def row_id(self):
        """The key of the row that shows the gap."""
        return getattr(self, f"{self.of_kind.column}_id")
