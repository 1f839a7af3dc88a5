"""A form opened from a place has this place chosen, whichever form it is."""

import re

import pytest
from django.apps import apps

from governance import roles
from governance.areas.forms import PlaceField
from governance.kernel.clock import rules
from governance.kernel.steps.workflow import REGISTRY
from tests.factories.base import home_of, user_with
from tests.factories.town import make_town


def forms_with_a_place():
    """[(workflow, step, name of the field)] of every form that chooses a place."""
    return [
        (flow, step, name)
        for flow in REGISTRY.values()
        for step in flow.steps
        for name, field in flow.form(step).base_fields.items()
        if type(field) is PlaceField
    ]


@pytest.mark.django_db
def test_a_place_given_by_the_address_is_chosen_in_every_form():
    rules.load_rules()
    town = make_town()
    places = town.place.community, town.place.compound
    others = [role for role in roles.LABELS if role not in roles.SINGLE]
    users = [town.branch, *(user_with(role, home_of(role, town.place), name="陈小新") for role in others)]
    unchosen = []
    for flow, step, name in forms_with_a_place():
        forms = (
            (
                place,
                flow.form(step)(
                    obj=apps.get_model(flow.kind.replace("_", ""))(), user=user, initial={name: place.code}
                ),
            )
            for place in places
            for user in users
            if place in type(place).objects.visible_to(user, flow.steps[step].permission).current()
        )
        place, form = next(forms, (None, None))
        assert form is not None, f"nobody may open {flow.kind}.{step}"
        if not re.search(rf'<option value="{place.code}" selected', str(form[name])):
            unchosen.append(f"{flow.kind}.{step}.{name}")
    assert not unchosen
