"""In session: signing in, votes, recusal, decisions, and the money of the year."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.conferences.actions import action_items, attendance, budgets, decisions, interests, votes
from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock
from governance.models import (
    ActionItem,
    AgendaItem,
    Budget,
    Vote,
)
from tests.clients import Program
from tests.factories import conferences as made
from tests.factories.conferences import decide, refuses, session

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------ in the room
def test_members_sign_in_and_vote_by_their_own_accounts(place, room):
    item = made.listed(room, place.compound)
    with clock.travel(made.TODAY):
        conferences.fix_agenda(room.conference, actor=room.office)
    officer = room.officers["区财政局"]
    refuses("wrong_state", lambda: attendance.sign_in(room.conference, actor=officer))
    with clock.travel(made.DAY):
        conferences.hold(room.conference, actor=room.office)
        refuses("not_signed_in", lambda: votes.vote(item, actor=officer, choice="yes"))
        attendance.sign_in(room.conference, actor=officer)
        refuses("signed_in_already", lambda: attendance.sign_in(room.conference, actor=officer))
        votes.vote(item, actor=officer, choice="no", opinion="先整改")
        votes.vote(item, actor=officer, choice="yes", reason="已当场整改")
        refuses("not_allowed", lambda: attendance.sign_in(room.conference, actor=room.leader))
    vote = Vote.objects.get()
    assert (vote.choice, vote.member.unit.name, vote.entered_by) == ("yes", "区财政局", None)


def test_no_sitting_before_its_day(place, room):
    made.listed(room, place.compound)
    with clock.travel(made.TODAY):
        conferences.fix_agenda(room.conference, actor=room.office)
        refuses("too_early", lambda: conferences.hold(room.conference, actor=room.office))


def test_nothing_is_decided_without_quorum(place, room):
    item = made.listed(room, place.compound)
    made.in_session(room, absent=4)
    made.voted(room, item, yes=5)
    words = refuses("not_quorate", lambda: decide(room, item))
    assert "5/9" in words
    assert "还差 1" in words


def test_a_recused_member_is_not_counted_and_cannot_vote(place, room):
    item = session(room, place)
    officer = room.officers["区住建局"]
    made.voted(room, item, yes=4)
    with clock.travel(made.DAY):
        votes.declare(item, actor=officer, reason="施工单位为下属企业")
        refuses("recused_already", lambda: votes.vote(item, actor=officer, choice="yes"))
        refuses(
            "member_recused",
            lambda: votes.record_votes(
                item, actor=room.office, votes=[{"member": room.seat("区住建局").pk, "choice": "yes"}]
            ),
        )
        refuses(
            "recused_already",
            lambda: interests.record_interest(item, actor=room.office, member=room.seat("区住建局").pk, reason="重复"),
        )
    tally = AgendaItem.objects.get(pk=item.pk).tally()
    assert (tally.yes, tally.eligible, tally.recused) == (3, 7, 1)
    refuses("votes_too_few", lambda: decide(room, item))
    with clock.travel(made.DAY):
        votes.vote(item, actor=room.officers["区司法局"], choice="yes")
    item = decide(room, item)
    made.issued(room)
    assert (
        "区住建局回避，未参加表决，事由：施工单位为下属企业。回避后可以表决的单位 7 个，仍达到"
        in room.conference.minutes
    )


@pytest.mark.parametrize(
    ("votes", "change", "code"),
    [
        ({"yes": 4, "no": 4}, {}, "votes_too_few"),
        ({"yes": 4, "conditional": 2, "no": 2}, {}, "votes_too_few"),
        ({"yes": 4, "conditional": 2}, {"decision": "approve_with_conditions"}, "conditions_missing"),
        ({"yes": 6}, {"decision": "reject", "amount": None}, "votes_disagree"),
        ({"yes": 3, "no": 1}, {"by_consensus": True}, "consensus_contradicted"),
        ({"yes": 8}, {"support_class": ""}, "support_missing"),
        ({"yes": 8}, {"amount": None}, "amount_missing"),
        ({"yes": 8}, {"amount": Decimal("0.00")}, "amount_missing"),
        ({"yes": 8}, {"amount": Decimal("32000.01")}, "amount_over_requested"),
        ({"yes": 8}, {"decision": "refer", "amount": None}, "owner_missing"),
        ({}, {"decision": "reject", "amount": None}, "votes_too_few"),
        ({}, {"decision": "refer", "amount": None}, "votes_too_few"),
        ({}, {"decision": "approve_with_conditions", "conditions": "分期"}, "votes_too_few"),
        ({"yes": 4}, {"decision": "reject", "amount": None}, "votes_too_few"),
        ({"no": 4}, {"decision": "reject", "amount": None}, "votes_too_few"),
        ({"yes": 4, "no": 4}, {"decision": "refer", "amount": None}, "votes_too_few"),
        ({"yes": 1}, {"decision": "reject", "by_consensus": True, "amount": None}, "consensus_contradicted"),
        ({"abstain": 1}, {"decision": "reject", "by_consensus": True, "amount": None}, "consensus_contradicted"),
        ({}, {"decision": "reject", "by_consensus": True, "amount": None, "agreed": []}, "consensus_without_names"),
        ({"yes": 8}, {"due_on": made.DAY - timedelta(1)}, "due_before_meeting"),
    ],
)
def test_decisions_that_cannot_be(place, room, votes, change, code):
    item = session(room, place)
    made.voted(room, item, **votes)
    refuses(code, lambda: decide(room, item, **change))
    item.refresh_from_db()
    assert (item.status, item.decision) == ("listed", "")


@pytest.mark.parametrize(
    ("votes", "change"),
    [
        ({"no": 5}, {"decision": "reject"}),
        ({"yes": 4, "no": 2, "abstain": 2}, {"decision": "reject"}),
        ({"yes": 5}, {"decision": "refer"}),
        ({}, {"decision": "defer"}),
        ({}, {"decision": "reject", "by_consensus": True}),
        ({"no": 3}, {"decision": "reject", "by_consensus": True}),
        ({}, {"decision": "refer", "by_consensus": True}),
    ],
)
def test_what_votes_or_consensus_carry_is_decided(place, room, votes, change):
    item = session(room, place)
    made.voted(room, item, **votes)
    given = {"amount": None, "support_class": "", "owner_unit": room.units["区住建局"], **change}
    item = decide(room, item, **given)
    assert (item.status, item.decision) == ("decided", change["decision"])


def test_a_consensus_to_reject_is_kept_as_a_no_of_each(client, place, room):
    item = decide(room, session(room, place), decision="reject", by_consensus=True, amount=None, support_class="")
    assert {vote.choice for vote in item.votes.all()} == {"no"}
    client.force_login(room.leader)
    assert "协商一致，不同意本项的单位（8 个）" in client.get(item.room_url).content.decode()
    made.issued(room)
    assert "会议不同意该事项。" in room.conference.minutes
    assert "等 8 个单位协商一致（本区联席会议规则）。" in room.conference.minutes
    assert "未说明理由" not in room.conference.minutes  # nobody disagreed with what was decided


def test_the_minutes_tell_the_votes_of_a_rejection(place, room):
    item = session(room, place)
    made.voted(room, item, yes=2, no=5)
    decide(room, item, decision="reject", amount=None, support_class="")
    made.issued(room)
    assert "同意 2 票（区委组织部、区民政局），不同意 5 票，1 个单位未表决" in room.conference.minutes
    assert "未说明理由" not in room.conference.minutes
    assert "同意的单位 2 个，未达到超过半数（5 个单位）的要求" in room.conference.minutes


@pytest.mark.parametrize("decision", ["reject", "refer", "approve"])
def test_page_and_api_leave_the_chair_only_a_deferral(client, place, room, decision):
    item = session(room, place)
    given = {"decision": decision, "support_class": "full", "amount": "100.00", "conditions": "限期"}
    given["owner_unit"] = room.units["区住建局"].pk
    client.force_login(room.leader)
    with clock.travel(made.DAY):
        page = client.post(f"{item.get_absolute_url()}decide/", given)
        assert page.status_code == 422
        assert "未经表决也未协商一致的，主持人只能确定缓议" in page.content.decode()
        assert "限期" in page.content.decode()
        assert "同意、附条件同意、不同意和转办须经表决或者协商一致" in page.content.decode()
        problem = Program(room.leader).refused("governance/agenda-items", item.pk, "decide", **given)
        assert (problem["status"], problem["code"]) == (422, "votes_too_few")
    item.refresh_from_db()
    assert (item.status, item.decision, Vote.objects.count()) == ("listed", "", 0)


def test_conditional_votes_carry_a_conditional_decision(place, room):
    item = session(room, place)
    made.voted(room, item, yes=4, conditional=2, no=1)
    item = decide(room, item, decision="approve_with_conditions", conditions="按进度分两次拨付")
    assert item.decision == "approve_with_conditions"


def test_the_chair_decides_and_nobody_else(place, room):
    item = session(room, place)
    made.voted(room, item, yes=8)
    with clock.travel(made.DAY):
        for actor in (room.office, room.officers["区财政局"]):
            refuses(
                "not_allowed",
                lambda actor=actor: decisions.decide(
                    item, actor=actor, decision="approve", support_class="full", amount=Decimal("1.00")
                ),
            )


def test_only_a_decided_item_leads_to_actions(place, room):
    item = session(room, place)
    given = {"item": item, "unit": room.units["区住建局"], "text": "对接供电部门", "due_on": made.DAY + timedelta(9)}
    with clock.travel(made.DAY):
        refuses("item_not_decided", lambda: action_items.open_action(ActionItem(), actor=room.leader, **given))
        given["item"] = made.decided(room, item)
        early = {**given, "due_on": made.DAY - timedelta(1)}
        refuses("due_before_meeting", lambda: action_items.open_action(ActionItem(), actor=room.leader, **early))
        refuses("not_allowed", lambda: action_items.open_action(ActionItem(), actor=room.office, **given))
        assert action_items.open_action(ActionItem(), actor=room.leader, **given).area == place.compound


# ------------------------------------------------------------ the year's money
def test_decisions_keep_within_the_years_budget(place):
    room = made.make_conference(place.district, room=made.make_room(place.district, budget="50000.00"))
    first, second = made.listed(room, place.compound), made.listed(room, place.compound, title="第二个")
    made.in_session(room)
    made.decided(room, first)
    made.voted(room, second, yes=8)
    words = refuses("over_budget", lambda: decide(room, second))
    assert "剩余 18,000.00 元" in words
    assert decide(room, second, amount=Decimal("18000.00")).amount == Decimal("18000.00")
    with clock.travel(made.DAY):
        refuses("below_granted", lambda: budgets.revise_budget(room.budget, actor=room.office, amount=Decimal("49999")))


def test_without_a_budget_no_money_is_granted(place):
    room = made.make_conference(place.district, room=made.make_room(place.district, budget=None))
    item = session(room, place)
    made.voted(room, item, yes=8)
    refuses("no_budget", lambda: decide(room, item))
    assert not Budget.objects.exists()
