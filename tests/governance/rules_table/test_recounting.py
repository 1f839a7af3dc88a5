"""A version that looks back: deadlines keep their day unless whoever confirms has them counted again."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock, ladders, recounts, reminders, rules
from governance.kernel.models import fresh
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.jobs import Job
from governance.kernel.models.rules import Rule, WorkDay
from governance.kernel.upkeep import jobs
from governance.rules_table import recounting
from governance.rules_table.actions import confirm, revise
from governance.rules_table.effects import affected

from .conftest import TODAY, proposal, rule
from .test_beginnings import backdated

CODE = "petition_handle"
BEGINS, SINCE = TODAY - timedelta(20), TODAY - timedelta(3)


@pytest.fixture
def running(place):
    """A deadline that began after the statute and one that began before it."""
    row = Rule.objects.get(code="cap_works")  # stands for any row that waits
    due = reminders.Due(CODE, "governance.configure", "信访办理")
    with clock.travel(BEGINS - timedelta(3)):
        before = reminders.begin(row, reminders.Due(CODE, "governance.configure", "此前开始的"))
    with clock.travel(SINCE):
        after = reminders.begin(row, due)
    place.before, place.after = (Deadline.objects.get(pk=one.pk) for one in (before, after))
    return place


def proposed(place, **changes):
    revise(rule(CODE), actor=place.office, **backdated(valid_from=BEGINS, **changes))
    return proposal(CODE)


def days(place):
    return [Deadline.objects.get(pk=one.pk).due_on for one in (place.before, place.after)]


def test_without_the_tick_nothing_moves_and_the_event_tells(running, client):
    old, new = days(running), proposed(running)
    assert [(move.deadline, move.new) for move in affected(new)] == [(running.after, SINCE + timedelta(45))]
    client.force_login(running.office2)
    page = client.get(new.get_absolute_url()).content.decode()
    for words in ("受影响的期限", "可重新计算", clock.zh_date(old[1]), clock.zh_date(SINCE + timedelta(45))):
        assert words in page
    assert "此前开始的" not in page
    form = client.get(f"{new.get_absolute_url()}confirm/").content.decode()
    assert 'name="recount"' in form
    assert "现行 60 天，新版本 45 天" in form
    assert "有 1 项正在计算的期限" in form
    assert clock.zh_date(SINCE + timedelta(45)) in form
    assert client.post(f"{new.get_absolute_url()}confirm/", {}).status_code == 302
    assert days(running) == old
    event = Event.objects.get(kind="governance.rule.confirm")
    assert "信访办理" in dict(event.data["facts"])["保持原到期日的期限"]
    assert not Event.objects.filter(kind="governance.deadline.recount").exists()


def test_with_the_tick_what_began_since_is_counted_by_the_version(running, client):
    old, new = days(running), proposed(running)
    client.force_login(running.office2)
    assert client.post(f"{new.get_absolute_url()}confirm/", {"recount": "on"}).status_code == 302
    assert days(running) == [old[0], SINCE + timedelta(45)]
    deadline = Deadline.objects.get(pk=running.after.pk)
    assert (deadline.counted_by, deadline.counted_on) == (new, deadline.due_on)
    event = Event.objects.get(kind="governance.deadline.recount")
    assert event.data["note"].startswith("规则“信访事项办理”新版本施行，期限由")
    assert recounts.recount(Deadline.objects.all(), actor=running.office, why="再算") == []
    assert affected(Rule.objects.get(pk=new.pk)) == []


def test_a_duty_somebody_was_reminded_of_keeps_its_day(running, client):
    with clock.travel(running.after.due_on - timedelta(29)):
        ladders.remind()
    with clock.travel(TODAY):
        old, new = days(running), proposed(running)
        client.force_login(running.office2)
        page = client.get(new.get_absolute_url()).content.decode()
        assert "不提前，保持原日" in page
        assert 'name="recount"' not in client.get(f"{new.get_absolute_url()}confirm/").content.decode()
        confirm(new, actor=running.office2, recount=True)
    assert days(running) == old
    assert not Event.objects.filter(kind="governance.deadline.recount").exists()


@pytest.mark.parametrize("recount", [True, False])
def test_a_later_recount_of_the_calendar_counts_by_the_version_that_set_the_day(running, recount):
    """A back-dated version moves a deadline when somebody decides so, never by the way."""
    confirm(proposed(running), actor=running.office2, recount=recount)
    rules.known_rules.read_at = None
    told = days(running)
    for day in told:  # the end falls on a new holiday; petition duties do not move on
        WorkDay.objects.update_or_create(date=day, defaults={"is_workday": False, "name": "放假"})
    fresh.forget()
    recounts.recount(Deadline.objects.all(), actor=running.office, why="日历更正")
    assert days(running) == told


def test_many_are_counted_by_a_job(running, monkeypatch):
    monkeypatch.setattr(recounting, "AT_ONCE", 0)
    old = days(running)
    confirm(proposed(running), actor=running.office2, recount=True)
    assert days(running) == old
    job = Job.objects.get(kind=recounting.KIND)
    for _ in range(2):  # a job bears being run twice
        jobs.run(jobs.claim_next_job() or job)
    assert days(running) == [old[0], SINCE + timedelta(45)]
    assert Event.objects.filter(kind="governance.deadline.recount").count() == 1
