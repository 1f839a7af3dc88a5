"""What fills the 1+6 scheme and the six forces in the demo; most compounds are complete, some are not."""

from datetime import date

from governance.demo_world import World
from governance.organisations.models import (
    Force,
    ForceMember,
    ForceSeat,
    Organisation,
    OrgFill,
    OrgMember,
    OrgScheme,
    OrgSlot,
)
from governance.organisations.workflow import ACTIVE

Kind = Organisation.Kind
SLOTS = (  # domain.md §1.3, variant a
    ("branch", "小区党支部", [Kind.BRANCH]),
    ("self_governance", "小区自治委员会（业委会）", [Kind.COMMITTEE, Kind.OWNERS]),
    ("property", "物业服务企业", [Kind.COMPANY]),
    ("grid", "网格", [Kind.GRID]),
    ("leads", "片组邻（楼栋长）队伍", [Kind.LEADS]),
    ("volunteers", "志愿者队伍", [Kind.TEAM]),
    ("social", "社会组织（驻区单位）", [Kind.SOCIAL, Kind.RESIDENT_UNIT]),
)
FORCES = (
    ("branch", "小区党支部"),
    ("community", "社区居委会"),
    ("self_governance", "业委会（自治委员会）"),
    ("property", "物业企业"),
    ("volunteers", "志愿者（社会组织）"),
    ("units", "驻区单位"),
)


def make(world: World, of):
    """Create the scheme, the forces, the members and the events of the bodies.

    of -- which bodies serve a compound, as `bodies.make` returned it
    """
    make_scheme(world, of)
    make_forces(world, of)
    make_members(world)
    make_history(world)


def make_scheme(world, of):
    """The default scheme 1+6 and the bodies that fill it."""
    began = date(world.today.year - 2, 1, 1)
    scheme = OrgScheme.objects.create(
        code="1+6", name="“1+6”组织体系", valid_from=began, note="默认方案，可在系统设置中调整"
    )
    fills = []
    for no, (code, name, kinds) in enumerate(SLOTS):
        slot = OrgSlot.objects.create(
            scheme=scheme, no=no, code=code, name=name, kinds=[str(kind) for kind in kinds], is_core=no == 0
        )
        for compound in world.compounds():
            bodies = [body for kind in kinds for body in of[kind].get(compound.pk, ())]
            fills += [
                OrgFill(area=compound, slot=slot, organisation=body, starts_on=began)
                for body in bodies
                if body.is_active
            ]
    OrgFill.objects.bulk_create(fills, batch_size=2000)


def make_forces(world, of):
    """The members of each force; a few forces have a seat more than members."""
    forces = [Force.objects.create(code=code, name=name, order=order) for order, (code, name) in enumerate(FORCES, 1)]
    began = date(world.today.year - 1, 3, 1)
    members, seats = [], []
    for compound in world.compounds():
        heads = world.heads[compound.pk]
        community = world.secretaries[compound.community_id]
        wanted = (
            [{"person": person} for person in (world.secretaries[compound.pk], *heads[:2])],
            [{"person": community}],
            members_of(of, compound, Kind.COMMITTEE, Kind.OWNERS),
            members_of(of, compound, Kind.COMPANY),
            members_of(of, compound, Kind.TEAM, Kind.SOCIAL),
            members_of(of, compound, Kind.RESIDENT_UNIT),
        )
        for force, found in zip(forces, wanted, strict=True):
            seats.append(
                ForceSeat(area=compound, force=force, expected=max(len(found), 1) + (world.rng.random() < 0.05))
            )
            members += [ForceMember(area=compound, force=force, starts_on=began, **member) for member in found]
    ForceMember.objects.bulk_create(members, batch_size=2000)
    ForceSeat.objects.bulk_create(seats, batch_size=2000)


def members_of(of, compound, *kinds):
    """The active bodies of some kinds that serve a compound, as values of a ForceMember."""
    return [{"organisation": body} for kind in kinds for body in of[kind].get(compound.pk, ()) if body.is_active]


def make_members(world):
    """The members of branches and committees: people who already lead in the compound."""
    rows = []

    def enrol(body, people, duties):
        rows.extend(
            OrgMember(organisation=body, person=person, duty=duty, order=order, starts_on=body.founded_on)
            for order, (person, duty) in enumerate(zip(people, duties, strict=False))
        )

    for compound in world.compounds():
        secretary, heads = world.secretaries[compound.pk], world.heads[compound.pk]
        enrol(
            world.branches[compound.pk],
            [secretary, heads[1], heads[0]],
            ("支部书记", "副书记", "组织委员"),
        )
        committee = world.committees.get(compound.pk)
        if committee is not None:
            enrol(
                committee,
                [secretary, *heads[: committee.member_count - 1]],
                ("主任", "副主任", *["委员"] * 8),
            )
    OrgMember.objects.bulk_create(rows, batch_size=2000)


def make_history(world):
    """The events of how branches, committees and compounds were registered."""
    office = world.users["office"]
    events = []
    for body in [*world.branches.values(), *world.committees.values()]:
        events.append(
            world.event(
                "governance.organisation.activate",
                body,
                office,
                label="批准运行",
                at=body.founded_on,
                note="",
                to=str(ACTIVE),
            )
        )
    for compound in world.compounds():
        events.append(
            world.event(
                "governance.area.create",
                compound,
                office,
                label="登记小区",
                at=world.branches[compound.pk].founded_on,
            )
        )
    world.save_events(events)
