"""A failure is answered in words, also when nothing can be asked of the database."""

import errno

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError
from django.urls import reverse
from lxml import html
from psycopg2.errors import DiskFull

from governance.areas.attachments import EVIDENCE
from governance.kernel.models.jobs import JobState
from governance.kernel.papers import files, stored_files
from governance.kernel.upkeep import jobs
from governance.sign_in.views import door
from tests.factories.base import make_district, user_with
from tests.kernel.samples import image, upload


@pytest.fixture
def failing(client, monkeypatch, django_db_blocker):
    """A client that gets answers although a page fails, while the database is shut."""
    client.raise_request_exception = False

    def visit(path, error, method="get"):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr(door.Login, "dispatch", fail)
        monkeypatch.setattr("governance.sign_in.api.Token.dispatch", fail)
        with django_db_blocker.block():
            return getattr(client, method)(path)

    return visit


def test_without_the_database_the_page_reports_it(failing):
    answer = failing("/login/", OperationalError("gone"))
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "数据库暂时没有应答" in answer.content.decode()


def test_a_page_that_was_only_read_tries_again_by_itself(failing):
    read = html.fromstring(failing("/login/", OperationalError("gone")).content.decode())
    assert read.xpath("//section/@data-retry") == ["10"]
    assert read.xpath("//noscript/meta[@http-equiv='refresh']/@content") == ["10"]
    for method, error in (("post", OperationalError("gone")), ("get", RuntimeError("fault"))):
        page = html.fromstring(failing("/login/", error, method).content.decode())
        assert not page.xpath("//*[@data-retry] | //meta[@http-equiv='refresh']")


def test_a_fault_of_ours_is_a_page_with_a_number(failing):
    answer = failing("/login/", RuntimeError("fault"))
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()


@pytest.mark.parametrize(("method", "unsaved"), [("get", False), ("post", True)])
def test_nothing_was_saved_is_said_where_something_was_to_be_saved(failing, method, unsaved):
    for error in (OperationalError("gone"), RuntimeError("fault"), full_disk()):
        page = failing("/login/", error, method).content.decode()
        assert ("内容没有保存" in page) is unsaved


def full_disk():
    return OSError(errno.ENOSPC, "No space left on device")


def full_database():
    error = OperationalError("could not extend file")
    error.__cause__ = DiskFull()
    return error


@pytest.mark.parametrize("make", [full_disk, full_database])
@pytest.mark.parametrize("path", ["/login/", "/api/v1/token/"])
def test_a_full_disk_has_its_own_sentence(failing, make, path):
    answer = failing(path, make(), "post")
    assert answer.status_code == 507
    assert "磁盘已满" in (answer.json()["title"] if path.startswith("/api/") else answer.content.decode())


def test_the_driver_plain_error_of_a_restart_is_no_fault_of_ours(failing):
    assert failing("/login/", DatabaseError("error with status PGRES_TUPLES_OK")).status_code == 503
    assert failing("/login/", IntegrityError("twice")).status_code == 500


@pytest.mark.django_db
def test_a_missing_file_asks_for_the_administrator_wherever_it_is_read(client, monkeypatch):
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    kept = files.attach(place.compound, upload("路灯.png", image("PNG")), kind=EVIDENCE, actor=secretary)
    (stored_files.root() / kept.path).unlink()
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    job = jobs.start("export", title="名册", owner=secretary)
    made = stored_files.store(b"a list", "xlsx", folder=stored_files.JOBS)
    jobs.end(jobs.claim_next_job(), JobState.DONE, jobs.Outcome("已导出", made, "名册.xlsx"))
    stored_files.remove(made)
    client.force_login(secretary)
    for path in (f"/files/{kept.pk}/", reverse("job_result", args=[job.pk])):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "请联系系统管理员从备份恢复" in answer.content.decode()
        assert "内容没有保存" not in answer.content.decode()


def test_the_api_fails_in_its_own_form(failing):
    answer = failing("/api/v1/token/", OperationalError("gone"))
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unavailable"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"), [("/login/", "text/html; charset=utf-8"), ("/api/v1/token/", "application/problem+json")]
)
def test_the_fifth_wrong_password_is_refused_in_the_format_of_the_caller(client, path, kind):
    for _ in range(5):
        answer = client.post(path, {"username": "nobody", "password": "wrong"})
    assert answer.status_code == 429
    assert answer["Content-Type"] == kind
    assert answer["Retry-After"] == "1800"
