"""Two rows of the register that seem to be one person, and who has typed which identity number."""

from django.db import models
from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField
from governance.people.querysets import IdentityCheckQuerySet
from governance.people.workflow.identity import CHECK_STATES, WAITING

from .accounts import User
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


class NumberEntry(models.Model):
    """An account has typed an identity number into a form, whatever came of it: from then on it knows the number.

    id_index   -- the keyed hash of the number, as of a person
    entered_at -- the last time; is_refused -- no step with this number has gone through: perhaps it was a guess
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="number_entries")
    id_index = models.CharField(max_length=64)
    entered_at = models.DateTimeField(default=clock.now)
    is_refused = models.BooleanField(default=True)

    class Meta:
        app_label = "governance"
        verbose_name = "填写过的身份证号"
        constraints = [models.UniqueConstraint(fields=["user", "id_index"], name="number_entry_once")]

    def __str__(self):
        return f"{self.user}"
