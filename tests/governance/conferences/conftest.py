"""A conference of the district, and one of a street."""

import pytest

from governance.kernel.clock import clock
from tests.factories import conferences as made
from tests.factories.base import make_district, user_with


@pytest.fixture
def world(request):
    """(district, room of its conference); without a conference where the test asks for none.

    Where the test asks for a sealed one: (district, room, decided item); on its day it is in session.
    """
    if "on_the_day" in request.fixturenames:
        return made.make_open_sitting()
    if "sealed" in request.fixturenames:
        return made.make_sealed_sitting()
    return made.make_sitting() if "room" in request.fixturenames else (make_district(), None)


@pytest.fixture
def on_the_day(world):
    with clock.travel(made.DAY):
        yield


@pytest.fixture
def place(world):
    return world[0]


@pytest.fixture
def room(world):
    return world[1]


@pytest.fixture
def street(place):
    """The street's own conference: its administrator runs it, its leader presides."""
    room = made.make_room(place.street, budget="30000.00", units=("月塘派出所", "月塘司法所", "月塘城管中队"))
    room.office = user_with("street_admin", place.street, name="刘敏")
    room.leader = user_with("street_leader", place.street, name="谢书记")
    return made.make_conference(place.street, room=room)
