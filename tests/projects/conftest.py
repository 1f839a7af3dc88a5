"""A small district with everybody a micro-project needs."""

from types import SimpleNamespace

import pytest

from governance.kernel.clock import rules
from tests.factories.base import make_district, user_with
from tests.factories.projects import accepted_demand, make_branch, make_category
from tests.worlds import remembered


@pytest.fixture
def place(db):
    rules.load_rules()
    return make_place()


@remembered
def make_place():
    """Areas, the people of the main job, a category, a branch and one accepted demand."""
    district = make_district()
    here = SimpleNamespace(
        **vars(district),
        branch=user_with("branch_secretary", district.compound, name="周建国"),
        secretary=user_with("community_secretary", district.community, name="陈芳"),
        staff=user_with("community_staff", district.community),
        street_user=user_with("street_admin", district.street, name="刘敏"),
        office=user_with("district_office", district.district),
        leader=user_with("district_leader", district.district),
        lead=user_with("neighbour_head", district.compound),
        stranger=user_with("community_secretary", district.other_community),
        category=make_category(district.district),
        implementer=make_branch(district.compound),
    )
    here.demand = accepted_demand(here.lead, here.secretary, here.compound, here.category)
    return here
