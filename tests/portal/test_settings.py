"""The portal starts with whole settings or not at all."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from portal.settings import broker_address

WHOLE = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "portal.example.cn",
    "DATABASE_URL": "postgresql://portal:word@db.example.cn:5433/portal",
    "REDIS_URL": "redis://mq.example.cn:6379/2",
    "VAR": "/nonexistent",
    "PATH": os.environ["PATH"],
}


def show(environment, *names):
    """Load the settings in a process of their own; gives the values, or what it said instead."""
    code = (
        "import json, sys; from portal import settings;"
        "print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *names], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_without_a_required_value_it_refuses_and_names_it(name):
    said = show({key: value for key, value in WHOLE.items() if key != name}, "DEBUG")
    assert f"{name} is not set" in said


def test_outside_the_demo_cookies_need_https():
    values = show(WHOLE, "DEBUG", "DEMO", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "CELERY_BROKER_URL")
    assert values == {
        "DEBUG": False,
        "DEMO": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "CELERY_BROKER_URL": "redis://mq.example.cn:6379/2",
    }


def test_a_socket_folder_becomes_the_host():
    values = show(WHOLE | {"DATABASE_URL": "postgresql://portal@/portal?host=/a%20b/socket"}, "DATABASES")
    assert values["DATABASES"]["default"]["HOST"] == "/a b/socket"
    assert "lock_timeout=3000" in values["DATABASES"]["default"]["OPTIONS"]["options"]


def test_manage_reports_it_in_one_line():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR": "/nonexistent"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("unix:///var/run/v.sock?db=3", "redis+socket:///var/run/v.sock?virtual_host=3"),
        ("redis+socket:///v.sock?virtual_host=0", "redis+socket:///v.sock?virtual_host=0"),
        ("redis://h:6379/0", "redis://h:6379/0"),
    ],
)
def test_broker_address_takes_both_forms_of_a_socket(given, address):
    assert broker_address(given) == address
