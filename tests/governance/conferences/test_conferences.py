"""The joint conference: agenda in time, quorum, recusal, votes, decisions within the budget, sealed minutes."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from docx import Document

from governance.conferences.actions import action_items, agenda, budgets, decisions, votes
from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import (
    ActionItem,
    AgendaItem,
    Budget,
    ConferenceMember,
    ConferenceUnit,
    Interest,
    JointConference,
    Vote,
)
from tests.factories import conferences as made
from tests.factories.base import make_district, user_with

pytestmark = pytest.mark.django_db
ROWS = (Event, JointConference, AgendaItem, Vote, Interest, ActionItem, ConferenceMember)


@pytest.fixture
def world(request):
    """(district, room of its conference); without a conference where the test asks for none."""
    return made.make_sitting() if "room" in request.fixturenames else (make_district(), None)


@pytest.fixture
def place(world):
    return world[0]


@pytest.fixture
def room(world):
    return world[1]


def refuses(code, do):
    """The step is refused with this code and writes nothing."""
    before = [model.objects.count() for model in ROWS]
    with pytest.raises(BusinessError) as refusal:
        do()
    assert refusal.value.code == code, refusal.value.message
    assert before == [model.objects.count() for model in ROWS]
    return refusal.value.message


def session(room, place, **item):
    """A sitting under way with one item."""
    one = made.listed(room, place.compound, **item)
    made.in_session(room)
    return one


def decide(room, item, **data):
    given = {"decision": "approve", "support_class": "full", "amount": Decimal("32000.00"), **data}
    with clock.travel(room.conference.held_on):
        return decisions.decide(item, actor=data.pop("actor", room.leader), **given)


# ------------------------------------------------------------ the whole way
def test_a_sitting_from_planning_to_sealed_minutes(place, room):
    item = session(room, place)
    assert [condition.sentence for condition in room.conference.quorum()] == [
        "到会 8/9 个单位，要求不低于三分之二（6 个单位），已达到"
    ]
    item = made.decided(room, item, owner_unit=room.units["区住建局"], due_on=made.DAY + timedelta(60))
    assert (item.status, item.decision, item.amount) == ("decided", "approve", Decimal("32000.00"))
    action = ActionItem.objects.get()
    assert (action.unit, action.status) == (room.units["区住建局"], "open")
    deadline = Deadline.objects.open().get(object_type="governance.actionitem")
    assert (deadline.assignee, deadline.due_on) == (room.officers["区住建局"], made.DAY + timedelta(60))
    made.issued(room)
    row = room.conference
    assert row.status == "issued"
    assert row.minutes_no == "〔2026〕1号"
    assert len(row.seal) == 64
    assert "一、关于幸福里小区楼道照明与扶手改造" in row.minutes
    assert "人民币叁万贰仟元整" in row.minutes
    with clock.travel(made.DAY):
        assert conferences.follow_issued() == 1
        assert room.fresh().status == "tracking"
        action_items.report(action, actor=room.officers["区住建局"], result="已完工")
        refuses("not_allowed", lambda: action_items.confirm(action, actor=room.officers["区住建局"]))
        action_items.confirm(action, actor=room.office)
        assert conferences.follow_issued() == 1
        assert conferences.follow_issued() == 0
    assert room.fresh().status == "closed"


def test_members_are_copied_into_the_sitting(place, room):
    assert room.conference.members.count() == 9
    ConferenceUnit.objects.update(status="stopped")
    assert room.conference.members.count() == 9
    with clock.travel(made.TODAY):
        refuses(
            "members_missing",
            lambda: conferences.plan(JointConference(), actor=room.office, area=place.district, held_on=made.DAY),
        )


# ------------------------------------------------------------ the agenda
def test_the_agenda_is_fixed_three_working_days_before(place, room):
    made.listed(room, place.compound)
    with clock.travel(made.DAY - timedelta(2)):
        words = refuses("papers_too_late", lambda: conferences.fix_agenda(room.conference, actor=room.office))
        assert "3月23日" in words
    with clock.travel(made.DAY - timedelta(3)):
        assert conferences.fix_agenda(room.conference, actor=room.office).status == "agenda_fixed"


def test_an_empty_agenda_is_not_fixed(room):
    with clock.travel(made.TODAY):
        refuses("agenda_empty", lambda: conferences.fix_agenda(room.conference, actor=room.office))


def test_after_the_agenda_is_fixed_only_urgent_matters_come_and_the_chair_agrees(place, room):
    session(room, place)
    late = {"conference": room.conference, "title": "消防通道清障", "area": place.compound, "proposer": "区应急局"}
    with clock.travel(made.DAY):
        refuses("agenda_fixed", lambda: agenda.list_item(AgendaItem(), actor=room.office, **late))
        item = agenda.urge(AgendaItem(), actor=room.office, urgent_reason="消防隐患不能等", **late)
        made.voted(room, item, yes=8)
        refuses("urgent_not_approved", lambda: decide(room, item, amount=None))
        refuses("not_allowed", lambda: agenda.approve_urgent(item, actor=room.office))
        agenda.approve_urgent(item, actor=room.leader)
        refuses("approved_already", lambda: agenda.approve_urgent(item, actor=room.leader))
        assert decide(room, item, amount=None).decision == "approve"


def test_the_same_matter_waits_on_one_agenda_only(place, room):
    made.listed(room, place.compound, source_type="projects.micro_project", source_id=7)
    refuses("invalid", lambda: made.listed(room, place.compound, source_type="projects.micro_project", source_id=7))


def test_items_change_places(place, room):
    first, second = made.listed(room, place.compound, title="甲"), made.listed(room, place.compound, title="乙")
    agenda.move(second, actor=room.office, direction="up")
    assert list(room.conference.items.order_by("no").values_list("title", flat=True)) == ["乙", "甲"]
    first.refresh_from_db()
    refuses("no_place", lambda: agenda.move(first, actor=room.office, direction="down"))


def test_a_member_unit_hands_in_a_matter_of_its_own(place, room):
    officer = room.officers["区民政局"]
    given = {"conference": room.conference.pk, "title": "为老服务", "area": place.compound}
    item = agenda.propose(AgendaItem(), actor=officer, **given)
    assert item.proposer == "区民政局"
    stranger = user_with("dept_officer", place.other_street)
    refuses("not_allowed", lambda: agenda.propose(AgendaItem(), actor=stranger, **given))


def test_open_actions_open_the_next_agenda(place, room):
    made.decided(room, session(room, place))
    made.issued(room)
    with clock.travel(made.DAY):
        later = conferences.plan(
            JointConference(),
            actor=room.office,
            area=place.district,
            held_on=made.DAY + timedelta(90),
            chair=room.leader.person,
        )
        later = conferences.open_agenda(later, actor=room.office)
    first = later.items.get()
    assert (first.no, later.no) == (1, 2)
    assert "1 项未办结" in first.title


def test_a_cancelled_sitting_gives_its_items_back(place, room):
    item = made.listed(room, place.compound)
    with clock.travel(made.TODAY):
        conferences.cancel(room.conference, actor=room.office, note="改期")
    item.refresh_from_db()
    assert item.status == "removed"
    assert Event.objects.filter(kind="governance.agenda_item.remove").count() == 1


# ------------------------------------------------------------ in the room
def test_members_sign_in_and_vote_by_their_own_accounts(place, room):
    item = made.listed(room, place.compound)
    with clock.travel(made.TODAY):
        conferences.fix_agenda(room.conference, actor=room.office)
    officer = room.officers["区财政局"]
    refuses("wrong_state", lambda: conferences.sign_in(room.conference, actor=officer))
    with clock.travel(made.DAY):
        conferences.hold(room.conference, actor=room.office)
        refuses("not_signed_in", lambda: votes.vote(item, actor=officer, choice="yes"))
        conferences.sign_in(room.conference, actor=officer)
        refuses("signed_in_already", lambda: conferences.sign_in(room.conference, actor=officer))
        votes.vote(item, actor=officer, choice="no", opinion="先整改")
        votes.vote(item, actor=officer, choice="yes")
        refuses("not_allowed", lambda: conferences.sign_in(room.conference, actor=room.leader))
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
            lambda: votes.record_interest(item, actor=room.office, member=room.seat("区住建局").pk, reason="重复"),
        )
    tally = AgendaItem.objects.get(pk=item.pk).tally()
    assert (tally.yes, tally.eligible, tally.recused) == (3, 7, 1)
    refuses("votes_too_few", lambda: decide(room, item))
    with clock.travel(made.DAY):
        votes.vote(item, actor=room.officers["区司法局"], choice="yes")
    item = decide(room, item)
    made.issued(room)
    assert "区住建局（施工单位为下属企业）回避" in room.conference.minutes


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
        ({"yes": 8}, {"due_on": made.DAY - timedelta(1)}, "due_before_meeting"),
    ],
)
def test_decisions_that_cannot_be(place, room, votes, change, code):
    item = session(room, place)
    made.voted(room, item, **votes)
    refuses(code, lambda: decide(room, item, **change))
    item.refresh_from_db()
    assert (item.status, item.decision) == ("listed", "")


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


# ------------------------------------------------------------ minutes and seal
def test_the_recorder_does_not_sign_and_only_the_chair_does(place):
    room = made.make_room(place.district)
    made.make_conference(place.district, room=room, recorder=room.officers["区民政局"].person)
    made.decided(room, session(room, place))
    second = user_with("district_leader", place.district)
    with clock.travel(made.DAY):
        conferences.draft_minutes(room.conference, actor=room.office)
        refuses("not_the_chair", lambda: conferences.sign(room.conference, actor=second))
        refuses("not_allowed", lambda: conferences.sign(room.conference, actor=room.office))
        refuses("wrong_state", lambda: conferences.issue(room.conference, actor=room.office))
        assert conferences.sign(room.conference, actor=room.leader).status == "minutes_signed"


def test_one_person_is_not_chair_and_recorder(place, room):
    with clock.travel(made.TODAY):
        refuses(
            "recorder_is_chair",
            lambda: conferences.edit(room.conference, actor=room.office, recorder=room.leader.person),
        )


def test_a_sitting_ends_only_when_every_item_is_decided(place, room):
    item = session(room, place)
    with clock.travel(made.DAY):
        refuses("items_undecided", lambda: conferences.draft_minutes(room.conference, actor=room.office))
        agenda.remove(item, actor=room.office, note="材料不齐，下次再议")
        assert "撤下" in conferences.draft_minutes(room.conference, actor=room.office).minutes


def test_minutes_are_due_five_working_days_after_the_sitting(place, room):
    session(room, place)
    deadline = Deadline.objects.open().get(object_type="governance.jointconference")
    assert (deadline.rule, deadline.due_on) == ("conference_minutes", clock.add_workdays(made.DAY, 5))


@pytest.fixture
def sealed(place, room):
    item = made.decided(room, session(room, place))
    made.issued(room)
    return room, item


@pytest.mark.parametrize(
    "change",
    [
        lambda room, item: JointConference.objects.filter(pk=room.conference.pk).update(minutes="改"),
        lambda room, item: JointConference.objects.filter(pk=room.conference.pk).update(status="held"),
        lambda room, item: JointConference.objects.filter(pk=room.conference.pk).update(seal=""),
        lambda room, item: AgendaItem.objects.filter(pk=item.pk).update(amount=1),
        lambda room, item: AgendaItem.objects.filter(pk=item.pk).update(conference=None),
        lambda room, item: Vote.objects.filter(item=item).update(choice="no"),
        lambda room, item: Vote.objects.filter(item=item).delete(),
        lambda room, item: ConferenceMember.objects.update(signed_in_at=None),
        lambda room, item: Interest.objects.create(
            item=item, member=room.seat("区民政局"), reason="补", declared_at=clock.now()
        ),
        lambda room, item: AgendaItem.objects.create(
            conference=room.conference, no=9, title="补", area=item.area, proposer="补"
        ),
    ],
)
def test_the_database_refuses_every_change_of_a_sealed_sitting(sealed, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change(*sealed)


def test_a_sealed_decision_changes_only_by_a_new_item(place, sealed):
    room, item = sealed
    refuses("wrong_state", lambda: decide(room, item))
    refuses("agenda_not_open", lambda: made.listed(room, place.compound, title="补"))
    later = made.make_conference(place.district, held_on=made.DAY + timedelta(30), room=room)
    new = made.listed(later, place.compound, title="改变决定", supersedes=item.pk)
    made.in_session(later)
    for other in later.conference.items.waiting().exclude(pk=new.pk):
        decide(later, other, decision="defer", amount=None, by_consensus=True)
    made.decided(later, new, amount=Decimal("30000.00"))
    assert AgendaItem.objects.funded(place.district, 2026).total() == Decimal("30000.00")
    made.issued(later)
    first = JointConference.objects.get(no=1)
    assert later.conference.previous_seal == first.seal


def test_minutes_print_as_a_word_file_and_the_print_is_on_record(sealed):
    room, _ = sealed
    document = Document(io.BytesIO(conferences.print_minutes(room.conference, actor=room.office)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "荷塘区基层治理联席会议纪要" in text
    assert "〔2026〕1号" in text
    assert "（盖章）" not in text
    assert document.tables[0].rows[-1].cells[4].text == "32,000.00"
    assert Event.objects.filter(kind="governance.joint_conference.print").count() == 1


# ------------------------------------------------------------ who sees
def test_members_see_their_sitting_and_others_only_issued_minutes(place, room):
    officer = room.officers["区民政局"]
    secretary = user_with("community_secretary", place.community)
    stranger = user_with("dept_officer", place.other_street)
    assert JointConference.objects.visible_to(officer).count() == 1
    assert JointConference.objects.visible_to(secretary).count() == 0
    assert JointConference.objects.visible_to(stranger).count() == 0
    made.decided(room, session(room, place))
    made.issued(room)
    assert JointConference.objects.visible_to(secretary).count() == 1
    assert JointConference.objects.visible_to(stranger).count() == 0
