"""An account that carries rights from its first day: link and identity number never come into one hand."""

import pytest
from django.test import Client

from governance.demo_world import invented_id_number
from governance.kernel.clock import rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import NotAllowed, Refused
from governance.models import Appointment, PasswordLink, Person, User
from governance.people.actions import accounts, merging, switching
from governance.people.actions import posts as people
from governance.people.actions.posts import fill
from tests.factories.base import appoint, make_district, person, user_with

NUMBER, OTHER = invented_id_number(940_001), invented_id_number(940_002)
PASSWORD = "Brand-New-2026"
JSON = {"content_type": "application/json"}


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    for name in ("sys", "sec", "audit"):
        setattr(place, name, user_with(f"{name}_admin", place.district, f"{name}admin"))
    place.street_admin = user_with("street_admin", place.street, "street")
    place.lead = person(place.compound, "王小测")
    fill(place.lead, phone="19900007001")
    place.lead.save()
    appoint("branch_secretary", place.compound, place.lead)
    return place


def form(place, **more):
    given = {"username": "wang.ce", "name": "王小测", "phone": "19900007001", "id_number": NUMBER}
    return given | {"area": place.compound.code} | more


def opened(place, **more):
    return accounts.open_account(User(), actor=place.sys, **form(place, area=place.compound, **more))


def enter(link, id_number=NUMBER):
    address = "/" + link.split("/", 3)[3]
    data = {"id_number": id_number, "new_password": PASSWORD, "repeat": PASSWORD}
    return Client().post(address, data).status_code


def state():
    users = list(User.objects.order_by("pk").values_list("pk", "password", "status", "reset_by", "version"))
    rows = list(Person.objects.order_by("pk").values_list("pk", "id_index", "phone_index", "id_number_by", "version"))
    counts = [model.objects.count() for model in (Event, Notice, PasswordLink, Deadline, Appointment)]
    return users, rows, counts


def refused(code, work, error=NotAllowed):
    before = state()
    with pytest.raises(error) as refusal:
        work()
    assert refusal.value.code == code
    assert state() == before


def signs_in(username="wang.ce"):
    return Client().post("/login/", {"username": username, "password": PASSWORD}).status_code == 302


def test_who_opens_the_account_of_somebody_with_rights_and_types_the_number_sees_no_link(place, client):
    client.force_login(place.sys)
    page = client.post("/governance/accounts/new/", form(place), follow=True).content.decode()
    user = User.objects.get(username="wang.ce")
    assert "/account/set-password/" not in page
    assert "已提请另一位管理员核实" in page
    assert (user.person, user.reset_by, user.has_usable_password()) == (place.lead, place.sys, False)
    assert not PasswordLink.objects.exists()
    assert Deadline.objects.open().get().task == "确认重置密码"
    before = state()
    for step in ("reset", "confirm_reset"):
        assert client.post(user.url(step), {"_version": user.version}).status_code == 422
        answer = client.post(f"/api/v1/governance/accounts/{user.pk}/steps/{step}/", {"version": user.version}, **JSON)
        assert answer.status_code == 403
        assert "link" not in answer.json()
    assert state() == before


def test_another_administrator_hands_over_the_link_and_the_owner_enters(place, client):
    user = opened(place)
    client.force_login(place.sec)
    page = client.post(user.url("confirm_reset"), {"_version": user.version}, follow=True).content.decode()
    link = "https://portal/account/set-password/" + page.split("/account/set-password/")[1].split(" ")[0]
    assert enter(link, OTHER) == 422
    assert enter(link) == 302
    assert signs_in()
    assert not Deadline.objects.open().exists()


def test_the_api_hands_out_no_link_either(place, client):
    client.force_login(place.sys)
    answer = client.post("/api/v1/governance/accounts/", form(place), **JSON)
    assert answer.status_code == 201
    assert "link" not in answer.json()
    assert not PasswordLink.objects.exists()


def test_a_number_that_somebody_else_entered_before_and_that_is_typed_again_gives_no_link_either(place):
    people.correct(place.lead, actor=place.street_admin, id_number=NUMBER, note="补登证件")
    user = opened(place)
    assert not hasattr(user, "link")
    refused("own_number", lambda: accounts.reset(user, actor=place.sys))
    assert enter(accounts.confirm_reset(user, actor=place.audit).link) == 302
    assert signs_in()


def test_a_post_that_begins_later_counts_as_well(place):
    later = person(place.compound, "王小后")
    fill(later, phone="19900007002")
    later.save()
    appoint("branch_secretary", place.other_compound, later, starts_on="2999-01-01")
    user = opened(place, name="王小后", phone="19900007002")
    assert not hasattr(user, "link")


def test_a_later_reset_and_a_restart_give_no_link_either(place):
    user = opened(place, name="王小新", phone="19900007003")
    assert enter(user.link) == 302
    appoint("branch_secretary", place.other_compound, user.person)
    user = User.objects.get(pk=user.pk)
    refused("own_number", lambda: accounts.reset(user, actor=place.sys))
    switching.stop(user, actor=place.sys, note="核查账号")
    again = switching.restart(User.objects.get(pk=user.pk), actor=place.sys)
    assert not hasattr(again, "link")
    proposed = accounts.propose_reset(again, actor=place.sys, note="本人忘记密码")
    refused("own_proposal", lambda: accounts.confirm_reset(proposed, actor=place.sys))
    assert enter(accounts.confirm_reset(proposed, actor=place.sec).link) == 302


