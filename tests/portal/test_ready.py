"""The start runs Django's own checks of a deployment, outside the demo."""

import pytest
from django.core import checks

from portal import reachable, ready
from tests.portal.test_configuration import started
from tests.portal.test_settings import WHOLE


@pytest.fixture
def told(monkeypatch, settings):
    """What the start tells of an installation whose database, queue and folder answer."""
    monkeypatch.setattr(reachable, "faults", list)
    settings.DEMO, settings.DEBUG = False, False
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    said = []
    monkeypatch.setattr(ready, "report", said.append)
    return said


def test_a_good_installation_is_told_nothing(told, settings):
    settings.SECRET_KEY = "k3jHd9f_w8nXq2Lz7Pv5Rt1Yb6Uc4Gm0Sa-ZxCvBnMqWeRtYuAsDf"
    ready.check_configuration()
    assert told == []


def test_warnings_are_told_with_their_variable_and_end_nothing(told, settings):
    settings.SECRET_KEY = "k" * 50
    settings.SECURE_HSTS_SECONDS = 0
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.X_FRAME_OPTIONS = "SAMEORIGIN"
    ready.check_configuration()
    assert sorted(line.split()[0] for line in told) == ["PORTAL_URL", "SECRET_KEY", "security.W019:"]
    assert all(" / " in line for line in told if not line.startswith("security."))


def test_an_error_ends_the_start(told, monkeypatch):
    wrong = checks.Error("the table of hosts is empty", id="security.E999")
    monkeypatch.setattr(ready.checks, "run_checks", lambda **options: [wrong])
    with pytest.raises(ready.NotReady, match=r"security\.E999: the table of hosts is empty"):
        ready.check_configuration()


def test_the_demo_is_not_bothered(told, settings):
    settings.DEMO, settings.SESSION_COOKIE_SECURE = True, False
    ready.check_configuration()
    assert told == []


def test_the_command_line_finds_what_the_start_finds(tmp_path):
    good = WHOLE | {"SECRET_KEY": "k3jHd9f_w8nXq2Lz7Pv5Rt1Yb6Uc4Gm0Sa-ZxCvBnMqWeRtYuAsDf", "VAR": str(tmp_path)}
    good |= {"PORTAL_URL": "https://portal.example.cn", "PROXIES": "1"}
    done = started("manage.py", "check", "--deploy", "--tag", "security", **good)
    assert "no issues" in done.stdout + done.stderr, done.stderr
