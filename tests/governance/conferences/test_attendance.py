"""Who came stays as it was signed: a sign-in is taken back with a reason, and never after it was counted."""

import pytest

from governance.conferences.actions import attendance
from governance.kernel.models.events import Event
from governance.models import ConferenceMember
from tests.factories import conferences as made
from tests.factories.conferences import decide, fresh, refuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def here(room):
    return sorted(ConferenceMember.objects.exclude(signed_in_at=None).values_list("pk", flat=True))


def sign(room, present, **more):
    return attendance.record_attendance(room.fresh(), actor=room.office, present=present, **more)


def told():
    return Event.objects.filter(kind="governance.joint_conference.record_attendance").latest("id").data


def test_a_sign_in_is_taken_back_with_a_reason(client, room):
    before = here(room)
    gone = ConferenceMember.objects.get(pk=before[0])
    words = refuses("change_reason_missing", lambda: sign(room, before[1:]))
    assert f"{gone.unit.name}已经签到，取消的须写明理由" in words
    client.force_login(room.office)
    url = f"{room.conference.get_absolute_url()}record_attendance/"
    assert "取消签到的理由" not in client.get(url).content.decode()
    page = client.post(url, {"present": before[1:]})
    assert page.status_code == 422
    assert "取消签到的理由" in page.content.decode()
    assert here(room) == before
    assert client.post(url, {"present": before[1:], "note": "实际未到会，签错行"}).status_code == 302
    assert here(room) == before[1:]
    assert (told()["signed_in"], told()["taken_back"]) == ([], [gone.unit.name])
    assert ["取消理由", "实际未到会，签错行"] in told()["facts"]


def test_whoever_was_counted_stays(room):
    made.voted(room, room.item, yes=5)
    decide(room, fresh(room.item))
    before = here(room)
    words = refuses("member_was_counted", lambda: sign(room, before[:-1], note="提前离会"))
    assert "已议定“幸福里小区楼道照明与扶手改造”" in words
    assert here(room) == before


def test_who_comes_later_changes_no_decision(room):
    """Eight of nine were there, five agreed: the ninth who signs in later does not lift what was needed."""
    made.voted(room, room.item, yes=5)
    decide(room, fresh(room.item))
    late = ConferenceMember.objects.get(signed_in_at=None)
    item = fresh(room.item)
    ConferenceMember.objects.filter(pk=late.pk).update(signed_in_at=item.decided_at.replace(hour=23))
    assert fresh(room.item).tally().eligible == 8
    assert fresh(room.item).majority().whole == 8
