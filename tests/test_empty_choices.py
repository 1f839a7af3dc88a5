"""A select in which nothing is chosen says 请选择, on every form: Django's own dashes are for nobody."""

import pytest
from django.core.exceptions import ObjectDoesNotExist

from governance.kernel.clock import clock
from governance.kernel.pages.drawn_fields import control
from governance.kernel.steps.forms import UNCHOSEN, ModelStepForm, StepForm
from governance.kernel.steps.workflow import REGISTRY
from governance.models import Organisation
from tests.factories import conferences as sittings
from tests.factories.base import user_with
from tests.factories.town import make_town
from tests.test_said_anew import first_of, model_of

pytestmark = pytest.mark.django_db
DASHES = "-----"


def drawn(form):
    """The form's controls as the page draws them."""
    return {name: control(form[name]) for name in form.fields}


def test_no_form_of_a_step_shows_dashes():
    with clock.travel(sittings.TODAY):
        town = make_town()
        user = user_with("district_office", town.place.district)
        found, unchosen, unread = [], 0, set()
        for flow in REGISTRY.values():
            for step in flow.steps.values():
                row = first_of(model_of(flow), town.place) if not step.creates else model_of(flow)()
                try:
                    form = flow.form(step.name)(obj=row, user=user)
                except (
                    AttributeError,
                    ValueError,
                    ObjectDoesNotExist,
                ):  # a form about a row that this district has none of
                    unread.add((flow.kind, step.name))
                    continue
                for name, html in drawn(form).items():
                    found += [(flow.kind, step.name, name)] if DASHES in html else []
                    unchosen += UNCHOSEN in html
    assert not found
    assert unchosen > 20
    assert len(unread) < 20, unread


def test_a_choice_that_a_form_adds_later_is_named_too():
    class Bodies(ModelStepForm):
        class Meta:
            model = Organisation
            fields = ("kind", "leader")

    class Later(StepForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields |= Bodies(obj=Organisation(), user=None).fields

    for form in (Bodies(obj=Organisation(), user=None), Later(obj=Organisation(), user=None)):
        for name in ("kind", "leader"):
            assert UNCHOSEN in control(form[name])
            assert DASHES not in control(form[name])
