"""The processes of a running portal that `bench.kills` ends, and how one knows that they are replaced.

Only processes that the given launcher started are ever found.
"""

import os
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from portal import signs

PROGRAMS = Counter(web=int(os.environ.get("WEB_WORKERS") or 2), worker=1, pool=2, beat=1)
PATIENCE = 180  # seconds within which the portal must work again
POLL = 0.1  # seconds between two looks at a condition


def until(condition, seconds, sentence):
    """Wait for a condition; returns its true value.  Raises TimeoutError with the sentence."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"{sentence}: not within {seconds} s")
        time.sleep(POLL)
    return value


def children(pid):
    """The direct children of a process that are alive."""
    try:
        found = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in words(task / "children")]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [child for child in found if is_alive(child)]


def words(path):
    try:
        return path.read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def command(pid):
    """The command line of a process, "" when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@dataclass(frozen=True)
class Victim:
    """A kind of process.

    name   -- for the table
    parts  -- words of the command line by which the launcher's own child is known
    below  -- "" for that child itself, otherwise words of the command lines of its children that are meant
    every  -- all of them are killed, not one
    during -- "import": in the middle of one
    """

    name: str
    parts: str
    below: str = ""
    every: bool = False
    during: str = ""

    def found(self, launcher):
        """The processes of this kind."""
        heads = [pid for pid in children(launcher) if self.parts in command(pid)]
        if not self.below:
            return heads
        return [child for head in heads for child in children(head) if self.below in command(child)]


VICTIMS = (
    Victim("web worker", "-m granian", "-m granian"),
    Victim("web master", "-m granian"),
    Victim("Celery worker", "-m celery -A portal worker"),
    Victim("Celery pool", "-m celery -A portal worker", "-m celery -A portal worker", every=True, during="import"),
    Victim("clock", "-m celery -A portal beat"),
    Victim("Valkey", "valkey-server"),
    Victim("database backend", "/postgres -D", "postgres: portal_web"),
    Victim("postmaster", "/postgres -D"),
)


@dataclass
class Kill:
    """One kill: what, when, and how long until everything was as before."""

    number: int
    victim: Victim
    at: float  # seconds since the load began
    pids: list
    seconds: float = 0.0
    answers: Counter = field(default_factory=Counter)  # what clients saw until the next kill: {status: count}


def kill(victim, launcher, rng):
    """Kill -9; returns the ids of the killed processes."""
    found = until(lambda: victim.found(launcher), PATIENCE, f"no process to kill: {victim.name}")
    chosen = found if victim.every else [rng.choice(found)]
    for pid in chosen:
        os.kill(pid, signal.SIGKILL)
    return chosen


def are_gone(pids):
    return not any(is_alive(pid) for pid in pids)


def is_complete(var):
    """Whether every process of the portal is there and at work: it shows signs of life (portal/signs.py)."""
    there = Counter(name for name, pid, age in signs.signs(var) if is_alive(pid) and age < signs.LATE)
    return there == PROGRAMS
