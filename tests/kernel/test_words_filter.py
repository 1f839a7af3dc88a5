"""Filters by yes or no use the words of the list's column; lists that are cut say so."""

import re

import django_filters
import pytest
from django.http import QueryDict
from django.urls import get_resolver

from governance.deliberations.tables import DeliberationFilter
from governance.kernel.figures.formats import some_of
from governance.kernel.pages.filters import FilterSet, WordsFilter
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with

LIST = "/governance/deliberations/"


def every(kind):
    for below in kind.__subclasses__():
        yield below
        yield from every(below)


def test_no_list_answers_yes_or_no_in_other_words():
    assert get_resolver().url_patterns  # the lists of all pages are imported, whichever test came before
    kinds = {kind for kind in every(FilterSet) if kind.__module__.split(".")[0] != "tests"}
    found = [
        one for kind in kinds for one in kind.base_filters.values() if isinstance(one, django_filters.BooleanFilter)
    ]
    assert len(found) >= 3
    assert all(isinstance(one, WordsFilter) for one in found)


@pytest.mark.django_db
def test_the_result_is_filtered_and_named_in_the_words_of_its_column(client):
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    agreed = made.counted(secretary, place.compound)
    rejected = made.counted(secretary, place.compound, made.totals(present=30, yes=2, no_votes=26, abstain=2))
    client.force_login(secretary)
    for value, row, word, other in (("true", agreed, "协商一致", rejected), ("false", rejected, "未协商一致", agreed)):
        page = client.get(f"{LIST}?passed={value}").content.decode()
        select = re.search(r'<select[^>]*name="passed".*?</select>', page, re.S)[0]
        words = re.search(rf'<option value="{value}"[^>]*selected[^>]*>([^<]*)', select)[1]
        assert word in words.split("、")
        assert row.title in page
        assert other.title not in page
        assert f"结果 {words}" in page  # what is set, above the list
        assert not re.search(r">(是|否|未知)<", select)
    assert DeliberationFilter(QueryDict("passed="), Deliberation.objects.all()).qs.count() == 2


@pytest.mark.parametrize(("number", "words"), [(0, ""), (2, "1、2"), (3, "1、2、3"), (4, "1、2、3等")])
def test_a_list_that_is_cut_says_so(number, words):
    assert some_of(str(n + 1) for n in range(number)) == words
