"""Demo key households: in two communities, some of each kind, a few taken back.  Doors are invented."""

from datetime import timedelta

from governance.kernel.models.sealed import give_keys
from governance.kernel.upkeep.crypto import blind_index

from .doors import door_key
from .models import KeyHousehold
from .workflow import KEY_HOUSEHOLD, MARKED, UNMARKED

MARKED_BY = {"野鸭冲社区": "secretary", "赵家冲社区": "secretary2"}  # the account of each community's secretary
OF_A_COMPOUND = 4  # households
DOORS = ("301", "102", "502", "201")
WHY = {
    "elderly": ("子女在外地，约定每周上门看看", "一个人住，买菜不便，请邻长帮忙带一带"),
    "hardship": ("家中只有一人有收入，常问问有没有要帮的",),
    "other": ("刚搬来，人生地不熟，常去坐坐",),
}
KINDS = ("elderly", "elderly", "hardship", "elderly", "other")


def load(world):
    rows = []
    for name, username in MARKED_BY.items():
        for compound in world.compounds(world.area(name)):
            for building, door in zip(world.buildings[compound.pk][:OF_A_COMPOUND], DOORS, strict=False):
                rows.append(row_of(world, building, door, world.users[username], len(rows)))
    KeyHousehold.objects.bulk_create(give_keys(rows))
    world.save_events([event for row in rows for event in history(world, row)])


def row_of(world, building, door, marker, n):
    """The n-th household, at a staircase where the building has any."""
    stairs = world.stair_units.get(building.pk) or [building]
    area, category, ago = stairs[n % len(stairs)], KINDS[n % len(KINDS)], 40 + n * 7 % 160
    row = KeyHousehold(
        area=area,
        door=door if area is not building else f"1单元{door}",
        category=category,
        reason=WHY[category][n % len(WHY[category])],
        valid_from=world.day(ago),
        created_by=marker,
        created_at=world.moment(world.day(ago), 10),
        is_demo=True,
    )
    row.door_index = blind_index(door_key(row.door), "door")
    if n % 9 == 4:
        row.status, row.ended_for = UNMARKED, ("moved", "settled")[n % 2]
        row.ended_on = row.valid_from + timedelta(30)
    return row


def history(world, row):
    label = KEY_HOUSEHOLD.steps["mark"].label
    facts = [["类别", row.get_category_display()]]
    yield world.event(
        "projects.key_household.mark", row, row.created_by, label=label, at=row.created_at, to=MARKED, facts=facts
    )
    if row.ended_on:
        at, facts = world.moment(row.ended_on, 16), [["取消原因", row.get_ended_for_display()]]
        label = KEY_HOUSEHOLD.steps["unmark"].label
        given = {"from": MARKED, "to": UNMARKED, "facts": facts}
        yield world.event("projects.key_household.unmark", row, row.created_by, label=label, at=at, **given)
