"""Every step of every workflow: it has its work, its permission somebody holds, a deadline rule that exists."""

import pytest

from governance import roles
from governance.kernel.clock import rules
from governance.kernel.steps.permissions import PERMISSIONS
from governance.kernel.steps.workflow import CLOCK, REGISTRY
from tests.factories.base import make_district, user_with

STEPS = [(flow, step) for flow in REGISTRY.values() for step in flow.steps.values()]
IDS = [f"{flow.kind}.{step.name}" for flow, step in STEPS]


@pytest.mark.parametrize(("flow", "step"), STEPS, ids=IDS)
def test_a_step_has_an_action_and_a_docstring(flow, step):
    action = flow.actions.get(step.name)
    assert action is not None, "declared, but nothing does it"
    assert action.__doc__, "say what the step means"


@pytest.mark.parametrize(("flow", "step"), STEPS, ids=IDS)
def test_somebody_may_take_it(flow, step):
    if step.permission != CLOCK:
        assert roles.with_permission(step.permission), f"no role holds {step.permission}"


@pytest.mark.parametrize(("flow", "step"), STEPS, ids=IDS)
def test_its_states_exist(flow, step):
    """Source and target are states of the model (a state nobody can reach or name is a typing error)."""
    from django.apps import apps

    app, name = flow.kind.split(".")
    model = next(model for model in apps.get_app_config(app).get_models() if snake(model.__name__) == name)
    states = dict(model._meta.get_field(flow.field).flatchoices)
    assert set(step.source) <= set(states), set(step.source) - set(states)
    assert step.target is None or step.target in states, step.target


def snake(name):
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")


@pytest.mark.django_db
def test_every_deadline_names_a_rule_and_somebody_who_acts():
    rules.load_rules()
    for flow in REGISTRY.values():
        for state, due in flow.deadlines.items():
            assert not due.rule or rules.find(due.rule), f"{flow.kind} {state}: no rule {due.rule}"
            assert roles.with_permission(due.permission), f"{flow.kind} {state}: nobody holds {due.permission}"
            assert due.task


@pytest.mark.django_db
@pytest.mark.parametrize("flow", REGISTRY.values(), ids=list(REGISTRY))
def test_a_stranger_is_offered_nothing_new(flow, client):
    """Somebody without a post cannot begin any workflow through the API."""
    place = make_district()
    client.force_login(user_with(None, place.community))
    first = next((step for step in flow.steps.values() if step.creates), None)
    if first is not None and first.permission != CLOCK:
        assert not user_with(None, place.community).has(first.permission)


def test_permissions_are_spelled_as_roles_know_them():
    known = set(PERMISSIONS)
    used = {step.permission for _, step in STEPS} - {CLOCK}
    assert used <= known, used - known
