"""The catalogue of categories of demands.  Source: domain.md §2.12."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from governance.kernel.clock import clock
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField
from projects.demands.querysets import DemandCategoryQuerySet
from projects.demands.workflow import CATEGORY_STATES, IN_FORCE


class Level(models.TextChoices):
    """The level that answers; each has its own time (rules demand_answer_*)."""

    COMPOUND = "compound", "小区"
    COMMUNITY = "community", "社区（村）"
    STREET = "street", "镇街"
    DEPARTMENT = "dept", "区直部门"


class DemandCategory(Stamped):
    """One version of one of the categories of key problems (九类重点问题).

    `code` never changes, so that the statistics of all years agree; a change
    of name, examples or desk is a new version from a day on.  `area` is the
    district to whose catalogue it belongs.
    """

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="适用区域")
    code = models.SlugField("代码", max_length=20)
    name = models.CharField("名称", max_length=30)
    examples = models.CharField("常见情形", max_length=200, blank=True)
    desk = models.CharField("默认承办", max_length=60, blank=True)
    level = models.CharField("默认办理层级", max_length=12, choices=Level.choices, default=Level.COMMUNITY)
    order = models.PositiveSmallIntegerField("排序", default=0)
    valid_from = models.DateField("启用日期", default=clock.today)
    valid_until = models.DateField("停用日期（最后一日）", null=True, blank=True)
    merged_into = models.CharField("并入类别代码", max_length=20, blank=True)
    status = StateField(states=CATEGORY_STATES, max_length=8, editable=False)

    objects = DemandCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "需求类别"
        ordering = ["order", "code", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="demand_category_versions_do_not_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="这一类别在这段时间内已有版本，请换一个代码或日期",
            ),
            models.CheckConstraint(
                name="demand_category_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="停用日期不能早于启用日期",
            ),
            models.CheckConstraint(
                name="demand_category_ended_has_a_day",
                condition=Q(status=IN_FORCE) | Q(valid_until__isnull=False),
                violation_error_message="停用须写明日期",
            ),
        ]

    def __str__(self):
        return self.name
