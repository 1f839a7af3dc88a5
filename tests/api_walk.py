"""Take every step that the rows of a world offer, over the API, and take it back; see `conforming`."""

from collections import defaultdict
from datetime import date, time
from decimal import Decimal

from django.db import transaction
from django.test import Client

from governance.kernel.api.bodies import bodies_of
from governance.kernel.api.viewsets import router

from .walks import filled

ROWS, STATES = 1, 4  # rows of each state that are tried; of how many states one is read


class ApiWalk:
    """Every step once, by whoever may: what its form asks is described, what it takes is valid, so is its answer."""

    def __init__(self, contract, users):
        self.contract, self.users, self.taken = contract, users, defaultdict(set)
        self.clients = {}
        for user in users:
            self.clients[user] = Client()
            self.clients[user].force_login(user)

    # ------------------------------------------------------------ what is read
    def read_all(self):
        """Every list with one row of each state, for the first who sees any, and what belongs to no resource."""
        for resource, _, _ in router.registry:
            for user in self.users:
                answer = self.contract.read(self.clients[user], f"/api/v1/{resource}/")
                if rows := answer.json().get("results"):
                    self.read_rows(self.clients[user], resource, rows)
                    break
        for path in ("metrics", "events"):
            self.contract.read(self.clients[self.users[0]], f"/api/v1/{path}/")

    def read_rows(self, client, resource, rows):
        by_state = {row.get("status"): row["id"] for row in rows if "id" in row}
        for key in list(by_state.values())[:STATES]:
            self.contract.read(client, f"/api/v1/{resource}/{key}/")
        for part in ("steps/", "events/"):
            if by_state and ("GET", f"/api/v1/{resource}/{{id}}/{part}") in self.contract:
                self.contract.read(client, f"/api/v1/{resource}/{key}/{part}")

    # ------------------------------------------------------------ what is done
    def step_all(self):
        for resource, viewset, _ in router.registry:
            if getattr(viewset, "workflow", None):
                self.resource(resource, viewset)

    def resource(self, resource, viewset):
        rows, flow = viewset.queryset.all(), viewset.workflow
        keys = [
            key
            for state in flow.states or [""]
            for key in rows.filter(**({flow.field: state} if state else {}))
            .order_by("-pk")
            .values_list("pk", flat=True)[:ROWS]
        ]
        for user in self.users:
            for row in viewset.queryset.all().visible_to(user).filter(pk__in=keys):
                self.row(resource, viewset, row, user)

    def row(self, resource, viewset, row, user):
        flow, taken = viewset.workflow, self.taken[resource]
        if {step.name for step in flow.steps.values() if flow.state(row) in step.source} <= taken:
            return
        for step in flow.open_to(row, user):
            if step.allowed and step.name not in taken:
                self.step(f"/api/v1/{resource}/{row.pk}/steps/{step.name}/", viewset, step.name, row, user)
                taken.add(step.name)

    def step(self, path, viewset, name, row, user):
        form = viewset.workflow.form(name)(obj=row, user=user)
        described = bodies_of(viewset.workflow, name, type(row))
        self.contract.faults += [f"{path}: {fault}" for fault in undescribed(form, described)]
        data, files = filled(form)
        if files or "application/json" not in described:
            return
        with transaction.atomic():
            self.contract.take(self.clients[user], path, {**plain(form, data), "version": row.version})
            transaction.set_rollback(True)


def undescribed(form, described):
    """Where the form of this row asks for something else than the description says."""
    for schema in described.values():
        names = set(schema["properties"])
        if schema["additionalProperties"] is False:
            unknown = [name for name, field in form.fields.items() if name not in names and not is_file(field)]
            if unknown:
                yield f"does not describe {unknown}"
        needless = [
            name for name in schema.get("required", ()) if name not in form.fields or not form.fields[name].required
        ]
        if needless:
            yield f"requires {needless}, which the form does not"


def is_file(field):
    return field.widget.needs_multipart_form


def plain(form, data):
    """What a program would send for the same fields."""
    found = {}
    for name in data:
        values = data.getlist(name)
        many = hasattr(form.fields[name], "choices") and hasattr(form.fields[name].widget, "allow_multiple_selected")
        is_many = many and form.fields[name].widget.allow_multiple_selected
        found[name] = [as_json(value) for value in values] if is_many else as_json(values[-1])
    return found


def as_json(value):
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, dict):
        return {name: as_json(one) for name, one in value.items()}
    if isinstance(value, date | Decimal):
        return str(value)
    return f"{value:%H:%M}" if isinstance(value, time) else getattr(value, "value", value)
