"""Rows that several fields of a form choose are read in one question, and each field still refuses by itself."""

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.kernel.models.offer import Offer
from governance.kernel.steps.coded import CodedChoice
from governance.kernel.steps.forms import StepForm
from governance.models import Area, Person
from tests.factories.base import make_district, person

pytestmark = pytest.mark.django_db


class Choices(StepForm):
    place = CodedChoice(Area.objects.filter(level="compound"), label="小区", required=False)
    one = forms.ModelChoiceField(Person.objects.all(), label="人员", required=False)
    more = forms.ModelMultipleChoiceField(Person.objects.select_related("area").order_by("-id"), required=False)


@pytest.fixture
def town():
    return make_district()


def filled(**data):
    """(the form that was cleaned, how many questions that took)."""
    form = Choices(data, obj=None, user=None)
    with CaptureQueriesContext(connection) as asked:
        form.is_valid()
    return form, len(asked)


def test_what_was_chosen_in_three_fields_is_one_question(town):
    first, second = person(town.community), person(town.community)
    chosen = {"place": f" {town.compound.code} ", "one": str(first.pk), "more": [str(first.pk), str(second.pk)]}
    form, questions = filled(**chosen)
    assert (questions, form.errors) == (1, {})
    assert (form.cleaned_data["place"], form.cleaned_data["one"]) == (town.compound, first)
    assert list(form.cleaned_data["more"]) == [second, first]
    assert form.cleaned_data["more"][0].area == town.community
    assert form.fields["one"].queryset.count() == Person.objects.count()  # the fields ask as ever afterwards


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": "000"}, "place"),
        ({"place": "of the community"}, "place"),  # outside what the field offers
        ({"one": "x"}, "one"),
        ({"one": "0"}, "one"),
        ({"one": "9" * 30}, "one"),
        ({"more": ["0"]}, "more"),
        ({"more": ["x"]}, "more"),
        ({"more": []}, None),
        ({"one": ""}, None),
    ],
)
def test_each_field_refuses_what_it_does_not_offer(town, wrong, field):
    somebody = str(person(town.community).pk)
    right = {"place": town.compound.code, "one": somebody, "more": [somebody]}
    wrong = {name: town.community.code if value == "of the community" else value for name, value in wrong.items()}
    form, _ = filled(**{**right, **wrong})
    assert list(form.errors) == ([field] if field else []), form.errors
    assert all(form.cleaned_data[name] for name in right if name not in wrong)


def test_a_field_of_an_offer_reads_the_chosen_row_by_kept_sql(town):
    """It takes what the offer has, refuses what it has not, and knows nothing of the row that was chosen before."""

    class Offered(Choices):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["place"].queryset = Offer(Area, "compounds", lambda: Area.objects.filter(level="compound"))
            self.fields["one"].queryset = Offer(Person, "people", Person.objects.all)
            self.fields["one"].to_field_name = "id"  # as of a column of the form's own table

    who = person(town.community)
    for place in (town.compound, town.other_compound, town.compound):
        form = Offered({"place": place.code, "one": str(who.pk)}, obj=None, user=None)
        with CaptureQueriesContext(connection) as asked:
            assert form.is_valid(), form.errors
        assert (form.cleaned_data["place"], form.cleaned_data["one"]) == (place, who)
        assert len(asked) == 2
    for wrong in ({"place": town.community.code}, {"place": "\0"}, {"one": "x"}, {"one": "9" * 30}, {"one": "0"}):
        form = Offered(wrong, obj=None, user=None)
        assert not form.is_valid()
        assert list(form.errors) == list(wrong)
