"""Child processes: started so that they cannot outlive us, watched, restarted, stopped."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from portal import signs

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a crashed child starts again
CALM = 60  # seconds of running after which earlier crashes no longer count
PRIVATE = 0o077  # umask of all children: what they write is their owner's alone, log files too
LONGEST_LOG = 20_000_000  # bytes; a longer log is put aside at the next start, and by night (kernel/retention.py)
PR_SET_PDEATHSIG = 1


class CannotStart(Exception):
    """Something the reader can put right keeps the portal from starting; the text says what."""


def dies_with_parent(death_signal):
    """Run in a new child before its program: ask Linux to signal it when this process ends.

    The request is tied to the thread that started the child, so children are
    started from the main thread only.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask():
        prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return ask


class Child:
    """One program the portal runs beside itself.

    name     -- for messages
    command  -- program and arguments
    log      -- path of the file its output goes to; never a pipe, which would
                hold the program up once nobody reads it
    program  -- the name under which it gives signs of life (portal/signs.py); "" for one that gives none
    lock     -- an open lock file the child keeps open, so that it is free again
                only when the last child of an earlier start is gone
    """

    stop_signal = signal.SIGTERM
    is_server = False  # servers are stopped after the programs that use them
    patience = 15  # seconds between the stop signal and SIGKILL
    identity = {}  # user and group to run as; empty for our own

    def __init__(self, name, command, log, *, program="", env=None, cwd="/", lock=None):
        self.name, self.command, self.log, self.program = name, command, Path(log), program
        self.env, self.cwd, self.lock = env, cwd, lock
        self.process = None
        self.crashes, self.started_at, self.again_at = 0, 0.0, None

    def launch(self):
        """Start the program, without waiting for it to become useful."""
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_name(f"{self.log.stem}-{time.strftime('%Y%m%dT%H%M%S')}.log"))
        with open(os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as output:
            os.fchmod(output.fileno(), 0o600)  # one of an earlier version, too
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                cwd=self.cwd,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=PRIVATE,
                pass_fds=self.inherited(),
                preexec_fn=dies_with_parent(self.stop_signal),
                **self.identity,
            )
        self.started_at = time.monotonic()
        if self.program:
            signs.expect(self.program, self.process.pid, (self.env or {}).get("VAR"))

    def inherited(self):
        """Descriptors that stay open in the program."""
        return [self.lock.fileno()] if self.lock else []

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def owns(self, pid):
        """Whether a process is the program or was started by it."""
        try:
            return self.is_running() and os.getsid(pid) == self.process.pid
        except ProcessLookupError:
            return False

    def answers(self):
        """Whether the program does its work; plain programs do once they run."""
        return self.is_running()

    def wait_until_it_answers(self, seconds=60):
        """Return once the program answers.  Raises CannotStart when it ends or does not answer in time."""
        end = time.monotonic() + seconds
        while not self.answers():
            if not self.is_running():
                raise CannotStart(f"{self.name} ended at once (status {self.process.returncode}).{self.last_words()}")
            if time.monotonic() > end:
                raise CannotStart(f"{self.name} gives no answer after {seconds} seconds.{self.last_words()}")
            time.sleep(0.03)

    def last_words(self):
        """The end of its log, for a message."""
        lines = self.log.read_bytes()[-3000:].decode(errors="replace").splitlines()[-10:]
        return "\n  " + "\n  ".join([f"The last lines of {self.log}:", *lines])

    def ask_to_stop(self):
        if self.is_running():
            self.process.send_signal(self.stop_signal)

    def see_it_end(self):
        """Wait for the program to end, and kill what is left of it and of what it started."""
        if self.process is None:
            return
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            print(f"{self.name} does not stop by itself and is killed.", flush=True)
        self.clear_session()

    def clear_session(self):
        """Kill what is left of the program's session, the program included."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Restarts its children: a crashed one starts again after a pause that grows with each crash.

    One that gives no sign of life any more is ended first.
    """

    def __init__(self, var=None):
        self.children, self.watch = [], signs.Watch(var)

    def start(self, child):
        """Start `child` and watch it from now on."""
        self.children.append(child)
        child.launch()
        return child

    def look(self):
        """End what hangs, start crashed children whose pause is over.  Call it every fraction of a second."""
        self.end_hung()
        now = time.monotonic()
        for child in self.children:
            if child.again_at is None and not child.is_running():
                self.plan_restart(child, now)
            elif child.again_at is not None and now >= child.again_at:
                child.again_at = None
                try:
                    child.launch()
                except (CannotStart, OSError) as problem:
                    print(f"{child.name}: {problem}", flush=True)

    def end_hung(self):
        """Kill processes of our children that have missed three signs of life; whoever started them starts new ones."""
        for program, pid in self.watch.hung():
            if any(child.owns(pid) for child in self.children):
                print(f"A process of {program} ({pid}) gives no sign of life and is killed.", flush=True)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def plan_restart(self, child, now):
        child.clear_session()
        child.crashes = 1 if now - child.started_at > CALM else child.crashes + 1
        pause = min(FIRST_PAUSE * 2 ** (child.crashes - 1), LONGEST_PAUSE)
        child.again_at = now + pause
        status = child.process.returncode
        print(f"{child.name} ended (status {status}); it starts again in {pause:g} s.  Log: {child.log}", flush=True)

    def stop(self):
        """Stop all: first the programs, together, then the servers they use."""
        for is_server in (False, True):
            group = [child for child in self.children if child.is_server is is_server]
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.see_it_end()
