"""A day on which the rules are in force, a district, and those who register and approve bodies."""

from datetime import date

import pytest

from governance.kernel.clock import clock, rules
from tests.factories.base import make_district, user_with

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def day():
    rules.load_rules()
    with clock.travel(TODAY):
        yield


@pytest.fixture
def place():
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)


@pytest.fixture
def approver(place):
    """Nobody approves what they registered: the street does."""
    return user_with("street_admin", place.street)
