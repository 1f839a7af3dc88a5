"""A note or a reason is said anew with each step: no form begins with what the row has under the same name."""

import re

import pytest
from django.apps import apps

from governance.kernel.clock import clock
from governance.kernel.steps.forms import StepForm
from governance.kernel.steps.workflow import REGISTRY
from tests.factories import conferences as sittings
from tests.factories.base import user_with
from tests.factories.town import make_town
from tests.test_workflows import snake

WORDS = re.compile("(.*_)?(note|reason)")
SAID = "原来写在这一行的话"
# Steps beside those that edit a row which correct a reason in the row's own column.
CORRECTED = {
    ("governance.roll", "submit", "change_reason"),  # a roll that was sent back keeps its reasons
    ("governance.roll", "submit", "heads_reason"),
    ("governance.deliberation", "hold", "deviation_reason"),
    ("governance.deadline", "explain", "late_reason"),
    ("funds.donation", "receipt", "waiver_note"),
}
LATER = [(flow, step) for flow in REGISTRY.values() for step in flow.steps.values() if not step.creates]
pytestmark = pytest.mark.django_db


def model_of(flow):
    app, name = flow.kind.split(".")
    return next(model for model in apps.get_app_config(app).get_models() if snake(model.__name__) == name)


def first_of(model, place):
    """A row of a model, else one that is not saved, at the place where it has one."""
    row = model.objects.first() or model()
    if hasattr(row, "area_id") and row.area_id is None:
        row.area = place.community
    return row


def test_no_step_begins_with_the_words_of_the_row():
    with clock.travel(sittings.TODAY):
        town = make_town()
        user = user_with("district_office", town.place.district)
        found, seen = [], set()
        for flow, step in LATER:
            form_class, model = flow.form(step.name), model_of(flow)
            columns = [name for name in form_class.base_fields if WORDS.fullmatch(name) and hasattr(model, name)]
            if not columns or not issubclass(form_class, StepForm):
                continue
            row = first_of(model, town.place)
            for name in columns:
                setattr(row, name, SAID)
            form = form_class(obj=row, user=user)
            seen |= {(flow.kind, step.name, name) for name in columns}
            begun = [name for name in columns if form.initial.get(name) == SAID]
            found += [(flow.kind, step.name, name) for name in begun if not step.edits]
    assert set(found) <= CORRECTED
    assert seen >= {("governance.roll", "void", "note"), ("governance.organisation", "dissolve", "note")}
    assert seen >= CORRECTED


# Only who holds a post sees the portal; the word for somebody who may have none, then what is promised to them.
PROMISED = re.compile(
    "(对方|异议人|居民|业主|当事人|诉求人|反映人|申请人|捐赠人|举报人|信访人)(将|会|可以|能)?(看到|看得到|收到提醒)"
)


def test_no_form_promises_that_somebody_without_an_account_sees_what_is_written():
    said = []
    for flow in REGISTRY.values():
        for step in flow.steps.values():
            texts = [step.hint]
            for field in getattr(flow.form(step.name), "base_fields", {}).values():
                texts += [field.help_text, *field.error_messages.values()]
            said += [(flow.kind, step.name, str(text)) for text in texts if PROMISED.search(str(text))]
    assert not said
