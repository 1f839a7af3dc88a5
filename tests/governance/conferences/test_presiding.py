"""Who presides where: a street's own conference under its leader, and nobody reaches into another one's sittings."""

from datetime import timedelta

import pytest

from governance import roles
from governance.conferences.actions import action_items, agenda, decisions, interests, votes
from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.models import ActionItem, AgendaItem, JointConference, Organisation, User
from tests.factories import conferences as made
from tests.factories.base import appoint, person, user_with
from tests.factories.conferences import fresh, refuses

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------ the street's leader
def test_a_street_decides_and_seals_under_its_own_leader(place, street):
    item = made.listed(street, place.community, amount="9000.00")
    made.in_session(street, absent=0)
    made.voted(street, item, yes=3)
    with clock.travel(made.DAY):
        item = decisions.decide(item, actor=street.leader, decision="approve", support_class="full", amount=9000)
    assert item.status == "decided"
    assert made.issued(street).minutes_no == "〔2026〕1号"
    assert Event.objects.get(kind="governance.joint_conference.sign").actor == street.leader


def test_the_minutes_wait_on_the_chair_s_own_desk(place, street):
    made.listed(street, place.community, amount="")
    made.in_session(street, absent=0)
    item = street.conference.items.get()
    with clock.travel(made.DAY):
        decisions.decide(item, actor=street.leader, decision="defer", by_consensus=True, agreed=made.agreeing(item))
        conferences.draft_minutes(street.conference, actor=street.office)
    waiting = Deadline.objects.open().get(object_type="governance.jointconference", object_id=street.conference.pk)
    assert (waiting.task, waiting.assignee) == ("签发纪要", street.leader)


def test_the_leader_s_rights_end_at_the_street(place, room, street):
    """Not the district's sitting about a place of the street, not another street's, not what the office runs."""
    item = made.listed(room, place.community)
    made.in_session(room)
    made.voted(room, item, yes=8)
    given = {"decision": "approve", "support_class": "full", "amount": item.requested_amount}
    with clock.travel(made.DAY):
        assert "荷塘区联席会议" in refuses(
            "other_conference", lambda: decisions.decide(item, actor=street.leader, **given)
        )
        refuses("not_allowed", lambda: conferences.draft_minutes(room.conference, actor=street.leader))
        refuses("not_allowed", lambda: conferences.cancel(street.conference, actor=street.leader, note="不开了"))
        decisions.decide(item, actor=room.leader, **given)
        conferences.draft_minutes(room.conference, actor=room.office)
        refuses("not_allowed", lambda: conferences.sign(room.conference, actor=street.leader))
    elsewhere = JointConference(area=place.other_street)
    assert not street.leader.can("governance.chair", elsewhere)
    assert {"governance.chair", "governance.sign"} <= roles.permissions_of("street_leader")
    assert not {"governance.conference", "governance.configure"} & roles.permissions_of("street_leader")


def test_a_chair_must_be_able_to_preside(place, street):
    for who in (street.office.person, person(place.street)):
        refuses("no_chair_right", lambda who=who: plan(street, chair=who))
    assert plan(street, chair=street.leader.person).chair == street.leader.person


def plan(room, **data):
    with clock.travel(made.TODAY):
        return conferences.plan(
            JointConference(), actor=room.office, area=room.area, held_on=made.DAY + timedelta(30), **data
        )


def test_the_ladder_notifies_the_street_s_leader_or_else_its_administrator(place):
    admin = user_with("street_admin", place.street)
    assert User.objects.directory().recipients("street_leader", "projects.check", place.compound.path) == [admin.pk]
    leader = user_with("street_leader", place.street)
    told = User.objects.directory().recipients("street_leader", "projects.check", place.compound.path)
    assert told == [leader.pk]


# ------------------------------------------------------------ nobody reaches into another conference
def test_a_street_has_no_hand_in_the_district_s_sittings(place, room):
    """The administrator runs the street's conference; an item about the street is still the district's."""
    admin = user_with("street_admin", place.street)
    item = made.listed(room, place.community)
    with clock.travel(made.TODAY):
        refuses("other_conference", lambda: agenda.remove(item, actor=admin, note="撤下"))
        refuses("other_conference", lambda: agenda.move(item, actor=admin, direction="up"))
        data = {"conference": room.conference, "title": "夹带的议题", "area": place.community, "proposer": "月塘街道"}
        refuses("other_conference", lambda: agenda.list_item(AgendaItem(), actor=admin, **data))
        refuses("no_seat", lambda: agenda.propose(AgendaItem(), actor=admin, **data))
    made.in_session(room)
    with clock.travel(made.DAY):
        rows = [{"member": room.seat("区民政局").pk, "choice": "no", "opinion": ""}]
        refuses("other_conference", lambda: votes.record_votes(item, actor=admin, votes=rows))
        refuses(
            "other_conference",
            lambda: interests.record_interest(item, actor=admin, member=room.seat("区民政局").pk, reason="有利害关系"),
        )


def test_an_action_is_reported_by_its_unit_and_confirmed_by_somebody_else(place, room):
    item = made.listed(room, place.community)
    made.in_session(room)
    made.decided(room, item, owner_unit=room.units["区住建局"])
    action = ActionItem.objects.get()
    admin = user_with("street_admin", place.street)
    refuses("not_the_unit", lambda: action_items.report(action, actor=room.officers["区民政局"], result="已完成"))
    refuses("not_the_unit", lambda: action_items.report(action, actor=admin, result="已完成"))
    action = action_items.report(action, actor=room.officers["区住建局"], result="已完成")
    refuses("other_conference", lambda: action_items.confirm(action, actor=admin))
    assert action_items.confirm(action, actor=room.office).status == "done"


