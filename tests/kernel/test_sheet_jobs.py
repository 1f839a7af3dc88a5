"""Imports and long exports run as jobs that survive a broken worker."""

import io
import threading
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from governance.kernel.clock import clock
from governance.kernel.models.imports import ImportRow
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.models.rules import WorkDay
from governance.kernel.papers import exports, files, imports, sheets, stored_files, workbooks
from governance.kernel.papers.sheets import Sheet
from governance.kernel.papers.uploads import EXCEL, Checked
from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep import housekeeping, jobs
from portal.celery import app
from tests.factories.base import make_area, user_with
from tests.kernel.days import DAYS, read, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return user_with("district_office", make_area())


@pytest.fixture
def sheet(monkeypatch):
    monkeypatch.setitem(sheets.SHEETS, DAYS.kind, DAYS)
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    return DAYS


def upload(*rows):
    return Checked("日历.xlsx", EXCEL, workbook(*rows).getvalue())


def test_a_good_import_runs_as_a_job(sheet, owner):
    compared = imports.start_comparing(sheet, upload(["2027-02-06", "休息", None, None]), owner=owner)
    assert compared.state == JobState.QUEUED
    assert jobs.run_jobs() == 1
    compared.refresh_from_db()
    assert (compared.state, compared.message) == (JobState.DONE, "共 1 行：新增 1 行。还没有保存")
    assert not WorkDay.objects.exists()
    job = imports.start_writing(compared.comparison, owner=owner)
    assert jobs.run_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.percent) == (JobState.DONE, 1, 1, 100)
    assert job.message == "已导入 1 行：新增 1 行，更新 0 行"
    assert WorkDay.objects.count() == 1
    assert jobs.run_jobs() == 0


def confirmed(sheet, owner, *rows):
    """The job that writes the rows, which were compared and confirmed."""
    compared = imports.start_comparing(sheet, upload(*rows), owner=owner)
    jobs.run_jobs()
    compared.refresh_from_db()
    return imports.start_writing(compared.comparison, owner=owner)


def test_a_comparison_gives_the_marked_copy_to_its_owner_only(sheet, owner):
    job = imports.start_comparing(sheet, upload(["2027-02-30", "休息", None, None]), owner=owner)
    jobs.run_jobs()
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "共 1 行：读不懂 1 行。还没有保存")
    response = jobs.result_response(job)
    assert "%E6%A3%80%E6%9F%A5%E7%BB%93%E6%9E%9C" in response["Content-Disposition"]
    assert read(io.BytesIO(b"".join(response.streaming_content)))[0][-1] == workbooks.REMARKS
    assert Job.objects.visible_to(owner).exists()
    assert not Job.objects.visible_to(type(owner)(pk=owner.pk + 1)).exists()
    assert jobs.progress_context(job, result_url="/x/")["result_url"] == "/x/"
    assert files.stray_files() == []


def test_an_import_waits_longer_for_another_one_than_a_page_for_a_row(sheet, owner, monkeypatch):
    def write(rows, *, actor):
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            waits.append(cursor.fetchone()[0])
        return 0, 0

    waits = []
    monkeypatch.setitem(sheets.SHEETS, sheet.kind, Sheet(sheet.kind, "日历", sheet.columns, write))
    row = ["2027-02-06", "休息", None, None]
    imports.import_rows(sheets.SHEETS[sheet.kind], workbook(row), actor=owner, dry_run=False)
    confirmed(sheet, owner, row)
    jobs.run_jobs()
    assert waits == ["3s", "25s"]


def test_refusals_of_the_action_end_the_job_in_words(sheet, owner, monkeypatch):
    def refuse(rows, *, actor):
        WorkDay.objects.create(date=date(2027, 1, 1), is_workday=True)
        raise Refused("名册已锁定，请先解锁", "locked")

    monkeypatch.setitem(sheets.SHEETS, sheet.kind, Sheet(sheet.kind, "日历", sheet.columns, refuse))
    job = confirmed(sheet, owner, ["2027-02-06", "休息", None, None])
    jobs.run_jobs()
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "名册已锁定，请先解锁")
    assert not WorkDay.objects.exists()


