"""The table of long jobs: imports and exports that run behind a progress bar."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.kernel.clock import clock

MOST_ATTEMPTS = 3


class JobState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person sees their own jobs only: results may hold personal data."""
        return self.filter(owner=user)

    def broken_off(self, since):
        """Jobs that ended since then without a result although nobody has anything to mend: each try broke off."""
        return self.filter(state=JobState.FAILED, errors=0, attempts__gte=MOST_ATTEMPTS, finished_at__gte=since)

    def unfinished(self):
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])


class Job(models.Model):
    """One long task somebody asked for.

    `source` and `result` are paths under settings.UPLOAD_ROOT (an uploaded
    sheet; an export or the marked copy of a refused sheet), with the
    fingerprints of their bytes.  `code` shows that the portal itself wrote what
    is to be done, for whom, and with which files (`upkeep/jobs.py`).  A worker
    renews `heartbeat_at`; a job whose heartbeat has stopped is claimed by
    another worker.
    """

    kind = models.CharField("任务", max_length=60)
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=8, choices=JobState, default=JobState.QUEUED)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发起人")
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    errors = models.PositiveIntegerField("错误数", default=0)
    message = models.CharField("结果", max_length=300, blank=True)
    source = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=120, blank=True)
    result_name = models.CharField("结果文件", max_length=160, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=64, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField("提交时间", default=clock.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        ordering = ["-id"]
        verbose_name = "任务"
        constraints = [
            models.CheckConstraint(name="job_progress_within_total", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(
                name="job_finished_has_a_time",
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING], finished_at=None)
                | Q(state__in=[JobState.DONE, JobState.FAILED], finished_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="job_of_owner"),
            models.Index(
                fields=["state", "heartbeat_at"],
                condition=Q(state__in=[JobState.QUEUED, JobState.RUNNING]),
                name="job_unfinished",
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(state=JobState.FAILED, errors=0, attempts__gte=MOST_ATTEMPTS),
                name="job_broken_off",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("job", args=(self.pk,))

    @property
    def percent(self):
        """Progress for the bar, 0–100."""
        if self.state == JobState.DONE:
            return 100
        return self.done * 100 // self.total if self.total else 0
