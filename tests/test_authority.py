"""Every field that gives authority is named in one list, and no step widens what its own actor may do."""

from collections import Counter

import pytest
from django import forms
from django.db import transaction

from disputes.committees.models import Mediator
from governance import roles
from governance.areas.forms import PlaceField
from governance.kernel.clock import rules
from governance.kernel.pages.views import workflow_of
from governance.kernel.steps.authority import GIVES, authority_of
from governance.kernel.steps.errors import BusinessError, NotAllowed
from governance.kernel.steps.workflow import REGISTRY
from governance.models import Appointment, ConferenceMember, Organisation, OrgMember, Person, User
from projects.models import MicroProject
from tests.factories import disputes as rooms
from tests.factories import projects as make
from tests.factories.base import user_with
from tests.factories.town import make_town
from tests.walks import TakeBack, filled

PEOPLE = (Appointment, ConferenceMember, Mediator, OrgMember, Organisation, Person, User)
WORDS = {"username", "account", "role", "id_number"}
PLACES = {"governance.appointment", "governance.user", "governance.organisation", "disputes.mediation_committee"}
HARMLESS = {  # field -> why it gives nobody anything
    ("projects.micro_project", "implementer"): "the body that does the work; it has no account",
    ("projects.visit", "post"): "which of one's own posts a visit was made in",
    ("governance.agenda_item", "member"): "the seat whose recusal is entered",
    ("governance.agenda_item", "agreed"): "the seats that agreed",
}


def authority_fields():
    """(workflow, step, field) of every form field that chooses people, units, posts, roles or places of posts."""
    for kind, flow in REGISTRY.items():
        for step in flow.steps:
            for name, field in flow.form(step).base_fields.items():
                model = getattr(getattr(field, "queryset", None), "model", None)
                is_place = isinstance(field, PlaceField) and kind in PLACES
                if model in PEOPLE or name in WORDS or is_place:
                    yield kind, step, name


def test_every_field_that_gives_authority_is_named_in_the_one_list():
    found = list(authority_fields())
    assert len(found) >= 25
    unnamed = [
        f"{kind}.{step}.{name}"
        for kind, step, name in found
        if (kind, name) not in HARMLESS and name not in GIVES.get(f"{kind}.{step}", ())
    ]
    assert not unnamed, f"name them by gives_authority(…) beside use_forms: {unnamed}"


def test_the_list_names_steps_and_fields_that_exist():
    for named in GIVES:
        kind, _, step = named.rpartition(".")
        assert step in REGISTRY[kind].steps, named


@pytest.fixture
def town(db):
    rules.load_rules()
    return make_town()


def everybody(town):
    """One account of every role, at a place where the role has its work."""
    low = ("branch_secretary", "patch_leader", "group_leader", "neighbour_head", "volunteer_lead")
    middle = ("community_secretary", "community_staff", "mediator", "committee_head", "fund_manager")
    wide = ("district_leader", "district_office", "dept_officer", "auditor", *roles.ADMINISTRATORS)
    place = town.place
    areas = dict.fromkeys(roles.LABELS, place.street)
    areas |= dict.fromkeys(low, place.compound) | dict.fromkeys(middle, place.community)
    areas |= dict.fromkeys(wide, place.district) | dict.fromkeys(roles.SINGLE, place.building)  # the town has its own
    return {role: user_with(role, area, name="陈小新") for role, area in areas.items()}


def own_values(field, name, user, town):
    """What of a field would mean the actor: the own person, account, names and numbers, every role, every unit."""
    person = user.person
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [list(field.queryset[:1])]
    if isinstance(field, forms.ModelChoiceField) and not isinstance(field, PlaceField):
        mine = {Person: {"pk": user.person_id}, User: {"pk": user.pk}}.get(field.queryset.model, {})
        return list(field.queryset.filter(**mine)[:3])
    if name == "area" or isinstance(field, PlaceField):
        return [town.place.district.code, town.place.street.code, town.place.community.code, town.place.compound.code]
    words = {"name": person.name, "phone": person.phone, "id_number": person.id_number, "username": user.username}
    if name in words:
        return [words[name]]
    if isinstance(field, forms.ChoiceField):
        return [value for value, _ in field.choices if value]
    return []


