"""The feed of events: what a caller may see, oldest first, and nothing lost to whoever follows it."""

from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from governance.kernel.api import feed
from governance.kernel.clock import rules
from governance.kernel.models.events import Event
from governance.kernel.steps.events import record
from governance.models import Area
from governance.people.actions import access
from tests.factories import disputes as make
from tests.factories.base import make_district, user_with

FEED = "/api/v1/events/"


def reader(user):
    client = Client()
    client.force_login(user)
    return client


def happen(kind, row, actor=None):
    with transaction.atomic():
        return record(kind, row, actor=actor, label="办理")


def read(client, **query):
    answer = client.get(FEED, query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


@pytest.fixture
def place(db):
    place = make_district()
    place.office = user_with("district_office", place.district, "office")
    place.secretary = user_with("community_secretary", place.community, "secretary")
    return place


def test_events_come_oldest_first_with_row_step_moment_and_actor(place):
    first = happen("governance.area.edit", place.compound, place.secretary)
    second = happen("governance.area.close", place.compound)
    page = read(reader(place.secretary))
    assert [event["id"] for event in page["results"]][-2:] == [first.pk, second.pk]
    shown = page["results"][-2]
    assert shown == {
        "id": first.pk,
        "resource": "governance/areas",
        "row": place.compound.pk,
        "address": f"http://testserver/api/v1/governance/areas/{place.compound.pk}/",
        "kind": "governance.area.edit",
        "step": "edit",
        "label": "办理",
        "actor": place.secretary.signature(),
        "at": shown["at"],
    }
    assert page["results"][-1]["actor"] == ""
    assert reader(place.secretary).get(shown["address"]).status_code == 200


def test_only_rows_that_the_caller_may_see_have_events(place):
    stranger = user_with("community_secretary", place.other_community, "stranger")
    own, foreign = (happen("governance.area.edit", area) for area in (place.community, place.other_community))
    kinds = {one: {event["id"] for event in read(reader(one))["results"]} for one in (place.secretary, stranger)}
    assert (own.pk in kinds[place.secretary], foreign.pk in kinds[place.secretary]) == (True, False)
    assert (own.pk in kinds[stranger], foreign.pk in kinds[stranger]) == (False, True)
    assert Client().get(FEED).status_code == 401


def test_who_acted_on_a_case_is_told_to_its_readers_only(db):
    rules.load_rules()
    room = make.make_room()
    case = make.registered(room)
    office = user_with("district_office", room.place.district)
    for user, told in ((room.secretary, room.secretary.signature()), (office, "")):
        events = {event["resource"]: event["actor"] for event in read(reader(user))["results"]}
        assert events["disputes/cases"] == told
        history = reader(user).get(f"/api/v1/disputes/cases/{case.pk}/events/").json()
        assert {event["actor"] for event in history} == {told}


def test_the_cursor_goes_on_where_it_was(place):
    client = reader(place.office)
    start = read(client)["after"]
    events = [happen("governance.area.edit", place.compound).pk for _ in range(5)]
    pages, page = [], read(client, after=start, page_size=2)
    while page["next"]:
        pages.append([event["id"] for event in page["results"]])
        page = client.get(page["next"]).json()
    pages.append([event["id"] for event in page["results"]])
    assert pages == [events[:2], events[2:4], events[4:]]
    end = page["after"]
    assert (end, read(client, after=end)) == (events[-1], {"next": None, "previous": None, "after": end, "results": []})
    later = happen("governance.area.edit", place.compound).pk
    assert [event["id"] for event in read(client, after=end)["results"]] == [later]


def test_a_page_of_unseen_events_still_leads_on(place, monkeypatch):
    monkeypatch.setattr(feed, "BATCH", 2)
    monkeypatch.setattr(feed, "BATCHES", 1)
    client = reader(place.secretary)
    page = read(client)
    while page["next"]:
        page = client.get(page["next"]).json()
    for _ in range(3):
        happen("governance.area.edit", place.other_community)
    seen = happen("governance.area.edit", place.community).pk
    page = read(client, after=page["after"])
    assert (page["results"], bool(page["next"])) == ([], True)
    assert [event["id"] for event in client.get(page["next"]).json()["results"]] == [seen]


@pytest.mark.parametrize("after", ["x", "-1", "999999999999", "1.5", "²", "9" * 30])
def test_an_unknown_or_broken_cursor_is_refused(place, after):
    answer = reader(place.office).get(FEED, {"after": after})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == ["after"]


def test_unknown_parameters_and_page_sizes_are_refused(place):
    client = reader(place.office)
    assert client.get(FEED, {"since": "1"}).json()["code"] == "unknown_parameter"
    assert client.get(FEED, {"page_size": "0"}).status_code == 422


def test_a_key_follows_the_resources_that_it_is_for(place):
    happen("governance.area.edit", place.compound)
    happen("governance.user.edit", place.office)
    for resources, found in ((["governance/areas"], {"governance/areas"}), (["funds/entries"], set())):
        _, key = access.make_key(place.office, actor=place.office, name="取数", resources=resources, may_write=False)
        answer = Client().get(FEED, headers={"Authorization": f"Token {key}"})
        assert {event["resource"] for event in answer.json()["results"]} == found


def test_the_feed_asks_as_often_for_many_events_as_for_few(place, same_queries):
    client = reader(place.secretary)
    happen("governance.area.edit", place.compound)
    same_queries(lambda: read(client), lambda: [happen("governance.area.edit", place.compound) for _ in range(20)])


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_not_lost():
    """The number is given before its transaction ends: a later one that ends first waits for it."""
    place = make_district()
    client = reader(user_with("district_office", place.district, "office"))
    start = read(client)["after"]
    written, may_end, numbers = Signal(), Signal(), []

    def be_late():
        with transaction.atomic():
            numbers.append(record("governance.area.edit", Area.objects.get(pk=place.compound.pk), actor=None).pk)
            written.set()
            assert may_end.wait(30)
        connection.close()

    late = Thread(target=be_late)
    late.start()
    assert written.wait(30)
    quick = happen("governance.area.edit", place.compound).pk
    assert quick > numbers[0]
    page = read(client, after=start)
    assert (page["results"], page["next"], page["after"]) == ([], None, start)
    may_end.set()
    late.join()
    assert [event["id"] for event in read(client, after=page["after"])["results"]] == [numbers[0], quick]
    assert Event.objects.settled().last().pk == quick
