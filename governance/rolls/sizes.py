"""Whether a roll of delegates or of numbers is as large as its community: what is doubtful needs reason and paper.

**Source:** 居委会组织法 (2025) 13 (one delegate for 20 to 50 households), 27 (all adults, or one of each household).
"""

from fractions import Fraction

from governance.kernel.clock import rules
from governance.kernel.figures.formats import bracketed

from .kinds import Kind
from .models import Roll

RULE = "roll_change_share"  # by how much the numbers may lie below the register's


def size_doubts(roll):
    """What the number of households says against the size of a roll, as sentences."""
    if roll.lists_numbers:
        return [*below_register(roll)]
    return [*apart_from_households(roll)] if roll.kind == Kind.DELEGATES else []


def below_register(roll):
    """Fewer households than the register of the place has, by more than the rule lets pass."""
    known, households = roll.area.household_count, roll.households
    if not known or not households or not rules.share(rules.get(RULE)).is_met(known - households, known):
        return
    body = "residents_meeting" if roll.kind == Kind.RESIDENTS else "villagers_households"
    basis = rules.get(f"quorum_{body}", roll.valid_from).basis
    yield f"名册载 {households:,} 户，台账登记 {known:,} 户，应到须为全体{bracketed(basis)}，请核对两项的口径"


def apart_from_households(roll):
    """More or fewer households to a delegate than the law has, where their number is known."""
    least, most = (rules.find(f"delegate_households_{side}", roll.valid_from) for side in ("min", "max"))
    households, delegates = known_households(roll), roll.members.filter(seat="delegate").count()
    if not (least and most and households and delegates):
        return
    each = Fraction(households, delegates)
    if not rules.typed(least) <= each <= rules.typed(most):
        yield (
            f"社区 {households:,} 户、居民代表 {delegates} 人，平均 {float(each):.1f} 户推选一名，"
            f"应为 {least.value} 至 {most.value} 户{bracketed(least.basis)}"
        )


def known_households(roll):
    """The households of the community, as its own roll says, else its entry in the register."""
    numbers = Roll.objects.in_force(roll.valid_from).filter(kind=Kind.RESIDENTS, area=roll.area_id).first()
    return numbers.households if numbers else roll.area.household_count
