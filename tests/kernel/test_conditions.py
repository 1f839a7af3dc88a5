"""What is wrong today is read in one place; each run of `verify` and `backup` leaves a row."""

import getpass
from datetime import datetime, timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import CommandError, call_command
from django.db import connection

from governance.kernel.clock import clock, messages, reminders, rules
from governance.kernel.models.chain import ChainNote, ChainPending
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Delivery
from governance.kernel.models.jobs import Job
from governance.kernel.models.notices import Notice
from governance.kernel.models.rules import Rule
from governance.kernel.models.upkeep import CLOCK, Task, UpkeepRun
from governance.kernel.steps import events
from governance.kernel.upkeep import backups, chain, checks, conditions, jobs, limits, retention, runs
from governance.sign_in.attempts import DEVICE
from portal.celery import app
from tests.factories.base import appoint, make_district, tell_given, user_with

MONDAY = datetime(2026, 11, 16, 9)


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.user = user_with("community_secretary", place.community, email="secretary@example.org")
    return place


def state(name):
    return conditions.CONDITIONS[name].reading()


def run_of(task, hours_ago, is_good=True, parts=""):
    at = clock.now() - timedelta(hours=hours_ago)
    return UpkeepRun.objects.create(
        task=task, by="x", started_at=at, ended_at=at, is_good=is_good, outcome="x", parts=parts
    )


# ------------------------------------------------------------ runs
def test_verify_keeps_what_when_by_whom_and_how_it_ended(place, monkeypatch):
    tell_given()
    call_command("verify", "guards", stdout=StringIO())
    monkeypatch.setitem(checks.CHECKS, "x", lambda: ["one thing"])
    with pytest.raises(CommandError):
        call_command("verify", stdout=StringIO())
    whole, part = UpkeepRun.objects.all()
    assert (part.task, part.parts, part.is_good, part.by) == (Task.VERIFY, "guards", True, getpass.getuser())
    assert (whole.parts, whole.is_good, whole.outcome) == ("", False, "1 处不符：x")
    assert whole.started_at <= whole.ended_at <= clock.now()
    assert runs.last_good(Task.VERIFY) is None  # a part says nothing of the rest
    assert state("last_verify").state == conditions.FAULT


def test_the_clock_verifies_at_night_at_low_priority_within_a_time(place, monkeypatch):
    line = app.conf.beat_schedule["verify"]
    assert line["options"]["priority"] == 9
    task = app.tasks[line["task"]]
    assert task.soft_time_limit < task.time_limit < app.conf.broker_transport_options["visibility_timeout"]
    tell_given()
    assert task() == 0
    assert (UpkeepRun.objects.get().by, runs.last_good(Task.VERIFY)) == (CLOCK, UpkeepRun.objects.get().ended_at)

    def hang():
        raise SoftTimeLimitExceeded

    monkeypatch.setitem(checks.CHECKS, "x", hang)
    with pytest.raises(SoftTimeLimitExceeded):
        task()
    assert (UpkeepRun.objects.first().is_good, UpkeepRun.objects.first().outcome[:4]) == (False, "没有做完")


def test_backup_keeps_its_run_whether_or_not_it_ends_well(place, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "save", lambda folder: {"rows": {"a": 3}, "files": {"dump": 1}, "missing": []})
    call_command("backup", tmp_path / "a", stdout=StringIO())
    assert runs.last_good(Task.BACKUP) is not None

    def fail(folder):
        raise backups.BackupError("磁盘已满")

    monkeypatch.setattr(backups, "save", fail)
    with pytest.raises(CommandError, match="磁盘已满"):
        call_command("backup", tmp_path / "b")
    failed, made = UpkeepRun.objects.all()
    assert (made.is_good, made.outcome) == (True, "3 行数据、0 个文件")
    assert (failed.is_good, failed.outcome) == (False, "没有备份：磁盘已满")


def test_old_runs_go_but_the_last_good_one_stays(place):
    kept = run_of(Task.BACKUP, 24 * 500)
    run_of(Task.BACKUP, 24 * 501)
    run_of(Task.VERIFY, 24 * 500, is_good=False)
    assert retention.prune()["runs"] == 2
    assert UpkeepRun.objects.get() == kept


# ------------------------------------------------------------ readings
@pytest.mark.parametrize(("name", "task"), [("backup", Task.BACKUP), ("verify", Task.VERIFY)])
def test_the_age_of_the_last_good_run_is_measured_by_the_rule(place, name, task):
    assert (state(name).state, state(name).number) == (conditions.NOTICE, 0)
    run_of(task, 1, is_good=False)
    run_of(task, 1, parts="guards")
    run_of(task, 27)
    assert state(name).state == conditions.NOTICE
    assert "27 小时前" in state(name).value
    Rule.objects.filter(code=f"{name}_age_most").update(value="48")
    fresh = run_of(task, 25)
    assert (state(name).state, state(name).number) == (conditions.OK, fresh.ended_at.timestamp())


