"""A deadline that is stopped does not count; what was left of it is left when it goes on."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st

from governance.kernel.clock import clock, ladders, pauses, reminders, rules, workdays
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from tests.factories.base import appoint, make_district, user_with
from tests.unhurried import given

MONDAY = date(2026, 11, 9)
FIVE_WORKDAYS = reminders.Due("project_community", "projects.check", "社区初审")
WHY = "民主议事“增设楼道照明”正在复核"


@pytest.fixture
def ground(db):
    rules.load_rules()
    place = make_district()
    place.secretary = user_with("community_secretary", place.community)
    place.row = appoint("group_leader", place.compound)
    return place


def begin(ground, due=FIVE_WORKDAYS, day=MONDAY):
    with clock.travel(day):
        return Deadline.objects.get(pk=reminders.begin(ground.row, due).pk)


def stop(ground, day):
    with clock.travel(day):
        pauses.stop(type(ground.row), {ground.row.pk: WHY}, actor=ground.secretary)
    return Deadline.objects.get()


def resume(ground, day):
    with clock.travel(day):
        pauses.resume(type(ground.row), [ground.row.pk], actor=ground.secretary)
    return Deadline.objects.get()


def test_working_days_are_left_as_working_days(ground):
    assert begin(ground).due_on == date(2026, 11, 16)
    stop(ground, date(2026, 11, 12))  # Friday and Monday are left
    deadline = resume(ground, date(2026, 11, 22))  # a Sunday
    assert (deadline.due_on, deadline.stopped_on) == (date(2026, 11, 24), None)
    assert deadline.counted_on == date(2026, 11, 16)


def test_nothing_left_ends_on_a_working_day(ground):
    begin(ground)
    stop(ground, date(2026, 11, 16))
    assert resume(ground, date(2026, 11, 21)).due_on == date(2026, 11, 23)  # Saturday, Monday


def test_days_are_left_as_days_and_move_on_a_holiday(ground):
    natural = reminders.Due("grant_vote", "projects.check", "组织管委会表决")
    due = begin(ground, natural, date(2026, 8, 1)).due_on
    stopped = due - timedelta(5)
    stop(ground, stopped)
    assert resume(ground, date(2026, 9, 26)).due_on == date(2026, 10, 8)  # 10-01 to 10-07 are holidays


def test_what_was_late_stays_late_by_as_many_days(ground):
    begin(ground)
    assert stop(ground, date(2026, 11, 18)).days_late == 0
    deadline = resume(ground, date(2026, 11, 30))
    with clock.travel(date(2026, 11, 30)):
        assert (deadline.due_on, deadline.days_late) == (date(2026, 11, 28), 2)


@pytest.mark.django_db
@given(st.integers(0, 40), st.integers(0, 40))
def test_the_rest_is_the_rest(length, pause):
    """Whatever the day: as many working days are left afterwards as before."""
    calendar = workdays.calendar()
    due = calendar.add(MONDAY, 5)
    deadline = Deadline(due_on=due, counted_by=rules.Rule(unit="wd", moves="none"))
    stopped = MONDAY + timedelta(length)
    with clock.travel(stopped + timedelta(pause)):
        on = pauses.prolonged(deadline, stopped)
        if due < stopped:
            assert on - clock.today() == due - stopped
        elif left := calendar.between(stopped, due):
            assert calendar.between(clock.today(), on) == left
        assert due < stopped or calendar.day(on).is_workday


def test_the_timeline_and_who_must_act_are_told(ground):
    begin(ground)
    stop(ground, date(2026, 11, 12))
    stopped = Event.objects.get(kind="governance.deadline.stop")
    assert (stopped.object_id, stopped.actor, stopped.label) == (ground.row.pk, ground.secretary, "暂停计时")
    assert stopped.data["note"] == WHY
    assert ["原期限", "2026年11月16日"] in stopped.data["facts"]
    resume(ground, date(2026, 11, 22))
    resumed = Event.objects.get(kind="governance.deadline.resume")
    assert resumed.label == "恢复计时"
    assert ["现期限", "2026年11月24日"] in resumed.data["facts"]
    assert list(Notice.objects.values_list("recipient", "title")) == [
        (ground.secretary.pk, "恢复计时，11月24日到期：社区初审")
    ]


def test_no_reminder_is_sent_meanwhile_and_each_again_for_the_new_day(ground):
    begin(ground)
    stop(ground, date(2026, 11, 12))
    with clock.travel(date(2026, 11, 20)):
        assert ladders.remind() == 0
    resume(ground, date(2026, 11, 22))
    Notice.objects.all().delete()
    with clock.travel(date(2026, 11, 24)):
        ladders.remind()
    assert Notice.objects.get(recipient=ground.secretary).title == "今天到期：社区初审"


def test_twice_is_once(ground):
    begin(ground)
    stop(ground, date(2026, 11, 12))
    assert stop(ground, date(2026, 11, 13)).stopped_on == date(2026, 11, 12)
    resume(ground, date(2026, 11, 22))
    assert resume(ground, date(2026, 11, 26)).due_on == date(2026, 11, 24)
    assert Event.objects.filter(kind__startswith="governance.deadline.").count() == 2


def test_a_day_that_the_row_keeps_goes_along(ground):
    type(ground.row).objects.filter(pk=ground.row.pk).update(ends_on=None)
    ground.row.refresh_from_db()
    kept = reminders.Due(FIVE_WORKDAYS.rule, FIVE_WORKDAYS.permission, FIVE_WORKDAYS.task, column="ends_on")
    begin(ground, kept)
    stop(ground, date(2026, 11, 12))
    resume(ground, date(2026, 11, 22))
    ground.row.refresh_from_db()
    assert ground.row.ends_on == date(2026, 11, 24)


def test_a_period_that_goes_on_in_another_state_keeps_what_was_added(ground):
    """The next state counts from the same day: the days for which the first one was stopped stay in it."""
    since = reminders.Due("grant_vote", "projects.check", "出具意见", start=lambda row: MONDAY)
    due = begin(ground, since).due_on
    stop(ground, MONDAY + timedelta(3))
    assert resume(ground, MONDAY + timedelta(10)).due_on == due + timedelta(7)
    following = reminders.Due("grant_vote", "projects.check", "组织表决", start=lambda row: MONDAY)
    other = reminders.Due("grant_vote", "projects.check", "另行组织", start=lambda row: MONDAY + timedelta(1))
    with clock.travel(MONDAY + timedelta(11)):
        ended = reminders.end(ground.row)
        assert Deadline.objects.get(pk=reminders.begin(ground.row, following, ended).pk).due_on == due + timedelta(7)
        assert Deadline.objects.get(pk=reminders.begin(ground.row, other, ended).pk).due_on == due + timedelta(1)


def test_what_is_stopped_is_nowhere_late(ground):
    begin(ground)
    with clock.travel(date(2026, 11, 30)):
        assert Deadline.objects.overdue().count() == 1
    stop(ground, date(2026, 11, 12))
    with clock.travel(date(2026, 11, 30)):
        assert not Deadline.objects.overdue().exists()
        assert Deadline.objects.get().days_late == 0
