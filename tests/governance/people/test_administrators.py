"""三员: an administrator's password is reset by two others, whoever resets sees no password, and the owner is told."""

from datetime import timedelta

import pytest
from django.test import Client

from governance.demo_world import invented_id_number
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import NotAllowed
from governance.models import Appointment, PasswordLink, User
from governance.people.actions import accounts, switching
from governance.people.actions import posts as people
from tests.factories.base import make_district, user_with

OLD, NEW = "Hetang-2026-Good", "Brand-New-2026"


@pytest.fixture
def place(db):
    place = make_district()
    for name in ("sys", "sec", "audit"):
        setattr(place, name, user_with(f"{name}_admin", place.district, f"{name}admin"))
    place.user = user_with("street_admin", place.street, "street")
    for user in (place.sec, place.user):
        user.set_password(OLD)
        user.save()
    return place


def signs_in(user, password):
    return Client().post("/login/", {"username": user.username, "password": password}).status_code == 302


def address(user):
    return "/" + user.link.split("/", 3)[3]


def enter(link, id_number, password=NEW):
    return Client().post(link, {"id_number": id_number, "new_password": password, "repeat": password}).status_code


def state():
    return Event.objects.count(), Notice.objects.count(), PasswordLink.objects.count(), Deadline.objects.open().count()


def test_the_owner_sets_the_password_by_a_link_and_nobody_else_sees_one(place, client):
    client.force_login(place.sys)
    answer = client.post(f"/governance/accounts/{place.user.pk}/reset/", follow=True)
    page = answer.content.decode()
    assert "初始密码" not in page
    link = "/account/set-password/" + page.split("/account/set-password/")[1].split(" ")[0]
    assert link not in str(client.cookies)
    assert "/account/set-password/" not in client.get(f"/governance/accounts/{place.user.pk}/").content.decode()
    assert not signs_in(place.user, OLD)
    assert Client().get(link)["Cache-Control"] == "no-store"
    assert enter(link, place.user.person.id_number) == 302
    assert signs_in(place.user, NEW)
    assert (Client().get(link).status_code, enter(link, place.user.person.id_number, "Other-New-2026")) == (404, 404)
    titles = Notice.objects.filter(recipient=place.user).order_by("id").values_list("title", flat=True)
    assert list(titles) == ["您的密码已重置", "您的密码已设置"]
    labels = Event.objects.filter(object_id=place.user.pk, kind__startswith="governance.user").order_by("id")
    assert [event.label for event in labels] == ["重置密码", "本人设置密码"]


def test_the_link_asks_who_opens_it_and_is_void_after_five_wrong_answers(place):
    accounts.reset(place.user, actor=place.sys)
    user = switching.restart(switching.stop(place.user, actor=place.sys, note="调离本单位"), actor=place.sys)
    link = address(user)
    assert [enter(link, invented_id_number(900_007 + n)) for n in range(4)] == [422] * 4
    assert enter(link, invented_id_number(900_007)) == 404
    assert enter(link, place.user.person.id_number) == 404
    assert not signs_in(place.user, NEW)


def test_the_link_ends_by_its_day_and_the_api_hands_it_over_once(place, client):
    client.force_login(place.sys)
    answer = client.post(
        f"/api/v1/governance/accounts/{place.user.pk}/steps/reset/", {}, content_type="application/json"
    )
    link = "/" + answer.json()["link"].split("/", 3)[3]
    assert "no-store" in answer["Cache-Control"]
    assert "link" not in client.get(f"/api/v1/governance/accounts/{place.user.pk}/").json()
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert enter(link, place.user.person.id_number) == 404


def test_one_administrator_cannot_reset_another(place, client):
    for step in ("reset", "confirm_reset"):
        before = state()
        with pytest.raises(NotAllowed):
            accounts.ACCOUNT.actions[step](place.sec, actor=place.sys)
        assert state() == before
    user_with("sec_admin", place.district, "second")  # never the last of a kind
    switching.propose_stop(place.sec, actor=place.sys, note="核查账号")
    stopped = switching.confirm_stop(place.sec, actor=place.audit)
    proposed = switching.propose_restart(stopped, actor=place.sys, note="核查无误")
    again = switching.confirm_restart(proposed, actor=place.audit)
    assert not hasattr(again, "link")
    assert signs_in(place.sec, OLD)


def test_two_other_administrators_reset_an_administrator(place):
    proposed = accounts.propose_reset(place.sec, actor=place.sys, note="本人忘记密码")
    assert Deadline.objects.open().get().task == "确认重置密码"
    assert signs_in(place.sec, OLD)  # nothing has changed yet
    for actor in (place.sys, place.sec):
        before = state()
        with pytest.raises(NotAllowed):
            accounts.confirm_reset(proposed, actor=actor)
        assert state() == before
    done = accounts.confirm_reset(proposed, actor=place.audit)
    assert not signs_in(place.sec, OLD)
    assert enter(address(done), place.sec.person.id_number) == 302
    assert signs_in(place.sec, NEW)
    assert not Deadline.objects.open().exists()
    assert Notice.objects.filter(recipient=place.sec).count() == 3


def test_a_proposal_may_be_dropped_even_by_the_owner(place):
    proposed = accounts.propose_reset(place.sec, actor=place.sys, note="本人忘记密码")
    dropped = accounts.drop_reset(proposed, actor=place.sec, note="不是我要求的")
    assert dropped.reset_by is None
    assert signs_in(place.sec, OLD)
    assert not Deadline.objects.open().exists()


def test_who_opened_an_account_has_no_way_into_it_once_it_is_an_administrators(place):
    user = accounts.open_account(
        User(), actor=place.sys, username="audit.two", name="陈小新", phone="19900000051",
        id_number=invented_id_number(900_001), area=place.district,
    )  # fmt: skip
    people.grant(Appointment(), actor=place.sec, person=user.person, role="audit_admin", area=place.district)
    assert enter(address(user), user.person.id_number) == 404
    entered = User.objects.get(pk=user.pk)
    accounts.propose_reset(entered, actor=place.sys, note="首次设置密码")
    done = accounts.confirm_reset(entered, actor=place.sec)
    assert enter(address(done), user.person.id_number) == 302
    assert signs_in(user, NEW)


def test_the_link_of_an_ordinary_account_stays_good_when_its_first_post_is_given(place):
    user = accounts.open_account(
        User(), actor=place.sys, username="yt.liumin", name="刘小敏", phone="19900000051",
        id_number=invented_id_number(900_001), area=place.street,
    )  # fmt: skip
    user = accounts.reset(user, actor=user_with("sys_admin", place.district))  # who does not know the number
    people.grant(Appointment(), actor=place.sec, person=user.person, role="street_staff", area=place.street)
    assert enter(address(user), user.person.id_number) == 302
    assert signs_in(user, NEW)
