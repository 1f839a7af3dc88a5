"""Who presides where: a street's own conference under its leader, and nobody reaches into another one's sittings."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from governance import roles
from governance.conferences.actions import action_items, agenda, decisions, votes
from governance.conferences.actions import sittings as conferences
from governance.conferences.workflow.agenda import ITEM
from governance.conferences.workflow.sittings import CONFERENCE
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import ActionItem, AgendaItem, ConferenceUnit, JointConference, Organisation, User, Vote
from tests.factories import conferences as made
from tests.factories.base import appoint, make_district, person, user_with

pytestmark = pytest.mark.django_db
ROWS = (AgendaItem, ActionItem, Vote, Event)


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


@pytest.fixture
def street(place):
    """The street's own conference: its administrator runs it, its leader presides."""
    room = made.make_room(place.street, budget="30000.00", units=("月塘派出所", "月塘司法所", "月塘城管中队"))
    room.office = user_with("street_admin", place.street, name="刘敏")
    room.leader = user_with("street_leader", place.street, name="谢书记")
    return made.make_conference(place.street, room=room)


def refuses(code, do):
    before = [model.objects.count() for model in ROWS]
    with pytest.raises(BusinessError) as refusal:
        do()
    assert refusal.value.code == code, refusal.value.message
    assert [model.objects.count() for model in ROWS] == before
    return refusal.value.message


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
        decisions.decide(item, actor=street.leader, decision="defer", by_consensus=True)
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


def test_the_ladder_tells_the_street_s_leader_and_without_one_its_administrator(place):
    admin = user_with("street_admin", place.street)
    assert User.objects.directory().told("street_leader", "projects.check", place.compound.path) == [admin.pk]
    leader = user_with("street_leader", place.street)
    told = User.objects.directory().told("street_leader", "projects.check", place.compound.path)
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
        refuses("other_conference", lambda: votes.record_interest(
            item, actor=admin, member=room.seat("区民政局").pk, reason="有利害关系"))  # fmt: skip


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
            item, actor=street.leader, decision="approve", support_class="self", by_consensus=True, owner_unit=branch
        )
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
        refuses("not_allowed", lambda: conferences.preside(
            room.conference, actor=second, chair=second.person, note="代"))  # fmt: skip
        refuses("same_chair", lambda: conferences.preside(
            room.conference, actor=room.office, chair=room.leader.person, note="重复"))  # fmt: skip
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
        refuses("chair_recused", lambda: decisions.decide(
            item, actor=leader, decision="defer", by_consensus=True))  # fmt: skip


def test_nobody_agrees_to_the_urgency_of_their_own_item(place, room):
    made.listed(room, place.community)
    made.in_session(room)
    appoint("district_office", place.district, room.leader.person)
    leader = User.objects.get(pk=room.leader.pk)
    data = {"title": "汛期抢修", "area": place.community, "proposer": "月塘街道", "urgent_reason": "汛期将至"}
    with clock.travel(made.DAY):
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


# ------------------------------------------------------------ what has been done is said
def test_what_was_done_already_is_no_longer_offered(place, room):
    item = made.listed(room, place.community)
    with clock.travel(made.TODAY):
        conferences.fix_agenda(room.conference, actor=room.office)
        urgent = agenda.urge(
            AgendaItem(), actor=room.office, conference=room.conference, title="汛期抢修", area=place.community,
            proposer="月塘街道", urgent_reason="汛期将至",
        )  # fmt: skip
    officer = room.officers["区民政局"]
    with clock.travel(made.DAY):
        conferences.hold(room.conference, actor=room.office)
        assert CONFERENCE.verdict("sign_in", room.fresh(), officer)
        conferences.sign_in(room.conference, actor=officer)
        assert CONFERENCE.verdict("sign_in", room.fresh(), officer).reason == "您已签到"
        assert ITEM.verdict("approve_urgent", urgent, room.leader)
        agenda.approve_urgent(urgent, actor=room.leader)
        urgent.refresh_from_db()
        verdict = ITEM.verdict("approve_urgent", urgent, room.leader)
        assert (verdict.reason, verdict.code) == ("已同意临时增加", "approved_already")
        assert "到会未达法定数" in ITEM.verdict("decide", fresh(item), room.leader).reason
        votes.declare(item, actor=officer, reason="有利害关系")
        for step in ("vote", "declare"):
            assert ITEM.verdict(step, fresh(item), officer).reason == "您已申明回避，不参加本项表决"


