"""Every step that edits: what a program does not send, and a form that is sent as it was opened, changes nothing."""

import json
from collections import Counter

import pytest
from django.db import transaction
from django.test import Client

from governance.kernel.api.viewsets import router
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Delivery
from governance.kernel.models.pages import Submission
from governance.kernel.steps.states import StateField
from governance.kernel.upkeep import living
from tests.clients import Person
from tests.test_stale_walk import row_for, world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
STAMPS = {"version", "updated_at"}
TRACES = {Deadline, Delivery, Submission}  # what a step leaves behind, not what people wrote
ENDING = {"projects.demand_category.revise"}  # a new version with what the old one says: its days are what it is for


def contents():
    """{table: Counter of its rows} of what people wrote: without keys, stamps and states, the sealed values opened."""
    found = {}
    for table, model in living.tables().items():
        if model in TRACES:
            continue
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if not (field.primary_key or field.name in STAMPS or isinstance(field, StateField))
        ]
        found[table] = Counter(repr([getattr(row, name) for name in names]) for row in model._base_manager.all())
    return found


def edits():
    for prefix, viewset, _ in router.registry:
        flow = getattr(viewset, "workflow", None)
        for step in flow.steps.values() if flow else ():
            if step.edits and step.source and not step.inner and f"{flow.kind}.{step.name}" not in ENDING:
                yield prefix, viewset, flow, step


def walk(world, send):  # noqa: F811
    """(names of the edits that were taken, what each changed that should have stayed)."""
    taken, faults = [], []
    for prefix, viewset, flow, step in edits():
        row = row_for(flow, step, viewset.queryset.all())
        before, name = contents(), f"{flow.kind}.{step.name}"
        with transaction.atomic():
            status = send(prefix, row, step)
            after = contents()
            transaction.set_rollback(True)
        assert status < 500, name
        if status in (200, 302):
            taken.append(name)
        faults += [
            f"{name} ({status}), {table}: {before[table] - after[table]} became {after[table] - before[table]}"
            for table in before
            if before[table] != after[table]
        ]
    return taken, faults


def test_what_a_program_does_not_send_stays(world):  # noqa: F811
    client = Client()
    client.force_login(world.office)

    def send(prefix, row, step):
        address = f"/api/v1/{prefix}/{row.pk}/steps/{step.name}/"
        return client.post(address, json.dumps({"version": row.version}), content_type="application/json").status_code

    taken, faults = walk(world, send)
    assert not faults, "\n".join(faults)
    assert len(taken) > 15


def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(world):  # noqa: F811
    person = Person(world.office)

    def send(prefix, row, step):
        address = row.url(step.name)
        answer = person.client.get(address)
        return person.send(address, person.form(address)).status_code if answer.status_code == 200 else 404

    taken, faults = walk(world, send)
    assert not faults, "\n".join(faults)
    assert len(taken) > 12
