"""What a conference offers: steps done already, verdicts in the API, and several people at the same time."""

import threading

import pytest
from django.db import connections

from governance.conferences.actions import agenda, attendance, decisions, votes
from governance.conferences.actions import sittings as conferences
from governance.conferences.workflow.agenda import ITEM
from governance.conferences.workflow.sittings import CONFERENCE
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import ActionItem, AgendaItem, ConferenceUnit, Vote
from tests.factories import conferences as made
from tests.factories.base import make_district, user_with
from tests.factories.conferences import fresh

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------ what has been done is said
def test_what_was_done_already_is_no_longer_offered(place, room):
    item = made.listed(room, place.community)
    with clock.travel(made.TODAY):
        conferences.fix_agenda(room.conference, actor=room.office)
        urgent = agenda.urge(
            AgendaItem(),
            actor=room.office,
            conference=room.conference,
            title="汛期抢修",
            area=place.community,
            proposer="月塘街道",
            urgent_reason="汛期将至",
        )
    officer = room.officers["区民政局"]
    with clock.travel(made.DAY):
        conferences.hold(room.conference, actor=room.office)
        assert CONFERENCE.verdict("sign_in", room.fresh(), officer)
        attendance.sign_in(room.conference, actor=officer)
        assert CONFERENCE.verdict("sign_in", room.fresh(), officer).reason == "您已签到"
        assert ITEM.verdict("approve_urgent", urgent, room.leader)
        agenda.approve_urgent(urgent, actor=room.leader)
        urgent.refresh_from_db()
        verdict = ITEM.verdict("approve_urgent", urgent, room.leader)
        assert (verdict.reason, verdict.code) == ("已同意临时增加", "approved_already")
        assert "到会未达规定数" in ITEM.verdict("decide", fresh(item), room.leader).reason
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


def test_the_room_shows_why_nothing_can_be_decided_yet(place, room, client):
    made.listed(room, place.community)
    made.in_session(room, absent=5)
    with clock.travel(made.DAY):
        client.force_login(room.leader)
        page = client.get(room.conference.get_absolute_url()).content.decode()
        assert "暂不能确认结论：到会未达规定数" in page
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
