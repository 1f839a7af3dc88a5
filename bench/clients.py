"""Clients that cost little themselves: sockets that send ready bytes and read whole answers.

They run on the machine that they measure and share its cores with the web server and the database, so whatever they
cost is missing there.  One thread serves all of them.
"""

import re
import selectors
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import quote

PART = 262_144  # bytes read at once
PATIENCE = 120  # seconds for one answer
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
CHUNKED = re.compile(rb"(?i)\r\ntransfer-encoding: *chunked")
END_OF_CHUNKS = b"\r\n0\r\n\r\n"
SAFE = "/?&=%:+,"  # stay as they are in an address


def request(port, path, cookies, method="GET", body=b"", **headers):
    """The bytes of one request."""
    lines = [f"{method} {quote(path, SAFE)} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += ["Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """One connection that stays open."""

    def __init__(self, port):
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()

    def send(self, data):
        self.buffer.clear()
        self.socket.sendall(data)

    def read(self):
        """Read what is there; whether the answer is whole.  Raises OSError when the server hangs up."""
        part = self.socket.recv(PART)
        if not part:
            raise ConnectionError(f"The server at port {self.port} hung up in the middle of an answer.")
        self.buffer += part
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return False
        if found := LENGTH.search(self.buffer, 0, head):
            return len(self.buffer) >= head + 4 + int(found.group(1))
        if CHUNKED.search(self.buffer, 0, head + 2):
            return self.buffer.endswith(END_OF_CHUNKS)
        return self.status in (204, 304)

    @property
    def status(self):
        return int(self.buffer[9:12])

    def ask(self, data):
        """Send, and wait for the whole answer; its status."""
        self.send(data)
        while not self.read():
            pass
        return self.status

    def close(self):
        self.socket.close()


@dataclass
class Taken:
    """What clients were answered: seconds of each piece of work, and how many were done in how many seconds."""

    times: list = field(default_factory=list)
    count: int = 0
    seconds: float = 0.0

    def note(self, seconds):
        """One more piece of work, of a client that works alone."""
        self.times.append(seconds)
        self.count += 1
        self.seconds += seconds

    @property
    def rate(self):
        return self.count / self.seconds

    def ms(self, share):
        """Milliseconds within which this share of the work was done."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


class Refused(SystemExit):
    """The portal gave another answer than the one that is measured."""


def expect(line, work):
    if line.status != work.status:
        told = bytes(line.buffer[:600]).decode(errors="replace")
        raise Refused(f"{work.name}: {line.status} in place of {work.status}\n{told}")


def alone(line, work):
    """Seconds of one piece of work: all its requests, one after the other."""
    began = time.perf_counter()
    for data in work.requests():
        line.ask(data)
        expect(line, work)
    return time.perf_counter() - began


@dataclass(eq=False)
class Client:
    """A client at work in a rush: the next request of its work as soon as the last is answered."""

    line: Line
    work: object
    left: list = field(default_factory=list)
    began: float = 0.0
    done: int = 0

    def begin(self):
        self.began, self.left = time.perf_counter(), list(self.work.requests())
        self.line.send(self.left.pop(0))

    def go_on(self):
        """After something arrived: seconds when the work is done, otherwise None."""
        if not self.line.read():
            return None
        expect(self.line, self.work)
        if self.left:
            self.line.send(self.left.pop(0))
            return None
        self.done += 1
        return time.perf_counter() - self.began


def rush(port, works, seconds):
    """Taken of clients that all work at once, each at its own of `works`, for so long that each did it twice.

    What each does first is not counted among the times: the first of all waits for nobody.  A work that takes very
    long ends after three times as long.  What is under way at the end is waited for.
    """
    taken, first, selector = Taken(), [], selectors.DefaultSelector()
    clients = [Client(Line(port), work) for work in works]
    for client in clients:
        selector.register(client.line.socket, selectors.EVENT_READ, client)
    began = time.perf_counter()
    for client in clients:
        client.begin()
    busy, is_over = set(clients), False
    while busy:
        ready = selector.select(PATIENCE)
        if not ready:
            raise TimeoutError(f"No answer from port {port} within {PATIENCE} s.")
        for client in [key.data for key, _ in ready]:
            spent = client.go_on()
            if spent is None:
                continue
            (taken.times if client.done > 1 else first).append(spent)
            if is_over:
                busy.remove(client)
                continue
            taken.count += 1
            client.begin()
        passed = time.perf_counter() - began
        if not is_over and (passed > 3 * seconds or (passed > seconds and all(client.done > 1 for client in clients))):
            is_over, taken.seconds = True, passed
    for client in clients:
        client.line.close()
    taken.times = taken.times or first
    return taken
