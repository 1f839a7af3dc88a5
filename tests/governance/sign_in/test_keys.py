"""Keys of the API, and the one way in which all access to an account ends."""

import json
from datetime import timedelta

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.upkeep import crypto
from governance.models import ApiKey, Appointment
from governance.people.actions import access, accounts, switching
from governance.people.actions import posts as people
from governance.sign_in.sealed import PLACE
from tests.factories.base import make_district, user_with

PASSWORD = "Hetang-2026-Good"
AREAS = "/api/v1/governance/areas/"


@pytest.fixture
def place(db):
    place = make_district()
    place.user = user_with("street_admin", place.street, "street")
    place.user.set_password(PASSWORD)
    place.user.save()
    place.sysadmin = user_with("sys_admin", place.district, "sysadmin")
    place.secadmin = user_with("sec_admin", place.district, "secadmin")
    return place


def call(key, address=AREAS, method="get", **data):
    answer = getattr(Client(), method)(
        address, data or None, content_type="application/json", headers={"Authorization": f"Token {key}"}
    )
    return answer.status_code


def test_the_key_address_keeps_its_shape_and_keys_are_kept_as_digests(place):
    given = {"username": "street", "password": PASSWORD}
    answers = [Client().post("/api/v1/token/", given, content_type="application/json") for _ in range(2)]
    tokens = [answer.json()["token"] for answer in answers]
    assert [list(answer.json()) for answer in answers] == [["token"], ["token"]]
    assert [call(token) for token in tokens] == [200, 200]
    assert not [token for token in tokens if token in json.dumps(list(ApiKey.objects.values("digest", "hint", "name")))]
    assert Event.objects.filter(kind="governance.user.make_key").count() == 2


@pytest.mark.parametrize("word", ["Bearer", "bearer", "Token"])
def test_a_key_is_taken_by_either_word(place, word):
    _, key = access.make_key(place.user, actor=place.user, name="取数")
    assert Client().get(AREAS, headers={"Authorization": f"{word} {key}"}).status_code == 200
    assert Client().get(AREAS, headers={"Authorization": f"{word} {key}x"}).status_code == 401
    assert Client().get(AREAS, headers={"Authorization": f"Basic {key}"}).status_code == 401


def test_a_key_ends_by_its_day(place):
    _, key = access.make_key(place.user, actor=place.user, name="取数", days=7)
    with clock.travel(clock.now() + timedelta(days=6)):
        assert call(key) == 200
    with clock.travel(clock.now() + timedelta(days=8)):
        assert call(key) == 401


def test_a_key_holds_for_its_resources_and_for_reading(place):
    _, key = access.make_key(
        place.user, actor=place.user, name="取数", resources=["governance/areas", "metrics"], may_write=False
    )
    area = f"{AREAS}{place.compound.pk}/"
    assert [call(key), call(key, area), call(key, f"{area}steps/"), call(key, "/api/v1/metrics/")] == [200] * 4
    assert [call(key, "/api/v1/governance/people/"), call(key, "/api/v1/projects/demands/")] == [403, 403]
    version = place.compound.version
    assert call(key, f"{area}steps/edit/", "post", household_count=5) == 403
    place.compound.refresh_from_db()
    assert place.compound.version == version
    _, wide = access.make_key(place.user, actor=place.user, name="办理", resources=["governance/areas"])
    assert call(wide, f"{area}steps/edit/", "post", household_count=5, version=version) == 200


def test_an_old_or_foreign_password_stops_keys_and_sessions_of_the_api(place):
    _, key = access.make_key(place.user, actor=place.user, name="取数")
    client = Client()
    client.force_login(place.user)
    rules.load_rules()
    assert (call(key), client.get(AREAS).status_code) == (200, 200)
    addresses = (AREAS, "/api/v1/metrics/", "/api/v1/schema/", "/api/v1/governance/workdays/")
    place.user.must_change_password = True
    place.user.save()
    for address in addresses:
        assert (call(key, address), client.get(address).status_code) == (403, 403), address
    assert client.get(AREAS).json()["code"] == "password_change_required"
    place.user.must_change_password = False
    place.user.password_changed_at = clock.now() - timedelta(days=200)
    place.user.save()
    assert (call(key), client.get(AREAS).status_code) == (403, 403)


