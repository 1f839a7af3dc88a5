"""A backup is whole or says what it lacks, is signed, and leaves nothing behind when it fails."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection

from governance.areas.attachments import EVIDENCE
from governance.kernel.clock import rules
from governance.kernel.models.files import Attachment
from governance.kernel.models.rules import Rule
from governance.kernel.papers import files, stored_files
from governance.kernel.upkeep import backups, checks
from tests.factories.base import make_district, user_with
from tests.kernel.samples import image, upload

GONE = "postgresql://portal@/portal?host=/nonexistent"


@pytest.fixture
def paper(transactional_db):
    """One stored file."""
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    return files.attach(place.compound, upload("路灯.png", image("PNG")), kind=EVIDENCE, actor=secretary)


def test_a_missing_file_is_named_and_the_status_says_so(paper, tmp_path):
    (stored_files.root() / paper.path).unlink()
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 个文件") as refusal:
        call_command("backup", tmp_path / "backup", stdout=io.StringIO(), stderr=said)
    assert refusal.value.returncode == 1
    assert paper.path in said.getvalue()
    assert backups.check(tmp_path / "backup")["missing"] == [paper.path]


def test_a_rewritten_manifest_is_refused_although_it_agrees_with_the_files(paper, tmp_path):
    folder = tmp_path / "backup"
    backups.save(folder)
    (place,) = (folder / "uploads").rglob("*.png")
    place.write_bytes(b"another picture")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][place.relative_to(folder).as_posix()] = backups.fingerprint(place)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for force in (False, True):
        with pytest.raises(CommandError, match="签名不对"):
            call_command("restore", folder, force=force)
    assert Attachment.objects.count() == 1


def test_a_backup_that_fails_leaves_nothing_behind(paper, tmp_path, monkeypatch):
    def fail(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "copy_uploads", fail)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", tmp_path / "new")
    assert not (tmp_path / "new").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError):
        call_command("backup", tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.parametrize(
    ("command", "is_there", "words"),
    [
        ("backup", False, "数据库没有应答"),
        ("backup", True, "已有内容，请换一个空目录"),
        ("restore", True, "数据库没有应答"),
    ],
)
def test_without_a_database_there_is_a_sentence_and_no_folder(command, is_there, words, tmp_path, paper):
    folder = tmp_path / command
    if is_there:
        backups.save(folder)
    before = sorted(folder.rglob("*"))
    environment = os.environ | {"DATABASE_URL": GONE, "SECRET_KEY": project.SECRET_KEY, "VAR": str(tmp_path / "var")}
    done = subprocess.run(
        [sys.executable, "manage.py", command, str(folder)],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    (sentence,) = (done.stdout + done.stderr).splitlines()
    assert words in sentence
    assert folder.exists() == is_there
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("way", ["full", "a file", "read-only"])
def test_where_no_backup_fits_there_is_one_sentence(paper, tmp_path, way, monkeypatch, capfd):
    folder = tmp_path / "backup"
    if way == "full":
        backups.save(folder)
    elif way == "a file":
        folder.write_text("x")
    else:
        monkeypatch.setattr(
            backups, "write", lambda folder: (_ for _ in ()).throw(OSError(30, "Read-only file system"))
        )
    capfd.readouterr()
    with pytest.raises(CommandError, match=r"^没有备份：") as refusal:
        call_command("backup", folder)
    assert refusal.value.returncode == 1
    assert capfd.readouterr() == ("", "")


def test_missing_rules_are_found_and_a_restore_loads_them(transactional_db, tmp_path, monkeypatch):
    assert "load_rules" in checks.CHECKS["rules"]()[0]
    folder = tmp_path / "backup"
    backups.save(folder)
    monkeypatch.setattr(backups, "replace_database", lambda path: None)  # the same rows are there
    call_command("restore", folder, force=True, stdout=io.StringIO())
    assert Rule.objects.exists()
    assert rules.missing() == []
    assert checks.CHECKS["rules"]() == []
    assert connection.ensure_connection() is None
