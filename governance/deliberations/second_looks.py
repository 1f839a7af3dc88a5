"""What a person with no hand in a deliberation looks at before its result takes effect (domain.md §2.7)."""

from django.db import models
from django.db.models import F, Q

from governance.kernel.clock import clock

from .workflow import PUBLICISED, STATES


class LookedAt(models.Model):
    """A result that takes effect only once somebody else looked.

    `is_entered_late` says that notice, meeting or posting were entered after the days that need no paper: another
    person, `verified_by` on `verified_on`, finds that it was so.  `must_check_matter` says that the matter which
    the caller chose made the majority enough, see `matters.must_be_checked`: another person,
    `matter_checked_by` on `matter_checked_on`, reads the notice and finds no matter with rules of its own in it.
    """

    is_entered_late = models.BooleanField("补录", default=False, db_default=False, editable=False)
    verified_on = models.DateField("核实补录日期", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        "governance.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="补录核实人",
    )
    must_check_matter = models.BooleanField("事项类别须核对", default=False, db_default=False, editable=False)
    matter_checked_on = models.DateField("核对事项类别日期", null=True, blank=True, editable=False)
    matter_checked_by = models.ForeignKey(
        "governance.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="事项类别核对人",
    )

    class Meta:
        abstract = True

    @property
    def awaits_proof(self):
        """Entered late and not verified yet."""
        return self.is_entered_late and self.verified_on is None

    @property
    def awaits_matter_check(self):
        """Nobody but the caller has looked yet whether its matter is the one that was chosen."""
        return self.must_check_matter and self.matter_checked_on is None

    @property
    def awaits_check(self):
        """Nothing of it takes effect before another person looked, whatever the days are."""
        return self.awaits_proof or self.awaits_matter_check

    @property
    def awaited(self):
        """What another person looks at before it takes effect, in words; "" where nothing is awaited."""
        said = (("补录的事实", self.awaits_proof), ("事项类别", self.awaits_matter_check))
        return "和".join(words for words, is_awaited in said if is_awaited)

    @property
    def matter_checked(self):
        """Who looked when at the matter that the caller chose, for pages and papers; "" where nobody has to."""
        if not self.must_check_matter:
            return ""
        if self.matter_checked_on is None:
            return "待街道或联席办核对，核对后才能生效"
        return f"{clock.zh_near(self.matter_checked_on)}经{self.matter_checked_by.name}核对"


SECOND_LOOKS = (
    models.CheckConstraint(
        name="deliberation_late_entry_is_verified",
        condition=Q(is_entered_late=False)
        | ~Q(status__in=[PUBLICISED, *STATES.group("reviewable")])
        | Q(verified_on__isnull=False, verified_by__isnull=False),
        violation_error_message="补录的议事须由其他人核实后才能公示期满生效",
    ),
    models.CheckConstraint(
        name="deliberation_verified_by_another",
        condition=Q(verified_by=None) | ~Q(verified_by=F("created_by")),
        violation_error_message="补录的议事须由召集人以外的人核实",
    ),
    models.CheckConstraint(
        name="deliberation_matter_is_checked",
        condition=Q(must_check_matter=False)
        | ~Q(status__in=[PUBLICISED, *STATES.group("reviewable")])
        | Q(matter_checked_on__isnull=False, matter_checked_by__isnull=False),
        violation_error_message="召集人选定的事项类别，须由其他人核对后才能公示期满生效",
    ),
    models.CheckConstraint(
        name="deliberation_matter_checked_by_another",
        condition=Q(matter_checked_by=None) | ~Q(matter_checked_by=F("created_by")),
        violation_error_message="事项类别须由召集人以外的人核对",
    ),
)
