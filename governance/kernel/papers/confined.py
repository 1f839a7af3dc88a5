"""Looking at files of strangers in a child process that may use only so much time and memory.

A forkserver is started with the first file and kept: a small program that imports the library of a format once
and forks for each file.  The fork may do nothing but compute: its limits end it, never the process that waits,
and what it answers is bytes, read as JSON, so that a file that takes the fork over gains nothing here.

The looks themselves stand in looks.py, lines.py and filling.py.  The server is this module run as a program.
"""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024
LOOKS = {  # name -> (module, function): fn(data, **arguments) -> (what JSON can say, bytes)
    "paper": ("governance.kernel.papers.looks", "look"),
    "lines": ("governance.kernel.papers.lines", "read"),
    "template": ("governance.kernel.papers.filling", "fill"),
}
YOURS = "您提交的另一个文件还在检查，请等几秒再提交一次"
PLACES = threading.BoundedSemaphore(2)  # files that one process has looked at at the same time


class OutOfBounds(Exception):
    """The look took more time or memory than it may, or its process died of the file."""


class Busy(Exception):
    """Other files are being looked at, and did not make room in time; the text says so."""


@dataclass
class Turn:
    """The files of one account in this process."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    files: int = 0


class Turns:
    """One file of an account is looked at at a time and one waits, as after a double click, so that places stay free.

    A third is refused at once: each that waits holds a thread that pages need.
    """

    MOST = 2

    def __init__(self):
        self.lock, self.accounts = threading.Lock(), {}

    @contextmanager
    def of(self, account, patience):
        """Hold the account's turn; nobody's files, those of the clock and the worker, need none.  Raises Busy."""
        if account is None:
            yield
            return
        with self.lock:
            turn = self.accounts.setdefault(account, Turn())
            if turn.files == self.MOST:
                raise Busy(YOURS)
            turn.files += 1
        try:
            if not turn.lock.acquire(timeout=patience):
                raise Busy(YOURS)
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            with self.lock:
                turn.files -= 1
                if not turn.files:
                    del self.accounts[account]


turns = Turns()


class LookFailed(Exception):
    """The look met something that it does not expect in a file of this kind; the text names the error."""


# ------------------------------------------------------------ the side that waits
class Forkserver:
    """The program that forks for each file; it ends when the socket to it closes, that is, when we end."""

    def __init__(self):
        self.lock, self.line, self.program = threading.Lock(), None, None

    def ask(self, name, seconds, memory):
        """A connection to a new fork."""
        mine, its = socket.socketpair()
        request = json.dumps({"look": name, "seconds": seconds, "memory": memory}).encode()
        with its, self.lock:
            if self.program is None or self.program.poll() is not None:
                self.start()
            socket.send_fds(self.line, [request], [its.fileno()])
        return Connection(mine.detach())

    def start(self):
        if self.line is not None:
            self.line.close()
        self.line, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            self.program = subprocess.Popen(
                [sys.executable, "-m", __name__, str(its.fileno())],
                cwd=ROOT,
                env={"PATH": os.environ.get("PATH", ""), "MALLOC_ARENA_MAX": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[its.fileno()],
                start_new_session=True,
            )


forkserver = Forkserver()


def forget_parent():
    """A forked process has a forkserver of its own: two would read each other's answers."""
    global forkserver
    forkserver = Forkserver()


os.register_at_fork(after_in_child=forget_parent)


def look(name, data, *, seconds, patience, memory, account=None, **arguments):
    """What a look of LOOKS finds in the bytes of a file: (what JSON can say, bytes).

    seconds  -- of the processor
    patience -- seconds we wait, for a place too
    memory   -- bytes beyond those of the libraries
    account  -- whose file it is; None where nobody waits for a page

    Raises OutOfBounds, Busy and LookFailed.
    """
    with turns.of(account, patience):
        return look_in_turn(name, data, seconds, patience, memory, arguments)


def look_in_turn(name, data, seconds, patience, memory, arguments):
    """Wait for a place, ask a new fork, and give the place back."""
    if not PLACES.acquire(timeout=patience):
        raise Busy("现在检查的文件较多，请过几秒再提交一次")
    try:
        with forkserver.ask(name, seconds, memory) as fork:
            fork.send_bytes(json.dumps(arguments).encode())
            fork.send_bytes(data)
            if not fork.poll(patience):
                raise OutOfBounds
            found, changed = json.loads(fork.recv_bytes()), fork.recv_bytes()
    except (EOFError, OSError) as problem:
        raise OutOfBounds from problem
    finally:
        PLACES.release()
    if isinstance(found, dict) and "failed" in found:
        raise LookFailed(found["failed"])
    return found, changed


# ------------------------------------------------------------ the forkserver
def serve(line):
    """Fork for each request until the other side is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a fork ended
    while True:
        request, handles, *_ = socket.recv_fds(line, 1000, 1)
        if not request:
            return
        wanted = json.loads(request)
        module, function = LOOKS[wanted["look"]]
        work = getattr(import_module(module), function)
        if os.fork() == 0:
            line.close()
            try:
                confine(wanted["seconds"], wanted["memory"])
                answer(Connection(handles[0]), work)
            finally:
                os._exit(0)
        os.close(handles[0])


def confine(seconds, memory):
    """Limit this process."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for limit, most in (
        (resource.RLIMIT_AS, used + memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def is_of_memory(error):
    """Whether an error came of the limit of memory: readers of files give it another name on its way."""
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False


def answer(asked, work):
    """Do the work and send what it finds; of an error only its kind, for its words may quote the file."""
    arguments = json.loads(asked.recv_bytes())
    try:
        found, data = work(asked.recv_bytes(), **arguments)
    except MemoryError:
        return
    except Exception as error:
        if is_of_memory(error):
            return
        found, data = {"failed": type(error).__name__}, b""
    asked.send_bytes(json.dumps(found).encode())
    asked.send_bytes(data)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
