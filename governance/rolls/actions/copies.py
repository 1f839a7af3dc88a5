"""The rows of a roll as a workbook of the template's shape, so that it can be corrected and imported again."""

from django.db import transaction

from governance.kernel.steps.errors import NotAllowed, Refused
from governance.kernel.steps.events import record
from governance.kernel.upkeep.disclosure import reason_given
from governance.rolls.members import RollMember
from governance.rolls.sheets import SHEETS
from governance.rolls.workflow import PREPARE


def give_out(roll, *, actor, reason):
    """All rows of a roll with names and identity numbers in full; returns (workbook as bytes, how many rows).

    The event keeps who, when and why, never the rows.
    Refuses not_allowed, reason_missing, roll_empty.  Event `governance.roll.give_out`.  Source: domain.md §7.
    """
    from governance.kernel.papers import workbooks  # openpyxl is heavy and needed only here

    if not (verdict := actor.can(PREPARE, roll)):
        raise NotAllowed(verdict.reason)
    if roll.lists_numbers or not roll.has_content:
        raise Refused("这份名册没有明细，没有可导出的", "roll_empty")
    rows = list(unit_lines(roll) if roll.lists_units else member_lines(roll))
    data = {"note": reason_given(reason, "导出"), "facts": [["明细", roll.rows_words(len(rows))]]}
    with transaction.atomic():
        record("governance.roll.give_out", roll, actor=actor, label="导出名册表格", data=data)
    return workbooks.template(SHEETS[roll.kind], rows), len(rows)


def unit_lines(roll):
    """The units as the sheet asks for them, in its columns' order."""
    for unit in roll.units.prefetch_related("owners"):
        first, *others = [*unit.owners.all()] or [None]
        yield [
            unit.code,
            f"{unit.exclusive_area:.2f}",
            first.name if first else "",
            "、".join(owner.name for owner in others),
            unit.buyer,
            unit.get_holding_display(),
            first.id_number if first else "",
        ]


def member_lines(roll):
    for member in roll.members.all():
        seat = "" if member.seat == RollMember.Seat.MEMBER else member.get_seat_display()
        woman = ["是" if member.is_woman else ""] if roll.counts_women else []
        yield [member.name, seat, *woman, member.duty, member.starts_on, member.ends_on]
