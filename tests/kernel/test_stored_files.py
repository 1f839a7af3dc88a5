"""A path in the database names a file that the portal stored, or nothing: whoever wrote it there."""

import os
import re

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from governance.areas.attachments import EVIDENCE
from governance.kernel.clock import clock
from governance.kernel.models.files import Attachment
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.papers import files, stored_files
from governance.kernel.upkeep import backups, checks, conditions, jobs
from portal import health
from tests.factories.base import make_district, user_with
from tests.kernel.samples import image, upload

SECRET = "the key of the portal"
ELSEWHERE = ("../secret_key", "../../../../etc/passwd", "jobs/../../secret_key", "/etc/passwd", "2026/11/x.png", "")
NAME = f"{'a' * 32}.png"


@pytest.fixture
def folder():
    """The folder of uploads, beside a secret."""
    settings.UPLOAD_ROOT.mkdir(parents=True)
    (settings.UPLOAD_ROOT.parent / "secret_key").write_text(SECRET)
    return settings.UPLOAD_ROOT


@pytest.fixture
def place(db, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    place = make_district()
    place.reader = user_with("community_secretary", place.community)
    return place


def as_owner(statement, values):
    """What the database's owner does with the guards switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")


def attached(place):
    return files.attach(place.compound, upload("路灯.png", image("PNG")), kind=EVIDENCE, actor=place.reader)


def done_job(owner, data=b"a list"):
    job = jobs.start("export", title="名册", owner=owner)
    path = stored_files.store(data, "xlsx", folder=stored_files.JOBS)
    jobs.end(jobs.claim_next_job(), JobState.DONE, jobs.Outcome("已导出", path, "名册.xlsx"))
    job.refresh_from_db()
    return job


def is_refused(answer):
    words = answer.content.decode()
    return answer.status_code == 404 and "文件与登记不符" in words and SECRET not in words


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_path_leads_out_of_the_folder(folder, path):
    for use in (stored_files.open_stored, stored_files.fingerprint, stored_files.remove):
        with pytest.raises(stored_files.NotAsKept):
            use(path)
    assert stored_files.sizes([path]) == {}
    assert (folder.parent / "secret_key").read_text() == SECRET


def test_no_link_is_followed(folder):
    (folder / "jobs").mkdir()
    (folder / "jobs" / NAME).symlink_to(folder.parent / "secret_key")
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / NAME).write_text(SECRET)
    (folder / "2026").symlink_to(folder.parent)
    (folder.parent / "11").symlink_to(folder.parent / "other")
    (folder / "held").symlink_to(folder.parent / "other")
    for path in (f"jobs/{NAME}", f"2026/11/{NAME}", f"held/{NAME}"):
        with pytest.raises(stored_files.NotAsKept):
            stored_files.open_stored(path)
        assert stored_files.sizes([path]) == {}
    assert backups.stored(folder) == {}


def test_a_pipe_in_the_folder_holds_nobody_up(folder):
    (folder / "jobs").mkdir()
    os.mkfifo(folder / "jobs" / NAME)
    with pytest.raises(stored_files.NotAsKept):
        stored_files.open_stored(f"jobs/{NAME}")


def test_what_is_stored_comes_back_and_goes(folder):
    path = stored_files.store(b"bytes", "png")
    with stored_files.open_stored(path, stored_files.fingerprint(path)) as source:
        assert source.read() == b"bytes"
    assert stored_files.sizes([path]) == {path: 5}
    stored_files.remove(path)
    stored_files.remove(path)
    with pytest.raises(stored_files.FileMissing):
        stored_files.open_stored(path)
    with pytest.raises(ValueError, match="nothing would open"):
        stored_files.store(b"", "png", folder="../elsewhere")


@pytest.mark.parametrize("path", ELSEWHERE[:4])
def test_an_attachment_with_another_path_is_refused_and_named(place, folder, client, path):
    kept = attached(place)
    client.force_login(place.reader)
    as_owner("UPDATE governance_attachment SET path = %s WHERE id = %s", [path, kept.pk])
    assert is_refused(client.get(f"/files/{kept.pk}/"))
    assert f"attachment {kept.pk} ({path}): no path that the portal gave" in [
        words for _, words in checks.run(["files"])
    ]
    assert path in health.look(health.CHECKS)["stored_files"]


def test_an_attachment_with_the_path_of_another_one_or_other_bytes_is_refused(place, folder, client):
    kept, swapped = attached(place), attached(place)
    (folder / kept.path).write_bytes(b"\0" * kept.size)
    client.force_login(place.reader)
    assert is_refused(client.get(f"/files/{kept.pk}/"))
    assert client.get(f"/files/{swapped.pk}/").status_code == 200
    other = stored_files.store(b"of somebody else", "png")
    as_owner("UPDATE governance_attachment SET path = %s WHERE id = %s", [other, swapped.pk])
    assert is_refused(client.get(f"/files/{swapped.pk}/"))
    assert len(checks.run(["files"])) == 2


@pytest.mark.parametrize("path", ELSEWHERE[:4])
def test_a_job_that_was_put_in_gives_out_no_file(place, folder, client, path):
    client.force_login(place.reader)
    row = {"kind": "export", "title": "名册", "owner": place.reader, "state": "done", "result_name": "a.xlsx"}
    job = Job(**row, result=path, finished_at=clock.now())
    job.save()
    assert is_refused(client.get(reverse("job_result", args=[job.pk])))
    assert [words for _, words in checks.run(["jobs"])] == [
        f"governance_job {job.pk} was put in or changed past the portal"
    ]
    assert f"J{job.pk}" in conditions.foreign_jobs().value


def test_the_result_of_a_job_is_its_owners_and_no_other_file(place, folder, client):
    mine, theirs = done_job(place.reader), done_job(user_with("district_office", place.district), b"a secret list")
    address = reverse("job_result", args=[mine.pk])
    client.force_login(place.reader)
    assert client.get(address).status_code == 200
    assert checks.run(["jobs"]) == []
    as_owner("UPDATE governance_job SET result = %s WHERE id = %s", [theirs.result, mine.pk])
    assert is_refused(client.get(address))
    columns = [theirs.result, theirs.result_sha256, theirs.code, mine.pk]
    as_owner("UPDATE governance_job SET result = %s, result_sha256 = %s, code = %s WHERE id = %s", columns)
    assert is_refused(client.get(address))
    as_owner("UPDATE governance_job SET owner_id = %s WHERE id = %s", [place.reader.pk, theirs.pk])
    assert is_refused(client.get(reverse("job_result", args=[theirs.pk])))
    assert len(checks.run(["jobs"])) == 2


def test_the_sweep_removes_no_file_that_a_stranger_named(place, folder):
    theirs, kept = done_job(place.reader), attached(place)
    as_owner("UPDATE governance_job SET result = %s, finished_at = '2020-01-01'", [kept.path])
    as_owner("UPDATE governance_job SET code = '' WHERE id = %s", [theirs.pk])
    assert jobs.sweep() == 0
    assert (folder / kept.path).is_file()
    assert Attachment.objects.count() == 1


def test_nobody_else_knows_the_folder():
    """A path from the database is joined to the folder of uploads in one module; a backup takes the whole folder."""
    knows = {"governance/kernel/papers/stored_files.py", "governance/kernel/upkeep/backups.py"}
    measured = {"portal/settings.py", "portal/health.py"}  # names the folder, and looks at its disk
    code = {
        path.relative_to(settings.BASE_DIR).as_posix(): path.read_text(encoding="utf-8")
        for app in ("governance", "projects", "disputes", "funds", "portal")
        for path in (settings.BASE_DIR / app).rglob("*.py")
    }
    use = re.compile(r"(settings\.|[\"'])(UPLOAD|MEDIA)_ROOT|^(UPLOAD|MEDIA)_ROOT|stored_files\.root\b", re.M)
    assert {name for name, text in code.items() if use.search(text.replace("under settings.UPLOAD_ROOT", ""))} == (
        knows | measured
    )
