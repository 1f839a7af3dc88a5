"""Two rows of the register that seem to be one person, for the district to settle."""

from django.db import models
from django.db.models import Q

from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField
from governance.people.querysets import IdentityCheckQuerySet
from governance.people.workflow.identity import CHECK_STATES, WAITING

from .people import Person


class IdentityCheck(Stamped):
    """One person whose identity waits to be settled, and another who has the same number, or name and telephone.

    It lies with the district, not with the person's own place, so that whoever entered the number learns nothing.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="新登记的人员")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="已登记的人员")
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="核对单位")
    status = StateField(states=CHECK_STATES, max_length=8, editable=False)

    objects = IdentityCheckQuerySet.as_manager()
    records_a_day = True  # a merger leaves both names as they were

    class Meta:
        verbose_name = "身份证号核对"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status=WAITING),
                name="identity_check_open_once",
                violation_error_message="此人的身份证号已在核对",
            ),
        ]

    def __str__(self):
        return f"{self.person}与{self.other}"
