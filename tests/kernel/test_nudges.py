"""Asking workers to hurry costs a request nothing, whatever the broker does."""

import threading
import time

import pytest

from governance.kernel.steps import events
from governance.kernel.upkeep import jobs, nudges

NUDGE_OF_STEPS = events.nudge  # the tests put another in its place


class Task:
    """A task whose broker can be made to hang or to fail."""

    def __init__(self, name, send=lambda: None):
        self.name, self.calls, self.sent, self.send = name, 0, threading.Event(), send

    def apply_async(self, **options):
        self.calls += 1
        self.sent.set()
        self.send()


@pytest.fixture
def nudger():
    return nudges.Nudger()


def test_a_frozen_broker_holds_nobody_up(nudger):
    thaw = threading.Event()
    slow, other = Task("slow", lambda: thaw.wait(20)), Task("other")
    began = time.monotonic()
    for _ in range(50):
        nudger.ask(slow)
        nudger.ask(other)
    assert time.monotonic() - began < 1
    assert slow.sent.wait(10) or other.sent.wait(10)
    thaw.set()
    assert other.sent.wait(10)
    assert slow.sent.wait(10)
    assert slow.calls + other.calls < 10


def test_a_broker_that_failed_is_left_alone_for_a_while(nudger, monkeypatch):
    failed = threading.Event()

    def fail():
        failed.set()
        raise ConnectionError("no broker")

    dead, later = Task("dead", fail), Task("later")
    nudger.ask(dead)
    assert failed.wait(10)
    end = time.monotonic() + 10
    while not nudger.silent_until and time.monotonic() < end:
        time.sleep(0.01)
    nudger.ask(later)
    assert nudger.wanted == {}
    monkeypatch.setattr(nudger, "silent_until", 0.0)
    nudger.ask(later)
    assert later.sent.wait(10)


def test_steps_and_jobs_nudge_by_that_thread(monkeypatch):
    asked = []
    monkeypatch.setattr(nudges.nudger, "ask", lambda task: asked.append(task.name))
    NUDGE_OF_STEPS()
    jobs.nudge()
    assert asked == ["governance.deliver_events", "governance.run_jobs"]
