"""A round of visits: what nobody visited this month, the codes on the doors, calls that leave a trace."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import Refused
from governance.models import Area
from projects.models import Visit
from projects.visits import actions as visits
from tests.factories.base import make_area, user_with
from tests.factories.projects import make_demand
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


# ------------------------------------------------------------ nobody at home (没在家)
def missed(client, area, **more):
    given = {"area": area.code, "visited_on": clock.today(), "kind": "daily", **more}
    return client.post("/projects/visits/new/miss/", given)


def stop_of(client, place):
    return next(stop for stop in client.get(ROUND).context["round"].stops if stop.block.pk == place.pk)


def test_a_closed_door_stays_on_the_round_with_its_tries(place, lead, client):
    """It is a full answer, without households or words, and counts nowhere."""
    client.force_login(place.branch)
    before = client.get(ROUND).context["round"]
    post = place.branch.person.appointments.get().pk
    form = client.get(f"/projects/visits/new/miss/?area={place.building.code}").content.decode()
    assert 'name="household_count"' not in form
    for area, words in ((place.building, ""), (place.unit, "已留便条，周六再来")):
        assert missed(client, area, post=post, summary=words).status_code == 302
    page = client.get(ROUND).content.decode()
    stop = stop_of(client, place.building)
    assert (stop.tries, stop.tried, stop.last) == (2, clock.today(), None)
    assert "本月没在家 2 次" in " ".join(page.split())
    after = client.get(ROUND).context["round"]
    assert (after.left, after.done) == (before.left, before.done)
    assert not Visit.objects.counted().exists()
    assert list(Visit.objects.order_by("pk").values_list("summary", "household_count", "status")) == [
        ("没在家", 0, "missed"),
        ("已留便条，周六再来", 0, "missed"),
    ]
    shown = " ".join(client.get(Visit.objects.latest("pk").get_absolute_url()).content.decode().split())
    assert "没在家，不计户数" in shown
    assert "/projects/demands/new/" not in shown
    make_visit(place.branch, area=place.unit)
    assert place.building.pk not in [stop.block.pk for stop in client.get(ROUND).context["round"].stops]


def test_a_try_is_refused_like_a_visit_and_writes_nothing(place, lead, client):
    client.force_login(place.branch)
    post = place.branch.person.appointments.get().pk
    page = missed(
        client, place.building, post=post, visited_on=clock.today() + timedelta(1), summary="电话13812345678没人接"
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert "走访日期不能晚于今天" in text
    assert "请删去电话号码" in text
    assert not Visit.objects.exists()


def test_a_try_is_made_void_and_the_database_counts_no_household_of_it(place, client):
    visit = visits.miss(Visit(), actor=place.branch, post=place.branch.person.appointments.get(), area=place.building)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(household_count=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(status="recorded")
    visits.void(visit, actor=place.branch, note="重复")
    client.force_login(place.branch)
    assert stop_of(client, place.building).tries == 0


def test_no_demand_is_heard_at_a_closed_door(place):
    visit = visits.miss(Visit(), actor=place.branch, post=place.branch.person.appointments.get(), area=place.building)
    with pytest.raises(Refused) as refusal:
        make_demand(place.branch, place.compound, place.category, visit=visit, channel="visit")
    assert "没有见到人（没在家）" in str(refusal.value)


# ------------------------------------------------------------ staircases across, floors down
def test_the_houses_of_a_compound_say_where_somebody_was_met(place, lead, client):
    second = make_area(place.building, "2单元", household_count=2)
    third = make_area(place.building, "3单元", household_count=8)
    doors = [make_area(second, name) for name in ("201", "101")]
    make_visit(place.branch, area=doors[0], household_count=1)
    visits.miss(Visit(), actor=place.branch, post=place.branch.person.appointments.get(), area=doors[1])
    make_visit(place.branch, area=place.unit, household_count=12)
    client.force_login(place.branch)
    page = client.get(ROUND, {"area": place.compound.code})
    house = next(one for one in page.context["houses"] if one.building.pk == place.building.pk)
    assert [(cell.label, cell.state, cell.figure) for cell in house.stairs] == [
        ("1单元", "seen", "12/12"),
        ("2单元", "missed", "1/2"),
        ("3单元", "not", "0/8"),
    ]
    floors = [(no, [cell and (cell.state, cell.figure, cell.tries) for cell in cells]) for no, cells in house.floors]
    assert floors == [(2, [None, ("seen", "1/1", 0), None]), (1, [None, ("missed", "0/1", 1), None])]
    text = page.content.decode()
    signs = (
        "已走完",
        "走了一部分",
        "没在家",
        "还没走到",
        "bi-check-lg",
        "bi-circle-half",
        "bi-door-closed",
        "bi-circle",
    )
    for words in signs:  # not by colour alone
        assert words in text
    assert f"/projects/visits/new/?area={third.code}" in text
    assert client.get(ROUND, {"area": place.community.code}).status_code == 404  # wider than the own post


def test_the_round_and_its_houses_say_the_same(place, lead, client):
    """Everywhere somebody was, and not everybody was met: the list is empty, and says what the grid shows."""
    for other in Area.objects.below(place.compound).filter(level="building").exclude(pk=place.building.pk):
        make_visit(place.branch, area=other)
    stairs = [make_area(place.building, f"{n}单元", household_count=22) for n in (2, 3)]
    place.unit.household_count = 12
    place.unit.save(update_fields=["household_count"])
    make_visit(place.branch, area=stairs[0], household_count=20)
    client.force_login(place.branch)
    page = client.get(ROUND, {"area": place.compound.code})
    house = next(one for one in page.context["houses"] if one.building.pk == place.building.pk)
    found = {cell.label: (cell.words, cell.figure) for cell in house.stairs}
    assert found[stairs[0].name] == ("走了一部分", "20/22")
    assert found[stairs[1].name] == ("还没走到", "0/22")
    assert page.context["round"].left == 0
    text = " ".join(page.content.decode().split())
    assert "都走到了" not in text
    assert f"还有 {page.context['unfinished']} 个单元没有走完" in text
    for stair in (*stairs, place.unit):
        make_visit(place.branch, area=stair, household_count=stair.household_count)
    assert "各单元都走完了" in client.get(ROUND, {"area": place.compound.code}).content.decode()


def test_the_houses_ask_no_more_for_more_staircases(place, lead, client, same_queries):
    client.force_login(place.branch)

    def grow():
        for n in range(20):
            unit = make_area(make_area(place.compound, f"{n + 10}栋"), "1单元", household_count=4)
            make_area(unit, "101")

    make_area(place.unit, "101")
    same_queries(lambda: client.get(ROUND, {"area": place.compound.code}), grow)
