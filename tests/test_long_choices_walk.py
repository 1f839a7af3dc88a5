"""No form sends a long list: above `MOST` choices they are found by a word."""

import re
from collections import Counter

import pytest
from django import forms

from governance import roles
from governance.kernel.pages.drawn_fields import control
from governance.kernel.steps import chooser
from tests.factories.base import appoint, holder_of, home_of, make_area
from tests.test_choices_walk import blank_forms
from tests.test_choices_walk import town as town

MOST = 6


@pytest.fixture
def crowded(town, monkeypatch):
    """Little is many here, so that a small district has long lists."""
    monkeypatch.setattr(chooser, "MOST", MOST)
    for _ in range(MOST + 2):
        make_area(town.place.community)
        appoint("neighbour_head", town.place.building)
    return town


def selects(town):
    """(where it stands, bound field) of every select of rows that people see in a form of a step."""
    for role in roles.LABELS:
        user = holder_of(role, home_of(role, town.place))
        for kind, step, form in blank_forms(user, {}):
            for name, field in chooser.may_suggest(form).fields.items():
                if isinstance(field, forms.ModelChoiceField) and type(field.widget) is not forms.HiddenInput:
                    yield f"{kind}.{step.name}.{name} ({role})", form[name]


def test_no_select_of_rows_is_long(crowded):
    wrong, drawn = set(), Counter()
    for where, bound in selects(crowded):
        if getattr(bound.field.widget, "allow_multiple_selected", False):
            continue  # several of many are ticked in a box that finds by a word (`steps.many`)
        html = control(bound)
        options = len(re.findall(r"<option(?![^>]*value=\"\")", html))
        drawn["finder" if "data-suggest" in html else "plain"] += 1
        if options > MOST:
            wrong.add(f"{where}: {options}")
    assert min(drawn.values()) > 5, drawn
    assert not wrong, "\n".join(sorted(wrong))


def test_nothing_is_suggested_that_the_form_would_not_take(crowded):
    tried, wrong = 0, set()
    for where, bound in selects(crowded):
        rows = chooser.offered_rows(bound.field)
        if rows is not None:
            tried += 1
            if rows.exclude(pk__in=bound.field.queryset.values("pk")).exists():
                wrong.add(where)
    assert tried > 50
    assert not wrong, "\n".join(sorted(wrong))


def test_a_long_list_of_words_is_found_by_a_word_too(crowded):
    """Choices that are no rows, like the kinds of a body, stand in the page up to `MOST` and are suggested above."""
    form = next(
        form for kind, _, form in blank_forms(crowded.office, {}) if "kind" in form.fields and "leader" in form.fields
    )
    assert "data-suggest" in control(chooser.may_suggest(form)["kind"])
    found = chooser.suggestions(form, "kind", "志愿")
    assert [option["value"] for option in found["options"]] == ["volunteer_team"]
