"""Accounts and posts: signing in, lockout, first password, the three administrators, a login without a post."""

import pytest
from django.test import Client

from governance.demo_world import invented_id_number
from governance.kernel.clock import rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import NotAllowed
from governance.models import Appointment, Person, User
from governance.people.actions import accounts, switching
from governance.people.actions import posts as people
from tests.factories.base import home_of, make_district, user_with

PASSWORD = "Hetang-2026-Good"


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.sysadmin = user_with("sys_admin", place.district, "sysadmin")
    place.secadmin = user_with("sec_admin", place.district, "secadmin")
    return place


def with_password(user, password=PASSWORD):
    user.set_password(password)
    user.save()
    return user


def sign_in(client, username, password=PASSWORD):
    return client.post("/login/", {"username": username, "password": password})


def test_signing_in_opens_the_work_page(place, client):
    with_password(user_with("community_secretary", place.community, "secretary"))
    answer = sign_in(client, "secretary")
    assert (answer.status_code, answer.url) == (302, "/")
    assert "我的待办" in client.get("/").content.decode()


def test_five_wrong_passwords_lock_even_the_right_one(place, client):
    with_password(user_with("community_secretary", place.community, "secretary"))
    for _ in range(4):
        assert sign_in(client, "secretary", "wrong-password").status_code == 200
    assert sign_in(client, "secretary", "wrong-password").status_code == 429
    assert sign_in(client, "secretary").status_code == 429
    assert client.get("/").status_code == 302


def test_a_login_without_a_post_works_and_shows_why_there_is_nothing(place, client):
    client.force_login(user_with(None, place.community))
    page = client.get("/").content.decode()
    assert "还没有登记岗位" in page
    for address in ("/governance/appointments/", "/governance/people/", "/dashboard/", "/governance/accounts/"):
        assert client.get(address).status_code == 404


def test_signing_out_everywhere_ends_every_session(place):
    user = user_with("street_admin", place.street)
    first, second = Client(), Client()
    first.force_login(user)
    second.force_login(user)
    assert first.post("/account/signout-all/").status_code == 302
    assert second.get("/").status_code == 302
    assert second.get("/").url.startswith("/login/")


def test_an_idle_session_ends(place, client):
    from datetime import timedelta

    from governance.kernel.clock import clock

    client.force_login(user_with("street_admin", place.street))
    assert client.get("/").status_code == 200
    with clock.travel(clock.now() + timedelta(minutes=16)):
        assert client.get("/").url.startswith("/login/")


def test_the_three_administrators_hold_each_other(place):
    """sys_admin opens accounts but gives no rights; sec_admin gives rights to others and opens no accounts."""
    who = {"phone": "19900000051", "id_number": invented_id_number(900_051), "area": place.street}
    other = who | {"phone": "19900000052", "id_number": invented_id_number(900_052)}
    account = accounts.open_account(User(), actor=place.sysadmin, username="new.one", name="陈小新", **who)
    given = {"area": place.street, "role": "street_admin", "person": account.person}
    with pytest.raises(NotAllowed):
        people.grant(Appointment(), actor=place.sysadmin, **given)
    with pytest.raises(NotAllowed):
        accounts.open_account(User(), actor=place.secadmin, username="other.one", name="陈小二", **other)
    with pytest.raises(NotAllowed, match="不能给自己"):
        people.grant(Appointment(), actor=place.secadmin, **(given | {"person": place.secadmin.person}))
    assert not Appointment.objects.filter(role="street_admin").exists()
    assert not User.objects.filter(username="other.one").exists()
    post = people.grant(Appointment(), actor=place.secadmin, **given)
    assert post.status == "active"
    assert User.objects.get(pk=account.pk).can("projects.review", place.community)


def test_a_stopped_account_cannot_sign_in(place, client):
    user = with_password(user_with("street_admin", place.street, "street"))
    client.force_login(user)
    switching.stop(user, actor=place.sysadmin, note="调离本单位")
    assert client.get("/").status_code == 302
    assert sign_in(Client(), "street").status_code == 200  # the form again, not signed in
    with pytest.raises(NotAllowed):
        switching.stop(place.sysadmin, actor=place.sysadmin, note="停用自己")


