"""One's own sessions: listed with device, address and times, ended one by one or all but this one."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.upkeep import checks, retention
from governance.models import Session
from governance.people.actions import access
from governance.people.ways_in import ENDED_FOR, EndedSession
from portal import configuration
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


@pytest.mark.parametrize("change", ["expire_date = '2000-01-01'", "seen_at = '2000-01-01'", "mark = 'x'"])
@pytest.mark.parametrize("way", ["one", "all"])
def test_one_that_somebody_hid_from_the_list_is_ended_too(place, way, change):
    desk, phone = browser(DESK), browser(PHONE)
    cookie, row = phone.cookies[settings.SESSION_COOKIE_NAME].value, kept(phone)
    number = Session.objects.get(session_key=row["session_key"]).number
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE governance_session SET {change} WHERE session_key = %s", [row["session_key"]])
    desk.post(f"/account/sessions/{number}/end/" if way == "one" else "/account/sessions/end/")
    put_in(row)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert (is_in(desk), is_in(thief)) == (True, False)


def test_nobody_ends_the_sessions_of_others(place):
    desk, stranger = browser(DESK), browser(DESK, "staff")
    row = Session.objects.get(session_key=desk.session.kept_key)
    assert stranger.post(f"/account/sessions/{row.number}/end/").status_code == 404
    assert is_in(desk)
    assert not Event.objects.filter(kind="governance.user.end_session").exists()


def test_what_a_browser_keeps_is_led_to_no_other_page(place):
    """The script and the manifest are the same for whoever has to set a new password first."""
    desk = browser(DESK)
    place.user.must_change_password = True
    place.user.save()
    assert desk.get("/account/").status_code == 302
    assert [desk.get(address).status_code for address in ("/sw.js", "/manifest.webmanifest")] == [200, 200]


def test_what_has_ended_is_not_listed(place):
    browser(PHONE)
    access.sign_out_everywhere(place.user, actor=place.user)
    page = browser(DESK).get("/account/").content.decode()
    assert len(re.findall("最近使用", page)) == 1


def test_a_page_of_many_lists_those_used_last_and_ends_all(place):
    desk = browser(DESK)
    now, row = clock.now(), kept(desk)
    for number in range(25):
        put_in(row | {"session_key": f"{number:040}", "seen_at": (now - timedelta(seconds=number)).isoformat()})
    page = desk.get("/account/").content.decode()
    assert len(re.findall("最近使用", page)) - page.count("只列出最近使用") == 20
    assert "只列出最近使用的 20 个登录" in page
    desk.post("/account/sessions/end/")
    assert "只列出" not in desk.get("/account/").content.decode()
    assert Session.objects.filter(user=place.user).count() == 1


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


def test_the_account_comes_with_the_session_and_only_for_what_was_signed(place):
    """The row names an account, so that one question answers who asks; only the signed content says whose it is."""
    client = browser(DESK)
    with CaptureQueriesContext(connection) as asked:
        assert is_in(client)
    assert [query for query in asked if query["sql"].startswith('SELECT "governance_user"')] == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE governance_session DISABLE TRIGGER USER")
        cursor.execute("UPDATE governance_session SET user_id = %s", [place.other.pk])
        cursor.execute("ALTER TABLE governance_session ENABLE TRIGGER USER")
    assert client.get("/account/").wsgi_request.user == place.user


def test_a_session_ends_in_the_table_too(place):
    desk = browser(DESK)
    desk.post("/logout/")
    assert not Session.objects.filter(user=place.user).exists()


# ------------------------------------------------------------ what has ended stays ended
def kept(client):
    """The row of a browser's session as somebody with the database copies it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(s) FROM governance_session s WHERE session_key = %s", [client.session.kept_key]
        )
        return cursor.fetchone()[0]


def put_in(row, **changes):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO governance_session SELECT (json_populate_record(NULL::governance_session, %s)).*",
            [json.dumps(row | changes)],
        )


ENDS = {
    "signed out": lambda desk, phone: phone.post("/logout/"),
    "ended from another device": lambda desk, phone: desk.post(
        f"/account/sessions/{Session.objects.get(session_key=phone.session.kept_key).number}/end/"
    ),
    "removed by anybody": lambda desk, phone: Session.objects.filter(session_key=phone.session.kept_key).delete(),
}


@pytest.mark.parametrize("way", ENDS)
def test_a_row_put_in_again_after_the_end_lets_nobody_in(place, way):
    desk, phone = browser(DESK), browser(PHONE)
    row, cookie = kept(phone), phone.cookies[settings.SESSION_COOKIE_NAME].value
    ENDS[way](desk, phone)
    put_in(row)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert (is_in(thief), is_in(desk)) == (False, True)
    assert len(checks.run(["sessions"])) == 1
    assert row["session_key"][:20] in checks.run(["sessions"])[0][1]
    listed = desk.get("/account/").content.decode()
    assert "安卓 · Chrome" not in listed[listed.index('id="h-sessions"') :]


def test_a_row_taken_away_before_the_end_and_put_back_lets_nobody_in(place):
    phone = browser(PHONE)
    row, cookie = kept(phone), phone.cookies[settings.SESSION_COOKIE_NAME].value
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM governance_session WHERE session_key = %s", [row["session_key"]])
    assert not is_in(phone)
    put_in(row)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not is_in(thief)


def test_a_session_hidden_over_its_end_by_its_date_stays_ended(place):
    """It looked expired while its owner signed out; then its date is set right again."""
    phone = browser(PHONE)
    row, cookie = kept(phone), phone.cookies[settings.SESSION_COOKIE_NAME].value
    with connection.cursor() as cursor:
        cursor.execute("UPDATE governance_session SET expire_date = '2000-01-01'")
        phone.post("/logout/")
        cursor.execute("UPDATE governance_session SET expire_date = now() + interval '8 hours'")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not is_in(thief)
    put_in(row)
    assert not is_in(thief)
    assert len(checks.run(["sessions"])) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE governance_session",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE governance_endedsession",
        "UPDATE governance_session SET session_key = 'x'",
        "UPDATE governance_session SET user_id = NULL",
        "UPDATE governance_endedsession SET session_key = 'x'",
    ],
)
def test_neither_a_running_session_nor_an_ended_one_is_disguised(place, statement):
    desk, phone = browser(DESK), browser(PHONE)
    phone.post("/logout/")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert is_in(desk)
    before = EndedSession.objects.count()
    EndedSession.objects.all().delete()
    assert EndedSession.objects.count() == before >= 1


def test_ended_sessions_are_forgotten_once_none_can_be_as_old(place):
    EndedSession.objects.create(session_key="old", ended_at=clock.now() - ENDED_FOR - timedelta(minutes=1))
    EndedSession.objects.create(session_key="new")
    with pytest.raises(configuration.Fault):  # no session may be set to last as long
        configuration.CHECKS["SESSION_MAX_HOURS"](str(ENDED_FOR // timedelta(hours=1)))
    retention.prune()
    assert list(EndedSession.objects.values_list("session_key", flat=True)) == ["new"]
