"""The foot of a list sums every amount over the filter, in one question; of a long list when somebody asks."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from governance.kernel.figures.formats import yuan
from governance.kernel.pages import tables
from governance.kernel.upkeep.house.pages import list_pages, tables_of
from projects.models import MicroProject
from tests.factories.projects import accepted_demand, make_draft
from tests.factories.town import make_town

LIST = "/projects/"


@pytest.fixture
def town(db):
    town = make_town()
    for _ in range(3):
        demand = accepted_demand(town.branch, town.secretary, town.compound, town.category)
        make_draft(town.branch, demand, town.implementer)
    return town


def foot(page):
    """{label: words} of the foot of the list on a page."""
    cells = html.fromstring(page.content.decode()).xpath("//tfoot//td[not(contains(@class, 'check'))]")
    return {cell.get("data-k", ""): words for cell in cells if (words := cell.text_content().strip())}


def test_amounts_are_summed_over_the_filter_in_one_question(client, town):
    client.force_login(town.secretary)
    first = MicroProject.objects.first()
    total = sum(MicroProject.objects.values_list("total_amount", flat=True), Decimal(0))
    with CaptureQueriesContext(connection) as asked:
        page = client.get(LIST, {"page_size": 1})
    assert foot(page)["预算（元）"] == yuan(total)
    assert foot(page)[""] == "合计"
    assert len([one for one in asked if "SUM(" in one["sql"].upper()]) == 1
    assert foot(client.get(LIST, {"q": first.title}))["预算（元）"] == yuan(first.total_amount)


def test_the_sums_of_a_long_list_are_fetched_when_somebody_asks(client, town, monkeypatch):
    monkeypatch.setattr(tables, "COUNT_CAP", 2)
    client.force_login(town.secretary)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(LIST, {"page_size": 1})
    assert not [one for one in asked if "SUM(" in one["sql"].upper()]
    assert foot(page) == {"": "计算合计"}
    (way,) = html.fromstring(page.content.decode()).xpath("//tfoot//a/@hx-get")
    total = sum(MicroProject.objects.values_list("total_amount", flat=True), Decimal(0))
    for headers in ({"HX-Request": "true"}, {}):  # the foot alone is taken from the answer; the link works without
        assert foot(client.get(way, headers=headers))["预算（元）"] == yuan(total)


def test_every_column_of_amounts_is_summed_or_says_that_it_is_not():
    summed = {
        f"{table.__name__}.{column.name}": column.total
        for page in list_pages()
        for table in tables_of(page)
        for column in table.columns()
        if column.kind == "money"
    }
    assert [name for name, total in summed.items() if not total] == ["BudgetTable.amount"]
    assert len(summed) > 8
