"""Demo rolls: numbers and delegates of every community; owners, council and Party members where a demo asks for them.

`keep_rolls(world, compound)` is called by every demo that holds a deliberation in a compound, before it does.
Rows are invented, written in bulk, and each filing carries a paper that says it is none.
"""

import io
import random
from datetime import timedelta
from decimal import Decimal

from docx import Document

from governance.demo_world import GIVEN, SEED, SURNAMES, signature
from governance.kernel.clock import clock
from governance.kernel.papers import files
from governance.kernel.papers.uploads import WORD, Checked
from governance.people.models.posts import Appointment

from .actions import rolls as acts
from .actions import rows
from .attachments import FILING
from .kinds import Holding, Kind
from .models import Roll
from .workflow import FILED, SUPERSEDED

BEFORE = 520  # days ago the first versions were filed, before every demo deliberation
RENEWED = 270  # days ago the owners' roll of the first compound was filed anew
SOURCE = "不动产登记簿、物业移交资料（演示数据）"
SIZES = [Decimal(size) for size in ("68.32", "76.15", "82.40", "88.50", "94.76", "103.28", "118.90", "128.64")]
COUNCIL, COMMITTEE = 15, 5
HOUSEHOLDS_PER_DELEGATE = 32
ADULTS_PER_HOUSEHOLD = Decimal("2.15")
FLOORS = 6
USUAL_HOUSEHOLDS = 300


def load(world):
    """Numbers and delegates of every community and village; the rolls of the community whose compounds deliberate."""
    for community in world.of_level("community"):
        keep_community(world, community)
    first = world.area("野鸭冲社区")
    for compound in world.compounds(first):
        keep_rolls(world, compound)
    renew_owners(world, world.area("荷馨苑"))
    submit_council(world, world.area("柳岸花园"))


def keep_rolls(world, compound):
    """File the rolls of a compound once: owners (not in villages, which have none), council, Party members."""
    if (compound.pk, Kind.COUNCIL) in world.rolls:
        return
    rng = random.Random(f"{SEED}{compound.code}")
    if compound.community.kind != "village":
        make_roll(world, compound, Kind.OWNERS, units=flats(rng, compound))
    members = [{"name": one, "duty": f"{number} 号席位"} for number, one in enumerate(names(rng, COUNCIL), 1)]
    make_roll(world, compound, Kind.COUNCIL, members=members, source="小区议事会推选结果（演示数据）")
    of_party = enumerate(names(rng, party_size(compound)), 1)
    party = [{"name": one, "duty": f"党员 {number}"} for number, one in of_party]
    make_roll(world, compound, Kind.PARTY, members=party, source="党员名册（演示数据）")


