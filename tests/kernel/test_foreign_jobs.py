"""A worker acts in the name of a job's owner: it does only what the portal itself wrote down."""

import pytest
from django.db import connection

from governance.kernel.models.jobs import Job, JobState
from governance.kernel.models.rules import WorkDay
from governance.kernel.papers import imports, sheets, stored_files
from governance.kernel.papers.uploads import EXCEL, Checked
from governance.kernel.upkeep import checks, jobs
from governance.models import Area
from tests.factories.base import make_area, user_with
from tests.kernel.days import DAYS, workbook

pytestmark = pytest.mark.django_db
CHANGES = {
    "another owner": "owner_id = (SELECT max(id) FROM governance_user)",
    "another kind of sheet": "params = jsonb_set(params, '{sheet}', '\"roster\"')",
    "another task": "kind = 'export'",
    "another sheet": "source = (SELECT min(source) FROM governance_job), source_sha256 = (SELECT min(source_sha256)"
    " FROM governance_job WHERE source = (SELECT min(source) FROM governance_job))",
}


@pytest.fixture
def owner(monkeypatch):
    monkeypatch.setitem(sheets.SHEETS, DAYS.kind, DAYS)
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    return user_with("district_office", make_area())


def start(owner, day):
    sheet = Checked("日历.xlsx", EXCEL, workbook([day, "休息", None, None]).getvalue())
    return imports.start_comparing(DAYS, sheet, owner=owner)


def confirm(owner, day):
    """The job that writes what was compared."""
    compared = start(owner, day)
    jobs.run_jobs()
    compared.refresh_from_db()
    return imports.start_writing(compared.comparison, owner=owner)


def as_owner_of_the_tables(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
        return cursor.rowcount


def is_refused(job):
    job.refresh_from_db()
    return job.state == JobState.FAILED and "与平台的登记不符" in job.message and not WorkDay.objects.exists()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_job_that_was_changed_is_not_done(owner, change):
    user_with("district_office", Area.objects.get(), "another")
    waiting = [start(owner, "2027-02-06"), start(owner, "2027-02-07")]
    chosen = max(waiting, key=lambda job: job.source)
    as_owner_of_the_tables(f"UPDATE governance_job SET {change} WHERE id = {chosen.pk}")
    jobs.run_jobs()
    assert is_refused(chosen)
    assert [words for _, words in checks.run(["jobs"])] == [
        f"governance_job {chosen.pk} was put in or changed past the portal"
    ]


def test_a_job_that_was_put_in_is_not_done(owner):
    """An order of the owner, copied, is another order, even with its code."""
    real = confirm(owner, "2027-02-06")
    jobs.run_jobs()
    WorkDay.objects.all().delete()
    as_owner_of_the_tables(
        "INSERT INTO governance_job SELECT (jsonb_populate_record(j, jsonb_build_object('id', 999999, 'attempts', 0,"
        f" 'state', 'queued', 'finished_at', null))).* FROM governance_job j WHERE id = {real.pk}"
    )
    jobs.run_jobs()
    assert is_refused(Job.objects.get(pk=999999))


def test_a_sheet_that_was_exchanged_in_its_folder_is_not_read(owner):
    job = confirm(owner, "2027-02-06")
    (stored_files.root() / job.source).write_bytes(workbook(["2027-02-07", "休息", None, None]).getvalue())
    jobs.run_jobs()
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "文件与登记不符，没有打开，请告知系统管理员核验")
    assert not WorkDay.objects.exists()


def test_a_job_stays_ours_while_it_is_tried_again_and_its_files_go(owner, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "broken", lambda job, progress: 1 / 0)
    broken = jobs.start("broken", title="坏任务", owner=owner, params={"days": [1, 2], "on": "2026-11-28"})
    compared = start(owner, "2027-02-30")
    jobs.run_jobs()
    for job, state in ((broken, JobState.FAILED), (compared, JobState.DONE)):
        job.refresh_from_db()
        assert job.state == state
    assert compared.result
    as_owner_of_the_tables("UPDATE governance_job SET finished_at = '2020-01-01'")
    assert jobs.sweep() == 1
    assert checks.run(["jobs"]) == []
