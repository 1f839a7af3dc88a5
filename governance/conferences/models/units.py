"""The member units of an area's joint conference."""

from django.db import models

from governance.conferences.querysets import ConferenceUnitQuerySet
from governance.conferences.workflow.units import STATES, is_changing
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField


class ConferenceUnit(Stamped):
    """A standing member unit of an area's joint conference, and its representative.

    next_person, next_is_chair -- who shall speak for it, and whether it shall convene, once another person has agreed
    """

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("governance.Organisation", models.PROTECT, related_name="+", verbose_name="成员单位")
    person = models.ForeignKey("governance.Person", models.PROTECT, null=True, blank=True, verbose_name="代表")
    is_chair = models.BooleanField("召集人", default=False)
    next_person = models.ForeignKey(
        "governance.Person", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    next_is_chair = models.BooleanField(default=False, db_default=False, editable=False)
    order = models.PositiveSmallIntegerField("排序", default=0)
    status = StateField(states=STATES, max_length=8, editable=False)

    objects = ConferenceUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "联席会议成员单位"
        ordering = ["area", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "unit"],
                name="conference_unit_once",
                violation_error_message="这个单位在该区域的联席会议已有登记",
            )
        ]

    def __str__(self):
        return self.unit.name

    @property
    def is_changing(self):
        """Whether another representative or convener waits for its second signature."""
        return is_changing(self)