def keep_community(world, community):
    """File the numbers and the delegates' meeting of a community or village."""
    rng = random.Random(f"{SEED}{community.code}")
    is_village = community.kind == "village"
    households = sum(compound.household_count or 0 for compound in world.compounds(community)) or USUAL_HOUSEHOLDS
    numbers = {"households": households, "adults": int(households * ADULTS_PER_HOUSEHOLD)}
    kind = Kind.VILLAGERS if is_village else Kind.RESIDENTS
    make_roll(world, community, kind, numbers=numbers, source="公安户籍、社区台账（演示数据）")
    delegates = max(COMMITTEE * 4, households // (HOUSEHOLDS_PER_DELEGATE // (4 if is_village else 1)))
    people = names(rng, COMMITTEE + delegates)
    members = [{"name": one, "seat": "committee", "duty": f"委员 {n}"} for n, one in enumerate(people[:COMMITTEE], 1)]
    members += [
        {"name": one, "seat": "delegate", "duty": f"第 {n} 选区", "is_woman": n % 5 in (1, 3)}
        for n, one in enumerate(people[COMMITTEE:], 1)
    ]
    kind = Kind.VILLAGER_DELEGATES if is_village else Kind.DELEGATES
    make_roll(world, community, kind, members=members, source="选举结果公告（演示数据）")


def make_roll(world, area, kind, *, units=(), members=(), numbers=None, source=SOURCE, ago=BEFORE, replaces=None):
    """One filed version with its rows, its paper and its history."""
    filed_on = world.day(ago)
    roll = Roll(
        area=area,
        kind=kind,
        as_of=filed_on - timedelta(20),
        source=source,
        note="演示数据",
        is_demo=True,
        created_at=world.moment(filed_on - timedelta(6)),
        **(numbers or {}),
    )
    roll.save()
    if units:
        rows.set_units(roll, units)
    if members:
        rows.write_members(roll, members)
    if replaces is not None:
        replaces.status, replaces.valid_to = SUPERSEDED, filed_on - timedelta(1)
        replaces.save()
    roll.status, roll.filed_on, roll.valid_from = FILED, filed_on, filed_on
    roll.save()
    files.attach(roll, paper(world), kind=FILING, actor=None, caption="公示、备案材料（演示）")
    secretary, street = signatures(world, area)
    size = [["规模", roll.size]]
    world.save_events(
        [
            world.event("governance.roll.create", roll, secretary, label="编制名册", at=roll.created_at, to="draft"),
            world.event(
                "governance.roll.submit", roll, secretary, label="报送备案",
                at=world.moment(filed_on - timedelta(3)), to="submitted", facts=size,
            ),
            world.event(
                "governance.roll.file", roll, street, label="备案",
                at=world.moment(filed_on, 15), to="filed", facts=[["名册", roll.label]],
            ),
        ]
    )  # fmt: skip
    world.rolls[area.pk, kind] = roll
    return roll


def signatures(world, area):
    """Who prepared and who filed a roll, as its timeline names them."""
    role = "branch_secretary" if area.level == "compound" else "community_secretary"
    admin = Appointment.objects.filter(role="street_admin", area=area.street_id).select_related("person").earliest("id")
    return signature(world.secretaries[area.pk], area, role), signature(admin.person, area.street, "street_admin")


def renew_owners(world, compound):
    """A second version of an owners' roll: some flats were sold and handed over since."""
    rng = random.Random(f"{SEED}{compound.code}")
    units = flats(rng, compound)
    sold = next(unit for unit in units if unit["holding"] == Holding.UNSOLD)
    sold.update(holding=Holding.UNDELIVERED, owner=name(rng))
    make_roll(world, compound, Kind.OWNERS, units=units, ago=RENEWED, replaces=world.rolls[compound.pk, Kind.OWNERS])


def submit_council(world, compound):
    """A council elected anew, whose roll waits for the street, by the steps a secretary takes."""
    rng = random.Random(f"{SEED}{compound.code}next")
    secretary = world.users["secretary"]
    members = [{"name": one, "duty": f"{number} 号席位"} for number, one in enumerate(names(rng, COUNCIL), 1)]
    with clock.travel(world.moment(world.day(2), 10)):
        roll = acts.create(
            Roll(), actor=secretary, area=compound, kind=Kind.COUNCIL, as_of=world.day(4),
            source="小区议事会换届结果（演示数据）", is_demo=True,
        )  # fmt: skip
        roll = rows.set_members(roll, actor=secretary, members=members)
        acts.submit(roll, actor=secretary, change_reason="小区议事会任期届满，换届推选（演示数据）")


def flats(rng, compound):
    """As many flats as the compound has households: co-owners in one of three, a buyer of three, the developer's."""
    count = compound.household_count or USUAL_HOUSEHOLDS
    doors = rng.choice((2, 4))
    per_stair = FLOORS * doors
    units = []
    for number in range(count):
        stair, place = divmod(number, per_stair)
        floor, door = place // doors + 1, place % doors + 1
        owner = name(rng)
        units.append(
            {
                "code": f"{stair // 3 + 1}-{stair % 3 + 1}-{floor}0{door}",
                "exclusive_area": SIZES[(stair * 3 + door) % len(SIZES)],
                "owner": owner,
                "co_owners": [name(rng)] if number % 3 == 0 else [],
                "holding": Holding.OWNER,
            }
        )
    for unit in units[3:6]:
        unit.update(owner=units[3]["owner"], buyer=units[3]["owner"], co_owners=[])
    for unit in units[-5:-2]:
        unit.update(owner="", co_owners=[], holding=Holding.UNSOLD)
    for unit in units[-2:]:
        unit.update(holding=Holding.UNDELIVERED)
    return units


def party_size(compound):
    profile = getattr(compound, "profile", None)
    return profile.party_member_count if profile and profile.party_member_count else 24


def name(rng):
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def names(rng, count):
    """So many names, none twice: each member of a roll is another person."""
    found = {}
    while len(found) < count:
        found[name(rng)] = True
    return list(found)


def paper(world):
    """The one paper of all demo filings, which says what it is."""
    if world.roll_paper is None:
        book, target = Document(), io.BytesIO()
        book.add_paragraph("名册公示、备案材料（演示用，非真实文件）")
        book.save(target)
        world.roll_paper = Checked("备案材料（演示）.docx", WORD, target.getvalue())
    return world.roll_paper
