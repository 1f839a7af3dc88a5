"""More than a hundred delegates are ticked on a phone: found by name, the rest filled by group, the number in sight."""

import pytest
from playwright.sync_api import expect

from governance.kernel.clock import clock
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with
from tests.factories.rolls import make_delegates

from .accessibility import overhang
from .conftest import PHONE

pytestmark = pytest.mark.slow
MEMBERS = 117


@pytest.fixture
def page(windows, live_server):
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    make_delegates(place.community, delegates=MEMBERS - 5, committee=5)
    held_on = clock.today()
    with clock.travel(clock.add_workdays(held_on, -20)):
        row = made.called(secretary, place.community, body="residents_delegates", held_on=held_on, roll=0)
    page = windows.open(secretary, size=PHONE)
    page.goto(row.url("hold"))
    return page


def rows(page):
    return page.locator("[data-lines=ballots] tr[data-row]:visible")


def test_delegates_are_found_counted_and_filled_on_a_phone(page):
    told = page.locator("[data-tick-count]")
    expect(told).to_have_text(f"已登记 0 / {MEMBERS}")
    assert rows(page).count() == MEMBERS
    find = page.get_by_role("searchbox", name="查找成员")
    name = rows(page).nth(99).locator("td").first.inner_text().strip()
    find.fill(name)
    find.press("Enter")  # finds, and sends nothing
    assert rows(page).count() >= 1
    rows(page).first.get_by_text("反对", exact=True).click()
    expect(told).to_have_text(f"已登记 1 / {MEMBERS} · 反对 1")
    find.fill("没有这个人")
    expect(page.get_by_text("没有符合的成员")).to_be_visible()
    find.fill("")
    page.get_by_role("button", name="只看未登记").click()
    assert rows(page).count() == MEMBERS - 1
    bar = page.locator("[data-tick-bar]")
    page.mouse.wheel(0, 4000)
    expect(bar).to_be_in_viewport()
    assert not overhang(page)


def test_the_rest_of_a_group_is_the_rest_of_what_is_shown(page):
    find = page.get_by_role("searchbox", name="查找成员")
    find.fill("一")
    shown = rows(page).count()
    assert 0 < shown < MEMBERS
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="其余都同意").click()
    assert asked == [f"其余都同意：{shown} 行还没有填写，确定都这样登记吗？"]
    expect(page.locator("[data-tick-count]")).to_have_text(f"已登记 {shown} / {MEMBERS} · 同意 {shown}")
