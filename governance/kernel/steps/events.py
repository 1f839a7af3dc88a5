"""Events: record them with the change they describe, react to them now or later."""

from collections import defaultdict

import structlog
from celery import shared_task
from django.db import connection, transaction

from governance.kernel.clock import clock
from governance.kernel.models.events import Delivery, Event, Heartbeat
from governance.kernel.upkeep import callers, nudges

from .errors import error_words

LATER = defaultdict(dict)
NOW = defaultdict(dict)
BATCH = 50

log = structlog.get_logger(__name__)


def on(*kinds, now=False):
    """Register a reaction: `@on("projects.micro_project.approve")`.

    now=False -- handler(event) runs later, from the outbox, at least once:
                 it must do nothing the second time
    now=True  -- handler(obj, event) runs inside the step's transaction and may
                 raise a BusinessError, which refuses the whole step
    """

    def register(handler):
        for kind in kinds:
            (NOW if now else LATER)[kind][f"{handler.__module__}.{handler.__name__}"] = handler
        return handler

    return register


def row_of_events(obj):
    """{"object_type", "object_id"} under which events tell of a row: its own, or those of the row that it is about."""
    return {
        "object_type": getattr(obj, "event_object_type", "") or obj._meta.label_lower,
        "object_id": getattr(obj, "event_object_id", None) or obj.pk,
    }


def is_told_of_itself(obj):
    """Whether a row's events are its own, not those of the row that it is about, as a deadline's are."""
    return row_of_events(obj) == {"object_type": obj._meta.label_lower, "object_id": obj.pk}


def row_marks(obj):
    """What an event keeps, so that it is known later which version of the row it made, and of which row."""
    if not hasattr(obj, "version"):
        return {}
    return {"row_version": obj.version, **({} if is_told_of_itself(obj) else {"row": obj.pk})}


def record(kind, obj, *, actor, data=None, label=""):
    """Write the event and its deliveries, in the caller's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside the transaction of the change it describes")
    event = Event.objects.create(
        kind=kind,
        label=getattr(obj, "event_label", "") or label,
        **row_of_events(obj),
        area_id=getattr(obj, "event_area_id", None) or getattr(obj, "area_id", None),
        actor=actor,
        actor_name=actor.signature() if actor else "",
        ip=callers.address() if actor else None,
        data={**row_marks(obj), **(data or {})},
    )
    for handler in list(NOW[kind].values()):
        handler(obj, event)
    if LATER[kind]:
        Delivery.objects.bulk_create(Delivery(event=event, handler=name) for name in LATER[kind])
        transaction.on_commit(nudge, robust=True)  # a broker that is down must not fail a saved request
    return event


def nudge():
    """Ask a worker to empty the outbox soon; beat does so each minute anyway."""
    nudges.nudge(deliver_events)


@shared_task(name="governance.deliver_events", ignore_result=True)
def deliver_events(limit=2000):
    """Empty the outbox: nudged after every commit, swept every minute by beat.

    Idempotent: deliveries are locked, run and marked in one transaction, a
    batch at a time.  Returns how many deliveries were tried.
    """
    tried = 0
    while tried < limit and (batch := deliver_batch()):
        tried += batch
    return tried


def deliver_batch(size=BATCH):
    """Run the oldest due deliveries; 0 when none is due.  Safe in parallel."""
    with transaction.atomic():
        locked = Delivery.objects.due().select_for_update(skip_locked=True, of=("self",))
        batch = list(locked.select_related("event")[:size])
        for delivery in batch:
            run(delivery)
    return len(batch)


def run(delivery):
    """One delivery in a savepoint: a failing handler is tried again later, with growing pauses."""
    delivery.attempts += 1
    handler = LATER[delivery.event.kind].get(delivery.handler)
    try:
        with transaction.atomic():
            if handler is not None:  # nothing is pending for a handler that no longer exists
                handler(delivery.event)
    except Exception as error:
        log.warning("delivery_failed", handler=delivery.handler, of=delivery.event_id, error=error_words(error))
        delivery.error = repr(error)
        delivery.next_try_at = clock.retry_at(delivery.attempts)
    else:
        delivery.done_at, delivery.error = clock.now(), ""
    delivery.save()


@shared_task(name="governance.heartbeat", ignore_result=True)
def heartbeat():
    """Write the heartbeat: while it is recent, beat and a worker both run (see /readyz)."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": clock.now()})


CLOCK_JOBS = []


def on_clock(job):
    """Register fn() -> number of rows moved: run regularly, each row its own transaction, safe to repeat."""
    CLOCK_JOBS.append(job)
    return job


@shared_task(name="governance.clock_steps", ignore_result=True)
def clock_steps():
    """Take every due step of the clock and return how many rows moved; a failing job does not stop the others."""
    moved = 0
    for job in CLOCK_JOBS:
        try:
            moved += job()
        except Exception as error:
            log.error("clock_job_failed", job=f"{job.__module__}.{job.__name__}", error=error_words(error))
    return moved
