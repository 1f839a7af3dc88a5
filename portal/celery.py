"""Celery: the app and what runs by the clock.  Tasks only work off rows, so a broker that fails loses nothing."""

import os
import threading
import time

from celery import Celery
from celery.beat import Scheduler
from celery.schedules import crontab
from celery.signals import beat_init, worker_init, worker_process_init

from portal import signs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

MINUTE = 60  # seconds
LOW = 9  # with Redis as broker 0 comes first

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_max_loop_interval = signs.EVERY
app.autodiscover_tasks()


def every(seconds, task):
    """One line of the schedule.  A run that no worker took in time is dropped: the next one does its work."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_schedule = {
    "heartbeat": every(MINUTE / 2, "governance.heartbeat"),
    "deliver events": every(MINUTE, "governance.deliver_events"),
    "chain record": every(MINUTE, "governance.chain_record"),
    "send mail": every(MINUTE, "governance.send_mail"),
    "send outside": every(MINUTE, "governance.send_outside"),
    "remind": every(5 * MINUTE, "governance.remind"),
    "clock steps": every(10 * MINUTE, "governance.clock_steps"),
    "long jobs": every(MINUTE, "governance.run_jobs"),
    "housekeeping": {"task": "governance.sweep", "schedule": crontab(hour=3, minute=40)},
    "verify": {
        "task": "governance.verify",
        "schedule": crontab(hour=2, minute=20),
        "options": {"expires": 60 * MINUTE, "priority": LOW},
    },
}


@beat_init.connect
def first_heartbeat(**kwargs):
    """Beat's first round comes after a full interval; /readyz need not wait for it."""
    app.send_task("governance.heartbeat", expires=MINUTE)


class Clock(Scheduler):
    """Beat's scheduler, which shows a sign of life with each of its rounds."""

    def tick(self, *args, **options):
        signs.show("beat")
        return super().tick(*args, **options)


@worker_init.connect
def show_signs(**kwargs):
    """Signs of the worker's main process: by a thread, for its loop waits long for a broker that is away."""
    show_by_thread("worker")


@worker_process_init.connect
def show_signs_of_pool(**kwargs):
    """Signs of each process that does tasks.

    The main process replaces one that ends, not one that stands still; a task that takes too long is ended by its
    time limit (settings).
    """
    show_by_thread("pool")


def show_by_thread(program):
    def show():
        while True:
            signs.show(program)
            time.sleep(signs.EVERY)

    threading.Thread(target=show, daemon=True, name="signs").start()
