"""A form with a wrong field and an entry that the step refuses comes back once, with both; nothing is written."""

import json
from datetime import timedelta

import pytest
from django.urls import resolve

from governance.kernel.api.viewsets import router
from governance.kernel.clock import clock, rules
from governance.kernel.models.pages import Submission
from governance.kernel.upkeep import living
from tests.clients import Reader
from tests.factories import conferences as sittings
from tests.factories import deliberations as made
from tests.factories import disputes as rooms
from tests.factories import funds as purses
from tests.factories.town import make_town, make_town_fund
from tests.factories.visits import post_of

pytestmark = pytest.mark.django_db
LONG = timedelta(400)


@pytest.fixture
def town(db):
    rules.load_rules()
    return make_town()


def counted():
    """How many rows every table of people's work has."""
    models = [model for model in living.tables().values() if model is not Submission]
    return {model._meta.label: model._base_manager.count() for model in models}


def address_of(kind):
    resolve("/")  # the resources register with the addresses
    prefix, viewset, _ = next(
        entry for entry in router.registry if getattr(getattr(entry[1], "workflow", None), "kind", "") == kind
    )
    return f"/api/v1/{prefix}/", viewset


def errors_of(user, kind, step, data, row=None):
    """What is wrong by field, of one request to the API; nothing may have been written."""
    client, (address, _) = Reader(), address_of(kind)
    client.force_login(user)
    path = f"{address}{row.pk}/steps/{step}/" if row is not None else address
    before = counted()
    answer = client.post(path, json.dumps(data, default=str), content_type="application/json")
    assert answer.status_code == 422, answer.content.decode()
    assert counted() == before
    return answer.json()["errors"]


# ------------------------------------------------------------ what is met every day
def test_a_visit(town):
    given = {"post": post_of(town.secretary).pk, "area": town.compound.code, "visited_on": "昨天", "household_count": 1}
    found = errors_of(town.secretary, "projects.visit", "record", given | {"summary": "电话 13812345678"})
    assert {"visited_on", "summary"} <= found.keys()


def test_a_demand(town):
    given = {
        "area": town.compound.code, "category": town.category.code, "place": "1 栋", "channel": "visit",
        "is_anonymous": True, "reporter_name": "王某", "content": "灯不亮", "outer_number": "12345-1",
    }  # fmt: skip
    found = errors_of(town.secretary, "projects.demand", "register", given)
    assert {"title", "reporter_name", "channel"} <= found.keys()


def test_a_case(town):
    rules.load_rules()
    room = rooms.make_room(town.place)
    given = {"area": town.compound.code, "origin": "application", "title": "楼道堆物", "summary": "", "parties": []}
    found = errors_of(room.secretary, "disputes.mediation_case", "register", given)
    assert {"kind", "application"} <= found.keys()


def test_a_project(town):
    given = {
        "area": town.compound.code, "category": town.category.code, "content": "楼道照明",
        "lines": [{"name": "灯", "quantity": 1, "unit": "盏", "unit_price": "100", "quote_basis": "一次询价"}],
        "sources": [{"kind": "fiscal", "amount": "80"}],
    }  # fmt: skip
    found = errors_of(town.branch, "projects.micro_project", "begin", given)
    assert {"title", "sources"} <= found.keys()


def test_a_deliberation(town):
    given = {
        "area": town.compound.code, "body": "council", "matter": "project", "method": "meeting", "place": "站" * 99,
        "title": "楼道加装照明", "notice_on": made.NOTICE, "held_on": made.NOTICE,
        "motions": [{"text": "同意加装照明"}],
        "owners_matters": "none", "elects": "nobody",
    }  # fmt: skip
    with clock.travel(made.NOTICE):
        found = errors_of(town.secretary, "governance.deliberation", "call", given)
    assert {"place", "held_on"} <= found.keys()


def test_a_donation(town):
    case = make_town_fund(town)
    given = purses.gift_form(case, amount="一百", slip_no="", donor_name="")
    del given["papers"]
    found = errors_of(case.manager, "funds.donation", "record", given)
    assert found.keys() == {"amount", "slip_no", "donor_name", "papers"}


def test_the_vote_on_a_grant(town):
    case = make_town_fund(town)
    grant = purses.opined(case, purses.ask(case, "300"))
    given = {
        "voted_on": clock.today(), "notified_on": clock.today(),
        "votes": [{"member": row["member"], "choice": row["choice"]} for row in purses.ballot(case.fund)][1:],
    }  # fmt: skip
    found = errors_of(case.manager, "funds.grant", "vote", given, grant)
    assert {"papers", "notified_on", "votes"} <= found.keys()


def test_a_post(town):
    given = {
        "role": "neighbour_head", "area": town.place.community.code, "starts_on": clock.today() - LONG,
        "ends_on": clock.today() - timedelta(1),
    }  # fmt: skip
    found = errors_of(town.street_user, "governance.appointment", "appoint", given)
    assert {"name", "ends_on"} <= found.keys()


def test_a_body(town):
    given = {"kind": "branch", "branch_kind": "joint", "area": town.place.community.code, "covers": []}
    found = errors_of(town.secretary, "governance.organisation", "propose", given)
    assert {"name", "covers"} <= found.keys()


def test_a_matter_that_cannot_wait(town):
    room = sittings.make_conference(town.place.district, room=town.room)
    listed = sittings.listed(room, town.compound)
    given = {
        "conference": room.conference.pk, "area": town.compound.code, "proposer": "月塘街道",
        "supersedes": listed.pk,
    }  # fmt: skip
    with clock.travel(sittings.TODAY):
        found = errors_of(room.office, "governance.agenda_item", "list", given)
    assert "title" in found
