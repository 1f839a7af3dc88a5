"""/metrics: requests counted over all web processes, and what the tables and the machine say, for Prometheus."""

import os

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseForbidden
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest, multiprocess

from governance.kernel.clock import clock
from governance.kernel.models.events import Delivery
from governance.kernel.models.outside import Dispatch
from governance.kernel.upkeep.outside import channels
from portal import health


@require_safe
def figures(request):
    """Everything that is counted or measured, in Prometheus' words."""
    if not health.may_read_figures(request):
        return HttpResponseForbidden("metrics are for this machine, or need the token", content_type="text/plain")
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)
    return HttpResponse(generate_latest(counted) + generate_latest(waiting_work()), content_type=CONTENT_TYPE_LATEST)


def waiting_work():
    """Gauges queried from the database and the machine: they are the same for every process."""
    registry = CollectorRegistry()
    about = Gauge("portal_condition_state", "0 all well, 1 notice, 2 fault", ["condition"], registry=registry)
    for condition, reading in health.conditions_now().values():
        about.labels(condition.name).set(health.STATES.index(reading.state))
        if condition.gauge and reading.number is not None:
            Gauge(condition.gauge, condition.help, registry=registry).set(reading.number)
    Gauge("portal_info", "The portal's version", ["version"], registry=registry).labels(settings.VERSION).set(1)
    try:
        due = Delivery.objects.filter(done_at=None)
        waiting = due.count()
        outside = [Dispatch.objects.owed().filter(channel=name).count() for name in channels()]
        last = health.last_heartbeat()
    except DatabaseError:
        return registry
    Gauge("portal_deliveries_waiting", "Deliveries not yet done", registry=registry).set(waiting)
    owed = Gauge("portal_outside_waiting", "Notices owed to each channel of NOTIFY_URLS", ["place"], registry=registry)
    for place, count in enumerate(outside, 1):
        owed.labels(place).set(count)
    if last is not None:
        age = (clock.now() - last).total_seconds()
        Gauge("portal_heartbeat_age_seconds", "Seconds since the last heartbeat", registry=registry).set(age)
    return registry
