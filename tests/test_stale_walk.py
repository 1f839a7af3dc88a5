"""Every step after which a row may stay in its state asks pages and programs for the version that was seen."""

import json
from datetime import date

import pytest
from django import forms
from django.apps import apps
from django.test import Client
from django.urls import reverse

from disputes.models import MediationCase
from funds.foundations import actions as foundations
from funds.models import Foundation
from governance.kernel.api.viewsets import router
from governance.kernel.clock import clock
from governance.kernel.models.addresses import name_of
from governance.kernel.models.base import Versioned
from governance.kernel.models.events import Event
from governance.kernel.models.scopes import Verdict
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import kind_name
from governance.kernel.steps.lines import LinesField
from governance.kernel.steps.workflow import CLOCK, REGISTRY, Workflow
from tests.factories import conferences as sittings
from tests.factories import disputes as rooms
from tests.factories import funds as purses
from tests.factories.late import proven
from tests.factories.organisations import make_scheme
from tests.factories.town import make_town, make_town_fund, submitted
from tests.factories.visits import make_visit
from tests.worlds import remembered

ADDING = {
    "disputes.mediation_case.investigate",
    "disputes.mediation_case.mediate",
    "disputes.mediation_case.reveal",
    "governance.agenda_item.declare",
    "governance.agenda_item.record_interest",
    "governance.agenda_item.vote",
    "governance.area.confirm",
    "governance.deadline.urge",
    "governance.deliberation.object",
    "governance.gap_notice.add",
    "governance.gap_notice.remind",
    "governance.identity_check.ask_correction",
    "governance.joint_conference.sign_in",
    "projects.micro_project.quote",
    "projects.micro_project.visit",
}
KEEPING = [(flow, step) for flow in REGISTRY.values() for step in flow.steps.values() if step.needs_version]


def model_of(flow):
    app, name = flow.kind.split(".")
    return next(model for model in apps.get_app_config(app).get_models() if kind_name(model) == name)


@remembered
def make_world():
    """One row of every kind whose steps may keep its state."""
    with clock.travel(sittings.TODAY):
        town = make_town()
        submitted(town)
        case = make_town_fund(town)
        purses.ask(case, "400")
        rooms.registered(rooms.make_room(town.place))
        room = sittings.make_conference(town.place.district, room=town.room)
        sittings.listed(room, town.compound)
        make_visit(town.branch, area=town.compound)
        make_scheme()
        facts = {"name": "演示基金会", "area": town.place.street, "linked_on": date(2025, 3, 1)}
        foundations.link(Foundation(), actor=town.street_user, **facts, **proven())
    return town


@pytest.fixture
def world(db, monkeypatch):
    """Everybody may take every step in every state, so that the version alone decides."""
    town = make_world()
    for name, answer in (("right", Verdict()), ("starts", True), ("guards_of", ())):
        monkeypatch.setattr(Workflow, name, lambda *asked, answer=answer: answer)
    monkeypatch.setattr(StepPage, "may_open", lambda *asked: True)
    monkeypatch.setattr(MediationCase, "may_read_text", lambda *asked: True)
    for flow in REGISTRY.values():
        querysets = type(model_of(flow).objects.all())
        monkeypatch.setattr(querysets, "visible_to", lambda rows, *asked: rows)
    with clock.travel(sittings.TODAY):
        yield town


def row_for(flow, step, rows=None):
    """A row of the kind, in a state from which the step starts where there is one."""
    rows = (model_of(flow).objects.all() if rows is None else rows).order_by("pk")
    found = rows.filter(**{f"{flow.field}__in": step.source}).first() or rows.first()
    assert found is not None, f"no row of {flow.kind}"
    return found


def left(flow):
    """What a step would leave behind: the rows' versions and the number of events."""
    return [*model_of(flow).objects.order_by("pk").values_list("pk", "version"), Event.objects.count()]


def test_only_these_steps_add_and_nothing_else():
    found = {f"{flow.kind}.{step.name}" for flow in REGISTRY.values() for step in flow.steps.values() if step.adds}
    assert found == ADDING
    for flow in REGISTRY.values():
        for step in flow.steps.values():
            changes = step.target is not None and step.target not in step.source and not step.edits
            asks = bool(step.source) and step.permission != CLOCK and not changes and not step.inner
            assert step.needs_version == (asks and not step.adds), f"{flow.kind}.{step.name}"


@pytest.mark.parametrize("flow", REGISTRY.values(), ids=list(REGISTRY))
def test_every_row_that_a_workflow_leads_counts_its_changes(flow):
    assert issubclass(model_of(flow), Versioned)


