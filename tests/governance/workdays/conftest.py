"""A district whose office keeps the calendar, late in the last year that the library knows."""

from datetime import date

import pytest

from governance.kernel.clock import clock, rules
from governance.kernel.clock.workdays import ANNOUNCED
from tests.factories.base import make_district, user_with


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.office = user_with("district_office", place.district, "office")
    place.secretary = user_with("community_secretary", place.community)
    with clock.travel(date(ANNOUNCED.stop - 1, 11, 20)):
        yield place
