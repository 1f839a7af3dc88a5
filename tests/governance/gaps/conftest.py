"""A street whose register lacks something of every kind, on one day."""

from datetime import date, timedelta

import pytest

from governance.areas.models import Area
from governance.kernel.clock import clock, rules
from governance.models import Appointment, Compound, Organisation, PostSeat
from governance.people.actions.posts import fill
from tests.factories.base import appoint, make_area, make_district, person, user_with

TODAY = date(2026, 11, 20)
PHONES = iter(range(10_000))


def reachable(area, name=""):
    """Somebody with a telephone."""
    who = person(area, name)
    fill(who, phone=f"1990000{next(PHONES):04}")
    who.save()
    return who


@pytest.fixture
def place(db):
    with clock.travel(TODAY):
        rules.load_rules()
        place = make_district()
        place.unit = make_area(place.building, "1单元")
        for role, area in (("street_admin", place.street), ("community_secretary", place.community)):
            setattr(place, role, user_with(role, area, name={"street_admin": "邓健"}.get(role, "莫辉")))
        Appointment.objects.update(work_phone="0731-00000001")
        place.other = user_with("street_admin", place.other_street, name="邻街")
        Appointment.objects.update(work_phone="0731-00000001")
        place.seat = PostSeat.objects.create(area=place.building, role="neighbour_head", expected=2)
        PostSeat.objects.create(area=place.compound, role="patch_leader", expected=1)
        place.patch = appoint("patch_leader", place.compound, reachable(place.compound, "孙立平"))
        place.head = appoint("neighbour_head", place.unit, reachable(place.unit, "陈红霞"))
        place.elsewhere = PostSeat.objects.create(area=place.other_compound, role="patch_leader", expected=1)
        yield place


def ends(post, days):
    Appointment.objects.filter(pk=post.pk).update(ends_on=TODAY + timedelta(days))


def body(area, days):
    kind = "owners_committee" if area.level == "compound" else "volunteer_team"
    return Organisation.objects.create(
        kind=kind, name=f"{area.name}{kind}", area=area, term_until=TODAY + timedelta(days)
    )


def untouched(compound, days=400):
    """Nothing of a compound was written for so many days."""
    moment = clock.now() - timedelta(days)
    Area.objects.filter(compound=compound).update(updated_at=moment)
    Compound.objects.filter(area=compound).update(updated_at=moment)
    for model in (Appointment, Organisation):
        model.objects.filter(area__compound=compound).update(updated_at=moment)
