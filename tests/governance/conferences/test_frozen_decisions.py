"""An item is decided as its units voted, whoever writes; then its votes, recusals and who was there stay."""

from datetime import timedelta

import pytest

from governance.models import AgendaItem, ConferenceMember, ConferenceUnit, Interest, Organisation, Vote
from tests.factories import conferences as made
from tests.factories.conferences import decide, fresh
from tests.factories.intruder import intruder, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def state():
    return [list(model.objects.order_by("pk").values()) for model in (AgendaItem, Vote, Interest, ConferenceMember)]


def moment_of(room):
    return room.conference.members.exclude(signed_in_at=None).first().signed_in_at


def moment(room, **later):
    return f"'{(moment_of(room) + timedelta(**later)).isoformat()}'"


def decided(room, **values):
    """SQL that decides the room's item past the step."""
    given = {"status": "'decided'", "decision": "'approve'", "decided_at": moment(room, hours=1), **values}
    told = ", ".join(f"{name} = {value}" for name, value in given.items())
    return f"UPDATE governance_agendaitem SET {told} WHERE id = {room.item.pk}"


@pytest.mark.parametrize(
    ("votes", "decision", "words"),
    [
        ({}, "approve", "同意的单位未达规定数"),
        ({"yes": 4, "no": 4}, "approve", "同意的单位未达规定数"),
        ({"yes": 4, "conditional": 2}, "approve", "同意的单位未达规定数"),
        ({"conditional": 4}, "approve_with_conditions", "同意的单位未达规定数"),
        ({"yes": 5}, "reject", "同意的单位已达规定数"),
        ({}, "reject", "不同意的单位未达规定数，也未全部表决"),
        ({"yes": 4}, "reject", "不同意的单位未达规定数，也未全部表决"),
        ({"no": 4}, "reject", "不同意的单位未达规定数，也未全部表决"),
        ({}, "refer", "同意的单位未达规定数"),
        ({"yes": 4, "no": 4}, "refer", "同意的单位未达规定数"),
    ],
)
def test_no_decision_differs_from_the_votes(room, votes, decision, words):
    made.voted(room, room.item, **votes)
    before = state()
    refused(words, decided(room, decision=f"'{decision}'"))
    assert state() == before


def test_nor_is_anything_decided_without_its_quorum(room):
    made.voted(room, room.item, yes=8)
    early = moment(room, hours=-1)
    refused("到会未达规定数", decided(room, decided_at=early))
    gone = (
        f"INSERT INTO governance_interest (item_id, member_id, reason, declared_at) SELECT {room.item.pk}, id, '关联', "
        f"now() FROM governance_conferencemember WHERE conference_id = {room.conference.pk} "
        "AND signed_in_at IS NOT NULL LIMIT 5"
    )
    refused("本项只能缓议", gone, decided(room))


def test_nor_by_units_that_somebody_chose(room):
    made.voted(room, room.item, yes=8)
    for n in range(5):
        unit = Organisation.objects.create(kind="unit", name=f"区单位{n}", area=room.area, status="active")
        ConferenceUnit.objects.create(area=room.area, unit=unit)
    refused("不足规定比例，本项只能缓议", decided(room))


def test_nor_by_units_that_others_outweigh(room):
    """Of the units seated two thirds stand in the conference, whoever adds others past the portal."""
    made.voted(room, room.item, yes=8)
    for n in range(5):
        unit = Organisation.objects.create(kind="unit", name=f"区单位{n}", area=room.area, status="active")
        ConferenceMember.objects.create(conference=room.conference, unit=unit, signed_in_at=moment_of(room))
    made.voted(room, room.item, yes=13)
    before = state()
    refused("列入会议的单位中成员单位不足规定比例，本项只能缓议", decided(room))
    assert state() == before
    with intruder() as write:
        write(decided(room, decision="'defer'"))
    assert fresh(room.item).decision == "defer"


def test_a_consensus_to_reject_is_no_consensus_of_those_who_agreed(room):
    made.voted(room, room.item, yes=4, no=4)
    rejected = decided(room, decision="'reject'", by_consensus="true")
    refused("协商一致须有", rejected, "SET CONSTRAINTS ALL IMMEDIATE")


def test_an_urgent_matter_needs_the_chair_and_the_sitting_its_session(room):
    made.voted(room, room.item, yes=8)
    refused("须经主持人同意", decided(room, is_urgent="true"))
    ended = f"UPDATE governance_jointconference SET status = 'minutes_draft' WHERE id = {room.conference.pk}"
    refused("会议期间才能议定", ended, decided(room))


def test_no_item_begins_decided(room):
    own = ("id", "no", "status", "decision")
    columns = ", ".join(field.column for field in AgendaItem._meta.concrete_fields if field.column not in own)
    table = "governance_agendaitem"
    decided_one = f"SELECT {columns}, 9, 'decided', 'approve' FROM {table} WHERE id = {room.item.pk}"
    refused("须先列入议程", f"INSERT INTO {table} ({columns}, no, status, decision) {decided_one}")


def test_what_was_voted_carries(room):
    """The guard refuses no decision that the votes carry."""
    made.voted(room, room.item, yes=5)
    with intruder() as write:
        write(decided(room))
    assert fresh(room.item).decision == "approve"


def test_nobody_votes_who_is_not_there(room):
    away = ConferenceMember.objects.get(signed_in_at=None)
    refused(
        "没有签到的单位不参加表决",
        "INSERT INTO governance_vote (item_id, member_id, choice, opinion, voted_at) "
        f"VALUES ({room.item.pk}, {away.pk}, 'yes', '', now())",
    )


def test_once_decided_votes_recusals_and_presence_stay(room):
    made.voted(room, room.item, yes=5, no=2)
    decide(room, fresh(room.item))
    item, sitting = room.item.pk, room.conference.pk
    silent = [seat for seat in room.conference.members.all() if seat.signed_in_at][7]
    before = state()
    stays, signed = "表决和回避的记录不能增减和修改", "此前的签到不能增减和修改"
    for words, statement in (
        (stays, f"UPDATE governance_vote SET choice = 'yes' WHERE item_id = {item}"),
        (stays, f"DELETE FROM governance_vote WHERE item_id = {item} AND choice = 'no'"),
        (
            stays,
            "INSERT INTO governance_vote (item_id, member_id, choice, opinion, voted_at) "
            f"VALUES ({item}, {silent.pk}, 'yes', '', now())",
        ),
        (
            stays,
            "INSERT INTO governance_interest (item_id, member_id, reason, declared_at) "
            f"VALUES ({item}, {silent.pk}, '关联', now())",
        ),
        (signed, f"UPDATE governance_conferencemember SET signed_in_at = NULL WHERE id = {silent.pk}"),
        (
            signed,
            f"UPDATE governance_conferencemember SET signed_in_at = {moment(room, hours=-2)} "
            f"WHERE conference_id = {sitting} AND signed_in_at IS NULL",
        ),
        (
            signed,
            f"DELETE FROM governance_conferencemember WHERE conference_id = {sitting} AND signed_in_at IS NULL",
        ),
        ("本项已议定或者撤下，不能修改", f"UPDATE governance_agendaitem SET amount = 1 WHERE id = {item}"),
        ("本项已议定或者撤下，不能修改", f"UPDATE governance_agendaitem SET status = 'listed' WHERE id = {item}"),
        ("不能删除", f"DELETE FROM governance_agendaitem WHERE id = {item}"),
    ):
        refused(words, statement)
    assert state() == before
