"""Who came stays as it was signed: a sign-in is taken back with a reason, and never after it was counted."""

import pytest
from django.db import IntegrityError, transaction
from lxml import html

from governance.conferences.actions import attendance
from governance.conferences.papers.draft import minutes_text
from governance.conferences.papers.minutes import minutes_values
from governance.kernel.models.events import Event
from governance.models import ConferenceMember
from tests.factories import conferences as made
from tests.factories.conferences import decide, fresh, refuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def text_of(page):
    return " ".join(html.fromstring(page.content.decode()).text_content().split())


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


# ------------------------------------------------------------ leave (请假) is not absence
def away(room):
    return sorted(ConferenceMember.objects.filter(is_excused=True).values_list("pk", flat=True))


def test_who_asked_for_leave_is_told_from_who_stayed_away(client, room):
    """On the page, in the list and its sheet, in the API and in the minutes."""
    seats = list(room.conference.members.select_related("unit"))
    excused, absent, came = seats[0], seats[1], [seat.pk for seat in seats[2:]]
    client.force_login(room.office)
    posted = {"present": came, "excused": [excused.pk], "note": "签错行"}
    assert client.post(room.conference.url("record_attendance"), posted).status_code == 302
    assert (here(room), away(room)) == (came, [excused.pk])
    assert told()["excused"] == [excused.unit.name]
    page = text_of(client.get(room.conference.get_absolute_url()))
    assert f"签到 {len(came)} / {len(seats)}，请假 1" in page
    assert "请假 " in page.split("，请假 1", 1)[1]  # the line of the unit
    words = f"{len(came)}/{len(seats)}，请假 1，缺席 1"
    assert words in text_of(client.get("/governance/conferences/"))
    rows = client.get(f"/api/v1/governance/conferences/{room.conference.pk}/").json()["members"]
    assert [row["unit_name"] for row in rows if row["is_excused"]] == [excused.unit.name]
    said = minutes_values(room.fresh())
    assert excused.unit.name in said["excused"]
    assert absent.unit.name in said["absent"]
    assert excused.unit.name not in said["absent"] + said["present"]
    assert f"实到 {len(came)} 个，请假 1 个" in minutes_text(room.fresh())


def test_nobody_is_there_and_on_leave(client, room):
    before = here(room)
    client.force_login(room.office)
    page = client.post(room.conference.url("record_attendance"), {"present": before, "excused": before[:1]})
    assert page.status_code == 422
    assert "既登记为签到，又登记为请假，请只选一项" in page.content.decode()
    assert (here(room), away(room)) == (before, [])
    with pytest.raises(IntegrityError), transaction.atomic():
        ConferenceMember.objects.filter(pk=before[0]).update(is_excused=True)


def test_who_comes_after_all_is_no_longer_on_leave(client, room):
    before = here(room)
    late = ConferenceMember.objects.get(signed_in_at=None)
    sign(room, before, excused=[late.pk])
    unit_user = next(user for user in room.officers.values() if late.unit_id in user.unit_ids)
    attendance.sign_in(room.fresh(), actor=unit_user)
    assert (here(room), away(room)) == (sorted([*before, late.pk]), [])
