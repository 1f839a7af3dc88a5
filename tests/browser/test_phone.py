"""On the phone nothing has to be pushed sideways, and what may be done is within the thumb's reach."""

import pytest
from playwright.sync_api import expect

from .accessibility import overhang
from .conftest import PHONE


@pytest.mark.slow
def test_nothing_is_wider_than_the_phone(windows, town):
    address, room = town.waiting.get_absolute_url(), town.room.conference.get_absolute_url()
    seen = {
        None: ["/login/"],
        town.secretary: [
            "/",
            "/inbox/",
            "/projects/",
            "/projects/demands/",
            "/projects/demands/new/",
            "/projects/visits/",
            "/projects/visits/new/",
            address,
            f"{address}check/",
            f"{address}versions/",
            town.waiting.deliberation.get_absolute_url(),
            town.compound.get_absolute_url(),
            f"{town.compound.get_absolute_url()}?all=1",
            town.place.community.get_absolute_url(),
        ],
        town.branch: ["/projects/new/"],
        town.leader: ["/dashboard/", "/dashboard/?all=1", room, "/governance/conferences/", "/dashboard/definitions/"],
    }
    wide = []
    for user, places in seen.items():
        page = windows.open(user, size=PHONE)
        for place in places:
            answer = page.goto(place)
            assert answer.status == 200, place
            for width in (PHONE[0], 320):
                page.set_viewport_size({"width": width, "height": PHONE[1]})
                if found := overhang(page):
                    wide.append(f"{place} at {width}: {found}")
    assert not wide, "\n".join(wide)


def test_a_chart_drawn_for_a_wider_window_does_not_widen_the_page(windows, town):
    page = windows.open(town.leader, size=PHONE)
    page.goto("/dashboard/?all=1")
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    drawing = page.locator("[data-chart] canvas").first
    expect(drawing).to_be_visible()
    drawing.evaluate("canvas => { canvas.style.width = canvas.parentElement.style.width = '900px'; }")
    assert not overhang(page)


def test_the_phone_has_its_own_bar_and_menu(windows, town):
    page = windows.open(town.secretary, size=PHONE)
    page.goto(town.waiting.get_absolute_url())
    bar = page.get_by_role("navigation", name="底部导航")
    expect(bar).to_be_visible()
    button = page.get_by_role("button", name="初审通过", exact=True).first
    expect(button).to_be_in_viewport()
    assert button.bounding_box()["height"] >= 40
    page.get_by_role("button", name="打开导航菜单").click()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="微项目").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("微项目")
