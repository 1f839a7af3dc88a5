"""Whether a roll of delegates or of numbers is as large as its community: what is doubtful needs reason and paper.

**Source:** 居委会组织法 (2025) 13 (one delegate for 20 to 50 households), 27 (all adults, or one of each household);
村委会组织法 (2018) 25(2) (one delegate for 5 to 15 households, or several elected by each group).
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from django.db.models import Sum

from governance.areas.models import Area
from governance.kernel.clock import rules
from governance.kernel.figures.formats import bracketed

from .kinds import OF_NUMBERS, Kind
from .models import Roll

RULE = "roll_change_share"  # by how much the numbers may lie below the register's


@dataclass(frozen=True)
class Delegation:
    """How the delegates of a place are chosen: the rules of its households to a delegate, and the words for both.

    rules    -- codes of the fewest and the most households to one delegate
    numbers  -- the kind of roll that holds the households of the place
    otherwise -- another way of choosing that the law knows, which explains other numbers; "" where there is none
    """

    rules: tuple
    numbers: str
    place: str
    delegate: str
    otherwise: str = ""


DELEGATIONS = {
    Kind.DELEGATES: Delegation(
        ("delegate_households_min", "delegate_households_max"), Kind.RESIDENTS, "社区", "居民代表"
    ),
    Kind.VILLAGER_DELEGATES: Delegation(
        ("villager_delegate_households_min", "villager_delegate_households_max"),
        Kind.VILLAGERS,
        "村",
        "村民代表",
        "由各村民小组推选若干人的，在理由中写明",
    ),
}


def size_doubts(roll):
    """What the number of households says against the size of a roll, as sentences."""
    if roll.lists_numbers:
        return [*below_register(roll)]
    return [*apart_from_households(roll, DELEGATIONS[roll.kind])] if roll.has_delegates else []


def below_register(roll):
    """Fewer households than the register of the place has, by more than the rule lets pass."""
    known, households = registered_households(roll.area), roll.households
    if not known or not households or not rules.share(rules.get(RULE)).is_met(known - households, known):
        return
    body = "residents_meeting" if roll.kind == Kind.RESIDENTS else "villagers_households"
    basis = rules.get(f"quorum_{body}", roll.valid_from).basis
    yield f"名册载 {households:,} 户，台账登记 {known:,} 户，应到须为全体{bracketed(basis)}，请核对两项的口径"


def too_few_for_register(kind, area, heads):
    """Why so many entitled, stated without a roll, are fewer than the register's households leave; "" where not.

    Each household takes part by somebody of age at least.
    """
    known = registered_households(area) if kind in OF_NUMBERS else None
    is_short = known and rules.share(rules.get(RULE)).is_met(known - heads, known)
    return f"台账登记 {known:,} 户" if is_short else ""


def apart_from_households(roll, chosen):
    """More or fewer households to a delegate than the law has, where their number is known.

    chosen -- the Delegation of this kind of roll
    """
    least, most = (rules.find(code, roll.valid_from) for code in chosen.rules)
    households, delegates = known_households(roll, chosen), roll.members.filter(seat="delegate").count()
    if not (least and most and households and delegates):
        return
    each = Fraction(households, delegates)
    if not rules.typed(least) <= each <= rules.typed(most):
        shown = floor(each * 100) if each < rules.typed(least) else ceil(each * 100)  # never one of those allowed
        otherwise = f"；{chosen.otherwise}" if chosen.otherwise else ""
        yield (
            f"{chosen.place} {households:,} 户、{chosen.delegate} {delegates} 人，平均 {shown / 100:g} 户推选一名，"
            f"应为 {least.value} 至 {most.value} 户{bracketed(least.basis)}{otherwise}"
        )


def known_households(roll, chosen):
    """The households of the place, as its own roll says, else its entry in the register."""
    numbers = Roll.objects.in_force(roll.valid_from).filter(kind=chosen.numbers, area=roll.area_id).first()
    return numbers.households if numbers else registered_households(roll.area)


def registered_households(area):
    """The households of a community or village in the register: its own entry, else its compounds' together.

    None where neither is known.
    """
    if area.household_count:
        return area.household_count
    within = Area.objects.current().filter(level="compound", path__startswith=area.path)
    return within.aggregate(sum=Sum("household_count"))["sum"]
