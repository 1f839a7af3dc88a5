"""The leaders' board as one user sees it, on one and the same day."""

import pytest

from governance.kernel.clock import clock, rules
from governance.models import Appointment, PostSeat
from tests.clients import flat
from tests.factories import disputes as make
from tests.factories import projects as make_projects
from tests.factories.base import appoint, person, user_with

from .reading import TODAY


@pytest.fixture
def room(db):
    rules.load_rules()
    made = make.make_room()
    made.office = user_with("district_office", made.place.district)
    made.street_user = user_with("street_admin", made.place.street)
    return made


@pytest.fixture
def board(room, client):
    """board(query="", user=office) -> the whole page as text, on one and the same day."""

    def show(query="", user=None, status=200):
        client.force_login(user or room.office)
        with clock.travel(TODAY):
            answer = client.get(f"/dashboard/{query}{'&' if query else '?'}all=1")
        assert answer.status_code == status
        return flat(answer.content.decode()) if status == 200 else ""

    return show


@pytest.fixture
def street(room):
    """The room's district with leads, seats, a leader with a telephone, and things that are due."""
    place = room.place
    place.office = room.office
    place.category = make_projects.make_category(place.district, "a", "设施")
    place.leader = user_with("street_leader", place.street, name="袁立新")
    Appointment.objects.filter(person=place.leader.person).update(work_phone="0731-00000052")
    place.leads = [appoint("neighbour_head", place.compound, person(place.compound)) for _ in range(4)]
    place.others = [appoint("neighbour_head", place.other_compound, person(place.other_compound)) for _ in range(2)]
    PostSeat.objects.create(area=place.compound, role="neighbour_head", expected=5)
    PostSeat.objects.create(area=place.other_compound, role="neighbour_head", expected=2)
    return place
