"""Measure how pages answer beside slow clients, on a portal that runs: script/server, then python -m bench.slow.

    python -m bench.slow [PORT]

Beside nothing, eight uploads of 100 kB a second, 300 connections that drip their headers, and 20 readers of a list.
"""

import socket
import statistics
import sys
import threading
import time
from contextlib import contextmanager

import bench.measurements as measurements
from bench.measurements import Browser

UPLOADS, RATE, SIZE = 8, 100_000, 20_000_000
DRIPS = 300
CALLS = 40
PAGES = {"health": "/healthz", "sign-in": "/login/", "case list": "/disputes/cases/"}


class Feet:
    """Threads of slow clients, stopped together."""

    def __init__(self):
        self.stopped, self.threads = threading.Event(), []

    def start(self, work):
        self.threads.append(threading.Thread(target=work, daemon=True))
        self.threads[-1].start()

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join(10)


def line():
    return socket.create_connection(("127.0.0.1", measurements.PORT), timeout=30)


def upload(feet, cookie):
    """Bytes of one long form, a tenth of a second's worth at a time."""
    head = f"POST /login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={cookie}\r\nContent-Length: {SIZE}\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    with line() as client:
        client.sendall(head.encode() + b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n')
        while not feet.stopped.wait(0.1):
            client.sendall(b"x" * (RATE // 10))


def drip(feet):
    """One byte of a header each second."""
    with line() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        while not feet.stopped.wait(1):
            try:
                client.sendall(b"X")
            except OSError:
                return


def read(feet, path):
    browser = Browser("office")
    while not feet.stopped.is_set():
        browser.call("GET", path)


@contextmanager
def beside(works):
    feet = Feet()
    for work in works:
        feet.start(lambda work=work: work(feet))
    time.sleep(2)  # all of them are under way
    try:
        yield
    finally:
        feet.stop()


def times(browser, path):
    """Milliseconds of calls on connections of their own."""
    taken = []
    for _ in range(CALLS):
        browser.connection.close()
        began = time.perf_counter()
        browser.call("GET", path)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def main():
    measurements.PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    browser, stranger = Browser("office"), Browser()
    stranger.call("GET", "/login/")
    cookie = stranger.cookies["csrftoken"]
    loads = {
        "nothing": [],
        f"{UPLOADS} uploads of {RATE // 1000} kB/s": [lambda feet: upload(feet, cookie)] * UPLOADS,
        f"{DRIPS} dripping headers": [drip] * DRIPS,
        "20 readers": [lambda feet: read(feet, "/disputes/cases/")] * 20,
    }
    for name, works in loads.items():
        with beside(works):
            for page, path in PAGES.items():
                taken = sorted(times(browser, path))
                middle, late = statistics.median(taken), taken[int(len(taken) * 0.95)]
                print(f"beside {name}: {page} {middle:.0f} ms, 95 of 100 within {late:.0f} ms", flush=True)


if __name__ == "__main__":
    main()
