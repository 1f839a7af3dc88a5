"""Attendance and votes out of the ballots of a list, one head for each buyer.

Source: 民法典 278(2); 最高法建筑物区分所有权解释 8, 9; domain.md §2.7.
"""

from collections import defaultdict
from copy import copy
from decimal import Decimal

from governance.rolls.electorate import units_of
from governance.rolls.heads import name_key, unit_key

VOTES = (("yes", "yes", "yes_area"), ("no", "no_votes", "no_area"), ("abstain", "abstain", "abstain_area"))


def count_list(deliberation, threshold, motions, signed):
    """Set attendance and votes from the ballots of the list (最高法建筑物区分所有权解释 9)."""
    heads = defaultdict(list)
    by_area = "area" in threshold.counts
    for ballot in signed:
        heads[ballot.head].append(ballot)
    there = {head: rows for head, rows in heads.items() if rows[0].choice != "absent"}
    deliberation.present = len(there)
    deliberation.present_area = sum_area(row for rows in there.values() for row in rows) if by_area else None
    for index, motion in enumerate(motions):
        for choice, heads_field, area_field in VOTES:
            voted = [rows for rows in there.values() if rows[0].choices[index] == choice]
            setattr(motion, heads_field, len(voted))
            setattr(motion, area_field, sum_area(row for rows in voted for row in rows) if by_area else None)


def sum_area(rows):
    return sum((row.exclusive_area or 0 for row in rows), Decimal("0.00"))


def ballots_on(roll, ballots):
    """Copies of the ballots that a roll carries, each with the head and the m² that it has there.

    Whoever is not on the roll, as the owner of that unit or as a member, has no vote by it.
    """
    if roll.lists_units:
        units = units_of(roll)
        placed = [(ballot, units.get(unit_key(ballot.voter))) for ballot in ballots]
        return [moved(ballot, unit) for ballot, unit in placed if unit is not None and is_owners(ballot, unit)]
    if not roll.lists_members:
        return list(ballots)
    names = {name_key(name) for name in roll.members.values_list("name", flat=True)}
    return [ballot for ballot in ballots if name_key(ballot.name or ballot.voter) in names]


def is_owners(ballot, unit):
    """Whether the roll does not name others than who voted for the unit."""
    return unit.is_developers or not unit.owners or not ballot.name or unit.is_owned_by(ballot.name)


def moved(ballot, unit):
    there = copy(ballot)
    there.head, there.exclusive_area = unit.head, unit.area
    return there
