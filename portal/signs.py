"""Signs of life: each program touches a file of its own every few seconds while it works.

The launcher ends a program whose sign is old, /readyz names it: a program that hangs looks to its parent
like one that runs.  The files lie under VAR, so that neither database nor broker is asked for a sign.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

EVERY = 3  # seconds between two signs
LATE = 2 * EVERY  # a sign that was missed, not one that comes a little later on a busy machine
MISSES = 3  # in a row, after which a program counts as hung
START_WITHIN = 60  # seconds from a program's start to its first sign; 36 were measured on a busy machine
FOLDER = "alive"


def folder(var=None):
    from_environment = os.environ.get("VAR") or Path(__file__).resolve().parent.parent / "var"
    return Path(var or from_environment) / FOLDER


def show(program):
    """Say that this process is at work.

    A disk that takes no file must not end the program: /readyz names the disk, and who has no file is not watched.
    """
    place = folder()
    with suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        (place / f"{program}-{os.getpid()}").touch(mode=0o600)


def expect(program, pid, var=None):
    """Say that a program has just been started: it is late unless it gives its own first sign within START_WITHIN.

    Its file is dated ahead, so that one that hangs before its first sign is found by whatever finds the others.
    """
    place, due = folder(var) / f"{program}-{pid}", time.time() + START_WITHIN - LATE
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.touch(mode=0o600)
        os.utime(place, (due, due))


def signs(var=None):
    """[(program, process id, seconds since its last sign)] of the processes that are there; what others left goes."""
    found = []
    for place in sorted(folder(var).glob("*-*")):
        name, _, pid = place.name.rpartition("-")
        try:
            age = max(time.time() - place.stat().st_mtime, 0)  # one that is still expected is dated ahead
        except FileNotFoundError:
            continue
        if is_there(int(pid)):
            found.append((name, int(pid), age))
        else:
            place.unlink(missing_ok=True)
    return found


class Watch:
    """Counts the missed signs of processes; whoever asks does so every EVERY seconds.

    Misses are counted look by look, so that a computer that slept finds nobody guilty when it wakes up.
    """

    def __init__(self, var=None):
        self.var, self.misses, self.looked_at = var, {}, 0.0

    def hung(self):
        """[(program, process id)] of those that missed three signs in a row; empty between two looks."""
        now = time.monotonic()
        if now - self.looked_at < EVERY:
            return []
        self.looked_at = now
        missed = {pid: (name, self.misses.get(pid, 0) + 1) for name, pid, age in signs(self.var) if age > LATE}
        self.misses = {pid: count for pid, (_, count) in missed.items()}
        return [(name, pid) for pid, (name, count) in missed.items() if count >= MISSES]


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
