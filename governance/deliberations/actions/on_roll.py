"""The rows of a sign-in list are held against the filed roll: only who stands on it votes, once (domain.md §2.7)."""

from governance.kernel.steps.errors import Refused
from governance.rolls.electorate import serving, units_of
from governance.rolls.heads import unit_code

LABELS = {True: "户号", False: "姓名"}


def place_on_roll(deliberation, found, ballots, by_area):
    """The rows with what the roll says of each; as they are where no roll lists units or members.

    found   -- the Electorate of the day, or None
    ballots -- rows {voter, choice, …} of the form, the pasted list or the API

    Refuses not_on_roll, list_twice.
    """
    if found is not None and found.roll.lists_units:
        known = units_of(found.roll)
        rows = [placed_unit(number, row, known, found) for number, row in enumerate(ballots or (), 1)]
    elif found is not None and found.roll.lists_members:
        known = members_of(found.roll, deliberation.held_on)
        rows = [placed_member(number, row, known, found) for number, row in enumerate(ballots or (), 1)]
    else:
        rows = [row | {"voter": unit_code(row["voter"]) if by_area else row["voter"]} for row in ballots or ()]
    refuse_twice(rows)
    return rows


def placed_unit(number, row, known, found):
    """The row of an exclusive unit: area, head and holding are the roll's, whatever the list says."""
    unit = known.get(unit_code(row["voter"]))
    if unit is None:
        raise not_on_roll(number, row["voter"], found)
    return row | {
        "voter": unit.code,
        "name": row.get("name") or unit.owners[:40],
        "exclusive_area": unit.area,
        "owner": "" if unit.is_developers or unit.head == unit.code else f"与 {unit.head} 合计"[:40],
        "is_unsold": unit.is_developers,
        "head": unit.head,
    }


def members_of(roll, day):
    """{name or number on the roll: member} of those who serve on a day; namesakes only by number."""
    members = list(serving(roll, day))
    names = [member.name for member in members]
    known = {str(member.no): member for member in members}
    return known | {member.name: member for member in members if names.count(member.name) == 1}


def placed_member(number, row, known, found):
    member = known.get(row["voter"].strip())
    if member is None:
        raise not_on_roll(number, row["voter"], found)
    return row | {"voter": str(member.no), "name": member.name, "head": str(member.no)}


def not_on_roll(number, voter, found):
    return Refused(f"第 {number} 行：{voter}不在{found.label}上，请核对", "not_on_roll", field="ballots")


def refuse_twice(rows):
    """One unit, one member: one vote."""
    seen = {}
    for number, row in enumerate(rows, 1):
        if row["voter"] in seen:
            first = seen[row["voter"]]
            raise Refused(f"第 {number} 行与第 {first} 行重复：同一户只登记一行、投一票", "list_twice", field="ballots")
        seen[row["voter"]] = number
