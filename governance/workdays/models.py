"""Changes of the work calendar: what one person enters and another confirms."""

from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT

from governance.kernel.clock import clock
from governance.kernel.clock.workdays import Day
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField

from .querysets import ChangeQuerySet
from .workflow import CONFIRMED, PROPOSED, STATES


class CalendarChange(Stamped):
    """One day, or the table of a whole year, as it shall be in the work calendar.

    A calendar moves everybody's rights and duties, so whoever enters a change (`created_by`) does not confirm it;
    until then nothing is counted by it.

    days  -- [[day, whether it is worked, name]], written as dates are in ISO 8601
    basis -- number of the notice on which it rests

    Source: domain.md §0.
    """

    class Kind(models.TextChoices):
        DAY = "day", "更正一天"
        YEAR = "year", "全年放假安排"

    kind = models.CharField("类型", max_length=4, choices=Kind.choices, editable=False)
    year = models.PositiveSmallIntegerField("年份", editable=False)
    days = models.JSONField(editable=False)
    basis = models.CharField("所依据的通知文号", max_length=200, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="确认人",
    )
    status = StateField(states=STATES, max_length=10, editable=False)

    objects = ChangeQuerySet.as_manager()
    area = None  # the calendar belongs to no place

    class Meta:
        verbose_name = "工作日历的更改"
        constraints = [
            models.CheckConstraint(
                name="calendar_change_confirmed_by_another",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("created_by")),
                violation_error_message="工作日历的更改须由登记人以外的人确认",
            ),
            models.CheckConstraint(
                name="calendar_change_made_is_confirmed",
                condition=~Q(status=CONFIRMED) | Q(confirmed_by__isnull=False, created_by__isnull=False),
                violation_error_message="工作日历的更改未经确认，不能生效",
            ),
            models.UniqueConstraint(
                KT("days__0__0"),
                name="calendar_change_once_a_day_at_a_time",
                condition=Q(status=PROPOSED),
                violation_error_message="这一天或者这一年已有待确认的更改，请先处理",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="calendar_change_newest")]

    def __str__(self):
        if self.kind == self.Kind.YEAR:
            return f"{self.year} 年放假安排"
        [day] = self.as_days()
        return f"{clock.zh_date(day.date)}{'改为上班' if day.is_workday else '改为休息'}"

    @property
    def event_area(self):
        """The calendar holds in the whole district: its tasks lie there."""
        return apps.get_model("governance", "Area").objects.filter(parent=None).first()

    @property
    def event_area_id(self):
        district = self.event_area
        return district and district.pk

    def grants(self, permission, user):
        """A user who may keep or confirm the calendar in any area may do so with every change."""
        return True

    @property
    def is_proposed(self):
        return self.status == PROPOSED

    @property
    def is_of_year(self):
        return self.kind == self.Kind.YEAR

    def as_days(self):
        """The days as the calendar knows them: [Day]."""
        return [Day(date.fromisoformat(day), is_workday, name) for day, is_workday, name in self.days]

    @property
    def ends(self):
        """The first and the last day that it touches."""
        days = self.as_days()
        return days[0].date, days[-1].date
