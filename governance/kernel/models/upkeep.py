"""What was done to keep the portal sound: each check of all invariants, each backup."""

from django.db import models
from django.db.models import F, Q

from governance.kernel.clock import clock
from governance.kernel.figures.formats import zhtime

CLOCK = "定时任务"  # who ran what nobody started by hand


class Task(models.TextChoices):
    VERIFY = "verify", "核验"
    BACKUP = "backup", "备份"


class UpkeepRunQuerySet(models.QuerySet):
    def visible_to(self, user, permission=None):
        """These runs are the system administrator's."""
        return self if user.has(permission or "governance.health") else self.none()

    def whole(self):
        """Runs that looked at, or saved, everything: what `verify seals` finds says nothing of the rest."""
        return self.filter(parts="")

    def good(self):
        return self.whole().filter(is_good=True)

    def outlived(self, before):
        """Runs that ended before a moment, except the last good one of each task, whose age is asked for."""
        kept = self.model.objects.good().order_by("task", "-ended_at").distinct("task")
        return self.filter(ended_at__lt=before).exclude(pk__in=kept.values("pk"))


class UpkeepRun(models.Model):
    """One run: what, when, by whom, how it ended.

    `by` is the account of the machine that ran the command, or the clock; `parts` names
    the checks of a run that was asked for some only.
    """

    task = models.CharField("事项", max_length=8, choices=Task)
    parts = models.CharField("范围", max_length=200, blank=True)
    by = models.CharField("执行者", max_length=80)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", default=clock.now)
    is_good = models.BooleanField("正常")
    outcome = models.CharField("结果", max_length=300)

    objects = UpkeepRunQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        ordering = ["-id"]
        verbose_name = "系统维护记录"
        constraints = [
            models.CheckConstraint(name="upkeep_run_ends_after_start", condition=Q(ended_at__gte=F("started_at")))
        ]
        indexes = [
            models.Index(fields=["ended_at"], name="upkeep_run_in_time"),
            models.Index(
                fields=["task", "-ended_at"], condition=Q(is_good=True, parts=""), name="upkeep_run_last_good"
            ),
        ]

    def __str__(self):
        return f"{self.get_task_display()} {zhtime(self.ended_at, 'full')}"
