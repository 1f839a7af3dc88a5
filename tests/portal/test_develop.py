"""A developer's commands work in a fresh clone; an installation that forgot something is still refused."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from portal import develop
from portal.provide import locked

ROOT = settings.BASE_DIR
CLONED = ("governance", "projects", "disputes", "funds", "portal", "templates", "manage.py", "pyproject.toml")
BARE = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


@pytest.fixture
def clone(tmp_path):
    """A checkout without var/, and how to run its manage.py with nothing in the environment but `named`."""
    tmp_path.chmod(0o755)
    (tmp_path / "static").mkdir()
    for name in CLONED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc.*"))
        else:
            shutil.copy(source, tmp_path)

    def manage(*arguments, **named):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=BARE | named, capture_output=True, text=True)

    manage.root = tmp_path
    return manage


def test_a_migration_is_made_without_a_server_and_passes_the_checks(clone):
    model = clone.root / "projects/visits/models.py"
    field = '    number = models.CharField("编号"'
    text = model.read_text()
    assert field in text
    model.write_text(text.replace(field, f'    weather = models.CharField("天气", max_length=9, default="")\n{field}'))
    done = clone("makemigrations", "projects", "--name", "weather")
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.lower()
    made = list(clone.root.glob("projects/migrations/*_weather.py"))
    assert len(made) == 1
    assert "weather" in made[0].read_text()
    for command in (["check"], ["format", "--check"]):
        ruff = subprocess.run(
            [sys.executable, "-m", "ruff", *command, str(made[0])], cwd=clone.root, capture_output=True, text=True
        )
        assert ruff.returncode == 0, ruff.stdout
    assert not (clone.root / "var/pg").exists()


def test_a_command_that_asks_the_database_brings_one_and_leaves_nothing_running(clone):
    done = clone("showmigrations", "projects")
    assert done.returncode == 0, done.stderr
    assert "[ ] 0001_tables" in done.stdout
    assert "the demo's own servers" in done.stderr
    assert not (clone.root / "var/environment").exists()
    with locked(clone.root / "var/.children") as free:
        assert free, "a server still runs"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "0123456789abcdefghijklmnopqrstuvwxyzABCD"),
        ("ALLOWED_HOSTS", "portal.example.cn"),
        ("DATABASE_URL", "postgresql://db/portal"),
    ],
)
def test_an_installation_that_names_one_thing_must_name_all(clone, name, value):
    done = clone("check", **{name: value})
    assert done.returncode == 1
    assert "is not set" in done.stderr
    assert not (clone.root / "var").exists()


@pytest.mark.parametrize("command", ["backup", "createadmin", "verify", "remind"])
def test_commands_that_keep_an_installation_bring_no_servers(clone, command):
    done = clone(command)
    assert done.returncode == 1
    assert "SECRET_KEY is not set" in done.stderr
    assert not (clone.root / "var").exists()


@pytest.mark.parametrize("name", develop.INSTALLATION)
def test_each_setting_of_an_installation_ends_the_demo(name):
    assert develop.is_bare({"PATH": "/bin", "PORT": "8001"})
    assert not develop.is_bare({"PATH": "/bin", name: "1"})


def test_other_settings_end_the_demo():
    assert develop.is_bare({"DJANGO_SETTINGS_MODULE": "portal.settings"})
    assert not develop.is_bare({"DJANGO_SETTINGS_MODULE": "district.settings"})


def test_running_servers_are_used_and_the_file_of_a_killed_start_is_not(tmp_path):
    assert not develop.is_running(tmp_path)
    (tmp_path / "environment").write_text("DATABASE_URL=x\n")
    with locked(tmp_path / ".launcher"):
        assert develop.is_running(tmp_path)
    assert not develop.is_running(tmp_path)
    assert not (tmp_path / "environment").exists()
