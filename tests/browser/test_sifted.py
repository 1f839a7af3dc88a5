"""The application shows the demands of the chosen compound; the fields of a hotline's order come with its channel."""

import pytest
from playwright.sync_api import expect

from tests.factories.base import make_area
from tests.factories.projects import accepted_demand

from .conftest import PHONE

pytestmark = pytest.mark.slow


def test_boxes_to_tick_follow_the_compound(windows, town):
    other = make_area(town.place.community, "桃花苑", household_count=100)
    here = accepted_demand(town.secretary, town.secretary, town.compound, town.category)
    apart = accepted_demand(town.secretary, town.secretary, other, town.category)
    page = windows.open(town.secretary, size=PHONE)
    page.goto("/")
    page.get_by_role("link", name="申报项目").first.click()
    mine, theirs = (page.locator(f"[name=demands][value='{row.pk}']") for row in (here, apart))
    expect(mine).to_be_visible()
    expect(theirs).to_be_visible()
    mine.check()
    page.locator("[name=area]").select_option(other.code)
    expect(mine).to_be_hidden()
    expect(mine).to_be_disabled()
    page.locator("[name=area]").select_option(town.compound.code)
    expect(mine).to_be_checked()
    expect(theirs).to_be_hidden()


def test_the_fields_of_an_order_come_with_the_hotline(windows, town):
    page = windows.open(town.secretary, size=PHONE)
    page.goto("/")
    page.get_by_role("link", name="登记需求").first.click()
    number = page.locator("[name=outer_number]")
    expect(number).to_be_hidden()
    page.locator("[name=channel]").select_option("hotline")
    expect(number).to_be_visible()
