"""Wrong passwords: an address is slowed, a name at an address is refused, a list of names locks nobody else out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.test import Client

from governance.kernel.clock import clock
from governance.kernel.upkeep import limits
from governance.models import User
from governance.sign_in import attempts
from tests.factories.base import make_district, user_with
from tests.kernel.threads import in_thread

PASSWORD = "Hetang-2026-Good"
OFFICE, HOME, PROXY = "203.0.113.9", "198.51.100.7", "10.0.0.1"


@pytest.fixture
def place(db, settings):
    settings.PROXIES = 1
    place = make_district()
    place.users = [user_with("street_admin", place.street, f"street{n}") for n in range(3)]
    for user in place.users:
        user.set_password(PASSWORD)
        user.save()
    return place


def by_form(client, name, password, address):
    headers = {"X-Forwarded-For": address}
    given = {"username": name, "password": password}
    return client.post("/login/", given, REMOTE_ADDR=PROXY, headers=headers).status_code


def by_api(client, name, password, address):
    headers = {"X-Forwarded-For": address}
    given = {"username": name, "password": password}
    answer = client.post("/api/v1/token/", given, content_type="application/json", REMOTE_ADDR=PROXY, headers=headers)
    return answer.status_code


WAYS = pytest.mark.parametrize(
    ("way", "wrong", "right"), [(by_form, 200, 302), (by_api, 401, 200)], ids=["form", "api"]
)


@WAYS
def test_a_name_is_locked_at_the_callers_address_only(place, way, wrong, right):
    client = Client()
    assert [way(client, "street0", "wrong", OFFICE) for _ in range(5)] == [wrong] * 4 + [429]
    assert way(client, "street0", PASSWORD, OFFICE) == 429
    assert way(client, "street1", PASSWORD, OFFICE) == right
    assert way(Client(), "street0", PASSWORD, HOME) == right
    assert set(AccessFailureLog.objects.values_list("ip_address", flat=True)) == {OFFICE}


def wrong_passwords(address, count=attempts.FREE + 40):
    for _ in range(count):
        limits.count("sign_in", address, seconds=attempts.WHILE)


def later(seconds=attempts.LONGEST):
    return clock.travel(clock.now() + timedelta(seconds=seconds))


@WAYS
def test_an_address_is_slowed_and_never_refused(place, way, wrong, right):
    now = clock.now()
    with clock.travel(now):
        for n in range(attempts.FREE + 2):  # the turn of the first beyond is free
            assert way(Client(), f"nobody{n}", "wrong", OFFICE) == wrong
        assert way(Client(), "street0", PASSWORD, OFFICE) == 429
        assert way(Client(), "street0", PASSWORD, HOME) == right
    with clock.travel(now + timedelta(seconds=attempts.STEP * 3)):
        assert way(Client(), "street0", PASSWORD, OFFICE) == right


@WAYS
def test_a_password_before_its_turn_is_not_looked_at(place, way, wrong, right, monkeypatch):
    wrong_passwords(OFFICE)
    with clock.travel(clock.now()):
        assert way(Client(), "nobody", "wrong", OFFICE) == wrong
        seen, counted = [], limits.counted("sign_in", OFFICE)
        monkeypatch.setattr(User, "check_password", lambda user, password: seen.append(password))
        for name in ("nobody", "street0", "street1"):
            assert way(Client(), name, PASSWORD, OFFICE) == 429
        assert seen == []
        assert limits.counted("sign_in", OFFICE) == counted
        assert not AccessAttempt.objects.filter(username__startswith="street").exists()


def test_the_page_says_how_long_to_wait_and_keeps_the_name(place):
    wrong_passwords(OFFICE)
    given = {"username": "street0", "password": PASSWORD}
    headers = {"X-Forwarded-For": OFFICE}
    with clock.travel(clock.now()):
        by_form(Client(), "nobody", "wrong", OFFICE)
        page = Client().post("/login/", given, REMOTE_ADDR=PROXY, headers=headers)
        assert (page.status_code, page["Retry-After"]) == (429, "2")
        text = page.content.decode()
        assert "请过 2 秒再试" in text
        assert 'value="street0"' in text
        assert PASSWORD not in text
        answer = Client().post("/api/v1/token/", given, "application/json", REMOTE_ADDR=PROXY, headers=headers)
        assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (429, "2", "too_soon")
    with later():
        assert by_form(Client(), "street0", PASSWORD, OFFICE) == 302


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_looked_at():
    """Whichever process or thread is asked: the turn is one of the database."""
    with clock.travel(clock.now()):
        ask = in_thread(lambda _: limits.seconds_to_wait("sign_in_turn", OFFICE, seconds=2))
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(ask, range(8)))
    assert sorted(found) == [0] + [2] * 7


def test_who_is_signed_in_or_on_a_known_device_does_not_wait(place):
    own, signed_in = Client(), Client()
    assert by_form(own, "street0", PASSWORD, OFFICE) == 302
    own.post("/logout/")
    signed_in.force_login(place.users[1])
    wrong_passwords(OFFICE)
    with clock.travel(clock.now()):
        by_form(Client(), "nobody", "wrong", OFFICE)
        assert by_form(Client(), "street0", PASSWORD, OFFICE) == 429
        assert by_form(own, "street0", PASSWORD, OFFICE) == 302
        typed = {"old_password": PASSWORD, "new_password": "Brand-New-2026", "repeat": "Brand-New-2026"}
        headers = {"X-Forwarded-For": OFFICE}
        assert signed_in.post("/account/password/", typed, REMOTE_ADDR=PROXY, headers=headers).status_code == 302


def test_a_list_of_names_from_the_same_address_does_not_lock_known_devices_out(place):
    own = Client()
    assert by_form(own, "street0", PASSWORD, OFFICE) == 302
    own.post("/logout/")
    stranger = Client()
    for user in place.users:
        for _ in range(6):
            by_form(stranger, user.username, "wrong", OFFICE)
    assert by_form(stranger, "street0", PASSWORD, OFFICE) == 429
    assert by_form(own, "street0", PASSWORD, OFFICE) == 302


def test_a_known_device_is_locked_by_its_own_failures_and_knows_one_name_only(place):
    own = Client()
    by_form(own, "street0", PASSWORD, OFFICE)
    own.post("/logout/")
    assert [by_form(own, "street0", "wrong", OFFICE) for _ in range(5)] == [200] * 4 + [429]
    assert by_form(own, "street0", PASSWORD, OFFICE) == 429
    other = Client()
    by_form(other, "street1", PASSWORD, OFFICE)
    other.post("/logout/")
    assert by_form(other, "street0", PASSWORD, OFFICE) == 429


def test_the_cookie_of_a_device_says_nothing_and_ends_with_all_access(place):
    own = Client()
    by_form(own, "street0", PASSWORD, OFFICE)
    cookie = own.cookies["device"]
    assert "street0" not in cookie.value
    assert cookie["httponly"]
    own.post("/account/signout-all/", REMOTE_ADDR=PROXY)
    for _ in range(5):
        by_form(Client(), "street0", "wrong", OFFICE)
    assert by_form(own, "street0", PASSWORD, OFFICE) == 429


def test_nothing_typed_is_put_down_with_a_failure(place):
    client = Client()
    client.force_login(place.users[0])
    typed = {"old_password": "not-the-Old-1", "new_password": "Brand-New-2026", "repeat": "Brand-New-2026"}
    assert client.post("/account/password/", typed).status_code == 422
    kept = str(AccessAttempt.objects.values().get())
    assert not [word for word in typed.values() if word in kept]


def test_wrong_present_passwords_lock_and_end_the_session(place):
    client = Client()
    client.force_login(place.users[0])
    typed = {"old_password": "wrong", "new_password": "Brand-New-2026", "repeat": "Brand-New-2026"}
    assert [client.post("/account/password/", typed).status_code for _ in range(5)] == [422] * 4 + [429]
    assert client.get("/").status_code == 302
    place.users[0].refresh_from_db()
    assert place.users[0].check_password(PASSWORD)


def test_counts_are_one_for_all_and_end(db):
    assert [limits.count("x", "a", seconds=60) for _ in range(3)] == [1, 2, 3]
    assert (limits.counted("x", "a"), limits.counted("x", "b")) == (3, 0)
    limits.forget("x", "a")
    assert limits.count("x", "a", seconds=-1) == 1  # over at once
    assert limits.counted("x", "a") == 0
    assert limits.count("x", "a", seconds=60) == 1


@pytest.mark.parametrize("name", ["a" * 256, "名" * 5000])
def test_a_name_longer_than_any_is_a_sentence(client, db, name):
    answer = client.post("/login/", {"username": name, "password": "wrong"})
    assert "账号没有这么长" in answer.content.decode()
    assert not AccessAttempt.objects.exists()