def test_a_broken_job_is_tried_again_then_given_up(owner, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setitem(jobs.KINDS, "broken", lambda job, progress: 1 / 0)
    job = jobs.start("broken", title="坏任务", owner=owner)
    assert jobs.run_jobs() == jobs.MOST_ATTEMPTS
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert f"J{job.pk}" in job.message
    assert "ZeroDivision" not in job.message


def test_the_job_of_a_killed_worker_is_taken_up_again(owner, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setitem(jobs.KINDS, "fine", lambda job, progress: jobs.Outcome("好了"))
    job = jobs.start("fine", title="任务", owner=owner)
    assert jobs.claim_next_job() == job  # and the worker is killed
    assert jobs.claim_next_job() is None
    with clock.travel(clock.now() + jobs.DEAD_AFTER + timedelta(seconds=1)):
        assert jobs.run_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == (JobState.DONE, 2, "好了")


def test_a_worker_that_comes_back_late_changes_nothing(owner, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setitem(jobs.KINDS, "fine", lambda job, progress: jobs.Outcome("好了"))
    jobs.start("fine", title="任务", owner=owner)
    late = jobs.claim_next_job()
    with clock.travel(clock.now() + jobs.DEAD_AFTER + timedelta(seconds=1)):
        assert jobs.run_jobs() == 1
    jobs.end(late, JobState.FAILED, jobs.Outcome("迟到"))
    assert Job.objects.get().message == "好了"


def test_an_import_ends_with_its_rows_so_that_a_worker_killed_then_leaves_nothing_to_do_again(sheet, owner):
    job = confirmed(sheet, owner, ["2027-02-06", "休息", None, None])
    imports.run_writing(jobs.claim_next_job(), jobs.Progress())  # and the worker is killed
    with clock.travel(clock.now() + jobs.DEAD_AFTER + timedelta(seconds=1)):
        assert jobs.run_jobs() == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == (JobState.DONE, 1, "已导入 1 行：新增 1 行，更新 0 行")
    assert WorkDay.objects.count() == 1


def test_an_import_that_was_taken_over_writes_no_row(sheet, owner):
    job = confirmed(sheet, owner, ["2027-02-06", "休息", None, None])
    late = jobs.claim_next_job()
    with clock.travel(clock.now() + jobs.DEAD_AFTER + timedelta(seconds=1)):
        taken = jobs.claim_next_job()
    jobs.run(late)
    assert not WorkDay.objects.exists()
    jobs.run(taken)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == (JobState.DONE, 2, "已导入 1 行：新增 1 行，更新 0 行")


def test_a_job_goes_on_showing_life_after_the_database_was_away(owner, monkeypatch):
    looks, back = [], threading.Event()

    def look():
        looks.append(1)
        if len(looks) == 1:
            raise OperationalError("the database system is in recovery mode")
        back.set()

    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setattr(jobs, "BEAT", 0.01)
    monkeypatch.setattr(jobs, "close_old_connections", look)
    monkeypatch.setitem(jobs.KINDS, "fine", lambda job, progress: jobs.Outcome("好了" if back.wait(10) else "没有心跳"))
    jobs.start("fine", title="任务", owner=owner)
    jobs.run_jobs()
    assert Job.objects.get().message == "好了"


def test_a_run_ends_before_its_time_limit(owner, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setitem(jobs.KINDS, "fine", lambda job, progress: jobs.Outcome("好了"))
    jobs.start("fine", title="任务", owner=owner)
    limits = app.conf.task_time_limit, app.conf.broker_transport_options["visibility_timeout"]
    assert jobs.LONGEST_RUN < limits[0] < limits[1]
    monkeypatch.setattr(jobs, "LONGEST_RUN", 0)
    assert jobs.run_jobs() == 0
    assert Job.objects.get().state == JobState.QUEUED


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_transaction_is_open(owner, monkeypatch):
    seen, go_on = [], threading.Event()
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setattr(jobs, "BEAT", 0.05)

    def watch(pk):
        for _ in range(200):
            job = Job.objects.get(pk=pk)
            if job.done:
                seen.append((job.done, job.total))
                break
            go_on.wait(0.05)
        go_on.set()
        connection.close()

    def work(job, progress):
        with transaction.atomic():
            WorkDay.objects.create(date=date(2027, 1, 1), is_workday=True)
            progress(3, 10)
            watcher = threading.Thread(target=watch, args=[job.pk])
            watcher.start()
            assert go_on.wait(10)
            watcher.join()
        return jobs.Outcome("好了")

    monkeypatch.setitem(jobs.KINDS, "slow", work)
    jobs.start("slow", title="任务", owner=owner)
    jobs.run_jobs()
    assert seen == [(3, 10)]
    assert Job.objects.get().state == JobState.DONE


def test_long_exports_run_as_jobs(owner, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    monkeypatch.setattr(exports, "EXPORTERS", {})
    rows = lambda owner, params: iter([["序号"], *[[n] for n in range(params["n"])]])  # noqa: E731
    exports.exporter("test", rows=rows, count=lambda owner, params: params["n"])
    job = exports.start("test", title="序号", owner=owner, params={"n": 1200})
    jobs.run_jobs()
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.DONE, "已导出 1200 行")
    assert len(read(stored_files.open_stored(job.result))) == 1201
    with pytest.raises(ValueError, match="no such export"):
        exports.start("other", title="", owner=owner)


def test_files_of_old_jobs_go(sheet, owner, settings):
    job = imports.start_comparing(sheet, upload(["2027-02-06", "休息", None, None]), owner=owner)
    jobs.run_jobs()
    assert jobs.sweep() == 0
    assert ImportRow.objects.count() == 1
    with clock.travel(clock.now() + jobs.RESULT_KEPT + timedelta(days=1)):
        assert jobs.sweep() == 1
    job.refresh_from_db()
    assert (job.source, job.result) == ("", "")
    assert not ImportRow.objects.exists()
    assert not [place for place in settings.UPLOAD_ROOT.rglob("*") if place.is_file()]


def test_housekeeping_may_run_at_any_time(settings):
    swept = housekeeping.sweep()
    assert not any(swept.pop("outlived").values())
    assert swept == {"jobs": 0, "strays": 0, "held": 0, "drafts": 0}
