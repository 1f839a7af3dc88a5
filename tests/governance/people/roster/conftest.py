"""A street with three neighbour heads, its administrator signed in, and one more elsewhere."""

import pytest
from django.test import Client

from governance.kernel.clock import rules
from governance.kernel.upkeep import jobs
from tests.factories.base import make_district, user_with

from .rounds import holder


@pytest.fixture
def place(db, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    rules.load_rules()
    place = make_district()
    place.user = user_with("street_admin", place.street)
    place.posts = {
        name: holder(place, name, f"1990000{number:04}", area)
        for number, (name, area) in enumerate(
            [("石一桥", place.compound), ("石二桥", place.building), ("石三桥", place.building)], 1
        )
    }
    holder(place, "何外人", "19900009999", place.other_compound)
    place.client = Client()
    place.client.force_login(place.user)
    return place