def attempts(flow, step, row, user, town):
    """Forms filled in for the actor: each authority field by itself, and all at once for each role and place."""
    named = GIVES.get(f"{flow.kind}.{step}", ())
    blank = flow.form(step)(obj=row, user=user)
    base, files = filled(blank)
    options = {name: own_values(blank.fields[name], name, user, town) for name in named if name in blank.fields}
    fixed = {name: values[0] for name, values in options.items() if values and name not in ("role", "area")}
    for role in options.get("role") or [None]:
        for area in options.get("area") or [None]:
            data = base.copy()
            for name, value in {**fixed, "role": role, "area": area}.items():
                if value is not None and name in blank.fields:
                    data[name] = getattr(value, "pk", value)
            yield flow.form(step)(data, files, obj=row, user=user)


def test_no_step_widens_what_its_actor_may_do(town):
    users = everybody(town)
    demand = make.accepted_demand(town.branch, town.secretary, town.compound, town.category)
    room = rooms.make_room(town.place)
    rows = [
        demand,
        rooms.registered(room),
        town.compound,
        town.implementer,
        *Appointment.objects.filter(person__in=[user.person_id for user in users.values()]),
        *User.objects.filter(pk__in=[user.pk for user in users.values()]),
    ]
    kinds = {f"{flow}": model for flow, model in ((workflow_of(row).kind, type(row)) for row in rows)}
    kinds |= {"projects.micro_project": MicroProject}
    widened, tried = [], Counter()
    for role, user in users.items():
        for kind, model in kinds.items():
            flow = REGISTRY[kind]
            mine = [row for row in rows if type(row) is model]
            for step in flow.steps.values():
                if not user.has(step.permission):
                    continue
                for row in [model()] if step.creates else mine:
                    widened += walk(flow, step, row, User.objects.get(pk=user.pk), town, tried, role)
    assert not widened, "\n".join(widened)
    assert {"governance.appointment.appoint", "governance.appointment.grant"} <= set(tried), tried
    assert sum(tried.values()) >= 60, tried


def walk(flow, step, row, user, town, tried, role):
    """What one step of one row would give its actor: [sentence]; nothing of it stays."""
    before, found = authority_of(user), []
    for form in attempts(flow, step.name, row, user, town):
        try:
            with transaction.atomic():
                if not form.is_valid():
                    continue
                tried[f"{flow.kind}.{step.name}"] += 1
                fresh = type(row)() if row.pk is None else type(row).objects.get(pk=row.pk)
                flow.actions[step.name](fresh, actor=user, **form.cleaned_data)
                if more := authority_of(user) - before:
                    found.append(f"{role}: {flow.kind}.{step.name} gives {sorted(map(str, more))[:3]}")
                raise TakeBack
        except (TakeBack, BusinessError):
            continue
    return found


def test_the_kernel_refuses_a_step_that_widens_its_own_actor(town, monkeypatch):
    """Even where the guards of a concept forgot it: a seat in a committee, a post by whatever step."""
    actor = user_with("street_admin", town.place.street, name="陈小新")
    room = rooms.make_room(town.place)
    flow, committee = REGISTRY["disputes.mediation_committee"], room.committee
    row = {"name": "陈小新", "gender": "f", "post": "head", "phone": "", "account": actor.username}
    others = [{**row, "name": name, "post": "member", "account": ""} for name in ("李小二", "王小三", "张小四")]
    before = Mediator.objects.count()
    with pytest.raises(NotAllowed) as refusal:
        flow.actions["change"](committee, actor=actor, mediators=[row, *others])
    assert refusal.value.code == "own_scope"
    assert Mediator.objects.count() == before
    monkeypatch.setattr(
        "governance.people.workflow.posts.POST.steps",
        {
            name: type(step)(**{**step.__dict__, "guards": ()})
            for name, step in REGISTRY["governance.appointment"].steps.items()
        },
    )
    branch = Appointment(role="branch_secretary")
    with pytest.raises(NotAllowed):
        REGISTRY["governance.appointment"].run_step(
            REGISTRY["governance.appointment"].steps["appoint"], branch, actor, "",
            {"person": actor.person, "area": town.place.other_compound, "role": "branch_secretary"},
        )  # fmt: skip