def test_the_api_names_every_step_with_its_verdict(place, room, client):
    made.listed(room, place.community)
    made.in_session(room)
    client.force_login(room.officers["区民政局"])
    with clock.travel(made.DAY):
        steps = client.get(f"/api/v1/governance/conferences/{room.conference.pk}/steps/").json()
        told = {step["name"]: (step["allowed"], step["reason"]) for step in steps}
        assert told["sign_in"] == (False, "您已签到")
        assert not told["draft_minutes"][0]
        again = client.post(f"/api/v1/governance/conferences/{room.conference.pk}/steps/sign_in/")
    assert (again.status_code, again.json()["code"]) == (409, "signed_in_already")


def test_the_room_says_why_nothing_can_be_decided_yet(place, room, client):
    made.listed(room, place.community)
    made.in_session(room, absent=5)
    with clock.travel(made.DAY):
        client.force_login(room.leader)
        page = client.get(room.conference.get_absolute_url()).content.decode()
        assert "暂不能确认结论：到会未达法定数" in page
        assert 'name="decision"' not in page
        client.force_login(room.office)
        assert f"结论由主持人{room.leader.name}确认" in client.get(room.conference.get_absolute_url()).content.decode()


def test_a_member_unit_is_changed_on_its_page(place, room, client):
    seat = ConferenceUnit.objects.get(unit=room.units["区民政局"])
    client.force_login(room.office)
    answer = client.post(f"{seat.get_absolute_url()}edit/", {"unit": seat.unit_id, "order": "7"})
    assert answer.status_code == 302, answer.content.decode()
    seat.refresh_from_db()
    assert seat.order == 7


# ------------------------------------------------------------ at the same time
@pytest.mark.django_db(transaction=True)
def test_a_vote_and_a_decision_at_once_leave_one_truth():
    """Whoever holds the row first wins; a vote that comes after the decision is told so and not written."""
    place = make_district()
    room = made.make_conference(place.district)
    item = made.listed(room, place.community)
    made.in_session(room)
    made.voted(room, item, yes=6)
    officer = room.officers["区应急局"]
    given = {"decision": "approve", "support_class": "full", "amount": item.requested_amount}
    second = user_with("district_leader", place.district)
    outcomes = race(
        lambda: decisions.decide(fresh(item), actor=fresh(room.leader), **given),
        lambda: decisions.decide(fresh(item), actor=fresh(room.leader), **given),
        lambda: decisions.decide(fresh(item), actor=fresh(second), **given),
        lambda: votes.vote(fresh(item), actor=fresh(officer), choice="no", opinion="来晚了"),
    )
    assert outcomes[:2].count("done") == 1
    assert set(outcomes) <= {"done", "wrong_state", "not_the_chair", "busy"}
    assert Event.objects.filter(kind="governance.agenda_item.decide").count() == 1
    assert ActionItem.objects.count() == 1
    voted_late = Vote.objects.filter(item=item, choice="no").exists()
    assert voted_late == (outcomes[3] == "done")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def race(*things):
    """Do these at once, each on its own connection; "done" or the code of the refusal."""
    start, outcomes = threading.Barrier(len(things)), [""] * len(things)

    def run(number, thing):
        try:
            start.wait()
            thing()
            outcomes[number] = "done"
        except BusinessError as refusal:
            outcomes[number] = refusal.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(things)]
    with clock.travel(made.DAY):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return outcomes