def test_nobody_confirms_their_own_report(place, street):
    """A unit without an account is reported for by the street's office, which then does not confirm it."""
    branch = Organisation.objects.create(
        kind="branch", branch_kind="single", name="荷馨苑党支部", area=place.compound, status="active"
    )
    item = made.listed(street, place.compound, amount="")
    made.in_session(street, absent=0)
    with clock.travel(made.DAY):
        decisions.decide(
            item, actor=street.leader, decision="approve", support_class="self", by_consensus=True, owner_unit=branch,
            agreed=made.agreeing(item),
        )  # fmt: skip
    action = action_items.report(ActionItem.objects.get(), actor=street.office, result="已完成")
    refuses("own_report", lambda: action_items.confirm(action, actor=street.office))
    colleague = user_with("street_admin", place.street)
    assert action_items.confirm(action, actor=colleague).status == "done"


# ------------------------------------------------------------ the person in the chair
def test_only_who_presides_decides_until_somebody_else_takes_the_chair(place, room):
    item = made.listed(room, place.community)
    made.in_session(room)
    made.voted(room, item, yes=8)
    second = user_with("district_leader", place.district, name="钟副区长")
    given = {"decision": "approve", "support_class": "full", "amount": item.requested_amount}
    with clock.travel(made.DAY):
        words = refuses("not_the_chair", lambda: decisions.decide(item, actor=second, **given))
        assert room.leader.name in words
        refuses(
            "not_allowed", lambda: conferences.preside(room.conference, actor=second, chair=second.person, note="代")
        )
        refuses(
            "same_chair",
            lambda: conferences.preside(room.conference, actor=room.office, chair=room.leader.person, note="重复"),
        )
        refuses("recorder_is_chair", lambda: both(room, place))
        conferences.preside(room.conference, actor=room.office, chair=second.person, note="主持人临时外出")
        refuses("not_the_chair", lambda: decisions.decide(item, actor=room.leader, **given))
        assert decisions.decide(item, actor=second, **given).status == "decided"
        conferences.draft_minutes(room.conference, actor=room.office)
        refuses("not_the_chair", lambda: conferences.return_minutes(room.conference, actor=room.leader, note="改"))
        assert conferences.sign(room.conference, actor=second).status == "minutes_signed"


def both(room, place):
    """The recorder, made a leader too."""
    appoint("district_leader", place.district, room.office.person)
    conferences.preside(room.conference, actor=fresh(room.office), chair=fresh(room.office).person, note="代为主持")


def test_a_chair_with_an_interest_leaves_the_decision_to_another(place, room):
    unit = room.units["区民政局"]
    appoint("dept_officer", place.district, room.leader.person, unit=unit)
    leader = User.objects.get(pk=room.leader.pk)
    item = made.listed(room, place.community)
    made.in_session(room)
    with clock.travel(made.DAY):
        votes.declare(item, actor=leader, reason="申报单位为下属单位")
        refuses("chair_recused", lambda: decisions.decide(item, actor=leader, decision="defer", by_consensus=True))


def test_nobody_agrees_to_the_urgency_of_their_own_item(place, room):
    made.listed(room, place.community)
    made.in_session(room)
    appoint("district_office", place.district, room.leader.person)
    leader = User.objects.get(pk=room.leader.pk)
    data = {"title": "汛期抢修", "area": place.community, "proposer": "月塘街道", "urgent_reason": "汛期将至"}
    with clock.travel(made.DAY):
        for nothing in ("！！！！", "....", "\u200b" * 4, "1234"):
            junk = {**data, "urgent_reason": nothing}
            refuses(
                "agenda_fixed",
                lambda junk=junk: agenda.urge(AgendaItem(), actor=leader, conference=room.conference, **junk),
            )
        own = agenda.urge(AgendaItem(), actor=leader, conference=room.conference, **data)
        refuses("own_urgent_item", lambda: agenda.approve_urgent(own, actor=leader))


def test_who_drafts_the_minutes_does_not_sign_them(place):
    room = made.make_room(place.district)
    made.make_conference(place.district, room=room, recorder=None)
    made.decided(room, in_session_with_item(room, place))
    appoint("district_office", place.district, room.leader.person)
    leader = User.objects.get(pk=room.leader.pk)
    with clock.travel(made.DAY):
        refuses("recorder_is_chair", lambda: conferences.draft_minutes(room.conference, actor=leader))
        drafted = conferences.draft_minutes(room.conference, actor=room.office)
    assert drafted.recorder == room.office.person


def in_session_with_item(room, place):
    item = made.listed(room, place.community)
    made.in_session(room)
    return item


def test_the_office_does_not_change_a_vote_that_a_unit_cast_itself(place, room):
    item = made.listed(room, place.community)
    made.in_session(room)
    seat, officer = room.seat("区民政局"), room.officers["区民政局"]
    other = next(one for one in room.conference.members.all() if one.signed_in_at and one.pk != seat.pk)
    with clock.travel(made.DAY):
        votes.vote(item, actor=officer, choice="yes")
        rows = [{"member": seat.pk, "choice": "abstain"}, {"member": other.pk, "choice": "yes"}]
        words = refuses("own_vote_stands", lambda: votes.record_votes(item, actor=room.office, votes=rows))
        assert "区民政局已用本单位账号表决“同意”" in words
        assert [(vote.member_id, vote.choice) for vote in item.votes.all()] == [(seat.pk, "yes")]
        rows[0]["choice"] = "yes"
        votes.record_votes(item, actor=room.office, votes=rows)
    assert item.votes.get(member=seat).entered_by is None
    assert item.votes.get(member=other).entered_by == room.office
