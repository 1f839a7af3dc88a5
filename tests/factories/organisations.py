"""Bodies, and the 1+6 scheme they fill."""

from datetime import date

from governance.models import Force, Organisation, OrgMember, OrgScheme, OrgSlot, PostSeat

from .base import appoint, make_area, person

SLOTS = (
    ("branch", "小区党支部", ["branch"], True),
    ("self_governance", "自治委员会（业委会）", ["self_gov_committee", "owners_committee"], True),
    ("social", "社会组织", ["social_org", "resident_unit"], False),
)


def make_body(area, kind="branch", name="", covers=(), **fields):
    """An active body; a branch covers its area unless told otherwise."""
    defaults = {"status": "active", "founded_on": date(2023, 1, 1), "member_count": 12, "term_until": date(2028, 1, 1)}
    if kind == "branch":
        defaults["branch_kind"] = "single"
    body = Organisation.objects.create(
        kind=kind, name=name or f"{area.name}{kind}", area=area, **{**defaults, **fields}
    )
    body.covers.set(covers or ([area] if kind == "branch" else []))
    return body


def make_scheme(code="1+6", slots=SLOTS, **fields):
    scheme = OrgScheme.objects.create(code=code, name=code, valid_from=date(2024, 1, 1), **fields)
    for no, (slot, name, kinds, required) in enumerate(slots):
        OrgSlot.objects.create(
            scheme=scheme, no=no, code=slot, name=name, kinds=kinds, is_core=no == 0, is_required=required
        )
    return scheme


def make_forces(*names):
    names = names or ("党支部", "社区", "物业")
    return [Force.objects.create(code=f"f{n}", name=name, order=n) for n, name in enumerate(names, 1)]


def furnish(compound, number=1):
    """A whole building with its leads, and what else a compound page shows."""
    for _ in range(number):
        building = make_area(compound)
        PostSeat.objects.create(area=building, role="neighbour_head", expected=2)
        unit, vacant = make_area(building), make_area(building)
        appoint("neighbour_head", unit, is_building_head=True, block=f"{building.name} {unit.name}", group_no=1)
        appoint("group_leader", compound, block="第1组", group_no=1)
        team = make_body(compound, "volunteer_team", name=f"队伍{building.pk}", leader=person(compound))
        OrgMember.objects.create(organisation=team, person=person(compound), duty="队员")
    return vacant
