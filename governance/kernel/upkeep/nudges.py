"""Nudges: workers are asked to look at their tables soon, by a thread of its own that no request waits for.

A nudge that is lost costs at most a minute, for beat sweeps the tables; so a
broker that gives no answer is left alone for a while, and what was wanted then is dropped.
"""

import os
import threading
import time

import structlog

from governance.kernel.steps.errors import error_words

PAUSE = 10  # seconds in which a broker that failed is not asked again

log = structlog.get_logger(__name__)


class Nudger:
    """Sends tasks by one thread; several nudges of one task become one."""

    def __init__(self):
        self.wanted, self.changed = {}, threading.Condition()
        self.thread, self.silent_until = None, 0.0

    def ask(self, task):
        """Have this task sent soon; returns at once, whatever the broker does."""
        with self.changed:
            if time.monotonic() < self.silent_until:
                return
            self.wanted[task.name] = task
            self.changed.notify()
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.work, daemon=True, name="nudges")
                self.thread.start()

    def work(self):
        while True:
            with self.changed:
                while not self.wanted:
                    self.changed.wait()
                _, task = self.wanted.popitem()
            self.send(task)

    def send(self, task):
        try:
            task.apply_async(retry=False)
        except Exception as error:  # whatever kombu and the client make of a broker that is away
            log.warning("nudge_failed", task=task.name, error=error_words(error))
            with self.changed:
                self.silent_until = time.monotonic() + PAUSE
                self.wanted.clear()


nudger = Nudger()


def forget_parent():
    """In a forked process neither the thread nor the state of its lock is there."""
    nudger.__init__()


os.register_at_fork(after_in_child=forget_parent)


def nudge(task):
    """Ask a worker to do a task of the tables soon."""
    nudger.ask(task)
