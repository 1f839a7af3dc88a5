"""A street with three neighbour heads, its administrator signed in, and one more elsewhere."""

import pytest

from governance.kernel.clock import rules
from governance.kernel.upkeep import jobs
from tests.factories.base import make_district, user_with
from tests.factories.rounds import Round

from .rounds import PAGE, holder


@pytest.fixture
def place(db, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    rules.load_rules()
    place = make_district()
    place.user = user_with("street_admin", place.street)
    place.posts = {
        name: holder(name, f"1990000{number:04}", area)
        for number, (name, area) in enumerate(
            [("石一桥", place.compound), ("石二桥", place.building), ("石三桥", place.building)], 1
        )
    }
    holder("何外人", "19900009999", place.other_compound)
    place.round = Round(place.user, PAGE, "姓名")
    return place
