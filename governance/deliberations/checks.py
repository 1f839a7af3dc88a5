"""What `verify` recomputes of deliberations: counted results."""

from governance.kernel.upkeep.checks import check, expect_triggers
from governance.rolls.electorate import entitled_by

from . import majorities
from .ballots import Ballot, Mandate, Motion
from .bases import known_heads, needs_roll
from .models import Deliberation
from .objections import Objection
from .workflow import FINAL, UNANSWERED

expect_triggers(
    Deliberation,
    *("deliberation_guard", "deliberation_is_told", "deliberation_result_agrees", "deliberation_base_is_the_rolls"),
    "deliberation_agents_within_presence",
)
expect_triggers(Motion, "motion_guard", "motion_is_told", "motion_result_agrees")
expect_triggers(Ballot, "ballot_guard", "ballot_is_told")
expect_triggers(Mandate, "mandate_guard", "mandate_is_told", "mandate_within_presence")
expect_triggers(Objection, "objection_guard", "objection_is_told")


def check_base(row, name):
    """What the roll of the day said is kept as it said it; who needs one has it, and nobody beyond it was there."""
    if row.roll is None:
        if needs_roll(row.body):
            yield f"{name}: {row.body} was counted without a roll"
        return
    known = known_heads(row)
    if known and (row.present or 0) > known[0]:
        yield f"{name}: {row.present} took part, roll {row.roll_id} has {known[0]}"
    says = entitled_by(row.roll, row.body, row.held_on, by=row.count_by, building=row.building)
    if (row.roll_heads, row.roll_area) != (says.heads, says.area):
        kept = f"{row.roll_heads}, {row.roll_area}"
        yield f"{name}: keeps {kept} as entitled by roll {row.roll_id}, which says {says.heads}, {says.area}"


@check("deliberations")
def counted_results():
    """Every result is what its counts give by the rule kept with it, and publicity ran its days."""
    found = []
    rows = Deliberation.objects.exclude(passed=None).select_related("roll").prefetch_related("motions").order_by("id")
    for row in rows.iterator(500):
        name = f"deliberation {row.pk} ({row.title})"
        if row.rule is None:
            found.append(f"{name}: has a result but no rule")
            continue
        found += check_base(row, name)
        quorate = majorities.is_quorate(row.threshold(), row.quorum())
        results = [quorate and majorities.all_met(motion.conditions(row)) for motion in row.motions.all()]
        if row.is_quorate != quorate or [motion.passed for motion in row.motions.all()] != results:
            found.append(f"{name}: the recorded result is not what the counts give")
        elif row.passed != (bool(results) and all(results)):
            found.append(f"{name}: passed is {row.passed}, the counts of its motions give {results}")
        if row.is_final and row.publicity_until is None:
            found.append(f"{name}: final without publicity")
    for objection in Objection.objects.filter(status=UNANSWERED, deliberation__status=FINAL):
        found.append(f"objection {objection.pk}: open, but its deliberation {objection.deliberation_id} is final")
    return found
