"""Site visits, and the versions of an application that were sent back."""

from django.conf import settings
from django.db import models

from governance.kernel.clock import clock

from .projects import MicroProject


class Version(models.Model):
    """The application as it was submitted for the no-th time; never changed afterwards.

    data -- {"fields": {name: [label, text]}, "lines": [...], "sources": [...]}
    """

    project = models.ForeignKey(MicroProject, models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField("次数")
    data = models.JSONField("内容")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("提交时间", default=clock.now, editable=False)

    class Meta:
        verbose_name = "申报版本"
        ordering = ["project", "no"]
        constraints = [models.UniqueConstraint(fields=["project", "no"], name="version_once")]

    def __str__(self):
        return f"第 {self.no} 次提交"


class SiteVisit(models.Model):
    """A visit of the street to the place before its review (现场踏勘)."""

    project = models.ForeignKey(MicroProject, models.PROTECT, related_name="visits")
    visited_on = models.DateField("踏勘日期")
    people = models.CharField("参加人员", max_length=120)
    finding = models.TextField("现场情况", max_length=500)
    is_feasible = models.BooleanField("具备实施条件")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = "现场踏勘"
        ordering = ["project", "visited_on", "id"]
