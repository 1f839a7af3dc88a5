"""What a measurement runs on: the demo loaded once and kept, copies of it, and the two web servers.

Everything is kept below VAR (var/bench of the checkout): the database `portal` as it was loaded, and for each size one
that was grown from it (bench/grow.py).  The smallest is copied anew for each run.
"""

import os
import re
import secrets
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from portal.children import Child, Supervisor
from portal.embedded import Postgres
from portal.provide import ROOT, demo_settings, install_front_end, listen, only_launcher, start_databases
from portal.web import CONNECTIONS, Web

PORT = int(os.environ.get("PORT") or 8391)  # the portal's; the bare project has the next one
KEPT = Postgres.database
REAL = ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "PORTAL_URL", "HOST", "CHAIN_FILE", "NOTIFY_URLS")
SAY_NOTHING = "WARNING"
MIB = 1024  # kB


def folder():
    var = Path(os.environ.get("VAR") or ROOT / "var/bench").resolve()
    var.mkdir(parents=True, exist_ok=True)
    var.chmod(0o711)  # PostgreSQL may run as another user
    return var


class Ground:
    """The servers of data, and the settings for programs that work on one of the databases."""

    def __init__(self, var, named):
        self.var, self.named = var, named

    def environment(self, database=KEPT, *, everything=False):
        """Settings of the portal on one of the databases.

        everything -- as the server's superuser, who switches triggers off
        """
        web, owner = self.named["DATABASE_URL"], self.named["MIGRATE_DATABASE_URL"]
        if everything:
            web = owner = web.replace(f"//{Postgres.runner}@", f"//{Postgres.role}@")
        given = {name: value for name, value in os.environ.items() if name not in REAL}
        return {
            **given,
            **self.named,
            "DATABASE_URL": web.replace(f"/{KEPT}?", f"/{database}?"),
            "MIGRATE_DATABASE_URL": owner.replace(f"/{KEPT}?", f"/{database}?"),
            "VAR": str(self.var),
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": SAY_NOTHING,
        }

    def run(self, *command, environment=None, **more):
        environment = environment or self.environment()
        return subprocess.run([sys.executable, *command], env=environment, cwd=ROOT, check=True, **more)

    def cursor(self, database="postgres"):
        """A context with a cursor of the superuser, outside of any transaction."""
        return outside(self.environment(database, everything=True)["DATABASE_URL"])

    def has(self, database):
        with self.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            return cursor.fetchone() is not None

    def copy(self, database):
        """A fresh copy of the demo under this name."""
        with self.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{KEPT}" OWNER "{Postgres.owner}"')

    def prepare(self):
        """Bring the kept demo up to date: migrations, the demo when there is none, static files."""
        self.run("-m", "portal.ready")
        settled = self.var / "vacuumed"
        if not settled.exists():
            with self.cursor(KEPT) as cursor:
                cursor.execute("VACUUM ANALYZE")
            settled.touch()

    def at_size(self, times):
        """The name of the database with that many times the demo's rows, made or completed when it must be.

        The demo's size is a fresh copy; larger ones are kept.  Above 100 only cases, parties and sessions grow.
        """
        database = f"{KEPT}_{times}"
        if times == 1:
            self.copy(database)
            return database
        if self.has(database):
            self.run("manage.py", "migrate", "-v", "0", environment=self.environment(database))
        else:
            self.copy(database)
        environment = self.environment(database, everything=True) | {"STATEMENT_TIMEOUT": "0"}
        self.run("-m", "bench.grow", str(times), environment=environment)
        return database


@contextmanager
def outside(url):
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


@contextmanager
def ground():
    """The databases of data, from here to the end of the block."""
    for name in REAL:  # never a real database
        os.environ.pop(name, None)
    var = folder()
    install_front_end()
    with only_launcher(var) as lock:
        supervisor = Supervisor()
        try:
            named = start_databases(supervisor, var, lock) | demo_settings(var, "127.0.0.1")
            yield Ground(var, named)
        finally:
            supervisor.stop()


class Bare(Child):
    """The bare project behind the same server: as many processes, threads and connections as the portal.

    It has no event loop of its own in front, which the portal needs beside slow clients (portal/asgi.py): what that
    costs is the portal's.
    """

    def __init__(self, environment, log):
        workers, threads = environment.get("WEB_WORKERS") or 2, environment.get("WEB_THREADS") or 4
        options = (
            f"--interface wsgi --host 127.0.0.1 --port {PORT + 1} --workers {workers} --blocking-threads {threads}"
        )
        options += f" --backlog {CONNECTIONS} --backpressure {CONNECTIONS} --http 1 --no-ws --log-level warning"
        command = [sys.executable, "-m", "granian", *options.split(), "bench.floor.wsgi:application"]
        super().__init__("The bare project", command, log, env=environment, cwd=ROOT)

    def answers(self):
        from bench.measurements import Browser

        try:
            return self.is_running() and Browser(port=PORT + 1).call("GET", "/nothing/")[0] == 403
        except OSError:
            return False


@dataclass
class Servers:
    """Both web servers at work.

    floor -- {cookie: value} of a session of the bare project
    """

    web: Web
    floor: dict

    def memory(self):
        """MiB of the largest web worker: its own memory and its share of what it has in common with others."""
        pid = self.web.process.pid
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        rolled = [Path(f"/proc/{worker}/smaps_rollup").read_text() for worker in workers]
        return max(int(re.search(r"(?m)^Pss:\s+(\d+) kB", text).group(1)) for text in rolled) / MIB


@contextmanager
def servers(ground, database, account):
    """Portal and bare project on one database, until the block ends; the latter with a session of the account."""
    supervisor = Supervisor()
    settings = ground.environment(database)
    key = {"FLOOR_KEY": secrets.token_urlsafe(48), "DJANGO_SETTINGS_MODULE": "bench.floor.settings"}
    writing = ground.environment(database, everything=True) | key | {"FLOOR_OPTIONS": ""}
    try:
        portal = {name: value for name, value in settings.items() if name != "MIGRATE_DATABASE_URL"}
        web = Web(
            listen("127.0.0.1", PORT), "bench.asgi:application", log=ground.var / "log/web.log", env=portal, cwd=ROOT
        )
        supervisor.start(web)
        supervisor.start(Bare(settings | key, ground.var / "log/floor.log")).wait_until_it_answers()
        begun = ground.run("-m", "bench.floor.sessions", account, environment=writing, capture_output=True)
        web.wait_until_it_answers()
        yield Servers(web, {"sessionid": begun.stdout.decode().split()[-1]})
    finally:
        supervisor.stop()
