"""Every step that declares what it refuses of its entries: a form with wrong fields is answered, and nothing stays."""

import pytest

from governance.kernel.steps.guards import first_refusal
from governance.kernel.steps.workflow import REGISTRY
from tests.test_stale_walk import left, model_of, row_for, world  # noqa: F401 (a fixture)
from tests.walks import filled

pytestmark = pytest.mark.django_db
DECLARING = [
    (flow, step)
    for flow in REGISTRY.values()
    for step in flow.steps.values()
    if step.name in flow.entry_rules or step.name in flow.rehearsals
]
MANY = 36  # declared today; who takes them away again names their faults in waves


def test_enough_steps_declare_what_they_refuse():
    assert len(DECLARING) >= MANY


def waits(flow, step, row, town):
    """Whether the row is where the step starts, and somebody of the town may take it there."""
    users = (town.secretary, town.street_user, town.office, town.branch, town.leader)
    return flow.state(row) in step.source and any(first_refusal(step.guards, row, user) for user in users)


@pytest.mark.parametrize(("flow", "step"), DECLARING, ids=lambda one: getattr(one, "kind", None) or one.name)
def test_no_wrong_field_breaks_what_is_said_of_the_others(flow, step, world):  # noqa: F811
    user, form_class = world.secretary, flow.form(step.name)

    def row():
        return model_of(flow)() if step.creates else row_for(flow, step)

    if not step.creates and not waits(flow, step, row(), world):
        pytest.skip("no row of this world waits for the step")

    data, files = filled(form_class(obj=row(), user=user))
    names = list(form_class(obj=row(), user=user).fields)
    before = left(flow)
    for wrong in (*names, *([tuple(names)] if names else ())):
        gone = wrong if isinstance(wrong, tuple) else (wrong,)
        kept = data.copy()
        for name in [key for key in kept if any(key == one or key.startswith(f"{one}-") for one in gone)]:
            del kept[name]
        form = form_class(kept, {name: file for name, file in files.items() if name not in gone}, obj=row(), user=user)
        for name in gone:
            form.fields[name].required = True
        if not form.is_valid():
            flow.foresee(step, row(), form)
            assert form.errors
    assert left(flow) == before
