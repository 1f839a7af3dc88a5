"""The rows of a draft: imported from a workbook all or nothing, or typed; each time they replace what was there."""

import io
from dataclasses import replace
from functools import partial

from governance.kernel.models.sealed import give_keys
from governance.kernel.papers import imports
from governance.kernel.steps.errors import Invalid, Refused
from governance.kernel.upkeep.crypto import blind_index
from governance.rolls.days import term_fault
from governance.rolls.heads import head_keys, name_key, unit_code
from governance.rolls.kinds import Holding
from governance.rolls.members import RollMember
from governance.rolls.models import RollOwner, RollUnit
from governance.rolls.sheets import SHEETS, row_errors
from governance.rolls.workflow import ROLL

BATCH = 2000


class WrongRows(Invalid):
    """A workbook with faults: each is named by its cell, and `reading` marks them in a copy."""

    def __init__(self, sheet, reading):
        super().__init__(reading.summary(), errors={"file": row_errors(sheet, reading)})
        self.sheet, self.reading = sheet, reading


@ROLL.step("import_rows")
def import_rows(roll, *, actor, file, note=""):
    """Replace the rows of a draft by those of a workbook made from the template.

    The workbook itself is not kept: it holds identity numbers in full.

    file -- [Checked], as the form's field gives it

    Refuses invalid with one sentence for each wrong cell, named by line and column.
    Event `governance.roll.import_rows`.
    """
    write = write_unit_rows if roll.lists_units else write_member_rows
    sheet = replace(SHEETS[roll.kind], write=partial(write, roll))
    reading, count, _ = imports.import_rows(sheet, io.BytesIO(file[0].data), actor=actor, dry_run=False)
    if not reading.is_good:
        raise WrongRows(sheet, reading)
    return {"facts": [["明细", roll.rows_words(count)], ["规模", roll.size]]}


def write_unit_rows(roll, rows, *, actor):
    """The sheet's rows as units with their owners; returns (how many, 0)."""
    set_units(roll, rows)
    return len(rows), 0


def write_member_rows(roll, rows, *, actor):
    write_members(roll, rows)
    return len(rows), 0


def set_units(roll, rows):
    """Replace the units of a draft and count them anew; the roll itself is saved by the caller.

    rows -- dicts with code, exclusive_area, owner, co_owners [names], buyer, holding, id_number
    """
    RollOwner.objects.filter(unit__roll=roll).delete()
    roll.units.all().delete()
    units, owners = [], []
    for row in rows:
        unit = RollUnit(
            roll=roll,
            code=unit_code(row["code"]),
            exclusive_area=row["exclusive_area"],
            holding=row.get("holding") or Holding.OWNER,
            buyer=row.get("buyer") or "",
        )
        unit.identity, unit.owner = blind_index(row.get("id_number") or ""), row.get("owner") or ""
        units.append(unit)
        names = [name for name in (row.get("owner"), *(row.get("co_owners") or ())) if name]
        owners += [
            RollOwner(
                unit=unit,
                order=order,
                name=name,
                id_number=(row.get("id_number") or "") if order == 0 else "",
                id_index=unit.identity if order == 0 else "",
            )
            for order, name in enumerate(names)
        ]
    heads = head_keys(units)
    for unit in units:
        unit.head = heads[unit.code]
    RollUnit.objects.bulk_create(units, BATCH)
    RollOwner.objects.bulk_create(give_keys(owners), BATCH)
    roll.unit_count, roll.head_count = len(units), len(set(heads.values()))
    roll.total_area = sum(unit.exclusive_area for unit in units)


@ROLL.step("set_members")
def set_members(roll, *, actor, members, note=""):
    """Replace the members of a draft by those typed.  Refuses member_twice, term_implausible."""
    write_members(roll, members)
    return {"facts": [["规模", roll.size]]}


def write_members(roll, rows):
    """Replace the members of a draft and count them; namesakes are told apart by their duty, and asked about.

    Refuses member_twice, term_implausible.
    """
    seen = set()
    for number, row in enumerate(rows, 1):
        key = name_key(row["name"]), name_key(row.get("duty") or "")
        if fault := term_fault(row.get("starts_on"), row.get("ends_on")):
            raise Refused(f"第 {number} 行：{fault[1]}", "term_implausible", field="members")
        if key in seen:
            raise Refused(
                f"第 {number} 行：{row['name']}重复；确为同名的，请在职务或席位中区分", "member_twice", field="members"
            )
        seen.add(key)
    roll.members.all().delete()
    usual = RollMember.Seat.DELEGATE if roll.has_delegates else RollMember.Seat.MEMBER
    RollMember.objects.bulk_create(
        (
            RollMember(
                roll=roll,
                no=number,
                name=row["name"],
                seat=(row.get("seat") or usual) if roll.has_delegates else usual,
                is_woman=roll.counts_women and bool(row.get("is_woman")),
                duty=row.get("duty") or "",
                starts_on=row.get("starts_on"),
                ends_on=row.get("ends_on"),
            )
            for number, row in enumerate(rows, 1)
        ),
        BATCH,
    )
    roll.head_count = len(rows)


@ROLL.step("set_numbers")
def set_numbers(roll, *, actor, households, adults, source="", note=""):
    """Set the households and the adults of a community, with where they come from.

    A household takes part by a representative of age, so that there are at least as many adults.
    Refuses numbers_missing, adults_below_households.  Source: 居委会组织法 (2025) 27; 村委会组织法 (2025) 26.
    """
    if not households or not adults:
        raise Refused("户数和成年人数都须大于 0", "numbers_missing", field="households")
    if adults < households:
        raise Refused(
            f"成年人 {adults:,} 人少于户数 {households:,} 户：每户由年满十八周岁的户的代表参加，"
            "没有成年人的户不计入，请核对两项数字的口径",
            "adults_below_households",
            field="adults",
        )
    roll.households, roll.adults, roll.source = households, adults, source or roll.source
    return {"facts": [["规模", roll.size]]}
