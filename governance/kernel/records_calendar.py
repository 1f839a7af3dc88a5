"""The work calendar's own table: days the office has entered or corrected by hand."""

from django.db import models

from .fresh import Kept


class WorkDay(Kept, models.Model):
    """One day that differs from the announced calendar, or belongs to a year not yet announced.

    A row overrides chinesecalendar and the provisional rule of `clock`.
    A day off with a name is a statutory holiday; without a name it is plain rest.
    """

    date = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)
    is_provisional = models.BooleanField("暂定", default=False)

    class Meta:
        app_label = "governance"
        ordering = ["date"]
        verbose_name = "工作日历"

    def __str__(self):
        return f"{self.date:%Y-%m-%d} {self.name or ('上班' if self.is_workday else '休息')}"

    @property
    def event_object_id(self):
        """The day as a number, 20261001: events know their objects by number."""
        return int(f"{self.date:%Y%m%d}")
