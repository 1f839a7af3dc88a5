"""The page of a step names its row, and shows no form that would be refused."""

import pytest
from lxml import html

from projects.models import Demand
from tests.clients import Person
from tests.factories.base import user_with
from tests.factories.projects import accepted_demand, make_demand
from tests.factories.town import make_town
from tests.worlds import remembered


@pytest.fixture
def town(db):
    return make_town_with_demands()


@remembered
def make_town_with_demands():
    """The town with one demand that waits and one that was accepted."""
    town = make_town()
    town.new = make_demand(town.branch, town.compound, town.category)
    town.accepted = accepted_demand(town.branch, town.secretary, town.compound, town.category)
    return town


def shown(town, address, hx):
    answer = Person(town.secretary).client.get(address, headers={"HX-Request": "true"} if hx else {})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("hx", [False, True], ids=["page", "dialog"])
def test_the_form_of_a_step_names_its_row(town, hx):
    page = shown(town, town.new.url("accept"), hx)
    assert str(town.new) in page
    assert html.fromstring(page).xpath("//form[contains(@class, 'ht-step')]//button[@type='submit']")


@pytest.mark.parametrize("hx", [False, True], ids=["page", "dialog"])
def test_a_step_that_cannot_be_taken_shows_the_reason_and_the_way_back_but_no_form(town, hx):
    page = shown(town, town.accepted.url("accept"), hx)
    root = html.fromstring(page)
    assert "不能受理需求" in page
    assert str(town.accepted) in page
    assert not root.xpath("//form[contains(@class, 'ht-step')]")
    assert hx or root.xpath(f"//main//a[@href='{town.accepted.get_absolute_url()}'][normalize-space()='返回']")


def test_what_was_typed_stays_where_somebody_was_faster(town):
    secretary = Person(town.secretary)
    address = town.new.url("invalidate")
    first, second = secretary.form(address), secretary.form(address)
    assert secretary.client.post(address, first | {"note": "查无此事，已告知"}).status_code == 302
    answer = secretary.client.post(address, second | {"note": "同一件事已登记"})
    assert answer.status_code == 409
    assert "同一件事已登记" in answer.content.decode()
    assert Demand.objects.get(pk=town.new.pk).version == town.new.version + 1


def test_a_step_of_other_people_shows_no_form_either(town):
    reader = Person(user_with("auditor", town.place.district))
    page = html.fromstring(reader.open(town.new.url("accept")))
    assert not page.xpath("//form[contains(@class, 'ht-step')]")
