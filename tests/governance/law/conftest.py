"""A compound of 460 households with its filed rolls, its community and a village."""

import pytest

from governance.kernel.clock import rules
from tests.factories.base import make_area, make_district, user_with


@pytest.fixture
def place():
    rules.load_rules()
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)


@pytest.fixture
def village(place):
    return make_area(place.street, "流芳村", kind="village")
