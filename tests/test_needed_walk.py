"""What a step refuses to be left empty has the mark of what must be filled in: no field asks more than it says."""

import pytest
from django import forms
from django.db import transaction

from governance.kernel.clock import clock
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.workflow import CLOCK, REGISTRY
from tests.factories import conferences as sittings
from tests.test_stale_walk import make_world, model_of
from tests.walks import TakeBack, filled

pytestmark = pytest.mark.django_db
STEPS = [
    (flow, step)
    for flow in REGISTRY.values()
    for step in flow.steps.values()
    if flow.is_open_to_people(step.name) and step.permission != CLOCK
]


EITHER = {  # one of two is asked for, and the form says which; or a value that is there must change
    ("funds.donation", "donor_name"): "或勾选匿名捐赠",
    ("funds.donation", "ticket_no"): "或写明捐赠人放弃票据的情况",
    ("governance.appointment", "work_phone"): "与已登记的相同",
}


@pytest.fixture
def town(db):
    here = make_world()
    with clock.travel(sittings.TODAY):
        yield here


def people(town):
    return [town.secretary, town.street_user, town.office, town.branch, town.leader]


def row_of(flow, step):
    """A row at which the step starts, fresh; a new one where it makes one; None where this world has none."""
    model = model_of(flow)
    return model() if step.creates else model.objects.filter(**{f"{flow.field}__in": step.source}).first()


def unmarked(flow, step, row, user):
    """{field: sentences} of a form in which only what is marked was filled in, where the rest was refused for it."""
    form_class = flow.form(step.name)
    data, files = filled(form_class(obj=row(), user=user))
    form = form_class(data, files, obj=row(), user=user)
    if form.is_valid():
        try:
            with transaction.atomic():
                flow.take(step.name, row(), actor=user, version=getattr(row(), "version", None), **form.cleaned_data)
                raise TakeBack
        except TakeBack:
            return {}
        except BusinessError as refusal:
            if refusal.status != 422:
                return {}
            form.refuse(refusal)
    fresh = form_class(obj=row(), user=user)
    empty = [name for name in form.errors if name in fresh.fields and name not in data and name not in files]
    return {name: form.errors[name] for name in empty if not is_marked(fresh.fields[name])}


def is_marked(field):
    ticks = isinstance(field, forms.BooleanField)
    return ticks or field.required or getattr(field, "is_needed", False) or getattr(field, "needed_before", "")


@pytest.mark.parametrize(("flow", "step"), STEPS, ids=lambda one: getattr(one, "kind", None) or one.name)
def test_what_is_refused_empty_is_marked(flow, step, town):
    row = row_of(flow, step)
    if row is None:
        pytest.skip("no row of this world waits for the step")
    found = {}
    for user in people(town):
        if user.has(step.permission) if row.pk is None else flow.verdict(step.name, row, user):
            found |= unmarked(flow, step, lambda: row_of(flow, step), user)
    told = {name for name, words in found.items() if EITHER.get((flow.kind, name), "\0") in "".join(words)}
    assert not {name: words for name, words in found.items() if name not in told}
