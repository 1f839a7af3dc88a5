"""Work on a desk can be done: its address opens, a step is offered, and the form of the step opens.

Over every workflow: for each state that waits for somebody, the roles that may act hold what the row's page asks
for; and in the demo district each open deadline is walked through as the people who are to act on it.
"""

from collections import defaultdict
from itertools import islice

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import resolve, reverse

from governance import roles
from governance.kernel.clock.ladders import who_acts
from governance.kernel.models.addresses import name_of
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.scopes import MOOT, OTHERS
from governance.kernel.pages.views import kind_name, workflow_of
from governance.kernel.steps.workflow import REGISTRY
from governance.models import User

DUES = [(flow, state, due) for flow in REGISTRY.values() for state, due in flow.deadlines.items()]
ROWS, PEOPLE = 3, 3  # how many deadlines of one kind and state are walked through, and as how many people


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


# ------------------------------------------------------------ the demo district
class Walk:
    """What was found on the way: the kinds of work walked through, and every fault in words."""

    def __init__(self, client):
        self.client = client
        self.walked, self.faults = set(), []

    def all_desks(self):
        """Some open deadlines of every kind and state."""
        found = defaultdict(list)
        for deadline in Deadline.objects.open().select_related("area").order_by("id"):
            row = apps.get_model(deadline.object_type)._base_manager.get(pk=deadline.object_id)
            flow = workflow_of(row)
            found[deadline.object_type, deadline.task, flow.state(row) if flow else ""].append((deadline, row))
        directory = User.objects.directory()
        for (object_type, _, state), work in found.items():
            for deadline, row in work[:ROWS]:
                people = islice(dict.fromkeys(who_acts(deadline, directory)), PEOPLE)
                for person in people:
                    self.desk(deadline, row, User.objects.get(pk=person))
                    self.walked.add((object_type, str(state)))

    def desk(self, deadline, row, user):
        """One deadline as one of the people who are to act on it."""
        where = f"{deadline.task} ({deadline.object_type} {row.pk}) for {user}"
        self.client.force_login(user)
        answer = self.client.get(deadline.url)
        if answer.status_code != 200:
            self.faults.append(f"{where}: {deadline.url} answers {answer.status_code}")
            return
        flow = workflow_of(row)
        offered = [step for step in flow.open_to(row, user) if step.kind not in (MOOT, OTHERS) or step.allowed]
        own = [step for step in offered if flow.steps[step.name].permission == deadline.permission]
        if not own:
            self.faults.append(f"{where}: no step is offered")
        for step in offered:
            if step.allowed:
                form = self.client.get(row.url(step.name))
                if form.status_code != 200:
                    self.faults.append(f"{where}: the form of {step.name} answers {form.status_code}")


@pytest.mark.slow
@pytest.mark.django_db
def test_in_the_demo_district_all_work_can_be_done(client):
    call_command("demo", verbosity=0)
    walk = Walk(client)
    walk.all_desks()
    assert not walk.faults, "\n".join(walk.faults)
    wanted = {(f"{flow.kind}".replace("_", ""), str(state)) for flow, state, _ in DUES}
    assert not wanted - walk.walked, sorted(wanted - walk.walked)
