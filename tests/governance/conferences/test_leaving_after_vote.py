"""Nobody takes a vote away by recusing the unit that cast it; a unit that leaves itself turns no result."""

import pytest

from governance.conferences.actions import interests, votes
from governance.models import Event, Interest, Vote
from tests.factories import conferences as made
from tests.factories.conferences import decide, fresh, refuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def seats(room):
    return [seat for seat in room.conference.members.select_related("unit") if seat.signed_in_at]


def rows():
    return sorted(Vote.objects.values_list("member", "choice")), Interest.objects.count()


def test_the_office_recuses_nobody_who_has_voted(client, room):
    made.voted(room, room.item, yes=3, no=4)
    against, free = seats(room)[3], seats(room)[7]
    before = rows()
    words = refuses(
        "voted_already",
        lambda: interests.record_interest(room.item, actor=room.office, member=against, reason="与项目有关联"),
    )
    assert f"{against.unit.name}已经表决，不能再由他人登记回避" in words
    assert "（本区默认）" in words
    client.force_login(room.office)
    url = f"{room.item.get_absolute_url()}record_interest/"
    choices = [value for value, _ in client.get(url).context["form"].fields["member"].choices]
    assert choices == ["", free.pk]
    page = client.post(url, {"member": against.pk, "reason": "与项目有关联"})
    assert page.status_code == 422
    assert "不能再由他人登记回避" in page.content.decode()
    assert page.context["form"]["reason"].value() == "与项目有关联"
    assert rows() == before
    item = interests.record_interest(room.item, actor=room.office, member=free, reason="本单位承建")
    assert rows() == before
    interests.confirm_interest(item, actor=room.leader, member=free)
    assert rows() == (before[0], 1)


def test_where_all_have_voted_the_step_is_not_offered(client, room):
    made.voted(room, room.item, yes=3, no=5)
    client.force_login(room.office)
    steps = client.get(f"/api/v1/governance/agenda-items/{room.item.pk}/steps/").json()
    step = next(one for one in steps if one["name"] == "record_interest")
    assert not step["allowed"]
    assert "都已表决" in step["reason"]


def test_units_that_leave_after_a_vote_against_turn_no_result(room):
    """Four yes against four no: one of these leaves by its own word, and the item is voted on again."""
    made.voted(room, room.item, yes=4, no=4)
    seat = seats(room)[4]
    votes.declare(room.item, actor=room.officers[seat.unit.name], reason="与项目有关联")
    assert Vote.objects.count() == 0
    facts = Event.objects.filter(kind="governance.agenda_item.declare").latest("id").data["facts"]
    assert ["表决", "回避使表决结果改变，已登记的表决作废，须重新表决"] in facts
    refuses("votes_too_few", lambda: decide(room, fresh(room.item)))
    made.voted(room, fresh(room.item), yes=4)
    assert decide(room, fresh(room.item)).decision == "approve"


def test_one_that_leaves_without_changing_the_result_takes_only_its_own_vote(room):
    made.voted(room, room.item, yes=6, no=2)
    seat = seats(room)[7]
    votes.declare(room.item, actor=room.officers[seat.unit.name], reason="与项目有关联")
    assert Vote.objects.count() == 7
    assert decide(room, fresh(room.item)).decision == "approve"
