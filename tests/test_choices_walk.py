"""Forms offer and take only what their user may see: no choice, no default and no key leads to a row out of sight."""

import html
import re
from collections import Counter

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.pages.drawn_fields import control
from governance.kernel.steps import chooser
from governance.kernel.steps.workflow import CLOCK, REGISTRY
from governance.models import Appointment, Area, Organisation, Person, User
from tests.factories import disputes as rooms
from tests.factories.base import appoint, home_of, person, user_with
from tests.factories.conferences import TODAY
from tests.factories.town import make_town, make_town_fund, submitted

SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
HOLDERS = "whoever may act on this very place, by name and post"
DECLARED = {  # workflow, field -> why it offers people whom its user does not see
    ("disputes.mediation_case", "leader"): "the leaders of the place and of those above it",
    ("projects.demand", "handler"): HOLDERS,
    ("governance.joint_conference", "chair"): HOLDERS,
    ("governance.joint_conference", "recorder"): HOLDERS,
    ("governance.conference_unit", "person"): "who speaks for a unit or presides, known by that office",
}


@pytest.fixture
def town(db):
    with clock.travel(TODAY):
        town = make_town()
        submitted(town)
        make_town_fund(town)
        rooms.registered(rooms.make_room(town.place))
        far = person(town.place.other_compound, "周小远")
        appoint("patch_leader", town.place.other_compound, far)
        user_with("community_secretary", town.place.other_community, "far", name="周小书")
        Organisation.objects.create(
            name="桂苑小区党支部",
            kind="branch",
            branch_kind="single",
            area=town.place.other_compound,
            status="active",
            founded_on=TODAY,
        )
        yield town


def seen(model, user, permission):
    """The rows of a table of people, posts, bodies and places that the user may know of, or act on by the step."""
    if model is Person:
        return Person.objects.known_to(user)
    if model is User:
        return User.objects.filter(person__in=Person.objects.known_to(user))
    rows = model.objects.visible_to(user) | model.objects.visible_to(user, permission)
    return rows | model.objects.units() if model is Organisation else rows  # departments are known to everybody


def model_of(kind):
    label, name = kind.split(".")
    return apps.get_model(label, name.replace("_", ""))


def blank_forms(user, initial):
    """(workflow, step, form) of every step that the user's posts may take, on a row of the user's or a new one.

    initial -- what the address says: forms of new rows read it
    """
    for kind, flow in REGISTRY.items():
        model = model_of(kind)
        for step in flow.steps.values():
            if step.permission == CLOCK or not user.has(step.permission):
                continue
            row = model() if step.creates else None if initial else model.objects.visible_to(user).first()
            if row is not None:
                yield kind, step, flow.form(step.name)(obj=row, user=user, initial=initial)


def test_every_choice_is_in_sight_of_its_user(town):
    found, tried = set(), Counter()
    for role in roles.LABELS:
        user = town.branch if role in roles.SINGLE else user_with(role, home_of(role, town.place))
        for code in (None, town.place.other_compound.code):
            given = {} if code is None else dict.fromkeys(("area", "parent"), code)
            for kind, step, form in blank_forms(user, given):
                for name, field in form.fields.items():
                    model = getattr(getattr(field, "queryset", None), "model", None)
                    if model not in (Person, User, Appointment, Organisation, Area) or (kind, name) in DECLARED:
                        continue
                    tried[model] += 1
                    if field.queryset.exclude(pk__in=seen(model, user, step.permission)).exists():
                        found.add(f"{kind}.{step.name}.{name} ({role}{', by the address' if code else ''})")
    assert min(tried[model] for model in (Person, Organisation, Area)) >= 20, tried
    assert not found, "\n".join(sorted(found))


def test_every_choice_that_is_drawn_is_taken(town):
    """What an option says is what its field reads: a code where it reads codes, a key where it reads keys."""
    wrong, tried = set(), Counter()
    for role in roles.LABELS:
        user = town.branch if role in roles.SINGLE else user_with(role, home_of(role, town.place))
        for kind, step, form in blank_forms(user, {}):
            for name, field in chooser.may_suggest(form).fields.items():
                if not isinstance(field, forms.ChoiceField) or not isinstance(field.widget, forms.Select):
                    continue
                for value in re.findall(r'<option value="([^"]+)"', control(form[name]))[:5]:
                    tried[type(field)] += 1
                    if not takes(field, [value] if isinstance(field, SEVERAL) else value):
                        wrong.add(f"{kind}.{step.name}.{name} ({role}): {value}")
    assert sum(tried.values()) > 500, tried
    assert not wrong, "\n".join(sorted(wrong))


def takes(field, value):
    """Whether a choice is one of the field's; what else may be wrong with it is not asked."""
    try:
        field.clean(html.unescape(value) if isinstance(value, str) else value)
    except ValidationError as error:
        return error.code not in ("invalid_choice", "invalid_pk_value")
    return True


def test_the_address_of_another_place_shows_none_of_its_people(town, client):
    client.force_login(town.secretary)
    page = client.get(f"/governance/organisations/new/?area={town.place.other_compound.code}").content.decode()
    assert "周小远" not in page
    mine = client.get(f"/governance/organisations/new/?area={town.place.compound.code}").content.decode()
    assert town.branch.person.name in mine
