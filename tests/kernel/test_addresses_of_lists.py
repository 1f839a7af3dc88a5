"""An address of a list shows its own reader only, carries the order on, and is refused in words where it is none."""

import base64
import json

import pytest
from lxml import html

from governance.kernel.models import built
from governance.kernel.pages.kept import STORE
from governance.templatetags.authorship import TOKEN
from tests.clients import Person
from tests.factories.base import user_with
from tests.factories.projects import make_demand
from tests.factories.town import make_town

LIST = "/projects/demands/"
PART = {"HX-Request": "true"}
BAD = ([], {}, [[1]], True, 1.5, 5, "x", None)


@pytest.fixture
def town(db):
    town = make_town()
    for number in range(22):
        make_demand(town.branch, town.compound, town.category, title=f"需求{number:02}")
    return town


def cursor_of(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize("value", BAD, ids=str)
def test_a_cursor_of_any_value_is_read_or_refused(town, client, value):
    client.force_login(town.secretary)
    for sort in ("", "&sort=-created_at", "&sort=-title"):
        page = client.get(f"{LIST}?tab=all{sort}&cursor={cursor_of('n', value, 5)}")
        assert page.status_code == 200, sort
    assert client.get(f"/api/v1/projects/demands/?cursor={cursor_of('n', value, 5)}").status_code in (200, 422)


def test_nobody_is_shown_the_place_at_which_another_reads(town, client):
    """The first one to draw the parts of a list that are kept stands in the middle of it."""
    STORE.clear()
    people = Person(town.secretary), Person(user_with("community_staff", town.place.community))
    address = f"{LIST}?tab=all&sort=-title&page_size=20"
    (following,) = html.fromstring(people[0].open(address)).xpath("//a[@id='page-next']/@href")
    STORE.clear()
    people[0].open(following)
    page = html.fromstring(people[1].open(address))
    (back,) = page.xpath("//form[@class='sheet']//a/@href")
    assert back == f"{LIST}?tab=all&sort=-title&page_size=20"
    assert not [one for one in page.xpath("//thead//a/@href | //option/@value") if "cursor=" in one]


def test_another_person_is_another_standing(town):
    before = built.standing(town.secretary)
    town.secretary.person_id = town.branch.person_id
    assert built.standing(town.secretary) != before


def test_the_place_of_a_token_cannot_be_typed(town):
    page = Person(town.secretary).open("/search/?q=%02token%03")
    assert TOKEN not in page
    (typed,) = html.fromstring(page).xpath("//input[@id='q-top']/@value")
    assert "csrf" not in typed


def test_a_list_that_is_sorted_says_nothing_else(town):
    for column in ("area__path", "household_count", "title"):
        page = Person(town.secretary).open(f"{LIST}?sort=-{column}")
        assert "排序方式在这个列表里没有" not in page
        assert 'aria-sort="descending"' in page
    assert "排序方式在这个列表里没有" in Person(town.secretary).open(f"{LIST}?sort=-gone")


def test_an_order_chosen_in_the_page_is_carried_on_by_the_filters(town, client):
    client.force_login(town.secretary)
    part = client.get(f"{LIST}?sort=-title&col=title", headers=PART).content.decode()
    (carried,) = html.fromstring(part).xpath("//*[@id='kept-parameters']")
    assert carried.get("hx-swap-oob") == "true"
    assert carried.xpath(".//input[@name='sort']/@value") == ["-title"]
    assert carried.xpath(".//input[@name='col']/@value") == ["title"]
    whole = client.get(f"{LIST}?sort=-title").content.decode()
    assert html.fromstring(whole).xpath("//form[@data-filters]//input[@name='sort']/@value") == ["-title"]


def test_an_address_read_in_part_leaves_no_sentence_for_the_next_page(town, client):
    client.force_login(town.secretary)
    client.get(f"{LIST}?sort=-gone", headers=PART)
    assert "排序方式在这个列表里没有" not in client.get(LIST).content.decode()