def test_jobs_that_broke_off_are_told_and_sheets_to_mend_are_not(place, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setitem(jobs.KINDS, "broken", lambda job, progress: 1 / 0)
    monkeypatch.setitem(jobs.KINDS, "sheet", lambda job, progress: jobs.Outcome("3 处须改", errors=3))
    jobs.start("sheet", title="名册", owner=place.user)
    jobs.run_jobs()
    assert state("failed_jobs").state == conditions.OK
    jobs.start("broken", title="坏任务", owner=place.user)
    jobs.run_jobs()
    assert (state("failed_jobs").state, state("failed_jobs").number) == (conditions.NOTICE, 1)
    with clock.travel(clock.now() + timedelta(days=8)):
        assert state("failed_jobs").number == 0
    assert Job.objects.count() == 2


def test_reactions_that_fail_on_and_on_are_told(place):
    event = events.record("governance.area.test", place.compound, actor=None)
    Delivery.objects.create(event=event, handler="x", attempts=9)
    assert state("stuck_deliveries").state == conditions.OK
    Delivery.objects.update(attempts=10)
    assert (state("stuck_deliveries").state, state("stuck_deliveries").number) == (conditions.NOTICE, 1)


def written_at(model, moment):
    """Notes as if they had been written then; as another program they cannot be changed."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE {model._meta.db_table} SET noted_at = %s", [moment])
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("model", [ChainPending, ChainNote])
def test_rows_that_get_no_block_are_told(place, model):
    chain.chain_record()
    assert (state("unchained").state, state("unchained").number) == (conditions.OK, 0)
    events.record("governance.area.test", place.compound, actor=None)
    place.user.save()
    assert state("unchained").state == conditions.OK
    written_at(model, clock.now() - timedelta(minutes=rules.value("record_wait_most") + 1))
    assert state("unchained").state == conditions.FAULT
    assert state("unchained").number >= 660
    chain.chain_record()
    assert (state("unchained").state, state("unchained").number) == (conditions.OK, 0)


@pytest.mark.parametrize("name", ["unsent_mail", "unsent_outside"])
def test_a_message_that_could_have_left_an_hour_ago_is_told(place, settings, name):
    settings.NOTIFY_URLS = ["json://room.example/"]
    assert state(name).state == conditions.OK
    with clock.travel(MONDAY - timedelta(days=2)):  # on Saturday: it waits for the office to open
        messages.notify([place.user], key="x", title="消息")
        assert Notice.objects.unsent().count() == 1
        assert state(name).number == 0
    with clock.travel(MONDAY):
        assert (state(name).state, state(name).number) == (conditions.OK, 1800)
    with clock.travel(MONDAY + timedelta(minutes=31)):
        assert (state(name).state, state(name).number) == (conditions.NOTICE, 3660)
        assert "1 小时" in state(name).value


def test_duties_of_the_departed_are_told(place):
    due = reminders.Due("", "projects.route", "答复需求", assignee=lambda row: place.user)
    deadline = reminders.begin(appoint("group_leader", place.compound), due)
    assert (deadline.assignee_id, state("orphaned_duties").number) == (place.user.pk, 0)
    Deadline.objects.filter(pk=deadline.pk).update(assignee=user_with("mediator", place.district))
    assert (state("orphaned_duties").state, state("orphaned_duties").number) == (conditions.NOTICE, 1)


def test_locked_accounts_are_told_while_they_are(place, settings):
    for address in ("10.0.0.1", "10.0.0.2"):
        AccessAttempt.objects.create(
            username="li", ip_address=address, failures_since_start=settings.AXES_FAILURE_LIMIT
        )
    AccessAttempt.objects.create(username="wang", ip_address="10.0.0.1", failures_since_start=1)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        limits.count(DEVICE, "nonce", seconds=1800)
    assert (state("locked_accounts").state, state("locked_accounts").number) == (conditions.NOTICE, 2)
    with clock.travel(clock.now() + timedelta(minutes=31)):
        assert state("locked_accounts").number == 0


def test_a_missing_rule_is_a_reading_and_no_error(place):
    Rule.objects.filter(code="backup_age_most").delete()
    assert state("backup").state == conditions.NOTICE
    assert "规则表" in state("backup").advice


def test_verify_tells_what_needs_attention_and_still_ends_well(place, monkeypatch):
    out = StringIO()
    tell_given()
    call_command("verify", stdout=out)
    assert "notice: 最近一次成功备份：还没有记录" in out.getvalue()
    assert "all is well" in out.getvalue()
