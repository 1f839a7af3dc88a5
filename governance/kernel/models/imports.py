"""What an uploaded sheet would change, kept until its job's files go: one row for each row of the sheet."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from governance.kernel.upkeep.crypto import EncryptedTextField

from .jobs import Job


class Outcome(models.TextChoices):
    """What becomes of one row of a sheet."""

    ASKED = "asked", "请认一认"
    REFUSED = "refused", "读不懂"
    CHANGED = "changed", "要改"
    NEW = "new", "新增"
    SAME = "same", "没有变化"


WRITTEN = (Outcome.CHANGED, Outcome.NEW)


class ComparisonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever uploaded the sheet, nobody else: it may hold personal data."""
        return self.filter(job__owner=user)


class Comparison(models.Model):
    """One uploaded sheet beside the register.

    remarks -- what was read otherwise than it stands in the sheet, or not at all, as sentences
    absent  -- how many rows of the register, in the places that the sheet names, it does not have; None: not asked
    writing -- the job that writes what was confirmed
    """

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="comparison")
    remarks = models.JSONField(default=list)
    absent = models.PositiveIntegerField(null=True)
    writing = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="+")

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        app_label = "governance"

    def get_absolute_url(self):
        return reverse("job_rows", args=[self.pk])


class ImportRowQuerySet(models.QuerySet):
    def taken(self):
        """The rows that will be written: new, changed, or with an answer to their question; none that is left out."""
        answered = Q(outcome=Outcome.ASKED) & ~Q(answer="")
        return self.filter(Q(outcome__in=WRITTEN) | answered, is_left_out=False)

    def waiting(self):
        """Those that still wait for an answer."""
        return self.filter(outcome=Outcome.ASKED, answer="", is_left_out=False)


class ImportRow(models.Model):
    """One row of a sheet and what becomes of it; `words` are what people may see of it (see `told`)."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行")
    outcome = models.CharField("结果", max_length=8, choices=Outcome)
    words = EncryptedTextField(row=("comparison_id", "number"))
    digest = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=20, blank=True)
    is_left_out = models.BooleanField(default=False)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["comparison", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["comparison", "outcome", "number"], name="import_row_outcome")]

    @property
    def told(self):
        """{name, cells, faults, ask, answers, remark}, see `papers.differences.Difference`."""
        return json.loads(self.words)

    def tell(self, **words):
        self.words = json.dumps(words, cls=DjangoJSONEncoder, ensure_ascii=False)
