"""A card on a page shows a dozen rows at most, and the way to all of them."""

import pytest
from lxml import html

from governance.kernel.pages.panels import MOST
from tests.factories.base import appoint
from tests.factories.organisations import furnish, make_body
from tests.factories.town import make_town

ROWS = ".//table/tbody/tr | .//ul[contains(@class, 'ht-list')]/li"


@pytest.fixture
def town(db):
    """A compound with far more of everything than a card holds."""
    town = make_town()
    furnish(town.compound, 15)
    for number in range(15):
        appoint("patch_leader", town.compound, block=f"第{number}片")
        make_body(town.compound, "volunteer_team", f"第{number}队")
    return town


def cards(page):
    """(title, number of rows, address of all rows) of each card."""
    for card in html.fromstring(page).xpath("//section[contains(@class, 'ht-panel')]"):
        ways = card.xpath(".//*[contains(@class, 'ht-pager')]//a[contains(., '查看全部')]/@href")
        yield " ".join(card.text_content().split())[:20], len(card.xpath(ROWS)), ways[0] if ways else ""


@pytest.mark.parametrize("tab", ["patch_leader", "group_leader", "neighbour_head", "committee", "teams"])
def test_the_cards_of_a_compound_are_short_and_lead_on(client, town, tab):
    client.force_login(town.street_user)
    found = list(cards(client.get(town.compound.get_absolute_url(), {"tab": tab, "all": 1}).content.decode()))
    assert found
    for title, rows, _ in found:
        assert rows <= MOST, f"{title}: {rows}"
    for _, _, way in found:
        if way:
            assert client.get(way).status_code == 200
    if tab != "committee":
        assert any(way for _, _, way in found), "nothing leads to the rest"


def test_a_card_without_a_list_opens_whole(client, town):
    body = make_body(town.compound, "volunteer_team", "志愿服务总队")
    body.covers.set(town.compound.__class__.objects.filter(level="stair_unit")[:15])
    client.force_login(town.street_user)
    address = body.get_absolute_url()
    short = [(rows, way) for _, rows, way in cards(client.get(address).content.decode())]
    assert (MOST, "?all=covers") in short
    assert 15 in [rows for _, rows, _ in cards(client.get(f"{address}?all=covers").content.decode())]
