"""One's own sessions: listed with device, address and times, ended one by one or all but this one."""

import re

import pytest
from django.test import Client

from governance.kernel.models.events import Event
from governance.models import Session
from governance.people.actions import access
from tests.factories.base import make_district, user_with

PASSWORD = "Hetang-2026-Good"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"


@pytest.fixture
def place(db):
    place = make_district()
    place.user = user_with("street_admin", place.street, "street")
    place.other = user_with("street_staff", place.street, "staff")
    for user in (place.user, place.other):
        user.set_password(PASSWORD)
        user.save()
    return place


def browser(agent, name="street", address="198.51.100.7"):
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    assert client.post("/login/", {"username": name, "password": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 200
    return client


def is_in(client):
    return client.get("/account/").status_code == 200


def test_the_account_lists_where_it_is_signed_in(place):
    desk, _, _ = browser(DESK), browser(PHONE, address="203.0.113.9"), browser(DESK, "staff", "192.0.2.44")
    page = desk.get("/account/").content.decode()
    listed = page[page.index('id="h-sessions"') :]
    assert [
        words for words in ("Windows · Edge", "安卓 · Chrome", "198.51.100.7", "203.0.113.9") if words not in listed
    ] == []
    assert listed.count("（本机）") == 1
    assert "192.0.2.44" not in listed
    assert not [key for key in Session.objects.values_list("session_key", flat=True) if key in page]


def test_one_is_ended_and_the_others_stay(place):
    desk, phone, tablet = browser(DESK), browser(PHONE), browser(PHONE)
    row = Session.objects.get(session_key=phone.session.session_key)
    assert desk.post(f"/account/sessions/{row.number}/end/").status_code == 302
    assert (is_in(desk), is_in(phone), is_in(tablet)) == (True, False, True)
    assert Event.objects.filter(kind="governance.user.end_session").count() == 1


def test_all_others_are_ended(place):
    desk, phone, tablet = browser(DESK), browser(PHONE), browser(PHONE)
    assert desk.post("/account/sessions/end/").status_code == 302
    assert (is_in(desk), is_in(phone), is_in(tablet)) == (True, False, False)


def test_nobody_ends_the_sessions_of_others(place):
    desk, stranger = browser(DESK), browser(DESK, "staff")
    row = Session.objects.get(session_key=desk.session.session_key)
    assert stranger.post(f"/account/sessions/{row.number}/end/").status_code == 404
    assert is_in(desk)
    assert not Event.objects.filter(kind="governance.user.end_session").exists()


def test_what_has_ended_is_not_listed(place):
    browser(PHONE)
    access.sign_out_everywhere(place.user, actor=place.user)
    page = browser(DESK).get("/account/").content.decode()
    assert len(re.findall("最近使用", page)) == 1
