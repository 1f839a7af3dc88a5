"""Does the portal lose or double anything when its processes are killed under load?

    python -m bench.kills                          thirty kills, about ten minutes
    python -m bench.kills --kills 5 --seed 7       fewer; the same seed gives the same order and the same requests
    python -m bench.kills --copy VAR               on a copy of the data of a demo that was stopped: no loading

Starts a portal of its own on data that is thrown away (VAR below the temporary folder, a free port), then clients
that note what they sent and what they were answered (bench/load.py).  At random moments one process is killed with
signal 9 (bench/victims.py), and the portal must become ready by itself.  At the end books are compared
(bench/reckoning.py).  Status 1 when anything was lost, doubled or left undone.
"""

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

from bench import measurements
from bench.results import replace_part
from bench.victims import PATIENCE, VICTIMS, Kill, are_gone, is_complete, kill, until
from portal.provide import ROOT

STARTED_WITHIN = 900  # seconds, with the demo
LONGEST_CALM = 4.0  # seconds between "ready" and the next kill
VERIFIED_WITHIN = 600
WRITTEN_FROM = 30  # kills from which a run is kept in bench/RESULTS.md


class Portal:
    """A portal with a launcher, servers, data and a port of its own."""

    def __init__(self, copied=None):
        self.var = Path(tempfile.mkdtemp(prefix="portal-kills-"))
        if copied:
            subprocess.run(["cp", "-a", f"{copied}/.", str(self.var)], check=True)
        self.var.chmod(0o711)  # PostgreSQL may run as another user
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        names = ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "CHAIN_FILE", "HOST")  # never a real portal
        given = {name: value for name, value in os.environ.items() if name not in names}
        self.environment = given | {"VAR": str(self.var), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        with open(self.var / "launcher.log", "wb") as log:
            self.launcher = subprocess.Popen(
                [sys.executable, "-m", "portal.launch", "server"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_started(self):
        until(lambda: self.is_ready() or self.has_ended(), STARTED_WITHIN, "the portal did not start")
        if self.has_ended():
            raise SystemExit((self.var / "launcher.log").read_text())

    def has_ended(self):
        return self.launcher.poll() is not None

    def named(self):
        """The settings that the launcher made for its programs."""
        lines = (self.var / "environment").read_text().splitlines()
        return self.environment | dict(line.split("=", 1) for line in lines)

    def is_ready(self):
        """Whether /readyz says so, and a page that asks the database opens."""
        try:
            for path in ("/readyz", "/login/"):
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=15) as answer:
                    if answer.status != 200:
                        return False
        except OSError:
            return False
        return True

    def reasons(self):
        """What /readyz says is wrong."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=15)
        except urllib.error.HTTPError as answer:
            checks = json.loads(answer.read()).get("checks", {})
            return {name: words for name, words in checks.items() if words != "ok"}
        except OSError as error:
            return {"web": str(error)}
        return {}

    def stop(self):
        """Stop it as a service manager does, and remove its data."""
        if not self.has_ended():
            self.launcher.send_signal(signal.SIGTERM)
        self.launcher.wait()
        shutil.rmtree(self.var, ignore_errors=True)


def order(count, rng):
    """Which victims, in which order: each kind as often as any other, mixed."""
    victims = list(VICTIMS) * (count // len(VICTIMS)) + rng.sample(VICTIMS, count % len(VICTIMS))
    rng.shuffle(victims)
    return victims


def kill_one(portal, victim, number, rng, began):
    """One kill; returns it when everything is as before."""
    launcher = portal.launcher.pid
    if victim.during:
        from bench.reckoning import is_running

        until(lambda: is_running(victim.during), PATIENCE, f"no {victim.during} runs")
    done = Kill(number, victim, time.monotonic() - began, kill(victim, launcher, rng))
    at = time.monotonic()
    try:
        until(
            lambda: are_gone(done.pids) and is_complete(portal.var) and portal.is_ready(),
            PATIENCE,
            f"kill {number}, {victim.name}",
        )
    except TimeoutError as error:
        raise SystemExit(f"{error}; {portal.reasons()}") from error
    done.seconds = time.monotonic() - at
    return done


def run(portal, options):
    """The load with its kills; returns (kills, ledger, faults)."""
    import django

    os.environ.update(portal.named() | {"DJANGO_SETTINGS_MODULE": "portal.settings"})
    django.setup()
    from bench import load, reckoning

    measurements.PORT = portal.port
    until(lambda: is_complete(portal.var), PATIENCE, "not every program is at work")
    rng, ledger, stopped = random.Random(options.seed), load.Ledger(), threading.Event()
    before = reckoning.newest()
    clients = [load.Client(*client, ledger, options.seed, stopped) for client in load.CLIENTS]
    began, kills, found = time.monotonic(), [], []
    for client in clients:
        client.start()
    try:
        for number, victim in enumerate(order(options.kills, rng), 1):
            stopped.wait(rng.uniform(0.3, LONGEST_CALM))  # the random moment
            if kills:
                kills[-1].answers = ledger.turn_page()
            else:
                ledger.turn_page()
            kills.append(kill_one(portal, victim, number, rng, began))
            print(f"kill {number}: {victim.name}, ready after {kills[-1].seconds:.1f} s", flush=True)
    finally:
        stopped.set()
        for client in clients:
            client.join(load.ANSWERED_WITHIN)
    kills[-1].answers = ledger.turn_page()
    found += [f"client {client.name} broke off: {client.error!r}" for client in clients if client.error]
    found += [f"client {client.name} hangs" for client in clients if client.is_alive()]
    found += [f"kill {one.number}, {one.victim.name}: {one.answers[500]} × 500" for one in kills if one.answers[500]]
    found += reckoning.settle()
    found += reckoning.faults(ledger, before)
    for client in clients:
        found += reckoning.seen_by_programs(client, ledger)
    return kills, ledger, found


def verify(portal):
    """Sentences of `manage.py verify` when it is not content."""
    done = subprocess.run(
        [sys.executable, "manage.py", "verify"],
        cwd=ROOT,
        env=portal.named(),
        capture_output=True,
        text=True,
        timeout=VERIFIED_WITHIN,
    )
    return [f"verify: {line}" for line in (done.stdout + done.stderr).splitlines()] if done.returncode else []


def seen_words(kills):
    """Which answers came how often."""
    seen = sum((one.answers for one in kills), Counter())
    return ", ".join(f"{count} × {status}" for status, count in sorted(seen.items(), key=str))


def table(kills):
    """One line for each kill, in Markdown."""
    yield "| kill | process | at, s | ready after, s | answers until the next kill |"
    yield "|---|---|---|---|---|"
    for one in kills:
        yield f"| {one.number} | {one.victim.name} | {one.at:.0f} | {one.seconds:.1f} | {seen_words([one])} |"


def summary(kills, totals, found, seed):
    """What is kept in bench/RESULTS.md: by process, by what was sent, and what is not as it was answered."""
    yield f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores. One run of `python -m bench.kills --seed {seed}`:"
    yield f"{len(kills)} processes killed with signal 9 at random moments, while clients were at work; about every"
    yield "tenth answer was lost on the way, so that what was done was asked for again."
    yield ""
    yield "| process | kills | ready after, s | answers until the next kill |"
    yield "|---|---|---|---|"
    for name in dict.fromkeys(victim.name for victim in VICTIMS):
        some = [one for one in kills if one.victim.name == name]
        if some:
            times = [one.seconds for one in some]
            yield f"| {name} | {len(some)} | {min(times):.1f}–{max(times):.1f} | {seen_words(some)} |"
    yield ""
    yield "| sent | done | refused | sent again for want of an answer |"
    yield "|---|---|---|---|"
    for kind, (done, refused, again) in totals.items():
        yield f"| {kind} | {done} | {refused} | {again} |"
    yield ""
    yield "Lost, doubled or left undone: " + (f"{len(found)}." if found else "nothing; `verify` is content.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30, help="how many (30)")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000, help="of order, moments and requests")
    parser.add_argument("--copy", type=Path, help="VAR of a demo that was stopped; it stays as it is")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # nothing is left behind
    portal = Portal(options.copy)
    try:
        portal.wait_until_started()
        kills, ledger, found = run(portal, options)
        found += verify(portal)
        from bench.reckoning import totals

        told = list(summary(kills, totals(ledger), found, options.seed))
        print("\n".join([*table(kills), "", *told, *found]), flush=True)
        if options.kills >= WRITTEN_FROM:
            replace_part("## Killed", [*told, *found])
    finally:
        portal.stop()
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
