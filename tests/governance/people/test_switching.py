"""One administrator shuts out none of the others: stopping, restarting and ending posts need two of them."""

import pytest

from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import BusinessError
from governance.models import Appointment, User
from governance.people.actions import posts, switching
from tests.factories.base import make_district, user_with

API = "/api/v1/governance/accounts/{}/steps/{}/"
JSON = {"content_type": "application/json"}


@pytest.fixture
def place(db):
    place = make_district()
    for name in ("sys", "sec", "audit"):
        setattr(place, name, user_with(f"{name}_admin", place.district, f"{name}admin"))
    place.second = user_with("sec_admin", place.district, "secadmin2")
    return place


def state():
    users = list(User.objects.order_by("pk").values_list("pk", "status", "session_epoch", "switch_by", "version"))
    ended = Appointment.objects.filter(ended_on__isnull=False).count()
    return users, ended, Event.objects.count(), Notice.objects.count(), Deadline.objects.open().count()


def refused(code, work):
    before = state()
    with pytest.raises(BusinessError) as refusal:
        work()
    assert refusal.value.code == code
    assert state() == before


def test_one_hand_stops_no_administrator(place, client):
    client.force_login(place.sys)
    for victim in (place.sec, place.audit, place.second):
        before = state()
        answer = client.post(API.format(victim.pk, "stop"), {"note": "停用", "version": victim.version}, **JSON)
        assert answer.status_code == 403
        assert "另一位管理员确认" in answer.json()["title"]
        assert state() == before


def test_two_stop_an_administrator_who_is_told(place):
    proposed = switching.propose_stop(place.sec, actor=place.sys, note="调离")
    assert Deadline.objects.open().get().task == "确认停用管理员账号"
    refused("own_proposal", lambda: switching.confirm_stop(proposed, actor=place.sys))
    refused("not_allowed", lambda: switching.confirm_stop(proposed, actor=place.sec))
    done = switching.confirm_stop(proposed, actor=place.audit)
    assert (done.status, done.switch_by, done.session_epoch) == ("stopped", None, place.sec.session_epoch + 1)
    titles = Notice.objects.filter(recipient=place.sec).order_by("id").values_list("title", flat=True)
    assert list(titles) == ["有人提请停用您的账号", "您的账号已停用"]
    assert not Deadline.objects.open().exists()


def test_the_last_of_a_kind_is_never_stopped(place):
    for last in (place.sys, place.audit):
        other = place.audit if last is place.sys else place.sys
        refused("last_of_its_kind", lambda last=last, other=other: switching.propose_stop(last, actor=other, note="停"))
    first = switching.propose_stop(place.sec, actor=place.sys, note="调离")
    second = switching.propose_stop(place.second, actor=place.sys, note="调离")
    switching.confirm_stop(first, actor=place.audit)
    refused("last_of_its_kind", lambda: switching.confirm_stop(second, actor=place.audit))


def test_a_restart_needs_two_as_well_and_either_may_be_dropped(place):
    stopped = switching.confirm_stop(switching.propose_stop(place.sec, actor=place.sys, note="停"), actor=place.audit)
    refused("two_administrators_only", lambda: switching.restart(stopped, actor=place.sys))
    proposed = switching.propose_restart(stopped, actor=place.sys, note="核查无误")
    refused("own_proposal", lambda: switching.confirm_restart(proposed, actor=place.sys))
    dropped = switching.drop_restart(proposed, actor=place.second, note="不予恢复")
    assert (dropped.status, dropped.switch_by) == ("stopped", None)
    again = switching.propose_restart(dropped, actor=place.sys, note="核查无误")
    assert switching.confirm_restart(again, actor=place.second).status == "active"
    kept = switching.drop_stop(
        switching.propose_stop(place.sec, actor=place.sys, note="停"), actor=place.audit, note="留"
    )
    assert (kept.status, kept.switch_by) == ("active", None)


def test_the_post_of_an_administrator_ends_after_the_account(place):
    post = place.second.person.appointments.get()
    refused("account_first", lambda: posts.revoke(post, actor=place.sec, note="调离"))
    switching.confirm_stop(switching.propose_stop(place.second, actor=place.sys, note="停"), actor=place.audit)
    assert posts.revoke(post, actor=place.sec, note="调离").status == "ended"


def test_other_accounts_are_stopped_by_one_and_told(place):
    user = user_with("street_admin", place.street, "street")
    refused("one_administrator_suffices", lambda: switching.propose_stop(user, actor=place.sys, note="调离"))
    assert switching.stop(user, actor=place.sys, note="调离").status == "stopped"
    assert Notice.objects.get(recipient=user).title == "您的账号已停用"
