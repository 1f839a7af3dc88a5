"""Every step of every workflow: it has its work, its permission somebody holds, a deadline rule that exists."""

import pytest
from django.utils.module_loading import import_string

from governance import roles
from governance.kernel.api.viewsets import router
from governance.kernel.clock import clock, rules
from governance.kernel.models.addresses import row_address
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.models.notices import Notice
from governance.kernel.models.pages import Submission
from governance.kernel.steps.permissions import PERMISSIONS
from governance.kernel.steps.workflow import CLOCK, REGISTRY
from tests.factories import disputes as rooms
from tests.factories.base import holder_of, home_of, make_district, user_with
from tests.factories.conferences import TODAY
from tests.factories.rolls import make_owners_roll
from tests.factories.town import make_town, make_town_fund, submitted

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


def resources():
    """{address of a resource of the API: its workflow and the model of its rows}, for those that have steps."""
    import_string("portal.urls.urlpatterns")  # registers them
    return {
        f"/api/v1/{prefix}/": (viewset.workflow, viewset.queryset.model)
        for prefix, viewset, _ in router.registry
        if getattr(viewset, "workflow", None) is not None
    }


RESOURCES = resources()
BEGUN = sorted(address for address, (flow, _) in RESOURCES.items() if flow.first is not None)


def counts(model):
    """How many rows there are of a model, and of all that a step leaves behind."""
    return [table.objects.count() for table in (model, Event, Deadline, Notice, Submission, Attachment)]


def test_the_api_has_resources_with_steps():
    assert len(BEGUN) >= 15
    assert {flow.kind for flow, _ in RESOURCES.values()} <= set(REGISTRY)


@pytest.mark.django_db
@pytest.mark.parametrize("address", BEGUN)
def test_a_stranger_begins_nothing_through_the_api(address, client):
    """Somebody without a post, and somebody whose post does not carry the permission, make no row."""
    flow, model = RESOURCES[address]
    place = make_district()
    other = next(role for role in roles.LABELS if role not in roles.with_permission(flow.first.permission))
    for user in (user_with(None, place.community), user_with(other, home_of(other, place))):
        client.force_login(user)
        before = counts(model)
        answer = client.post(address, {}, content_type="application/json")
        assert answer.status_code == 403, f"{user}: {answer.status_code} {answer.content[:200]}"
        assert answer.json()["code"] == "not_allowed"
        assert counts(model) == before


@pytest.mark.django_db
def test_a_stranger_takes_no_step_through_the_api(client):
    """Every step of every resource, on a row where there is one: it is refused or not there, and nothing changes."""
    with clock.travel(TODAY):
        town = make_town()
        submitted(town)
        make_town_fund(town)
        rooms.registered(rooms.make_room(town.place))
        client.force_login(user_with(None, town.place.community))
        tried = set()
        for address, (flow, model) in RESOURCES.items():
            row = model.objects.first()
            before = counts(model)
            for step in flow.steps:
                answer = client.post(
                    f"{address}{row.pk if row else 1}/steps/{step}/", {}, content_type="application/json"
                )
                assert answer.status_code in (403, 404), f"{address} {step}: {answer.status_code}"
                tried.update({flow.kind} if row else ())
            assert counts(model) == before, address
        assert len(tried) >= 12, sorted(tried)


INNER = [(flow, step) for flow, step in STEPS if step.inner]


@pytest.mark.django_db
@pytest.mark.parametrize(("flow", "step"), INNER, ids=[f"{flow.kind}.{step.name}" for flow, step in INNER])
def test_what_only_another_step_takes_has_no_address(client, flow, step):
    """Supersede, approve by the conference …: whoever types the address of a row that exists finds nothing."""
    rules.load_rules()
    town = make_town()
    api = next(address for address, (known, _) in RESOURCES.items() if known is flow)
    row = make_owners_roll(town.place.compound) if flow.kind == "governance.roll" else submitted(town)
    users = [holder_of(role, home_of(role, town.place)) for role in roles.with_permission(step.permission)]
    events = Event.objects.count()
    for user in users:
        client.force_login(user)
        for address in (row_address(type(row), row.pk, step.name), f"{api}{row.pk}/steps/{step.name}/"):
            assert client.post(address, {}).status_code == 404
    assert users
    assert Event.objects.count() == events


def test_permissions_are_spelled_as_roles_know_them():
    known = set(PERMISSIONS)
    used = {step.permission for _, step in STEPS} - {CLOCK}
    assert used <= known, used - known
