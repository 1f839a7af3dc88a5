"""Masked data in full, in every app the same way: for a reason only, on record, shown once and kept nowhere."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.models.pages import Submission
from governance.models import Person
from governance.people.actions import access
from governance.people.actions import posts as people
from tests.factories import disputes as make_dispute
from tests.factories import projects as make_project
from tests.factories.base import appoint, make_district, user_with
from tests.factories.disputes import id_number
from tests.factories.factors import code_of, give_factor
from tests.factories.key_households import REASON, make_household
from tests.factories.organisations import make_body

PHONE = "19900001234"


def a_person():
    place = make_district()
    holder = user_with("community_secretary", place.community)
    row = people.save_person(Person(), actor=holder, name="王小邻", phone=PHONE, area=place.building)
    return row, f"{row.get_absolute_url()}reveal/", "governance.person.reveal", holder, PHONE, place


def a_demand():
    place = make_district()
    holder = user_with("community_secretary", place.community)
    row = make_project.make_demand(
        holder, place.compound, make_project.make_category(place.district), reporter_phone=PHONE
    )
    return row, f"{row.get_absolute_url()}contact/", "projects.demand.reveal", holder, PHONE, place


def a_case():
    room = make_dispute.make_room()
    row = make_dispute.mediating(room)
    url = f"{row.get_absolute_url()}reveal/"
    return row, url, "disputes.mediation_case.reveal", room.mediator, "19900000011", room.place


IDENTITY = id_number(serial=77)


def an_identity():
    row, url, kind, holder, _, place = a_person()
    people.save_person(row, actor=holder, id_number=IDENTITY)
    return row, url.replace("/reveal/", "/identity/"), kind, holder, IDENTITY, place


def a_call_to_parties():
    row, url, *rest = a_case()
    return row, url.replace("/reveal/", "/contact/"), *rest


def a_key_household():
    place = make_district()
    holder = user_with("community_secretary", place.community)
    row = make_household(holder, place.building, "2单元301")
    return row, f"{row.get_absolute_url()}reveal/", "projects.key_household.reveal", holder, REASON, place


@pytest.fixture(params=[a_person, an_identity, a_demand, a_case, a_call_to_parties, a_key_household])
def revealed(request, db):
    rules.load_rules()
    return request.param()


def test_a_reason_shows_it_once_and_leaves_a_trace(revealed, client):
    row, url, kind, holder, secret, _ = revealed
    client.force_login(holder)
    assert secret not in client.get(row.get_absolute_url()).content.decode()
    form = client.get(url).content.decode()
    assert "查看理由" in form
    assert secret not in form
    answer = client.post(url, {"reason": " 电话核实情况 "})
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.get(kind=kind)
    assert (event.actor, event.object_id, event.data["note"]) == (holder, row.pk, "电话核实情况")
    assert secret not in str(event.data)
    assert not Submission.objects.filter(body__contains=secret).exists()
    assert secret not in client.get(url).content.decode()


@pytest.mark.parametrize("make", [a_person, a_demand, a_case, a_call_to_parties])
def test_a_telephone_in_full_is_called_by_a_tap(make, db, client):
    rules.load_rules()
    row, url, _, holder, phone, _ = make()
    client.force_login(holder)
    page = client.get(row.get_absolute_url())
    assert f'href="{url}"' in page.content.decode()
    assert f'href="tel:{phone}"' in client.post(url, {"reason": "电话核实情况"}).content.decode()


def test_no_more_is_shown_than_was_asked_for_and_each_has_its_line(db, client):
    """Who calls a neighbour learns no identity number, who calls the parties neither numbers nor addresses."""
    rules.load_rules()
    row, url, kind, holder, number, _ = an_identity()
    client.force_login(holder)
    called = client.post(url.replace("/identity/", "/reveal/"), {"reason": "电话核实情况"}).content.decode()
    assert PHONE in called
    assert number not in called
    shown = client.post(url, {"reason": "核对身份证号"}).content.decode()
    assert number in shown
    assert PHONE not in shown
    lines = Event.objects.filter(kind=kind, object_id=row.pk).order_by("pk").values_list("label", "data__fields")
    assert list(lines) == [("查看手机号", ["phone"]), ("查看身份证号", ["id_number"])]


def test_a_call_to_the_parties_shows_neither_number_nor_address(db, client):
    rules.load_rules()
    row, url, kind, holder, phone, _ = a_call_to_parties()
    client.force_login(holder)
    called = client.post(url, {"reason": "电话联系当事人"}).content.decode()
    assert phone in called
    for party in row.parties.all():
        assert party.id_number not in called
        assert not party.address or party.address not in called
    assert Event.objects.get(kind=kind).data["facts"] == [["查看内容", "当事人姓名、电话"]]


def test_telephones_are_called_from_the_pages_of_post_and_body(db, client):
    rules.load_rules()
    row, url, _, holder, _, place = a_person()
    post = appoint("neighbour_head", place.building, row)
    body = make_body(place.compound, leader=row)
    client.force_login(holder)
    for page in (post, body):
        assert f'href="{url}"' in client.get(page.get_absolute_url()).content.decode()
    client.force_login(user_with("leader", place.district))
    for page in (post, body):
        assert url not in client.get(page.get_absolute_url()).content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "看看", "很" * 201])
def test_without_a_reason_nothing_is_shown_or_written(revealed, client, reason):
    _, url, kind, holder, secret, _ = revealed
    client.force_login(holder)
    answer = client.post(url, {"reason": reason})
    assert answer.status_code == 422
    assert secret not in answer.content.decode()
    assert "is-invalid" in answer.content.decode()
    assert not Event.objects.filter(kind=kind).exists()


def test_in_the_dialog_it_is_a_fragment(revealed, client):
    _, url, _, holder, secret, _ = revealed
    client.force_login(holder)
    for answer in (
        client.get(url, headers={"HX-Request": "true"}),
        client.post(url, {"reason": "电话核实情况"}, headers={"HX-Request": "true"}),
    ):
        assert "modal-header" in answer.content.decode()
        assert "<html" not in answer.content.decode()
    assert secret in answer.content.decode()


def test_nobody_else_sees_it(revealed, client):
    _row, url, kind, _holder, secret, place = revealed
    strangers = [
        user_with("community_secretary", place.other_community),
        user_with("auditor", place.district),
        user_with("sys_admin", place.district),
    ]
    for stranger in strangers:
        client.force_login(stranger)
        for answer in (client.get(url), client.post(url, {"reason": "想看看是谁"})):
            assert secret not in answer.content.decode()
        assert answer.status_code in (403, 404)
    assert not Event.objects.filter(kind=kind).exists()


def test_whoever_has_a_second_factor_shows_a_recent_code_first(revealed, client):
    _, url, kind, holder, secret, _ = revealed
    give_factor(holder)
    client.force_login(holder)
    asked = f"/account/code/?next={quote(url, safe='')}"
    assert client.get(url)["Location"] == asked
    assert client.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == asked
    answer = client.post(url, {"reason": "电话核实情况"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请先重新输入动态验证码" in page
    assert "电话核实情况" in page
    assert secret not in page
    assert not Event.objects.filter(kind=kind).exists()
    with clock.travel(clock.now() + timedelta(seconds=60)):
        assert client.post(asked, {"code": code_of(holder)})["Location"] == url
        assert secret in client.post(url, {"reason": "电话核实情况"}).content.decode()


def test_no_key_shows_masked_data_in_full_where_a_code_is_asked_for(db):
    rules.load_rules()
    room = make_dispute.make_room()
    case = make_dispute.mediating(room)
    give_factor(room.mediator)
    _, key = access.make_key(room.mediator, actor=room.mediator, name="取数")
    answer = Client().post(
        f"/api/v1/disputes/cases/{case.pk}/steps/reveal/",
        {"reason": "电话核实情况"},
        content_type="application/json",
        headers={"Authorization": f"Token {key}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "recent_code_required")
    assert not Event.objects.filter(kind="disputes.mediation_case.reveal").exists()
