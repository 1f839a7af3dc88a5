"""Mail goes only where the owner of the account wants it: an address that somebody else entered waits for the owner."""

import pytest
from django.core import mail

from governance.demo_world import invented_id_number
from governance.kernel.clock import clock, messages
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice, Pace
from governance.models import User
from governance.people.actions import accounts
from tests.factories.base import make_district, user_with

PASSWORD = "Hetang-2026-Good"
OLD, NEW, OWN = "secretary@example.org", "reader@example.net", "own@example.org"


@pytest.fixture
def place(db):
    place = make_district()
    place.sysadmin = user_with("sys_admin", place.district, "sysadmin")
    place.secretary = user_with("community_secretary", place.community, "secretary", email=OLD)
    place.secretary.set_password(PASSWORD)
    place.secretary.save()
    return place


def tell(user, key="a"):
    messages.notify([user], key=key, title="业务提醒", body="案情", pace=Pace.AT_ONCE)


def mailed():
    """{address: the subjects and bodies of the mails that go there now}"""
    mail.outbox.clear()
    Notice.objects.update(pace=Pace.AT_ONCE, mail_next_try_at=clock.now())
    while messages.send_mail():
        pass
    return {address: sent.subject + sent.body for sent in mail.outbox for address in sent.to}


def edit(user, actor, email):
    return accounts.edit(User.objects.get(pk=user.pk), actor=actor, email=email)


@pytest.mark.parametrize("by_api", [False, True])
def test_an_address_entered_by_the_administrator_gets_nothing_and_the_old_one_is_told(place, client, by_api):
    client.force_login(place.sysadmin)
    version, pk = place.secretary.version, place.secretary.pk
    if by_api:
        address = f"/api/v1/governance/accounts/{pk}/steps/edit/"
        answer = client.post(address, {"email": NEW, "version": version}, content_type="application/json")
        assert answer.status_code == 200
        assert client.get(f"/api/v1/governance/accounts/{pk}/").json()["email_proposed"] == NEW
    else:
        answer = client.post(f"/governance/accounts/{pk}/edit/", {"email": NEW, "version": version})
        assert answer.status_code == 302
    user = User.objects.get(pk=pk)
    assert (user.email, user.email_proposed) == (OLD, NEW)
    tell(user)
    sent = mailed()
    assert set(sent) == {OLD}
    assert "业务提醒" in sent[OLD]
    assert NEW in sent[OLD]  # as what somebody wants it to be


def test_the_address_of_a_new_account_waits_for_its_owner(place):
    who = {"phone": "19900000051", "id_number": invented_id_number(900_051), "area": place.street}
    user = accounts.open_account(User(), actor=place.sysadmin, username="new.one", name="陈小新", email=NEW, **who)
    assert (user.email, user.email_proposed) == ("", NEW)
    tell(user)
    assert mailed() == {}


def test_taking_an_address_away_is_told_at_that_address(place):
    edit(place.secretary, place.sysadmin, "")
    user = User.objects.get(pk=place.secretary.pk)
    assert (user.email, user.email_proposed) == ("", "")
    tell(user)
    sent = mailed()
    assert set(sent) == {OLD}
    assert "已清空" in sent[OLD]
    assert "业务提醒" not in sent[OLD]
    assert Notice.objects.filter(recipient=user).count() == 2


def test_the_owner_takes_the_address_with_the_password_and_the_old_one_is_told(place, client):
    edit(place.secretary, place.sysadmin, NEW)
    mailed()
    client.force_login(place.secretary)
    assert NEW in client.get("/account/").content.decode()
    assert NEW in client.get("/account/address/").content.decode()
    wrong = client.post("/account/address/", {"email": NEW, "old_password": "wrong"})
    assert wrong.status_code == 422
    assert "现在的密码不正确" in wrong.content.decode()
    assert User.objects.get(pk=place.secretary.pk).email == OLD
    assert not Event.objects.filter(kind="governance.user.set_address").exists()
    assert client.post("/account/address/", {"email": NEW, "old_password": PASSWORD}).status_code == 302
    user = User.objects.get(pk=place.secretary.pk)
    assert (user.email, user.email_proposed) == (NEW, "")
    tell(user)
    sent = mailed()
    assert "有变动" in sent[OLD]
    assert "业务提醒" in sent[NEW]
    assert "业务提醒" not in sent[OLD]


def test_the_owner_sets_another_one_instead_of_what_was_entered(place, client):
    edit(place.secretary, place.sysadmin, NEW)
    client.force_login(place.secretary)
    client.post("/account/address/", {"email": OWN, "old_password": PASSWORD})
    user = User.objects.get(pk=place.secretary.pk)
    assert (user.email, user.email_proposed) == (OWN, "")
    assert Event.objects.get(kind="governance.user.set_address").actor == user


def test_a_proposal_is_withdrawn_by_the_present_address(place):
    edit(place.secretary, place.sysadmin, NEW)
    edit(place.secretary, place.sysadmin, OLD)
    user = User.objects.get(pk=place.secretary.pk)
    assert (user.email, user.email_proposed) == (OLD, "")
    assert set(mailed()) == {OLD}
