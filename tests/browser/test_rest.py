"""What stands below the first screen: fetched when it is scrolled to, and before the page is printed."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE


def pages(town):
    """[(who looks, address, what stands below)]"""
    return (
        (town.leader, "/dashboard/", "微项目流水线"),
        (town.secretary, town.compound.get_absolute_url(), "维护"),
    )


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("which", [0, 1])
def test_it_comes_when_it_is_scrolled_to(windows, town, size, which):
    user, address, words = pages(town)[which]
    page = windows.open(user, size=size)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    place = page.locator("[data-later]")
    page.wait_for_load_state("networkidle")
    if place.count():  # on a board of a small town it is in sight at once
        assert place.bounding_box()["y"] > size[1]
        assert not any("part=below" in url for url in asked)
        place.scroll_into_view_if_needed()
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    expect(place).to_have_count(0)
    assert sum("part=below" in url for url in asked) == 1


@pytest.mark.parametrize("which", [0, 1])
def test_it_is_printed(windows, town, which):
    user, address, words = pages(town)[which]
    page = windows.open(user, size=PHONE)
    page.goto(address)
    expect(page.locator("[data-later]")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.get_by_role("heading", name=words).count() == 1
    assert page.locator("[data-later]").count() == 0
