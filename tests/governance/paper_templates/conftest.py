"""A district with two members of the office, one of whom uploads templates that the other confirms."""

import pytest

from governance.kernel.clock import rules
from tests.factories.base import make_district, user_with


@pytest.fixture
def place(db):
    place = make_district()
    rules.load_rules()
    place.office = user_with("district_office", place.district, "office")
    place.office2 = user_with("district_office", place.district, "office2")
    place.leader = user_with("district_leader", place.district)
    place.secretary = user_with("community_secretary", place.community)
    return place
