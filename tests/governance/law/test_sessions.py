"""Delegates of residents meet at least once in half a year, those of villages each quarter: their roll says so."""

from datetime import date, timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.sessions import session_of
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.models import Roll
from tests.desks import Walk
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.rolls import LONG_AGO, make_delegates, voided

pytestmark = pytest.mark.django_db
MEETING = {"body": "residents_delegates", "matter": "community_affairs", "held_on": made.NOTICE + timedelta(10)}


def test_the_next_meeting_counts_from_the_last_quorate_one(client, place, secretary):
    roll = make_delegates(place.community, 55, 5)
    assert session_of(roll).last is None
    assert session_of(roll).next_until == clock.add_months(roll.valid_from, 6)
    tally = made.totals(present=39, yes=39, no_votes=0, abstain=0)  # one short of two thirds
    made.counted(secretary, place.community, tally, **MEETING)
    assert session_of(roll).last is None
    tally = made.totals(present=40, yes=21, no_votes=19, abstain=0)
    row = made.counted(secretary, place.community, tally, **MEETING)
    session = session_of(Roll.objects.get(pk=roll.pk))
    assert (session.last, session.next_until) == (row, clock.add_months(row.held_on, 6))
    client.force_login(secretary)
    with clock.travel(session.next_until + timedelta(1)):
        assert session.is_late
        page = client.get(roll.get_absolute_url()).content.decode()
    for words in ("代表会议召开", "至少每半年召开一次", "第二十八条", "已过期"):
        assert words in page


def waiting(roll):
    return Deadline.objects.open().filter(object_type="governance.roll", object_id=roll.pk)


def test_whoever_calls_the_delegates_has_it_as_a_task(client, place, secretary):
    """From the filing of the roll on; a quorate meeting lets the next half year begin, a void one does not."""
    roll = make_delegates(place.community, 55, 5)
    task = waiting(roll).get()
    assert (task.task, task.rule, task.opened_on) == (
        "召开居民代表会议",
        "residents_delegates_session",
        roll.valid_from,
    )
    assert task.due_on == session_of(roll).next_until
    assert task in Deadline.objects.waiting_for(secretary)
    walk = Walk(client)
    walk.desk(task, roll, secretary)
    assert not walk.faults
    tally = made.totals(present=39, yes=39, no_votes=0, abstain=0)
    made.counted(secretary, place.community, tally, **MEETING)
    assert waiting(roll).get() == task
    tally = made.totals(present=40, yes=21, no_votes=19, abstain=0)
    row = made.counted(secretary, place.community, tally, **MEETING)
    assert waiting(roll).get().opened_on == row.held_on
    assert waiting(roll).get().due_on == session_of(roll).next_until
    with clock.travel(row.held_on):
        acts.void(row, actor=secretary, note="未按规定召集")
    assert waiting(roll).get().opened_on == roll.valid_from


def test_a_voided_roll_calls_nobody(place, secretary):
    roll = make_delegates(place.community, 55, 5)
    with clock.travel(roll.valid_from):
        voided(roll, user_with("street_admin", place.street))
    assert not waiting(roll).exists()


def test_before_the_law_asked_for_it_nothing_runs(place):
    roll = make_delegates(place.community, 55, 5, day=LONG_AGO)
    with clock.travel(date(2026, 3, 1)):
        assert session_of(roll).next_until == date(2026, 7, 1)


def test_villagers_meet_each_quarter_and_other_rolls_say_nothing(place, village):
    roll = make_delegates(village, 28, 5, kind="villager_delegates")
    assert session_of(roll).next_until == clock.add_months(roll.valid_from, 3)
    council = Roll(kind="council", status="filed", area=place.compound)
    assert session_of(council) is None
