"""Nobody makes a unit leave for an item alone: the office asks, the chair agrees, or the unit says so itself."""

import pytest

from governance.conferences.actions import interests, votes
from governance.kernel.models.deadlines import Deadline
from governance.models import Interest
from tests.factories import conferences as made
from tests.factories.base import user_with
from tests.factories.conferences import decide, fresh, refuses
from tests.factories.intruder import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def seat(room):
    return room.seat("区住建局")


@pytest.fixture
def asked(room, seat):
    return interests.record_interest(room.item, actor=room.office, member=seat, reason="施工单位为下属企业")


def open_tasks(item):
    rows = Deadline.objects.open().filter(object_type="governance.agendaitem", object_id=item.pk)
    return list(rows.values_list("task", "assignee"))


def test_a_unit_votes_until_the_chair_agrees_that_it_leaves(room, seat, asked):
    assert (asked.tally().recused, Interest.objects.count()) == (0, 0)
    assert open_tasks(asked) == [("确认单位回避", room.leader.pk)]
    made.voted(room, fresh(asked), yes=2)
    item = interests.confirm_interest(fresh(asked), actor=room.leader, member=seat)
    interest = Interest.objects.get()
    assert (interest.entered_by, interest.confirmed_by, interest.reason) == (
        room.office,
        room.leader,
        "施工单位为下属企业",
    )
    assert (item.tally().recused, item.waiting_recusals, open_tasks(item)) == (1, [], [])


def test_who_asked_does_not_agree_and_nothing_is_written(room, seat):
    both = user_with("district_leader", room.area, "both")
    type(room.conference).objects.filter(pk=room.conference.pk).update(chair=both.person)
    item = fresh(room.item)
    type(item).objects.filter(pk=item.pk).update(
        waiting_recusals=[{"member": seat.pk, "unit": seat.unit.name, "reason": "关联", "by": both.pk}]
    )
    words = refuses("own_proposal", lambda: interests.confirm_interest(fresh(item), actor=both, member=seat))
    assert "须由另一人确认" in words
    assert len(fresh(item).waiting_recusals) == 1


def test_the_office_does_not_agree_for_the_chair(room, seat, asked):
    second = user_with("district_office", room.area)
    refuses("not_allowed", lambda: interests.confirm_interest(asked, actor=second, member=seat))
    refuses("recusal_asked_already", lambda: interests.record_interest(asked, actor=second, member=seat, reason="再提"))


def test_nothing_is_decided_while_a_recusal_waits(room, seat, asked):
    made.voted(room, fresh(asked), yes=8)
    words = refuses("recusal_waiting", lambda: decide(room, fresh(asked)))
    assert "区住建局的回避已经提请" in words
    item = interests.dismiss_interest(fresh(asked), actor=room.leader, member=seat, note="与本项没有关联")
    assert (item.waiting_recusals, Interest.objects.count(), open_tasks(item)) == ([], 0, [])
    assert decide(room, item).decision == "approve"


def test_a_unit_that_has_voted_meanwhile_stays(room, seat, asked):
    item = votes.vote(asked, actor=room.officers["区住建局"], choice="no")
    refuses("voted_already", lambda: interests.confirm_interest(item, actor=room.leader, member=seat))
    assert (item.votes.count(), Interest.objects.count()) == (1, 0)


def test_the_units_own_word_answers_it(room, seat, asked):
    item = votes.declare(asked, actor=room.officers["区住建局"], reason="施工单位为下属企业")
    assert (item.waiting_recusals, open_tasks(item)) == ([], [])
    interest = Interest.objects.get()
    assert (interest.entered_by, interest.confirmed_by) == (None, None)
    refuses("recusal_not_asked", lambda: interests.confirm_interest(item, actor=room.leader, member=seat))


def test_pages_and_programs(client, room, seat, asked):
    client.force_login(room.office)
    page = client.get(room.conference.get_absolute_url()).content.decode()
    assert "区住建局被提请回避（施工单位为下属企业），待主持人确认" in page
    assert "confirm_interest" not in page
    told = client.get(f"/api/v1/governance/agenda-items/{asked.pk}/").json()["waiting_recusals"]
    assert told == [{"member": seat.pk, "unit": "区住建局", "reason": "施工单位为下属企业"}]
    client.force_login(room.leader)
    assert "confirm_interest" in client.get(room.conference.get_absolute_url()).content.decode()
    url = f"{asked.get_absolute_url()}confirm_interest/"
    assert client.get(url).context["form"]["member"].value() == seat.pk
    address = f"/api/v1/governance/agenda-items/{asked.pk}/steps/dismiss_interest/"
    body = {"member": seat.pk, "version": fresh(asked).version}
    assert client.post(address, body, content_type="application/json").status_code == 422
    assert len(fresh(asked).waiting_recusals) == 1
    sent = {"member": seat.pk, "_version": fresh(asked).version}
    assert client.post(url, sent).status_code == 302
    assert Interest.objects.count() == 1


@pytest.mark.parametrize("second", ["NULL", "{office}"])
def test_nor_does_anybody_past_the_portal(room, seat, second):
    second = second.format(office=room.office.pk)
    refused(
        "须由提请人以外的人确认",
        "INSERT INTO governance_interest (item_id, member_id, reason, declared_at, entered_by_id, confirmed_by_id) "
        f"VALUES ({room.item.pk}, {seat.pk}, '关联', now(), {room.office.pk}, {second})",
    )
    assert not Interest.objects.exists()