def test_keys_are_made_listed_and_ended_in_the_account(place):
    client = Client()
    client.force_login(place.user)
    form = {"name": "数据平台", "days": "30", "may_write": "read", "resources": ["governance/areas"]}
    assert client.post("/account/keys/new/", form | {"old_password": "wrong"}).status_code == 422
    assert not ApiKey.objects.exists()
    page = client.post("/account/keys/new/", form | {"old_password": PASSWORD}).content.decode()
    key = page.split('id="api-key"')[1].split('value="')[1].split('"')[0]
    assert call(key) == 200
    listed = client.get("/account/").content.decode()
    assert "数据平台" in listed
    assert key not in listed
    row = ApiKey.objects.get()
    other = Client()
    other.force_login(place.sysadmin)
    assert other.post(f"/account/keys/{row.pk}/end/").status_code == 404
    assert call(key) == 200
    assert client.post(f"/account/keys/{row.pk}/end/").status_code == 302
    assert call(key) == 401


def revoke(place):
    post = Appointment.objects.get(person=place.user.person)
    people.revoke(post, actor=place.secadmin, note="调离本单位")


CHANGES = {
    "password": lambda place: accounts.change_password(place.user, actor=place.user, password="Other-2026-Good"),
    "everywhere": lambda place: access.sign_out_everywhere(place.user, actor=place.user),
    "reset": lambda place: accounts.reset(place.user, actor=place.sysadmin),
    "stop": lambda place: switching.stop(place.user, actor=place.sysadmin, note="调离本单位"),
    "revoke": revoke,
    "grant": lambda place: people.grant(
        Appointment(), actor=place.secadmin, person=place.user.person, role="mediator", area=place.street
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_credentials_and_rights_ends_all_access(place, change):
    client = Client()
    client.post("/login/", {"username": "street", "password": PASSWORD})
    _, key = access.make_key(place.user, actor=place.user, name="取数")
    calendar = f"/calendar/{access.renew_calendar(place.user, actor=place.user)}.ics"
    assert (client.get("/").status_code, call(key), Client().get(calendar).status_code) == (200, 200, 200)
    CHANGES[change](place)
    assert (client.get("/").status_code, call(key), Client().get(calendar).status_code) == (302, 401, 404)


def test_changing_the_password_keeps_the_session_in_which_it_was_changed(place):
    client = Client()
    client.post("/login/", {"username": "street", "password": PASSWORD})
    new = "Other-2026-Good"
    form = {"old_password": PASSWORD, "new_password": new, "repeat": new}
    assert client.post("/account/password/", form).status_code == 302
    assert client.get("/").status_code == 200


def test_nothing_readable_travels_in_cookies(place):
    client = Client()
    client.force_login(place.user)
    client.post("/account/calendar/", {"do": "withdraw"})
    cookie = client.cookies["messages"].value
    plain = crypto.unseal(cookie, PLACE)
    assert CookieStorage(None)._decode(cookie) is None
    assert "日历订阅已停用" in str(CookieStorage(None)._decode(plain)[0])
    assert "日历订阅已停用" in client.get("/account/").content.decode()
    client.cookies["messages"] = "00000000:nonsense"
    assert client.get("/account/").status_code == 200


def test_of_two_sessions_of_an_administrator_the_older_ends(place):
    place.sysadmin.set_password(PASSWORD)
    place.sysadmin.save()
    for name, kept in (("sysadmin", 302), ("street", 200)):
        older, newer = Client(), Client()
        for client in (older, newer):
            assert client.post("/login/", {"username": name, "password": PASSWORD}).status_code == 302
        assert (older.get("/account/").status_code, newer.get("/account/").status_code) == (kept, 200)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"username": None, "password": "x"}, "请填写账号"),
        ({"username": ["a"], "password": "x"}, "账号须为文字"),
        ({"username": "a" * 151, "password": "x"}, "账号没有这么长"),
        ({"username": "a", "password": "x", "otp": "1"}, "取令牌只需账号和密码"),
        ([1], "请求内容须是一个对象"),
    ],
)
def test_odd_credentials_are_refused_in_words(sent, words):
    answer = Client().post("/api/v1/token/", sent, content_type="application/json")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ApiKey.objects.exists()
