"""Traces are kept as long as the rule says and then go; facts, and what is still owed or unread, stay."""

import gzip
import os
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import IntegrityError, transaction

from governance.kernel.clock import clock, messages, rules
from governance.kernel.models.events import Delivery, Event
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.models.notices import Notice
from governance.kernel.models.outside import Dispatch
from governance.kernel.models.pages import Submission
from governance.kernel.models.rules import Rule
from governance.kernel.upkeep import housekeeping, retention
from governance.models import Session
from tests.factories.base import make_district, user_with

KEPT = (Event, Notice, Dispatch, Delivery, Submission, Job, AccessLog, AccessFailureLog, AccessAttempt)


@pytest.fixture
def user(db, settings, tmp_path):
    settings.LOG_ROOT = tmp_path / "log"
    settings.LOG_ROOT.mkdir()
    settings.NOTIFY_URLS = ["json://localhost:9/"]
    rules.load_rules()
    return user_with("community_secretary", make_district().community)


def leave_traces(user, days):
    """One of each trace, so many days ago: all of it has served."""
    at = clock.now() - timedelta(days=days)
    with clock.travel(at):
        event = Event.objects.create(kind=f"x.{days}", object_type="x.y", object_id=days)
        Delivery.objects.create(event=event, handler="x", done_at=at)
        messages.notify([user], key=f"x:{days}", title="消息")
        Notice.objects.filter(key=f"x:{days}").update(read_at=at)
        Dispatch.objects.filter(notice__key=f"x:{days}").update(sent_at=at)
        Submission.objects.create(user=user, key=f"k{days}", path="/", status=302)
        Job.objects.create(kind="export", title="导出", owner=user, state=JobState.DONE, finished_at=at)
    for model in (AccessLog, AccessFailureLog, AccessAttempt):
        more = {"failures_since_start": 1} if model is AccessAttempt else {}
        row = model.objects.create(username=f"u{days}", user_agent=f"a{days}", **more)
        model.objects.filter(pk=row.pk).update(attempt_time=at)


def counts():
    return {model.__name__: model.objects.count() for model in KEPT}


def test_what_has_served_goes_after_its_days_and_events_stay(user):
    leave_traces(user, 366)
    leave_traces(user, 364)
    gone = retention.prune()
    assert counts() == {"Event": 2} | {model.__name__: 1 for model in KEPT if model is not Event}
    assert {name for name, count in gone.items() if count == 1} >= {"sign_ins", "failures", "submissions", "jobs"}
    assert retention.prune()["sign_ins"] == 0
    assert Notice.objects.get().key == "x:364"


def test_what_is_unread_owed_or_running_stays(user):
    with clock.travel(clock.now() - timedelta(days=400)):
        event = Event.objects.create(kind="x.y", object_type="x.y", object_id=1)
        Delivery.objects.create(event=event, handler="x")
        messages.notify([user], key="x:1", title="消息")
        Job.objects.create(kind="export", title="导出", owner=user, state=JobState.RUNNING)
    retention.prune()
    assert [model.objects.count() for model in (Delivery, Notice, Dispatch, Job)] == [1, 1, 1, 1]


def test_what_a_channel_no_longer_named_was_owed_goes_too(user, settings):
    with clock.travel(clock.now() - timedelta(days=400)):
        messages.notify([user], key="x:1", title="消息")
    settings.NOTIFY_URLS = []
    retention.prune()
    assert not Dispatch.objects.exists()
    assert Notice.objects.exists()


def test_the_rule_sets_the_days_but_never_fewer_than_the_law(user):
    leave_traces(user, 200)
    retention.prune()
    assert Submission.objects.exists()
    for days in (30, 182):
        with pytest.raises(IntegrityError, match="超出法定界限"), transaction.atomic():
            Rule.objects.filter(code="log_keep_days").update(value=str(days))
    Rule.objects.filter(code="log_keep_days").update(value="183")
    rules.forget()
    leave_traces(user, 182)
    retention.prune()
    assert set(Submission.objects.values_list("key", flat=True)) == {"k182"}


def test_without_the_rule_nothing_goes(user):
    leave_traces(user, 4000)
    Rule.objects.filter(code="log_keep_days").delete()
    rules.forget()
    retention.prune()
    assert Submission.objects.exists()


def test_many_rows_go_a_batch_at_a_time(user, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        leave_traces(user, 400 + number)
    assert retention.prune()["submissions"] == 5


def test_expired_sessions_go_at_once(user):
    Session.objects.create(session_key="old", session_data="", expire_date=clock.now() - timedelta(minutes=1))
    Session.objects.create(session_key="new", session_data="", expire_date=clock.now() + timedelta(minutes=1))
    retention.prune()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_log_files_are_packed_and_removed(user, settings):
    web, beat = settings.LOG_ROOT / "web.log", settings.LOG_ROOT / "beat.log"
    web.write_text("line\n" * 1000)
    beat.write_text("short\n")
    with clock.travel(clock.month_start(clock.today()) + timedelta(14)), pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention, "LONGEST_LOG", 1000)
        retention.prune()
    (packed,) = settings.LOG_ROOT.glob("web-*.log.gz")
    assert gzip.decompress(packed.read_bytes()) == b"line\n" * 1000
    assert web.read_text() == ""
    assert beat.read_text() == "short\n"
    with open(web, "a") as running:
        running.write("next\n")
    with clock.travel(clock.month_start(clock.today())):
        retention.prune()
    assert beat.read_text() == ""
    old = clock.now().timestamp() - 370 * 86400
    os.utime(packed, (old, old))
    assert housekeeping.sweep()["outlived"]["log_files"] == 1
    assert not packed.exists()
    assert len(list(settings.LOG_ROOT.glob("*.gz"))) == 2
