"""A round of visits: what nobody visited this month, the codes on the doors, calls that leave a trace."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from projects.models import Visit
from projects.visits import actions as visits
from tests.factories.base import make_area, user_with
from tests.factories.visits import make_visit

pytestmark = pytest.mark.django_db
ROUND = "/projects/visits/round/"


def stops(client, **given):
    return [stop.place for stop in client.get(ROUND, given).context["round"].stops]


def test_a_round_leads_to_what_nobody_visited_longest_ago_first(place, client):
    other, third = make_area(place.compound, "2栋"), make_area(place.compound, "3栋")
    name = place.compound.name
    client.force_login(place.secretary)
    before = stops(client)
    assert {f"{name} 2栋", f"{name} 3栋", f"{name} {place.building.name}"} <= set(before)
    ago = clock.today() - timedelta(clock.today().day)
    make_visit(place.branch, area=other, visited_on=ago)
    unit = make_area(third, "1单元", household_count=12)
    make_visit(place.branch, area=unit)
    after = stops(client)
    assert f"{name} 3栋" not in after  # a visit to a unit is one to its building
    assert after.index(f"{name} {place.building.name}") < after.index(f"{name} 2栋")
    shown = client.get(ROUND).context["round"]
    assert shown.done == 1
    page = client.get(ROUND).content.decode()
    assert f"/projects/visits/new/?area={other.code}" in page


def test_a_void_visit_leaves_the_block_on_the_round(place, client):
    visit = make_visit(place.branch, area=place.building)
    client.force_login(place.branch)
    assert not any(place.building.name in stop for stop in stops(client))
    visits.void(visit, actor=place.branch, note="重复")
    assert any(place.building.name in stop for stop in stops(client))


def test_a_round_is_within_the_own_places(place, client):
    stranger = user_with("community_secretary", place.other_community)
    client.force_login(stranger)
    assert client.get(ROUND, {"area": place.compound.code}).status_code == 404
    assert client.get(f"/projects/visits/codes/{place.compound.pk}/").status_code == 404
    client.force_login(user_with("mediator", place.community))
    assert client.get(ROUND).status_code == 404


def test_a_round_asks_no_more_for_more_blocks(place, lead, client, same_queries):
    client.force_login(place.secretary)

    def grow():
        for n in range(60):
            make_area(place.compound, f"{n + 10}栋")

    same_queries(lambda: client.get(ROUND), grow)
    shown = client.get(ROUND).context["round"]
    assert len(shown.stops) == 40
    assert shown.beyond == shown.left - 40


def test_a_call_to_an_own_telephone_leaves_a_trace(place, client):
    lead = user_with("neighbour_head", place.building)
    client.force_login(place.secretary)
    page = client.get(ROUND).content.decode()
    address = f"/governance/people/{lead.person_id}/reveal/?reason="
    assert address in page
    assert lead.person.phone not in page
    asked = client.get(f"{address}走访前电话联系").content.decode()
    assert "走访前电话联系" in asked
    shown = client.post(address, {"reason": "走访前电话联系"}).content.decode()
    assert f'href="tel:{lead.person.phone}"' in shown
    assert Event.objects.filter(kind="governance.person.reveal").count() == 1


def test_the_sheet_has_a_code_for_each_door_that_leads_to_the_form(place, lead, client, settings):
    settings.PORTAL_URL = "https://portal.example"
    client.force_login(place.secretary)
    answer = client.get(f"/projects/visits/codes/{place.compound.pk}/")
    names = [name for name, _ in answer.context["codes"]]
    assert names[0] == place.compound.name
    assert any(place.unit.name in name for name in names)
    assert answer.content.decode().count("<svg") == len(names)
    form = client.get(f"/projects/visits/new/?area={place.unit.code}").context["form"]
    assert form["area"].value() == place.unit.code
    assert not Visit.objects.exists()
