"""Each fault of the configuration ends in a sentence of two languages with the variable's name, never a traceback."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from portal import configuration, reachable
from portal.configuration import Fault
from tests.portal.test_settings import WHOLE, show

ROOT = Path(settings.BASE_DIR)
READ = re.compile(
    r"""(?:env\.\w+|environ(?:ment)?\.(?:get|setdefault)|getenv|required|is_on)\(\s*(?:\w+,\s*)?"([A-Z][A-Z_]+)\""""
    r"""|os\.environ\["([A-Z][A-Z_]+)"\]|"([A-Z][A-Z_]+)" (?:not )?in os\.environ"""
)
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "PYPINYIN_NO_PHRASES"}  # set by us for libraries
OF_THE_MACHINE = {"CHROMIUM", "CI", "TEST_DB_NAME", "TEST_DB_TEMPLATE", "PORTAL_DEMO", "PROMETHEUS_MULTIPROC_DIR"}


def variables_read():
    """Every variable that the portal's wiring reads from the environment."""
    found = set()
    for path in [*ROOT.glob("portal/*.py"), ROOT / "manage.py"]:
        for match in READ.finditer(path.read_text(encoding="utf-8")):
            found |= set(filter(None, match.groups()))
    return found - NOT_OURS


def test_every_variable_read_has_a_check_and_a_line_in_the_readme():
    read = variables_read()
    assert {"DATABASE_URL", "VAR", "PROXIES", "TIME_ZONE", "HOST", "SESSION_MAX_HOURS", "CHROMIUM"} <= read
    assert read <= set(configuration.CHECKS)
    table = (ROOT / "README.md").read_text(encoding="utf-8")
    table = table[table.index("| variable | meaning") :]
    table = table[: table.index("\n\n")]
    named = set(re.findall(r"`([A-Z][A-Z_]+)`", table))
    assert read - OF_THE_MACHINE <= named


WRONG = {
    "ALLOWED_HOSTS": "https://portal.example.cn/",
    "BODY_LIMIT_MB": "viele",
    "CSRF_TRUSTED_ORIGINS": "portal.example.cn",
    "DATABASE_URL": "127.0.0.1/portal",
    "DEBUG": "perhaps",
    "DRAFT_DAYS": "-1",
    "EMAIL_URL": "pigeon://loft",
    "FIELD_KEY": "short",
    "FROM_EMAIL": "nobody",
    "LOG_LEVEL": "LOUD",
    "MIGRATE_DATABASE_URL": "mysql://owner:word@db/portal",
    "NOTIFY_URLS": "json://room.example/,nonsense",
    "PORT": "99999",
    "PORTAL_DEMO": "maybe",
    "PORTAL_URL": "portal.example.cn",
    "PROXIES": "abc",
    "REDIS_URL": "http://mq:6379",
    "SECRET_KEY": "short",
    "SESSION_IDLE_ADMIN_MINUTES": "0",
    "SESSION_IDLE_MINUTES": "1.5",
    "SESSION_MAX_HOURS": "x",
    "SSL_REDIRECT": "2",
    "PREPARE_STATEMENTS": "perhaps",
    "STATEMENT_TIMEOUT": "-5",
    "TIME_ZONE": "Mars/Base",
    "WEB_THREADS": "0",
    "WEB_WORKERS": "-2",
}


def test_every_check_is_tried():
    anything = {name for name, check in configuration.CHECKS.items() if check is configuration.anything}
    assert set(WRONG) == set(configuration.CHECKS) - anything


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_wrong_value_is_one_sentence_of_two_languages(name):
    (sentence,) = configuration.faults(WHOLE | {name: WRONG[name]})
    assert re.fullmatch(rf"{name} [ -~]+\. / {name} .*[\u4e00-\u9fff]+.*。", sentence), sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://portal:se@cret@db.example.cn/portal"),
        ("DATABASE_URL", "mysql://portal:secret@db/portal"),
        ("DATABASE_URL", "postgresql://portal:secret@db.example.cn"),
        ("DATABASE_URL", "postgresql://portal:secret@db.example.cn:port/portal"),
        ("EMAIL_URL", "smtp://"),
        ("TIME_ZONE", "../etc/passwd"),
        ("PROXIES", "１"),
        ("PORTAL_URL", "https://portal.example.cn/portal?x=1"),
    ],
)
def test_no_password_is_shown(name, value):
    (sentence,) = configuration.faults(WHOLE | {name: value})
    assert sentence.startswith(f"{name} ")
    assert "cret" not in sentence


