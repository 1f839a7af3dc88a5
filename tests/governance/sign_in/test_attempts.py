"""Wrong passwords: an address is slowed, a name at an address is refused, a list of names locks nobody else out."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.test import Client

from governance.kernel.upkeep import limits
from governance.sign_in import attempts
from tests.factories.base import make_district, user_with

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


@pytest.fixture
def pauses(monkeypatch):
    made = []
    monkeypatch.setattr("governance.sign_in.attempts.time.sleep", made.append)
    return made


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
def test_a_name_is_locked_at_the_callers_address_only(place, pauses, way, wrong, right):
    client = Client()
    assert [way(client, "street0", "wrong", OFFICE) for _ in range(5)] == [wrong] * 4 + [429]
    assert way(client, "street0", PASSWORD, OFFICE) == 429
    assert way(client, "street1", PASSWORD, OFFICE) == right
    assert way(Client(), "street0", PASSWORD, HOME) == right
    assert set(AccessFailureLog.objects.values_list("ip_address", flat=True)) == {OFFICE}


@WAYS
def test_an_address_is_slowed_and_never_refused(place, pauses, way, wrong, right):
    for n in range(attempts.FREE + 40):
        assert way(Client(), f"nobody{n}", "wrong", OFFICE) == wrong
    assert len(pauses) == 39
    assert pauses == sorted(pauses)
    assert pauses[-1] == attempts.LONGEST
    assert way(Client(), "street0", PASSWORD, OFFICE) == right
    assert len(pauses) == 40
    assert way(Client(), "street0", PASSWORD, HOME) == right
    assert len(pauses) == 40


def test_only_some_threads_wait(place, pauses):
    for _ in range(attempts.FREE + 2):
        limits.count("sign_in", OFFICE, seconds=600)
    with attempts.SLOTS, attempts.SLOTS:
        assert by_form(Client(), "street0", PASSWORD, OFFICE) == 302
    assert not pauses
    assert by_form(Client(), "street0", "wrong", OFFICE) == 200
    assert len(pauses) == 1


def test_a_list_of_names_from_the_same_address_does_not_lock_known_devices_out(place, pauses):
    own = Client()
    assert by_form(own, "street0", PASSWORD, OFFICE) == 302
    own.post("/logout/")
    stranger = Client()
    for user in place.users:
        for _ in range(6):
            by_form(stranger, user.username, "wrong", OFFICE)
    assert by_form(stranger, "street0", PASSWORD, OFFICE) == 429
    assert by_form(own, "street0", PASSWORD, OFFICE) == 302


def test_a_known_device_is_locked_by_its_own_failures_and_knows_one_name_only(place, pauses):
    own = Client()
    by_form(own, "street0", PASSWORD, OFFICE)
    own.post("/logout/")
    assert [by_form(own, "street0", "wrong", OFFICE) for _ in range(5)] == [200] * 4 + [429]
    assert by_form(own, "street0", PASSWORD, OFFICE) == 429
    other = Client()
    by_form(other, "street1", PASSWORD, OFFICE)
    other.post("/logout/")
    assert by_form(other, "street0", PASSWORD, OFFICE) == 429


def test_the_cookie_of_a_device_says_nothing_and_ends_with_all_access(place, pauses):
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
