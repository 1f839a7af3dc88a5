"""What `verify` recomputes of rolls: heads from the owners, totals from the rows."""

from collections import defaultdict, namedtuple

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from governance.kernel.upkeep.checks import check, expect_triggers

from .heads import head_keys
from .members import RollMember
from .models import Roll, RollOwner, RollUnit

UNIT = namedtuple("UNIT", "code holding buyer head exclusive_area identity owner")

expect_triggers(Roll, "roll_guard", "roll_is_told", "roll_level")
expect_triggers(RollUnit, "roll_unit_guard")
expect_triggers(RollOwner, "roll_owner_guard")
expect_triggers(RollMember, "roll_member_guard")


@check("rolls")
def counted_rolls():
    """Every filed roll has the heads and totals that its rows give."""
    found, units = [], units_by_roll()
    for roll in Roll.objects.in_group("in_force").select_related("area").order_by("id").iterator(200):
        name = f"roll {roll.pk} ({roll.kind}, {roll.area.code})"
        if roll.lists_units:
            found += check_units(roll, name, units[roll.pk])
        elif roll.lists_members and roll.head_count != roll.members.count():
            found.append(f"{name}: {roll.head_count} members recorded, {roll.members.count()} there")
    return found


def units_by_roll():
    """{id of a roll in force: its units as tuples}, in one question; `identity` is as `RollUnit.identity` has it."""
    owners = RollOwner.objects.filter(unit=OuterRef("pk")).exclude(id_index="").order_by("order", "pk")
    rows = RollUnit.objects.filter(roll__in=Roll.objects.in_group("in_force")).order_by("roll", "pk")
    first = RollOwner.objects.filter(unit=OuterRef("pk"), order=0)
    rows = rows.annotate(
        buyer_index=Coalesce(Subquery(owners.values("id_index")[:1]), Value("")),
        owner_name=Coalesce(Subquery(first.values("name")[:1]), Value("")),
    )
    found = defaultdict(list)
    for roll, *values in rows.values_list("roll", *UNIT._fields[:-2], "buyer_index", "owner_name").iterator():
        found[roll].append(UNIT(*values))
    return found


def check_units(roll, name, units):
    heads = head_keys(units)
    wrong = [unit.code for unit in units if unit.head != heads[unit.code]]
    if wrong:
        yield f"{name}: {len(wrong)} units have another head than their owners give, {wrong[0]} first"
    area = sum(unit.exclusive_area for unit in units)
    counted = (len(units), len(set(heads.values())), area)
    kept = roll.unit_count, roll.head_count, roll.total_area
    if kept != counted:
        yield f"{name}: units, heads and m² are recorded as {kept}, the rows give {counted}"