def test_whole_settings_have_no_fault():
    assert configuration.faults(WHOLE) == []
    given = WHOLE | {
        "PORTAL_URL": "https://portal.example.cn",
        "PROXIES": "1",
        "DEBUG": "0",
        "EMAIL_URL": "smtp+tls://user:w%40rd@mail.example.cn:587",
        "REDIS_URL": "unix:///run/v.sock?db=1",
        "FROM_EMAIL": "门户 <portal@example.cn>",
    }
    assert configuration.faults(given) == configuration.faults_of_production(given) == []


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({}, ["PORTAL_URL"]),
        ({"PORTAL_URL": "https://portal.example.cn"}, ["PROXIES"]),
        ({"PORTAL_URL": "http://elsewhere.example.cn"}, ["ALLOWED_HOSTS"]),
        ({"PORTAL_URL": "http://portal.example.cn", "DEBUG": "1"}, ["DEBUG"]),
        ({"PORTAL_URL": "http://portal.example.cn:8000"}, []),
        ({"PORTAL_DEMO": "1", "DEBUG": "1"}, []),
    ],
)
def test_an_installation_is_reached_as_it_says(more, names):
    found = configuration.faults_of_production(WHOLE | more)
    assert [sentence.split()[0] for sentence in found] == names


def test_the_demo_may_have_whatever_key_it_was_given():
    assert configuration.faults(WHOLE | {"PORTAL_DEMO": "1", "SECRET_KEY": "short"}) == []


@pytest.mark.parametrize(
    ("url", "secure"), [("https://portal.example.cn", True), ("http://portal.example.cn:8000", False)]
)
def test_cookies_and_origins_follow_the_address(url, secure):
    values = show(
        WHOLE | {"PORTAL_URL": url}, "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "CSRF_TRUSTED_ORIGINS", "PORTAL_URL"
    )
    assert values == {
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_TRUSTED_ORIGINS": [url],
        "PORTAL_URL": url,
    }


def started(*command, **environment):
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | {name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "command", [("-m", "portal.ready"), ("-m", "portal.launch", "server", "--no-demo"), ("manage.py", "check")]
)
@pytest.mark.parametrize("name", ["PROXIES", "TIME_ZONE", "DATABASE_URL", "SECRET_KEY", "LOG_LEVEL"])
def test_each_way_to_start_ends_with_the_sentence_and_no_traceback(command, name, tmp_path):
    done = started(*command, **WHOLE | {"VAR": str(tmp_path), name: WRONG[name]})
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"{name} " in done.stderr
    assert f" / {name} " in done.stderr


def refused_port():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def test_the_start_names_what_gives_no_answer_before_anything_is_changed(tmp_path):
    (tmp_path / "file").write_text("")
    port = refused_port()
    done = started(
        "-m",
        "portal.ready",
        **WHOLE
        | {
            "VAR": str(tmp_path / "file"),
            "PORTAL_URL": "http://portal.example.cn",
            "DATABASE_URL": f"postgresql://portal:hidden-word@127.0.0.1:{port}/portal",
            "MIGRATE_DATABASE_URL": f"postgresql://owner:hidden-word@127.0.0.1:{port}/portal",
            "REDIS_URL": f"redis://:hidden-word@127.0.0.1:{port}/0",
        },
    )
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1
    assert [line.split()[0] for line in lines] == ["VAR", "DATABASE_URL", "REDIS_URL", "MIGRATE_DATABASE_URL"]
    assert all(re.search(r" / [A-Z_]+ .*[\u4e00-\u9fff]", line) for line in lines)
    assert "hidden-word" not in done.stderr
    assert "Traceback" not in done.stderr


def url_of(name):
    found = connection.settings_dict
    return f"postgresql://{found['USER']}:{found['PASSWORD']}@/{name}?host={found['HOST']}&port={found['PORT']}"


@pytest.fixture
def deaf_database(db):
    """A database whose LC_CTYPE is C, as PostgreSQL makes one where no locale is set."""
    name = f"deaf_{os.getpid()}"
    line = psycopg2.connect(url_of("postgres"))
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
            " LOCALE_PROVIDER libc LC_CTYPE 'C' LC_COLLATE 'C'"
        )
    try:
        yield url_of(name)
    finally:
        with line.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")
        line.close()


def test_a_database_that_knows_no_chinese_is_refused_before_migrating(deaf_database):
    with pytest.raises(Fault) as refusal:
        reachable.ask_database(deaf_database, creates=True)
    assert "LC_CTYPE C" in refusal.value.english
    assert "不识别汉字" in refusal.value.chinese


def test_the_embedded_database_is_taken(db):
    reachable.ask_database(url_of(connection.settings_dict["NAME"]), creates=True)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_answer_under_any_host_name(client, db, settings, path):
    settings.ALLOWED_HOSTS = ["portal.example.cn"]
    settings.SECURE_SSL_REDIRECT = False
    assert client.get(path, headers={"host": "10.0.0.5:8000"}).status_code in (200, 503)
    assert client.get("/login/", headers={"host": "10.0.0.5:8000"}).status_code == 400


def test_figures_stay_closed_to_other_machines_under_any_host_name(client, db):
    answer = client.get("/metrics", headers={"host": "10.0.0.5"}, REMOTE_ADDR="10.0.0.8")
    assert answer.status_code == 403
