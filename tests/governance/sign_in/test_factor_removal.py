"""A lost device: two administrators take the second factor off, and the owner is told."""

import pytest
from django.test import Client

from governance.kernel.clock import rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import NotAllowed
from governance.models import RecoveryCode, SecondFactor
from governance.people.actions import accounts, factors
from tests.factories.base import make_district, user_with
from tests.factories.factors import give_factor

PASSWORD = "Hetang-2026-Good"


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    for name in ("sys", "sec", "audit"):
        setattr(place, name, user_with(f"{name}_admin", place.district, f"{name}admin"))
    place.leader = user_with("district_leader", place.district, "leader")
    place.user = user_with("street_admin", place.street, "street")
    place.user.set_password(PASSWORD)
    place.user.save()
    return place


def is_in(client):
    return client.get("/account/").status_code == 200


def test_two_administrators_take_the_second_factor_off_and_the_owner_is_told(place):
    give_factor(place.user)
    client = Client()
    client.force_login(place.user)
    proposed = accounts.ACCOUNT.actions["propose_factor_removal"](place.user, actor=place.sys, note="本人手机遗失")
    assert Deadline.objects.open().get().task == "确认解除动态验证码"
    assert is_in(client)
    before = Event.objects.count()
    for actor in (place.sys, place.leader):
        with pytest.raises(NotAllowed):
            factors.confirm_factor_removal(proposed, actor=actor)
    assert (Event.objects.count(), SecondFactor.objects.count()) == (before, 1)
    factors.confirm_factor_removal(proposed, actor=place.audit)
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count(), is_in(client)) == (0, 0, False)
    assert not Deadline.objects.open().exists()
    titles = Notice.objects.filter(recipient=place.user).values_list("title", flat=True)
    assert {"有人提请解除您的动态验证码", "您的动态验证码已解除"} <= set(titles)
    client.post("/login/", {"username": "street", "password": PASSWORD})
    assert is_in(client)


def test_nobody_takes_off_the_own_second_factor_as_an_administrator(place):
    give_factor(place.sec)
    with pytest.raises(NotAllowed):
        factors.propose_factor_removal(place.sec, actor=place.sec, note="本人手机遗失")
    proposed = factors.propose_factor_removal(place.sec, actor=place.sys, note="本人手机遗失")
    with pytest.raises(NotAllowed):
        factors.confirm_factor_removal(proposed, actor=place.sec)
    dropped = factors.drop_factor_removal(proposed, actor=place.sec, note="不是我要求的")
    assert (dropped.factor_by, SecondFactor.objects.count()) == (None, 1)
    assert not Deadline.objects.open().exists()


def test_both_proposals_about_one_administrator_stand_beside_each_other(place):
    give_factor(place.sec)
    proposed = factors.propose_factor_removal(place.sec, actor=place.sys, note="本人手机遗失")
    proposed = accounts.propose_reset(proposed, actor=place.sys, note="本人忘记密码")
    assert Deadline.objects.open().count() == 2
    done = factors.confirm_factor_removal(proposed, actor=place.audit)
    assert Deadline.objects.open().get().task == "确认重置密码"
    accounts.confirm_reset(done, actor=place.audit)
    assert not Deadline.objects.open().exists()
