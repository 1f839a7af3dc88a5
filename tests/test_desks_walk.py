"""Work on a desk can be done: for each state that waits for somebody, the roles that may act may open the row's page.

In the demo district each desk is opened by the people who are to act on it: see test_demo.
"""

import pytest
from django.apps import apps
from django.urls import resolve, reverse

from governance import roles
from governance.kernel.models.addresses import name_of
from governance.kernel.pages.views import kind_name
from governance.kernel.steps.workflow import REGISTRY

DUES = [(flow, state, due) for flow in REGISTRY.values() for state, due in flow.deadlines.items()]


def model_of(flow):
    app, name = flow.kind.split(".")
    return next(model for model in apps.get_app_config(app).get_models() if kind_name(model) == name)


def door(name, *args):
    """What the page at an address asks for, as a tuple of permissions; () where it asks for none."""
    match = resolve(reverse(name, args=args))
    asked = match.func.view_initkwargs.get("permission", match.func.view_class.permission) or ()
    return (asked,) if isinstance(asked, str) else tuple(asked)


@pytest.mark.parametrize(("flow", "state", "due"), DUES, ids=[f"{flow.kind} {state}" for flow, state, _ in DUES])
def test_every_role_that_must_act_may_open_the_row(flow, state, due):
    asked = door(name_of(model_of(flow)), 1)
    for role in roles.with_permission(due.permission):
        assert not asked or set(asked) & roles.permissions_of(role), f"{role} must act and may not open the page"


@pytest.mark.parametrize("flow", [flow for flow, *_ in DUES], ids=[f"{flow.kind} {state}" for flow, state, _ in DUES])
def test_a_step_opens_for_those_for_whom_its_row_opens(flow):
    model = model_of(flow)
    step = next(iter(flow.steps))
    assert set(door(f"{name_of(model)}_step", 1, step)) == set(door(name_of(model), 1))
