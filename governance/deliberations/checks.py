"""What `verify` recomputes of deliberations: counted results."""

from governance.kernel.upkeep.checks import check, expect_triggers

from . import majorities
from .ballots import Motion
from .models import Deliberation
from .objections import Objection
from .workflow import FINAL, UNANSWERED

expect_triggers(Deliberation, "deliberation_result_agrees", "deliberation_base_is_the_rolls")
expect_triggers(Motion, "motion_result_agrees")


@check("deliberations")
def counted_results():
    """Every result is what its counts give by the rule kept with it, and publicity ran its days."""
    found = []
    rows = Deliberation.objects.exclude(passed=None).prefetch_related("motions").order_by("id")
    for row in rows.iterator(500):
        name = f"deliberation {row.pk} ({row.title})"
        if row.rule is None:
            found.append(f"{name}: has a result but no rule")
            continue
        quorate = majorities.all_met(row.quorum())
        results = [quorate and majorities.all_met(motion.conditions(row)) for motion in row.motions.all()]
        if row.is_quorate != quorate or [motion.passed for motion in row.motions.all()] != results:
            found.append(f"{name}: the recorded result is not what the counts give")
        elif row.passed != (results[0] if results else False):
            found.append(f"{name}: passed is {row.passed}, the counts give {results[:1]}")
        if row.is_final and row.publicity_until is None:
            found.append(f"{name}: final without publicity")
    for objection in Objection.objects.filter(status=UNANSWERED, deliberation__status=FINAL):
        found.append(f"objection {objection.pk}: open, but its deliberation {objection.deliberation_id} is final")
    return found
