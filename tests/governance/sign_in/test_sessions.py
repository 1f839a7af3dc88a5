"""One's own sessions: listed with device, address and times, ended one by one or all but this one."""

import re

import pytest
from django.conf import settings
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
    assert desk.session.session_key not in page


def test_one_is_ended_and_the_others_stay(place):
    desk, phone, tablet = browser(DESK), browser(PHONE), browser(PHONE)
    row = Session.objects.get(session_key=phone.session.kept_key)
    assert desk.post(f"/account/sessions/{row.number}/end/").status_code == 302
    assert (is_in(desk), is_in(phone), is_in(tablet)) == (True, False, True)
    assert Event.objects.filter(kind="governance.user.end_session").count() == 1


def test_all_others_are_ended(place):
    desk, phone, tablet = browser(DESK), browser(PHONE), browser(PHONE)
    assert desk.post("/account/sessions/end/").status_code == 302
    assert (is_in(desk), is_in(phone), is_in(tablet)) == (True, False, False)


def test_nobody_ends_the_sessions_of_others(place):
    desk, stranger = browser(DESK), browser(DESK, "staff")
    row = Session.objects.get(session_key=desk.session.kept_key)
    assert stranger.post(f"/account/sessions/{row.number}/end/").status_code == 404
    assert is_in(desk)
    assert not Event.objects.filter(kind="governance.user.end_session").exists()


def test_what_has_ended_is_not_listed(place):
    browser(PHONE)
    access.sign_out_everywhere(place.user, actor=place.user)
    page = browser(DESK).get("/account/").content.decode()
    assert len(re.findall("最近使用", page)) == 1


def with_cookie(key):
    client = Client(headers={"user-agent": DESK})
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_what_the_table_holds_opens_nothing(place):
    """Whoever reads the database finds no key of a session."""
    key = browser(DESK).session.session_key
    [row] = Session.objects.filter(user=place.user)
    assert key not in {row.session_key, row.session_data, row.mark}
    assert is_in(with_cookie(key))
    assert not is_in(with_cookie(row.session_key))


def test_the_content_of_a_session_opens_under_its_own_key_only(place):
    """Whoever writes to the database puts an administrator's session under a key of his own, and is a stranger."""
    browser(DESK)
    [row] = Session.objects.filter(user=place.user)
    chosen = "a" * 32
    row.session_key = Session.kept_key(chosen)
    row.save(force_insert=True)
    assert not is_in(with_cookie(chosen))


def test_a_session_ends_in_the_table_too(place):
    desk = browser(DESK)
    desk.post("/logout/")
    assert not Session.objects.filter(user=place.user).exists()
