"""A sitting on its way from planning to its day: members, agenda, open actions, cancelling."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.conferences.actions import action_items, agenda, seating
from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.models import (
    ActionItem,
    AgendaItem,
    ConferenceUnit,
    JointConference,
)
from tests.factories import conferences as made
from tests.factories.base import user_with
from tests.factories.conferences import decide, refuses, session

pytestmark = pytest.mark.django_db


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


def test_a_standing_unit_is_left_out_only_with_a_reason(place, room):
    seats = list(room.conference.members.all())
    rows = [{"unit": seat.unit_id, "person": seat.person_id, "is_chair": seat.is_chair} for seat in seats]
    left = seats[-1].unit.name
    with clock.travel(made.TODAY):
        for note in ("", "……", "。。。。。。", "\u200b\u200b", "1234"):
            given = {"actor": room.office, "members": rows[:-1], "note": note}
            words = refuses("units_left_out", lambda given=given: seating.seat(room.conference, **given))
            assert left in words
        assert room.conference.members.count() == len(seats)
        seating.seat(room.conference, actor=room.office, members=rows)
        reason = "该单位与本次议题均无关，经召集人同意不列入"
        seating.seat(room.conference, actor=room.office, members=rows[:-1], note=reason)
    assert room.conference.members.count() == len(seats) - 1
    event = Event.objects.filter(kind="governance.joint_conference.seat").latest("id")
    assert ["未列入的成员单位", left] in event.data["facts"]
    assert event.data["note"] == reason


def test_what_a_program_does_not_send_of_the_attendance_stays(client, place, room):
    session(room, place)
    signed = set(room.conference.members.exclude(signed_in_at=None).values_list("pk", flat=True))
    client.force_login(room.office)
    with clock.travel(made.DAY):
        address = f"/api/v1/governance/conferences/{room.conference.pk}/"
        version = client.get(address).json()["version"]
        answer = client.post(
            f"{address}steps/record_attendance/", {"version": version}, content_type="application/json"
        )
    assert answer.status_code == 200, answer.content
    assert set(room.conference.members.exclude(signed_in_at=None).values_list("pk", flat=True)) == signed != set()
