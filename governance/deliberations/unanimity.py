"""Whose consent is missing where all must agree: as many heads, and the area that they own (domain.md §2.7).

Whoever votes against, abstains or never answers has not agreed.
Source: 民法典 279; 最高法建筑物区分所有权解释 (2020) 11.
"""

from decimal import Decimal

from governance.rolls.electorate import units_of
from governance.rolls.heads import building_of
from governance.rolls.kinds import BY_BUILDING


def open_area(deliberation, motion, signed=None):
    """The m² of those who have not agreed to a motion; None where the list and the roll do not tell all of them.

    signed -- the ballots, where they are not written yet
    """
    base = deliberation.bases()
    if "area" in base:
        return base["area"].whole - motion.yes_area
    ballots = list(deliberation.ballots.all()) if signed is None else signed
    if not ballots or deliberation.roll is None or not deliberation.roll.lists_units:
        return None
    agreed = {ballot.head for ballot in ballots if ballot.choices[motion.no - 1] == "yes"}
    areas = {}
    for head, code, area in units_entitled(deliberation, ballots):
        if head not in agreed:
            areas.setdefault(head, {})[code] = area
    if len(areas) != base["heads"].whole - motion.yes:
        return None  # somebody was added who is not on the list
    return sum((area for units in areas.values() for area in units.values()), Decimal("0.00"))


def units_entitled(deliberation, ballots):
    """(head, code, m²) of the units of the roll that count here, and of those that the list adds."""
    for code, unit in units_of(deliberation.roll).items():
        if deliberation.body not in BY_BUILDING or building_of(code) == deliberation.building:
            yield unit.head, unit.code, unit.area
    for ballot in ballots:
        yield ballot.head, ballot.voter, ballot.exclusive_area or Decimal("0.00")
