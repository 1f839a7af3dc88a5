"""Counting running deadlines again: from their start, never shorter once promised, once, and marked until then."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st

from governance.kernel.clock import clock, ladders, pauses, recounts, reminders, rules, workdays
from governance.kernel.clock.workdays import ANNOUNCED, Calendar
from governance.kernel.models import fresh
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.models.rules import Rule, WorkDay
from tests.factories.base import appoint, make_district, user_with
from tests.unhurried import given

YEAR = ANNOUNCED.stop
START = date(YEAR - 1, 12, 28)
FIVE_DAYS = reminders.Due("project_community", "projects.check", "社区初审")  # working days
WHY = f"{YEAR} 年工作日历确认"


@pytest.fixture
def ground(db):
    rules.load_rules()
    place = make_district()
    place.secretary = user_with("community_secretary", place.community)
    place.office = user_with("district_office", place.district)
    place.row = appoint("group_leader", place.compound)
    with clock.travel(START):
        yield place


def begin(place, due=FIVE_DAYS):
    return Deadline.objects.get(pk=reminders.begin(place.row, due).pk)


def off(*days, is_workday=False):
    for day in days:
        WorkDay.objects.update_or_create(
            date=day, defaults={"is_workday": is_workday, "name": "" if is_workday else "元旦", "is_provisional": True}
        )
    fresh.forget()


def recount(place, rows=None):
    return recounts.recount(rows or Deadline.objects.all(), actor=place.office, why=WHY)


def written():
    return [list(table.objects.order_by("pk").values()) for table in (Deadline, Event, Notice)]


def test_a_deadline_moves_with_its_ladder_and_tells_who_must_act(ground):
    deadline = begin(ground)
    due = deadline.due_on
    assert (deadline.counted_on, deadline.is_provisional) == (due, True)
    off(date(YEAR, 1, 2), date(YEAR, 1, 3), due)
    [move] = recounts.preview(Deadline.objects.all())
    assert (move.old, move.new) == (due, clock.due_date(START, 5, "wd"))
    assert move.new > due
    assert deadline == Deadline.objects.get(due_on=due)  # a preview writes nothing
    recount(ground)
    deadline.refresh_from_db()
    assert (deadline.due_on, deadline.counted_on) == (move.new, move.new)
    assert deadline.next_rung_on == ladders.next_rung_on(deadline, after=None)
    event = Event.objects.get(kind="governance.deadline.recount")
    assert (event.object_type, event.object_id, event.actor) == (deadline.object_type, ground.row.pk, ground.office)
    assert event.data["note"].startswith(f"{WHY}，期限由")
    [notice] = Notice.objects.all()
    assert (notice.recipient, notice.url) == (ground.secretary, deadline.url)


def test_a_second_run_does_nothing(ground):
    begin(ground)
    off(date(YEAR, 1, 4), date(YEAR, 1, 5))
    assert len(recount(ground)) == 1
    before = written()
    assert recount(ground) == []
    assert written() == before


def test_a_duty_somebody_was_reminded_of_keeps_the_later_day(ground):
    off(date(YEAR, 1, 4))
    deadline = begin(ground)
    with clock.travel(deadline.due_on - timedelta(1)):
        assert ladders.remind()
        off(date(YEAR, 1, 4), is_workday=True)
        before = written()
        assert recount(ground) == []
        assert written() == before


def test_a_duty_nobody_was_told_of_may_come_earlier(ground):
    off(date(YEAR, 1, 4))
    deadline = begin(ground)
    off(date(YEAR, 1, 4), is_workday=True)
    recount(ground)
    assert Deadline.objects.get().due_on < deadline.due_on


@pytest.mark.parametrize(
    "change",
    [
        {"nature": "right", "moves": "rest_day"},
        {"kind": "right", "nature": "right", "moves": "rest_day"},
        {"kind": "minimum"},
    ],
)
def test_a_right_and_a_minimum_are_never_shortened(ground, change):
    Rule.objects.filter(code=FIVE_DAYS.rule).update(**change)
    off(date(YEAR, 1, 4))
    deadline = begin(ground)
    off(date(YEAR, 1, 4), is_workday=True)
    assert recount(ground) == []
    assert Deadline.objects.get().due_on == deadline.due_on
    off(date(YEAR, 1, 4))
    assert recount(ground) == []  # the calendar is as it was: nothing is added twice


def test_days_of_a_lengthened_period_stay_in_it(ground):
    deadline = begin(ground)
    Deadline.objects.update(due_on=deadline.due_on + timedelta(7))
    off(date(YEAR, 1, 4))
    [move] = recount(ground)
    assert move.new - move.counted == timedelta(7)


def test_the_end_of_a_lengthened_period_never_lies_on_a_new_holiday(ground):
    deadline = begin(ground)
    lengthened = deadline.due_on + timedelta(7)
    Deadline.objects.update(due_on=lengthened)
    off(lengthened)
    [move] = recount(ground)
    assert clock.is_workday(move.new)
    assert move.new > lengthened


def test_agreed_closed_and_certain_days_stay(ground):
    agreed = reminders.Due("", "projects.check", "面谈", due=lambda row: date(YEAR, 1, 4))
    unknown = Deadline.objects.get(pk=reminders.begin(ground.row, agreed).pk)
    assert (unknown.counted_on, unknown.is_provisional) == (None, False)
    begin(ground)
    Deadline.objects.filter(rule=FIVE_DAYS.rule).update(closed_at=clock.now())
    off(date(YEAR, 1, 4), date(YEAR, 1, 5))
    before = written()
    assert recount(ground) == []
    assert written() == before


def test_a_stopped_clock_stays_stopped(ground):
    begin(ground)
    pauses.stop(type(ground.row), {ground.row.pk: "复核异议"})
    off(date(YEAR, 1, 4))
    assert len(recount(ground)) == 1
    assert Deadline.objects.get().next_rung_on is None


def test_the_object_keeps_its_own_column_right(ground):
    ground.row.__class__.objects.filter(pk=ground.row.pk).update(ends_on=None)
    due = reminders.Due(FIVE_DAYS.rule, "projects.check", "社区初审", column="ends_on")
    deadline = begin(ground, due)
    assert deadline.day_column == "ends_on"
    off(date(YEAR, 1, 4))
    [move] = recount(ground)
    ground.row.refresh_from_db()
    assert ground.row.ends_on == move.new


def test_what_was_reminded_of_the_old_day_is_reminded_of_the_new_one(ground):
    deadline = begin(ground)
    with clock.travel(deadline.due_on):
        ladders.remind()
        off(*(deadline.due_on + timedelta(n) for n in range(4)))
        recount(ground)
        deadline.refresh_from_db()
        assert (deadline.rung or -99) < 0
    with clock.travel(deadline.due_on):
        ladders.remind()
    assert Notice.objects.filter(recipient=ground.secretary, title__startswith="今天到期").count() == 2


def test_reminders_say_that_the_day_is_provisional(ground):
    deadline = begin(ground)
    with clock.travel(deadline.due_on):
        ladders.remind()
    assert Notice.objects.get(recipient=ground.secretary).title == "今天到期（暂定）：社区初审"


def test_petition_duties_do_not_move_and_are_certain(ground):
    Rule.objects.filter(code=FIVE_DAYS.rule).update(unit="d", value="8", moves="none")
    deadline = begin(ground)
    assert not deadline.is_provisional
    off(deadline.due_on)
    assert recount(ground) == []


def test_counted_over_finds_what_the_days_touch(ground):
    deadline = begin(ground)
    touching = Deadline.objects.counted_over
    assert touching(deadline.due_on, deadline.due_on).exists()
    assert not touching(deadline.due_on + timedelta(1), date(YEAR, 12, 31)).exists()
    assert not touching(date(YEAR - 1, 1, 1), START - timedelta(1)).exists()


def test_a_deadline_is_counted_again_by_the_version_that_counted_it(ground):
    deadline = begin(ground)
    assert deadline.counted_by.code == FIVE_DAYS.rule
    newer = Rule.objects.get(pk=deadline.counted_by_id)
    Rule.objects.filter(pk=newer.pk).update(valid_to=START - timedelta(1))
    newer.pk, newer.value, newer.valid_from = None, "9", START
    newer.save()
    assert rules.find(FIVE_DAYS.rule, START) == newer
    assert recount(ground) == []
    off(date(YEAR, 1, 4))
    [move] = recount(ground)
    assert move.new == rules.due(deadline.counted_by, START)
    [move] = recounts.recount(Deadline.objects.all(), actor=ground.office, why="新版本", by=newer)
    assert (move.new, Deadline.objects.get().counted_by) == (rules.due(newer, START), newer)


@given(
    st.sets(st.integers(0, 40), max_size=6),
    st.sets(st.integers(0, 40), max_size=6),
    st.integers(0, 9),
    st.sampled_from(("wd", "d")),
    st.booleans(),
)
def test_any_recount_is_idempotent_and_never_shortens_a_promise(first, second, longer, unit, is_told):
    rule = Rule(code="x", kind="limit", value="9", unit=unit, moves="holiday", nature="duty")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "find", lambda code, on=None: rule)
        use(patch, first)
        counted = rules.due(rule, START)
        row = Deadline(rule="x", opened_on=START, counted_on=counted, due_on=counted + timedelta(longer))
        row.rung = 0 if is_told else None
        use(patch, second)
        move = recounts.moved(row)
        if move is not None:
            assert not is_told or move.new > move.old
            row.due_on, row.counted_on = move.new, move.counted
        assert recounts.moved(row) is None


def use(patch, offsets):
    """A calendar with more holidays: the days after the start at these offsets."""
    days = {START + timedelta(n): workdays.Day(START + timedelta(n), False, "加放") for n in offsets}
    patch.setattr(workdays, "calendar", lambda: Calendar(days))
