"""Wherever a form asks for a reason, "……" is none."""

import pytest
from django import forms

from governance.kernel.steps.forms import ReasonField, StepForm, StepFormMixin
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField
from governance.kernel.upkeep.house.reasons import reasons_say_something, step_forms


def test_every_form_of_the_portal_keeps_it():
    found = list(step_forms(StepFormMixin))
    assert len(found) > 150
    assert reasons_say_something(found) == []


@pytest.mark.parametrize(
    ("name", "field", "said"),
    [
        ("reason", forms.CharField(required=False), "ReasonField"),
        ("late_reason", forms.CharField(), "ReasonField"),
        ("words", forms.CharField(label="未列入成员单位的理由", required=False), "ReasonField"),
        ("note", forms.CharField(), "ReasonField"),
        ("rows", LinesField([Column("why", "原因")]), "is_reason=True"),
        ("note", forms.CharField(label="备注", required=False), ""),
        ("reason", ReasonField(), ""),
        ("reason", forms.ChoiceField(choices=[("a", "甲")]), ""),
        ("rows", LinesField([Column("why", "原因", is_reason=True)]), ""),
    ],
)
def test_a_plain_text_for_a_reason_is_named(name, field, said):
    class Asking(StepForm):
        pass

    Asking.base_fields = {name: field}
    found = reasons_say_something([Asking])
    assert len(found) == bool(said), found
    assert said in "".join(found)
