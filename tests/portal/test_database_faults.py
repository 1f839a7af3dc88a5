"""A command on a database that gives no answer or was not migrated ends with one sentence, not with a traceback."""

import json
import os
import subprocess
import sys

import psycopg2
import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection
from django.db.utils import ProgrammingError

from portal import database_faults
from tests.portal.test_configuration import refused_port, url_of
from tests.portal.test_settings import WHOLE

COMMANDS = settings.BASE_DIR / "governance/management/commands"
WITHOUT_DATABASE = {"permissions", "makemigrations"}
OWN_WORDS = {"backup", "restore"}  # they ask the database by programs of PostgreSQL, and have sentences of their own
RUN = """
import contextlib, io, json, sys
import manage
told = {}
for command in json.loads(sys.argv[1]):
    sys.argv, errors = ["manage.py", *command], io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        try:
            manage.main()
            end = "nothing"
        except SystemExit as stop:
            end = stop.code
        except BaseException as error:
            end = f"Traceback: {error!r}"
    told[command[0]] = errors.getvalue() if isinstance(end, int) else end
print(json.dumps(told))
"""


def told_by_all(url, folder):
    """What each command of ours says of this database, all in one process of their own."""
    (folder / "file.csv").write_text("编码,名称,上级\n430202,荷塘区,\n")
    (folder / "file.xlsx").write_bytes((settings.BASE_DIR / "pyproject.toml").read_bytes())
    given = {"load_areas": ["file.csv"], "import_roster": ["file.xlsx"], "backup": ["backup"], "restore": ["backup"]}
    given = {name: [str(folder / part) for part in parts] for name, parts in given.items()}
    given |= {
        "break_record": ["换服务器"],
        "acknowledge_rows": ["已查明原因"],
        "makemigrations": ["--check", "--dry-run"],
    }
    names = sorted(path.stem for path in COMMANDS.glob("[a-z]*.py"))
    assert {"verify", "createadmin", "remind", "demo"} <= set(names)
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps([[name, *given.get(name, ())] for name in names])],
        cwd=settings.BASE_DIR,
        env=WHOLE
        | {"DATABASE_URL": url, "VAR": str(folder), "PYTHONPATH": str(settings.BASE_DIR)}
        | {"PG_PROGRAMS": settings.PG_PROGRAMS},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


@pytest.fixture
def empty_database(db):
    name = f"empty_{os.getpid()}"
    line = psycopg2.connect(url_of("postgres"))
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield url_of(name)
    with line.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    line.close()


def test_before_migrating_every_command_says_so_in_one_sentence(empty_database, tmp_path):
    told = told_by_all(empty_database, tmp_path)
    for command in set(told) - WITHOUT_DATABASE - {"restore"}:
        assert "run manage.py migrate first" in told[command], (command, told[command])
        assert len(told[command].splitlines()) == 1, command
    assert not [command for command, words in told.items() if "Traceback" in words]


def test_without_an_answer_every_command_says_so_in_one_sentence(tmp_path):
    told = told_by_all(f"postgresql://portal:hidden-word@127.0.0.1:{refused_port()}/portal", tmp_path)
    for command in set(told) - WITHOUT_DATABASE - OWN_WORDS:
        assert "DATABASE_URL 所指的数据库没有应答" in told[command], (command, told[command])
        assert len(told[command].splitlines()) == 1, command
    assert not [command for command, words in told.items() if "Traceback" in words or "hidden-word" in words]


def test_the_command_line_ends_with_status_1(tmp_path):
    url = f"postgresql://portal:word@127.0.0.1:{refused_port()}/portal"
    done = subprocess.run(
        [sys.executable, "manage.py", "verify"],
        cwd=settings.BASE_DIR,
        env=WHOLE | {"DATABASE_URL": url, "VAR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.django_db
def test_a_fault_of_ours_keeps_its_traceback(monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction lives in it
    assert database_faults.fault(IntegrityError("twice")) == ""
    for kind, code in ((OperationalError, "55P03"), (ProgrammingError, database_faults.NO_RIGHT)):
        error = kind("no")
        error.__cause__ = type("Refused", (Exception,), {"pgcode": code})()
        assert "DATABASE_URL 所指的数据库拒绝执行" in database_faults.fault(error)
