"""The round, the sheet of codes and the offline page keep nobody out, and a code opens the form with its place."""

from playwright.sync_api import expect

from projects.models import Visit
from projects.visits import actions as visits
from tests.factories.base import make_area
from tests.factories.visits import make_visit, post_of

from .accessibility import overhang
from .conftest import PHONE
from .test_accessibility import look


def test_the_pages_of_a_round_keep_nobody_out(windows, town):
    block = make_area(town.compound, "1栋")
    units = [make_area(block, f"{n}单元", household_count=12) for n in range(1, 7)]  # wider than a phone
    for door in ("101", "1201"):
        make_area(units[0], door)
    make_visit(town.branch, area=units[1], household_count=12)
    visits.miss(Visit(), actor=town.branch, post=post_of(town.branch), area=units[0])
    wrong = []
    page = windows.open(town.secretary)
    houses = f"/projects/visits/round/?area={town.compound.code}"
    new = "/projects/visits/new/miss/"
    for address in ("/projects/visits/round/", houses, new, f"/projects/visits/codes/{town.compound.pk}/", "/offline/"):
        page.goto(address)
        look(page, address, wrong)
        for width in (PHONE[0], 320):
            page.set_viewport_size({"width": width, "height": PHONE[1]})
            if found := overhang(page):
                wrong.append(f"{address} at {width}: {found}")
    assert not wrong, "\n".join(wrong)


def test_four_staircases_are_seen_whole_on_a_phone_and_more_are_said(windows, town):
    block, wide = make_area(town.compound, "1栋"), make_area(town.compound, "2栋")
    for house, n in ((block, 4), (wide, 6)):
        for number in range(1, n + 1):
            make_area(make_area(house, f"{number}单元", household_count=22), "101")
    page = windows.open(town.secretary, size=PHONE)
    page.goto(f"/projects/visits/round/?area={town.compound.code}")
    four, six = page.get_by_role("group", name="1栋", exact=True), page.get_by_role("group", name="2栋", exact=True)
    cut = "(box) => box.scrollWidth - box.clientWidth"
    assert four.evaluate(cut) <= 0
    assert six.evaluate(cut) > 0
    expect(six).to_contain_text("共 6 个单元，可左右滑动")
    expect(four).not_to_contain_text("左右滑动")


def test_from_the_round_a_visit_is_recorded_at_its_place(windows, town):
    page = windows.open(town.branch, size=PHONE)
    page.goto("/projects/visits/round/")
    page.get_by_role("link", name="记走访", exact=True).first.click()
    expect(page.get_by_label("走访地点")).to_have_value(town.place.building.code)