@pytest.mark.parametrize(
    ("held", "given"),
    [
        ("sys_admin", "audit_admin"),
        ("sec_admin", "sys_admin"),
        ("audit_admin", "district_office"),
        ("street_admin", "sys_admin"),
    ],
)
def test_administrators_are_different_people_who_do_no_business(place, held, given):
    who = user_with(held, home_of(held, place))
    before = Event.objects.count()
    with pytest.raises(NotAllowed) as refusal:
        people.grant(Appointment(), actor=place.secadmin, person=who.person, role=given, area=place.district)
    assert refusal.value.code == "one_administrator_only"
    assert (Event.objects.count(), who.person.appointments.count()) == (before, 1)


def test_one_person_may_hold_two_posts_of_business(place):
    who = user_with("community_secretary", place.community)
    people.grant(Appointment(), actor=place.secadmin, person=who.person, role="mediator", area=place.community)
    assert who.person.appointments.count() == 2


def test_a_registry_post_does_not_carry_rights_in_by_the_back_door(place):
    secretary = user_with("community_secretary", place.community)
    with pytest.raises(NotAllowed, match="由安全管理员"):
        people.appoint(Appointment(), actor=secretary, area=place.community, role="mediator", name="李小明")
    assert not Appointment.objects.filter(role="mediator").exists()


def test_masked_data_is_shown_for_a_reason_only(place, client):
    secretary = user_with("community_secretary", place.community)
    neighbour = people.save_person(
        Person(), actor=secretary, name="王小邻", phone="19900001234", id_number="", area=place.building
    )
    client.force_login(secretary)
    assert "19900001234" not in client.get(neighbour.get_absolute_url()).content.decode()
    address = f"/governance/people/{neighbour.pk}/reveal/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert not Event.objects.filter(kind="governance.person.reveal").exists()
    assert "19900001234" in client.post(address, {"reason": "联系核实漏水情况"}).content.decode()
    assert Event.objects.get(kind="governance.person.reveal").data["note"] == "联系核实漏水情况"
    client.force_login(user_with("community_secretary", place.other_community))
    assert client.post(address, {"reason": "联系核实漏水情况"}).status_code == 404


def test_a_person_is_appointed_on_the_page_and_a_wrong_form_keeps_its_input(place, client):
    client.force_login(user_with("community_secretary", place.community))
    form = {
        "name": "张小邻",
        "phone": "123",
        "role": "neighbour_head",
        "area": place.building.code,
        "chosen_by": "recommended",
        "starts_on": "2026-01-01",
        "ends_on": "2025-01-01",
    }
    answer = client.post("/governance/appointments/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "张小邻" in page
    assert "任期止日不能早于起日" in page
    assert not Appointment.objects.filter(role="neighbour_head").exists()
    answer = client.post("/governance/appointments/new/", form | {"phone": "19900005678", "ends_on": "2028-01-01"})
    assert answer.status_code == 302
    assert Appointment.objects.get(role="neighbour_head").person.phone_masked == "199****5678"


def test_a_foreign_area_by_a_handmade_request_is_refused(place, client):
    client.force_login(user_with("community_secretary", place.community))
    form = {
        "name": "张小邻",
        "role": "neighbour_head",
        "area": place.other_compound.code,
        "chosen_by": "recommended",
        "starts_on": "2026-01-01",
    }
    answer = client.post("/governance/appointments/new/", form)
    assert answer.status_code == 422
    assert "不在您的管辖范围内" in answer.content.decode()
    assert not Person.objects.filter(name="张小邻").exists()


def test_an_identity_number_with_a_wrong_check_digit_is_refused(place, client):
    client.force_login(user_with("community_secretary", place.community))
    form = {
        "name": "张小邻",
        "id_number": "430202190001011234",
        "role": "neighbour_head",
        "area": place.building.code,
        "chosen_by": "recommended",
        "starts_on": "2026-01-01",
    }
    answer = client.post("/governance/appointments/new/", form)
    assert answer.status_code == 422
    assert "身份证号" in answer.content.decode()
    assert not Person.objects.filter(name="张小邻").exists()
