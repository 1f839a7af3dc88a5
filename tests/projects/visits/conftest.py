"""A lead whose visits others record."""

import pytest

from tests.factories.base import appoint, make_area


@pytest.fixture
def lead(place):
    """A neighbour head without an account, for one stair unit."""
    place.unit = make_area(place.building, "1单元", household_count=12)
    return appoint("neighbour_head", place.unit, block="1栋 1单元", group_no=1, household_count=12)
