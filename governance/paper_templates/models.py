"""Versions of the office's own templates: what one person uploads and another confirms."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.kernel.models.base import Stamped
from governance.kernel.papers.kinds import KINDS
from governance.kernel.steps.states import StateField

from .querysets import TemplateQuerySet
from .workflow import IN_USE, PROPOSED, STATES


class PaperTemplate(Stamped):
    """One version of the office's own template for one kind of paper; the file is its attachment.

    kind -- code of a PaperKind
    no   -- counted within the kind, from 1; events of prints name it

    Whoever uploaded it (`created_by`) does not confirm it.  Versions are never deleted, so that a paper printed by an
    earlier one can be told.
    """

    kind = models.CharField("文书", max_length=40, editable=False)
    no = models.PositiveSmallIntegerField("版次", editable=False)
    reason = models.CharField("说明", max_length=200, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="确认人",
    )
    begun_at = models.DateTimeField("启用时间", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)
    status = StateField(states=STATES, max_length=10, editable=False)

    objects = TemplateQuerySet.as_manager()
    area = None  # papers look the same in the whole district

    class Meta:
        verbose_name = "文书模板"
        constraints = [
            models.UniqueConstraint(
                name="paper_template_numbered_once",
                fields=["kind", "no"],
                violation_error_message="这个版次已有模板，请重新提交",
            ),
            models.UniqueConstraint(
                name="paper_template_used_once",
                fields=["kind"],
                condition=Q(status=IN_USE),
                violation_error_message="这种文书已有使用中的模板",
            ),
            models.UniqueConstraint(
                name="paper_template_proposed_once",
                fields=["kind"],
                condition=Q(status=PROPOSED),
                violation_error_message="这种文书已有待确认的模板，请先处理",
            ),
            models.CheckConstraint(
                name="paper_template_confirmed_by_another",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("created_by")),
                violation_error_message="文书模板须由上传人以外的人确认",
            ),
            models.CheckConstraint(
                name="paper_template_in_use_is_confirmed",
                condition=~Q(status__in=[IN_USE, *STATES.group("confirmed")])
                | Q(confirmed_by__isnull=False, created_by__isnull=False, begun_at__isnull=False),
                violation_error_message="文书模板未经确认，不能启用",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="paper_template_newest")]

    def __str__(self):
        return f"{self.kind_name}模板第 {self.no} 版"

    @property
    def kind_name(self):
        """What the paper is called; the code of a kind that is printed no more."""
        kind = KINDS.get(self.kind)
        return kind.name if kind else self.kind

    def get_kind_display(self):
        """The same, as pages show the column."""
        return self.kind_name

    @property
    def event_area(self):
        """Papers look the same in the whole district: its tasks lie there."""
        return apps.get_model("governance", "Area").objects.filter(parent=None).first()

    @property
    def event_area_id(self):
        district = self.event_area
        return district and district.pk

    def grants(self, permission, user):
        """A user who may keep or confirm templates in any area may do so with every template."""
        return True