def test_who_entered_the_number_confirms_no_reset_that_another_proposed(place):
    user = opened(place, name="王小新", phone="19900007003")
    people.grant(Appointment(), actor=place.sec, person=user.person, role="audit_admin", area=place.district)
    proposed = accounts.propose_reset(User.objects.get(pk=user.pk), actor=place.sec, note="首次设置密码")
    refused("own_number", lambda: accounts.confirm_reset(proposed, actor=place.sys))
    assert enter(accounts.confirm_reset(proposed, actor=place.audit).link) == 302


def test_another_system_administrator_resets_alone(place):
    user = opened(place, name="王小新", phone="19900007003")
    appoint("branch_secretary", place.other_compound, user.person)
    second = user_with("sys_admin", place.district, "sys2")
    refused("one_administrator_suffices", lambda: accounts.propose_reset(user, actor=second, note="忘记密码"))
    assert enter(accounts.reset(User.objects.get(pk=user.pk), actor=second).link) == 302


def test_rights_that_come_by_a_merger_end_the_password(place):
    user = opened(place, name="王小测", phone="19900007003")
    assert not hasattr(user, "link")  # a namesake holds a post
    assert enter(accounts.confirm_reset(user, actor=place.sec).link) == 302
    second = user_with("street_admin", place.street, "street2")
    proposed = merging.propose_merge(place.lead, actor=place.street_admin, into=user.person, note="同一人")
    done = merging.confirm_merge(proposed, actor=second)
    assert "原密码已失效" in done.step_message
    assert not signs_in()
    assert place.lead.appointments.count() == 0
    refused("own_number", lambda: accounts.reset(User.objects.get(pk=user.pk), actor=place.sys))


def test_who_entered_a_number_goes_with_it_in_a_merger(place):
    goes = opened(place, name="王小测", phone="19900007003").person
    proposed = merging.propose_merge(goes, actor=place.street_admin, into=place.lead, note="同一人")
    merging.confirm_merge(proposed, actor=user_with("street_admin", place.street, "street2"))
    place.lead.refresh_from_db()
    assert (place.lead.id_number, place.lead.id_number_by) == (NUMBER, place.sys)


# ------------------------------------------------------------ numbers and telephones that were entered wrongly
def test_a_new_number_ends_access_and_its_owner_is_told(place, client):
    user = user_with("street_staff", place.street, "staff")
    browser = Client()
    browser.force_login(user)
    link = accounts.reset(user, actor=place.sys).link
    browser.force_login(User.objects.get(pk=user.pk))
    client.force_login(place.street_admin)
    address = user.person.url("correct")
    given = {"id_number": NUMBER, "note": "登记有误", "_version": user.person.version}
    assert client.post(address, given).status_code == 302
    assert enter(link) == 404
    assert browser.get("/account/").status_code == 302
    assert Notice.objects.filter(recipient=user, title="您登记的身份证号已更正").count() == 1
    changed = Person.objects.get(pk=user.person_id)
    assert (changed.id_number, changed.id_number_by) == (NUMBER, place.street_admin)
    event = Event.objects.get(kind="governance.person.correct")
    assert NUMBER not in str(event.data)
    assert event.data["facts"] == [["登记内容", "身份证号"]]


def test_a_new_telephone_is_told_and_leaves_sessions(place):
    user = user_with("street_staff", place.street, "staff")
    browser = Client()
    browser.force_login(user)
    people.correct(user.person, actor=place.street_admin, phone="19900007099", note="换了手机号")
    assert browser.get("/account/").status_code == 200
    assert Notice.objects.get(recipient=user).title == "您登记的手机号已更正"
    person = Person.objects.get(pk=user.person_id)
    again = {"actor": place.street_admin, "phone": "19900007099", "note": "再登记一次"}
    refused("nothing_changed", lambda: people.correct(person, **again), Refused)
    assert Notice.objects.filter(recipient=user).count() == 1


def test_a_telephone_that_a_second_entry_of_a_post_replaces_is_told_too(place):
    user = user_with("street_staff", place.street, "staff", name="王小甲")
    appoint("branch_secretary", place.other_compound, user.person)
    given = {"name": "王小甲", "phone": "19900007098", "id_number": ""}
    found = people.likely_same_person(place.other_compound, "branch_secretary", place.street_admin, "同一人", **given)
    assert (found, found.phone) == (user.person, "19900007098")
    assert Notice.objects.get(recipient=user).title == "您登记的手机号已更正"


def test_corrections_are_refused_with_nothing_written(place, client):
    own, user = place.street_admin.person, user_with("street_staff", place.street, "staff")
    refused("own_person", lambda: people.correct(own, actor=place.street_admin, phone="19900007097", note="本人"))
    refused("not_allowed", lambda: people.correct(place.lead, actor=place.sys, id_number=NUMBER, note="补登"))
    client.force_login(place.street_admin)
    before = state()
    address, version = place.lead.url("correct"), place.lead.version
    taken = {"id_number": user.person.id_number, "note": "登记有误", "_version": version}
    for given, words in (
        ({"note": "登记有误", "_version": version}, "请填写要更正的手机号或身份证号"),
        (taken, "这个身份证号已登记在另一人名下"),
        ({"phone": "19900007097", "_version": version}, "请"),
    ):
        answer = client.post(address, given)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert state() == before
