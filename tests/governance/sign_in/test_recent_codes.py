"""Where two factors are demanded: enrolment before anything else, and a recent code before much is given out."""

from datetime import timedelta

import pytest
from django.test import Client

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import ApiKey, RecoveryCode, SecondFactor
from governance.people.actions import access
from tests.factories.base import make_district, user_with
from tests.factories.factors import code_of, give_factor

PASSWORD = "Hetang-2026-Good"
ENROL, AGAIN = "/account/second-factor/", "/account/code/"
KEY = {"name": "数据平台", "days": "30", "may_write": "read", "old_password": PASSWORD}
KEYS, EXPORT = "/account/keys/new/", "/governance/people/?export=xlsx"
AREAS = "/api/v1/governance/areas/"


@pytest.fixture
def place(db):
    place = make_district()
    place.sec = user_with("sec_admin", place.district, "secadmin")
    place.leader = user_with("district_leader", place.district, "leader")
    place.office = user_with("district_office", place.district, "office")
    place.user = user_with("street_admin", place.street, "street")
    for user in (place.sec, place.leader, place.office, place.user):
        user.set_password(PASSWORD)
        user.save()
    return place


@pytest.fixture
def outside_the_demo(settings):
    settings.DEMO = False


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


def exported():
    return Event.objects.filter(kind="governance.user.export").count()


@pytest.mark.usefixtures("outside_the_demo")
def test_administrators_leaders_and_the_office_set_it_up_before_anything_else(place):
    for user in (place.sec, place.leader, place.office):
        _, key = access.make_key(user, actor=user, name="取数")
        client = sign_in(user)
        for address in ("/", "/account/", "/dashboard/", KEYS, "/account/recovery-codes/", AGAIN):
            assert client.get(address)["Location"] == ENROL, address
        assert client.post("/account/calendar/", {"do": "renew"})["Location"] == ENROL
        by_session, by_key = client.get(AREAS), Client().get(AREAS, headers={"Authorization": f"Token {key}"})
        for answer in (by_session, by_key):
            assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")
        page = client.get(ENROL).content.decode()
        assert "您的岗位登录须有动态验证码" in page
        assert "取消" not in page
        assert client.post(ENROL, {"code": code_of(user), "old_password": PASSWORD}).status_code == 200
        assert client.get("/account/").status_code == 200
    assert sign_in(place.user).get("/account/").status_code == 200


@pytest.mark.usefixtures("outside_the_demo")
def test_a_password_that_must_be_changed_comes_first(place):
    place.leader.must_change_password = True
    place.leader.save()
    client = sign_in(place.leader)
    assert client.get("/")["Location"] == "/account/password/"
    place.leader.must_change_password = False
    place.leader.save()
    assert client.get("/")["Location"] == ENROL


def test_the_demo_demands_nothing_and_says_so(place):
    client = sign_in(place.leader)
    sentence = "演示环境不要求动态验证码"
    assert sentence in client.get("/account/").content.decode()
    assert sentence in client.get(ENROL).content.decode()
    place.leader.is_demo = True
    place.leader.save()
    assert sentence in Client().get("/login/").content.decode()
    assert client.get("/governance/people/?export=xlsx").status_code == 200
    assert client.get(KEYS).status_code == 200


def test_keys_are_made_only_where_a_code_was_shown(place, settings):
    give_factor(place.user)
    given = {"username": "street", "password": PASSWORD}
    settings.DEMO = False
    for name in ("street", "leader"):
        answer = Client().post("/api/v1/token/", given | {"username": name}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")
    client = sign_in(place.user)  # a session that saw no code
    assert client.get(KEYS)["Location"] == f"{AGAIN}?next=%2Faccount%2Fkeys%2Fnew%2F"
    answer = client.post(KEYS, KEY)
    assert answer.status_code == 422
    assert "请先重新输入动态验证码" in answer.content.decode()
    assert "数据平台" in answer.content.decode()
    assert not ApiKey.objects.exists()
    assert not Event.objects.filter(kind="governance.user.make_key").exists()
    with clock.travel(clock.now() + timedelta(seconds=60)):
        assert client.post(f"{AGAIN}?next={KEYS}", {"code": code_of(place.user)})["Location"] == KEYS
        assert client.post(KEYS, KEY).status_code == 200
    assert ApiKey.objects.count() == 1


@pytest.mark.usefixtures("outside_the_demo")
def test_an_export_asks_for_a_code_of_the_last_quarter_of_an_hour(place):
    give_factor(place.office)
    client = sign_in(place.office)
    way = client.get(EXPORT)["Location"]
    assert way == f"{AGAIN}?next=%2Fgovernance%2Fpeople%2F"
    assert client.get(EXPORT, headers={"HX-Request": "true"})["HX-Redirect"] == way
    for given in ({"code": "000000"}, {"code": ""}):
        assert client.post(way, given).status_code == 422
        assert client.get(EXPORT).status_code == 302
    assert exported() == 0
    start = clock.now() + timedelta(seconds=60)
    with clock.travel(start):
        assert client.post(way, {"code": code_of(place.office)})["Location"] == "/governance/people/"
        assert client.get(EXPORT)["Content-Type"].endswith("sheet")
    with clock.travel(start + timedelta(minutes=14)):
        assert client.get(EXPORT).status_code == 200
    with clock.travel(start + timedelta(minutes=16)):
        assert client.get(EXPORT)["Location"] == way
    assert exported() == 2


def test_who_has_no_second_factor_and_needs_none_exports_as_before(place, settings):
    settings.DEMO = False
    assert sign_in(place.user).get(EXPORT).status_code == 200


def test_a_code_shown_again_is_used_up_and_leads_to_no_other_site(place):
    give_factor(place.user)
    client = sign_in(place.user)
    with clock.travel(clock.now() + timedelta(seconds=60)):
        code = code_of(place.user)
        answer = client.post(f"{AGAIN}?next=https://example.com/", {"code": code, "_submission": "first"})
        assert answer["Location"] == "/account/"
        assert sign_in(place.user).post(AGAIN, {"code": code}).status_code == 422


def test_wrong_codes_end_the_session_as_wrong_passwords_do(place):
    give_factor(place.user)
    client = sign_in(place.user)
    answers = [client.post(AGAIN, {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    assert client.get("/account/").status_code == 302
    given = {"username": "street", "password": PASSWORD}
    assert Client().post("/login/", given).status_code == 429
    assert (RecoveryCode.objects.count(), SecondFactor.objects.get().last_step > 0) == (10, True)


@pytest.mark.usefixtures("outside_the_demo")
def test_whoever_changes_the_device_sets_the_next_one_up_at_once(place):
    codes = give_factor(place.leader)
    client = sign_in(place.leader)
    _, key = access.make_key(place.leader, actor=place.leader, name="取数")
    assert client.post("/account/end-factor/", {"old_password": PASSWORD, "code": "000000"}).status_code == 422
    assert client.post("/account/end-factor/", {"old_password": "wrong", "code": codes[0]}).status_code == 422
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (1, 10)
    assert not Event.objects.filter(kind="governance.user.factor_end").exists()
    assert client.post("/account/end-factor/", {"old_password": PASSWORD, "code": codes[0]}).status_code == 302
    assert client.get("/account/")["Location"] == ENROL
    assert access.key_account(key) is None