@pytest.mark.parametrize("flow", REGISTRY.values(), ids=list(REGISTRY))
def test_no_form_has_a_field_of_that_name(flow):
    for name in flow.steps:
        assert "version" not in flow.form(name).base_fields


@pytest.mark.parametrize("viewset", [one for _, one, _ in router.registry if getattr(one, "workflow", None)])
def test_every_row_of_the_api_shows_its_version(viewset):
    fields = getattr(getattr(viewset.serializer_class, "Meta", None), "fields", None)
    assert fields is None or "version" in fields  # without: written by hand, and looked at below


def test_every_step_over_the_api_wants_the_version(world):
    """428 without one, 409 with an older one, and nothing written; GET answers with both forms of it."""
    client, tried = Client(), set()
    client.force_login(world.office)
    for prefix, viewset, _ in router.registry:
        flow, address = getattr(viewset, "workflow", None), f"/api/v1/{prefix}/"
        for step in (step for step in (flow.steps.values() if flow else ()) if step.needs_version):
            row = row_for(flow, step, viewset.queryset.all())
            url, before = f"{address}{row.pk}/steps/{step.name}/", left(flow)
            shown = client.get(f"{address}{row.pk}/")
            assert shown.status_code == 200, f"{address} {shown.content[:200]}"
            assert (shown.json()["version"], shown["ETag"]) == (row.version, f'"{row.version}"')
            for sent, headers, expected in (
                ({}, {}, (428, "version_required")),
                ({"version": row.version + 1}, {}, (409, "changed_meanwhile")),
                ({"version": str(row.version + 1)}, {}, (409, "changed_meanwhile")),
                ({}, {"If-Match": f'"{row.version + 1}"'}, (409, "changed_meanwhile")),
                ({}, {"If-Match": f'W/"{row.version + 1}"'}, (409, "changed_meanwhile")),
                ({}, {"If-Match": "*"}, (422, "bad_version")),
                ({"version": True}, {}, (422, "bad_version")),
                ({"version": 1}, {"If-Match": '"2"'}, (422, "bad_version")),
            ):
                answer = client.post(url, json.dumps(sent), content_type="application/json", headers=headers)
                assert (answer.status_code, answer.json()["code"]) == expected, f"{url} {sent} {headers}"
            assert left(flow) == before
            tried.add((flow.kind, step.name))
    assert tried == {(flow.kind, step.name) for flow, step in KEEPING}


def test_every_form_of_a_step_carries_the_version(world):
    """The page of each step shows the version that it saw; without it, or with another, the form comes back."""
    client = Client()
    client.force_login(world.office)
    failed = []
    for flow, step in KEEPING:
        row, before = row_for(flow, step), left(flow)
        address = reverse(f"{name_of(model_of(flow))}_step", args=(row.pk, step.name))
        field = f'name="_version" value="{row.version}"'
        for answer, status in (
            (client.get(address), 200),
            (client.post(address, {}), 428),
            (client.post(address, {"_version": str(row.version + 1)}), 409),
        ):
            page = " ".join(answer.content.decode().split())
            if answer.status_code != status or field not in page:
                failed.append(f"{address}: {answer.status_code} for {status}, {field in page}")
        assert left(flow) == before
    assert not failed, "\n".join(failed)


TO_FILL_IN = {  # rows that name what is asked for, with nothing entered in them
    "disputes.mediation_case.register",
    "funds.grant.vote",
    "governance.agenda_item.record_votes",
    "governance.deliberation.hold",
    "projects.micro_project.quote",
}


def test_a_form_that_shows_what_the_row_has_is_an_edit(world):
    """Else a program that sends one field of it would empty the others: the members of a body, who has signed in."""
    shown, wrong = set(), []
    for flow in REGISTRY.values():
        for step in flow.steps.values():
            if not step.source or step.permission == CLOCK or step.inner or not model_of(flow).objects.exists():
                continue
            form = flow.form(step.name)(obj=row_for(flow, step), user=world.office)
            lists = (LinesField, forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
            for name, field in form.fields.items():
                if isinstance(field, lists) and form.get_initial_for_field(field, name):
                    shown.add(f"{flow.kind}.{step.name}")
                    if not step.edits and f"{flow.kind}.{step.name}" not in TO_FILL_IN:
                        wrong.append(f"{flow.kind}.{step.name}.{name}")
    assert not wrong, f"say edits=True: {wrong}"
    assert len(shown) >= 5, shown
