"""A supervision is answered, accepted, sent back, withdrawn; it ends with the work."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from governance.kernel.clock import clock, reminders
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import NotAllowed, Refused, WrongState
from governance.kernel.steps.events import deliver_events
from governance.kernel.upkeep.checks import run
from governance.people.actions import switching
from governance.supervisions import actions as acts
from governance.supervisions.workflow import DEADLINE, SUPERVISION
from tests.factories.base import appoint, user_with
from tests.factories.supervisions import (
    DONE,
    TODAY,
    fresh,
    urged,
    written,
)


# ------------------------------------------------------------ answering
def test_answered_and_accepted(place):
    row = acts.answer(urged(place), actor=place.secretary, **DONE)
    assert (row.status, row.answered_by, row.promised_on) == ("answered", place.secretary, DONE["promised_on"])
    waiting = Deadline.objects.open().get(object_type="governance.supervision")
    assert (waiting.task, waiting.assignee) == ("审核督办答复", place.leader)
    row = acts.accept(row, actor=place.leader)
    assert row.status == "closed"
    assert not Deadline.objects.open().filter(object_type="governance.supervision").exists()
    assert fresh(place.late).closed_at is None  # the work itself goes on
    deliver_events()
    assert Notice.objects.filter(recipient=place.leader, title="督办已答复：受理需求").count() == 1
    assert Notice.objects.filter(recipient=place.secretary, title="督办答复已认可：受理需求").count() == 1
    assert bool(DEADLINE.verdict("urge", fresh(place.late), place.leader))  # once more, should it go on


def test_sent_back_the_answer_is_due_anew(place):
    row = acts.answer(urged(place), actor=place.secretary, **DONE)
    with clock.travel(date(2026, 11, 23)):
        row = acts.send_back(row, actor=place.leader, note="没有写明完成时间")
    assert (row.status, row.reply_due_on) == ("issued", date(2026, 11, 26))
    waiting = Deadline.objects.open().get(object_type="governance.supervision")
    assert (waiting.task, waiting.due_on) == ("答复督办", date(2026, 11, 26))
    acts.answer(row, actor=place.colleague, **DONE)
    assert Event.objects.filter(kind="governance.supervision.answer").count() == 2


def test_withdrawn_it_counts_no_more_but_keeps_its_number(place):
    row = acts.withdraw(urged(place), actor=place.leader, note="已另行交办")
    assert (row.status, fresh(place.late).followed_n) == ("withdrawn", 0)
    assert urged(place, place.office).number == "荷督〔2026〕2号"
    assert run(["supervisions"]) == []


@pytest.mark.parametrize(
    ("step", "who", "code"),
    [
        ("answer", "leader", "not_addressed"),
        ("answer", "street_admin", "not_addressed"),
        ("answer", "branch", "not_addressed"),
        ("accept", "office", "not_the_issuer"),
        ("accept", "secretary", "not_allowed"),
        ("send_back", "chief", "not_the_issuer"),
        ("withdraw", "office", "not_the_issuer"),
        ("withdraw", "secretary", "not_allowed"),
        ("close", "leader", "not_allowed"),
    ],
)
def test_each_step_has_its_hands(place, step, who, code):
    row, given = urged(place), {"answer": DONE}.get(step, {"note": "理由"})
    if step in ("accept", "send_back"):
        row = acts.answer(row, actor=place.secretary, **DONE)
    before = written()
    with pytest.raises(NotAllowed) as refusal:
        SUPERVISION.actions[step](row, actor=getattr(place, who), **given)
    assert refusal.value.code == code
    assert written() == before


def test_a_promised_day_is_in_the_future_and_a_second_answer_is_refused(place):
    row = urged(place)
    before = written()
    with pytest.raises(Refused, match="不能早于今天"):
        acts.answer(row, actor=place.secretary, answer="已办", promised_on=TODAY - timedelta(1))
    assert written() == before
    acts.answer(row, actor=place.secretary, **DONE)
    before = written()
    with pytest.raises(WrongState, match="莫辉"):
        acts.answer(row, actor=place.colleague, **DONE)
    assert written() == before


# ------------------------------------------------------------ the end of the work
@pytest.mark.parametrize("is_answered", [False, True])
def test_done_work_closes_its_supervision(place, is_answered):
    row = urged(place)
    if is_answered:
        acts.answer(row, actor=place.secretary, **DONE)
    with transaction.atomic():
        reminders.close(place.row)
    row.refresh_from_db()
    assert (row.status, row.closed_at is not None) == ("closed", True)
    assert not Deadline.objects.open().exists()
    last = Event.objects.get(kind="governance.supervision.close")
    assert (last.actor, last.data["note"]) == (None, "督办的事项已办结，自动销号")
    assert run(["supervisions"]) == []


def test_a_step_that_is_taken_back_closes_nothing(place):
    row = urged(place)

    def half_done():
        with transaction.atomic():
            reminders.close(place.row)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert fresh(row).status == "issued"
    assert Deadline.objects.open().count() == 2


class Flow:
    """A workflow whose every state asks for the same, or for something else."""

    def __init__(self, due):
        self.deadlines = {"next": due}


def test_while_the_same_duty_goes_on_late_its_supervision_stays(place):
    row = urged(place)
    late = reminders.Due("demand_accept", "projects.route", "受理需求", due=lambda one: place.late.due_on)
    reminders.move(Flow(late), place.row, "next")
    row.refresh_from_db()
    assert row.status == "issued"
    assert row.deadline_id != place.late.pk
    assert (row.deadline.closed_at, row.deadline.followed_n) == (None, 1)
    assert Deadline.objects.open().filter(object_type="governance.supervision").count() == 1
    acts.answer(row, actor=place.secretary, **DONE)
    assert run(["supervisions"]) == []


@pytest.mark.parametrize(
    "due",
    [
        reminders.Due("demand_accept", "projects.route", "受理需求", due=lambda one: TODAY + timedelta(9)),
        reminders.Due("demand_accept", "projects.answer", "答复需求", due=lambda one: TODAY - timedelta(9)),
    ],
    ids=["more time", "another duty"],
)
def test_with_more_time_or_another_duty_it_is_closed(place, due):
    row = urged(place)
    reminders.move(Flow(due), place.row, "next")
    assert fresh(row).status == "closed"
    assert Deadline.objects.open().get(object_type="governance.appointment").followed_n == 0


def test_where_the_issuer_may_not_act_any_more_others_judge_the_answer(place):
    """The duty goes to the desk; whoever may urge there can do it, but for those to whom it was addressed."""
    row = acts.answer(urged(place, place.street_admin), actor=place.secretary, **DONE)
    with pytest.raises(NotAllowed, match="由督办人邓健办理"):
        acts.accept(row, actor=place.chief)
    system = user_with("sys_admin", place.district)
    switching.stop(place.street_admin, actor=system, note="调离本单位")
    assert Deadline.objects.open().get(object_type="governance.supervision").assignee_id is None
    assert acts.accept(fresh(row), actor=fresh(place.chief)).status == "closed"


def test_nobody_judges_the_own_answer_where_the_issuer_is_gone(place):
    row = acts.answer(urged(place, place.street_admin), actor=place.secretary, **DONE)
    switching.stop(place.street_admin, actor=user_with("sys_admin", place.district), note="调离本单位")
    appoint("street_admin", place.street, place.secretary.person)
    before = written()
    for step in (acts.accept, acts.send_back, acts.withdraw):
        with pytest.raises(NotAllowed, match="督办单发给您办理"), transaction.atomic():
            step(fresh(row), actor=fresh(place.secretary), note="自己审核")
    assert written() == before
