"""The leaders' board as one user sees it, on one and the same day."""

import pytest

from governance.kernel.clock import clock
from tests.clients import flat
from tests.factories import disputes as make
from tests.factories.base import user_with

from .reading import TODAY


@pytest.fixture
def room(db):
    made = make.make_room()
    made.office = user_with("district_office", made.place.district)
    made.street_user = user_with("street_admin", made.place.street)
    return made


@pytest.fixture
def board(room, client):
    """board(query="", user=office) -> the page as text, on one and the same day."""

    def show(query="", user=None, status=200):
        client.force_login(user or room.office)
        with clock.travel(TODAY):
            answer = client.get(f"/dashboard/{query}")
        assert answer.status_code == status
        return flat(answer.content.decode()) if status == 200 else ""

    return show
