"""A district whose compound has a whole register."""

from datetime import date

import pytest

from governance.kernel.clock import rules
from governance.models import ForceSeat, OrgFill, OrgMember
from tests.factories.base import make_district, person, user_with
from tests.factories.organisations import furnish, make_body, make_forces, make_scheme


@pytest.fixture
def place():
    rules.load_rules()
    return make_district()


@pytest.fixture
def secretary(place, client):
    user = user_with("community_secretary", place.community)
    client.force_login(user)
    return user


@pytest.fixture
def furnished(place):
    branch = make_body(place.compound, name="荷馨苑党支部")
    OrgMember.objects.create(organisation=branch, person=person(place.compound, "周建国"), duty="支部书记")
    scheme = make_scheme()
    OrgFill.objects.create(
        area=place.compound, slot=scheme.slots.get(no=0), organisation=branch, starts_on=date(2024, 1, 1)
    )
    for force in make_forces():
        ForceSeat.objects.create(area=place.compound, force=force, expected=2)
    furnish(place.compound, 2)
    return place
