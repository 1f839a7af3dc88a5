"""Child processes: started so that they cannot outlive us, watched, restarted, stopped."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before a crashed child starts again
CALM = 60  # seconds of life after which earlier crashes are forgotten
PR_SET_PDEATHSIG = 1


class CannotStart(Exception):
    """Something the reader can put right keeps the portal from starting; the text says what."""


def dies_with_parent(death_signal):
    """What a new child runs before its program: ask Linux to signal it when we are gone.

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

    name     -- as printed in front of its lines
    command  -- program and arguments
    lock     -- an open lock file the child keeps open: it is free again only
                when the last child of an earlier start is gone
    """

    stop_signal = signal.SIGTERM
    patience = 15  # seconds between the stop signal and SIGKILL
    identity = {}  # user and group to run as; empty for our own

    def __init__(self, name, command, *, env=None, lock=None, cwd="/"):
        self.name, self.command, self.env, self.lock, self.cwd = name, command, env, lock, cwd
        self.process = None
        self.log = None  # path of a file for its output; without one it is printed
        self.crashes, self.started, self.start_again = 0, 0.0, 0.0

    def launch(self):
        """Start the program, without waiting for it to become useful."""
        output = open(self.log, "ab") if self.log else subprocess.PIPE
        try:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                cwd=self.cwd,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[self.lock.fileno()] if self.lock else [],
                preexec_fn=dies_with_parent(self.stop_signal),
                **self.identity,
            )
        finally:
            if self.log:
                output.close()
        self.started = time.monotonic()
        if not self.log:
            threading.Thread(target=self.print_lines, args=[self.process.stdout], daemon=True).start()

    def print_lines(self, lines):
        for line in lines:
            print(f"{self.name:>8} | {line.decode(errors='replace').rstrip()}", flush=True)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def is_ready(self):
        """Whether the program answers; plain programs answer once they run."""
        return self.is_running()

    def wait_until_ready(self, seconds=60):
        """Return once the program answers.  Raises CannotStart when it ends or stays silent."""
        end = time.monotonic() + seconds
        while not self.is_ready():
            if not self.is_running():
                raise CannotStart(f"{self.name} ended at once (status {self.process.returncode}).{self.last_words()}")
            if time.monotonic() > end:
                raise CannotStart(f"{self.name} gives no answer after {seconds} seconds.{self.last_words()}")
            time.sleep(0.03)

    def last_words(self):
        """The end of its log, for a message."""
        if not self.log or not os.path.exists(self.log):
            return ""
        with open(self.log, "rb") as log:
            lines = log.read()[-2000:].decode(errors="replace").splitlines()[-5:]
        return "\n  " + "\n  ".join([f"Last lines of {self.log}:", *lines])

    def ask_to_stop(self):
        if self.is_running():
            self.process.send_signal(self.stop_signal)

    def stop(self):
        """Stop the program and whatever it started in its session."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            print(f"{self.name:>8} | does not stop by itself: killed", flush=True)
        self.clear_session()

    def clear_session(self):
        """Kill what is left of the program's session, the program included."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.process.wait()


class Supervisor:
    """Keeps its children alive: a crashed one starts again after a growing pause."""

    def __init__(self):
        self.children = []

    def start(self, child, ready=True):
        """Start `child` and watch it from now on; `ready` waits for its first answer."""
        self.children.append(child)
        child.launch()
        if ready:
            child.wait_until_ready()
        return child

    def look(self):
        """Start crashed children whose pause is over.  Call it every fraction of a second."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running():
                continue
            if not child.start_again:
                status = child.process.returncode
                child.clear_session()
                child.crashes = 1 if now - child.started > CALM else child.crashes + 1
                pause = min(FIRST_WAIT * 2 ** (child.crashes - 1), LONGEST_WAIT)
                child.start_again = now + pause
                print(f"{child.name:>8} | ended (status {status}); starts again in {pause:g} s", flush=True)
            elif now >= child.start_again:
                child.start_again = 0.0
                child.launch()

    def stop(self):
        """Stop all: programs first, the servers they use last."""
        for child in reversed(self.children):
            child.stop()
