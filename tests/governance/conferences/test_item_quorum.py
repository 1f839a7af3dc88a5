"""The quorum asked again for each item after recusals, and a consensus that names who agreed (domain.md §2.8)."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from governance.conferences.actions import interests, votes
from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock, rules
from governance.kernel.models.rules import Rule
from governance.models import AgendaItem, Vote
from tests.factories import conferences as made
from tests.factories.conferences import agreeing, decide, refuses, session

pytestmark = pytest.mark.django_db


def recused(room, item, number):
    """The last `number` units of the table that are present leave for the item."""
    here = [seat for seat in room.conference.members.select_related("unit") if seat.signed_in_at]
    with clock.travel(made.DAY):
        for seat in here[len(here) - number :]:
            item = interests.record_interest(item, actor=room.office, member=seat, reason="本单位承建")
            item = interests.confirm_interest(item, actor=room.leader, member=seat)
    return AgendaItem.objects.get(pk=item.pk)


# ------------------------------------------------------------ quorum after recusals
def test_one_unit_left_after_recusals_decides_nothing(place, room):
    """Eight of nine present leave, one votes yes: that is no decision of the conference."""
    item = session(room, place)
    item = recused(room, item, 7)
    made.voted(room, item, yes=1)
    for decision, more in (
        ("approve", {}),
        ("reject", {"amount": None}),
        ("refer", {"owner_unit": room.units["区住建局"]}),
    ):
        words = refuses(
            "not_quorate_after_recusal",
            lambda decision=decision, more=more: decide(room, item, decision=decision, **more),
        )
        assert "回避后可表决 1/9 个单位" in words
        assert "还差 4 个单位" in words
    refuses("not_quorate_after_recusal", lambda: decide(room, item, by_consensus=True))
    item.refresh_from_db()
    assert (item.status, item.decision) == ("listed", "")
    assert decide(room, item, decision="defer", support_class="", amount=None).decision == "defer"


@pytest.mark.parametrize(("gone", "is_met"), [(3, True), (4, False)])
def test_half_of_all_member_units_must_remain(place, room, gone, is_met):
    """Of nine units eight are here; five may vote on the item, four may not."""
    item = recused(room, session(room, place), gone)
    made.voted(room, item, yes=8 - gone)
    assert item.quorum().is_met is is_met
    if is_met:
        assert decide(room, item).decision == "approve"
    else:
        refuses("not_quorate_after_recusal", lambda: decide(room, item))


def test_the_share_is_a_dated_rule(place, room):
    item = recused(room, session(room, place), 3)
    made.voted(room, item, yes=5)
    Rule.objects.filter(code="quorum_conference_item").update(value="2/3")
    rules.forget()
    assert "不低于三分之二（6 个单位）" in refuses("not_quorate_after_recusal", lambda: decide(room, item))
    assert "conference_item" not in rules.bodies(date(2026, 3, 26))  # a condition of items, no body of its own


def test_room_and_minutes_show_both_formulas(client, place, room):
    item = recused(room, session(room, place), 1)
    made.voted(room, item, yes=6)
    quorum = "回避后可表决 7/9 个单位，要求不低于半数（5 个单位），已达到"
    majority = "同意 6/7 个单位，要求超过半数（4 个单位），已达到"
    client.force_login(room.leader)
    page = client.get(item.room_url).content.decode()
    assert quorum in page
    assert majority in page
    decide(room, item)
    with clock.travel(made.DAY):
        minutes = conferences.draft_minutes(room.conference, actor=room.office).minutes
    assert "回避后可以表决的单位 7 个，仍达到成员单位不低于半数（5 个单位）的要求（本区联席会议规则）。" in minutes
    assert "同意的单位 6 个，达到超过半数（4 个单位）的要求（本区联席会议规则）。" in minutes


# ------------------------------------------------------------ consensus
def test_a_consensus_without_names_is_refused(place, room):
    item = session(room, place)
    words = refuses("consensus_without_names", lambda: decide(room, item, by_consensus=True, agreed=[]))
    assert "区民政局" in words
    here = agreeing(item)
    words = refuses("consensus_without_names", lambda: decide(room, item, by_consensus=True, agreed=here[1:]))
    assert here[0].unit.name in words
    absent = room.conference.members.get(signed_in_at=None)
    refuses("not_present", lambda: decide(room, item, by_consensus=True, agreed=[*here, absent]))
    refuses("not_a_member", lambda: decide(room, item, by_consensus=True, agreed=[*here, 999_999_999]))
    item = recused(room, item, 1)
    refuses("member_recused", lambda: decide(room, item, by_consensus=True, agreed=here))
    item.refresh_from_db()
    assert item.status == "listed"
    assert not Vote.objects.exists()


@pytest.mark.parametrize("given", [{"no": 1}, {"abstain": 1}, {"conditional": 1}])
def test_whoever_voted_otherwise_does_not_agree(place, room, given):
    item = session(room, place)
    made.voted(room, item, **given)
    refuses("consensus_contradicted", lambda: decide(room, item, by_consensus=True))


def test_a_consensus_keeps_who_agreed(client, place, room):
    item = recused(room, session(room, place), 1)
    own = room.officers["区民政局"]
    with clock.travel(made.DAY):
        votes.vote(item, actor=own, choice="yes", opinion="同意")
    item = decide(room, item, by_consensus=True)
    kept = list(Vote.objects.filter(item=item).order_by("member__order"))
    assert [vote.choice for vote in kept] == ["yes"] * 7
    assert [vote.entered_by for vote in kept].count(room.leader) == 6
    assert kept[1].opinion == "同意"  # what a unit had said itself stays as it was
    names = "区委组织部、区民政局、区财政局、区住建局、区司法局、区信访联席办、区城管局"
    client.force_login(room.leader)
    assert names in client.get(item.room_url).content.decode()
    with clock.travel(made.DAY):
        minutes = conferences.draft_minutes(room.conference, actor=room.office).minutes
    assert f"经{names}等 7 个单位协商一致" in minutes


def test_the_form_offers_everybody_who_is_here_and_has_nobody_agree(client, place, room):
    item = recused(room, session(room, place), 1)
    client.force_login(room.leader)
    with clock.travel(made.DAY):
        form = client.get(item.url("decide")).context["form"]
    assert [seat.pk for seat in form.fields["agreed"].queryset] == [seat.pk for seat in agreeing(item)]
    assert len(agreeing(item)) == 7
    assert not form["agreed"].value()


def test_the_database_keeps_no_consensus_without_names(place, room):
    item = session(room, place)
    there = room.conference.members.exclude(signed_in_at=None).first()
    given = {"decision": "approve", "by_consensus": True, "decided_at": there.signed_in_at}

    def decide_behind_the_step():
        with transaction.atomic():
            AgendaItem.objects.filter(pk=item.pk).update(status="decided", **given)
            connection.check_constraints()

    with pytest.raises(IntegrityError, match="协商一致须有"):
        decide_behind_the_step()


# ------------------------------------------------------------ a fund's share is asked for
def test_the_decision_asks_the_fund_and_grants_none_of_its_money(client, place, room):
    item = session(room, place, fund_request=Decimal("4000.00"))
    made.voted(room, item, yes=8)
    item = decide(room, item)
    assert item.amount == Decimal("32000.00")  # fiscal money only
    client.force_login(room.leader)
    assert "向基金管委会提出 4,000.00 元的申请" in client.get(item.room_url).content.decode()
    words = "另向基金管委会申请 4,000.00 元（人民币肆仟元整），由管委会表决"
    with clock.travel(made.DAY):
        assert words in conferences.draft_minutes(room.conference, actor=room.office).minutes


def test_a_matter_put_off_asks_no_fund(place, room):
    item = session(room, place, fund_request=Decimal("4000.00"))
    assert not decide(room, item, decision="defer", amount=None).asks_fund


# ------------------------------------------------------------ what the form offers
DECISION = re.compile(r'<select[^>]*name="decision".*?</select>', re.S)


def offered(client, room, item):
    """(the decisions that the chair's form offers, the page)."""
    client.force_login(room.leader)
    with clock.travel(made.DAY):
        client.force_login(room.leader)
        page = client.get(item.room_url).content.decode()
    return re.findall(r'<option value="(\w*)"', DECISION.search(page)[0]), page


def test_an_item_that_can_only_be_put_off_offers_nothing_else(client, place, room):
    item = recused(room, session(room, place), 4)
    found, page = offered(client, room, item)
    assert found == ["defer"]
    assert "本项只能缓议" in page
    for name in ("support_class", "agreed"):
        assert f'id="div_decide_{name}"' not in page
    url = f"{item.get_absolute_url()}decide/"
    with clock.travel(made.DAY):
        refused = client.post(url, {"decision": "approve", "support_class": "full", "amount": "1000"})
        assert refused.status_code == 422
        assert "回避后可表决的单位不足，本项只能缓议" in refused.content.decode()
        item.refresh_from_db()
        assert (item.status, item.decision) == ("listed", "")
        client.post(url, {"decision": "defer"})
    item.refresh_from_db()
    assert item.decision == "defer"


def test_an_item_that_may_be_decided_offers_all(client, place, room):
    item = recused(room, session(room, place), 3)
    found, page = offered(client, room, item)
    assert found == ["", *AgendaItem.Decision.values]  # nothing is chosen beforehand
    assert "到会单位全部同意" in page


def test_nobody_is_presumed_to_agree(client, place, room):
    _, page = offered(client, room, session(room, place))
    boxes = re.findall(r'<input[^>]*name="agreed"[^>]*>', page)
    assert len(boxes) == 8
    assert not [box for box in boxes if "checked" in box]
