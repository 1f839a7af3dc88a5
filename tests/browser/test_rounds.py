"""The round, the sheet of codes and the offline page keep nobody out, and a code opens the form with its place."""

from playwright.sync_api import expect

from tests.factories.base import make_area

from .accessibility import overhang
from .conftest import PHONE
from .test_accessibility import look


def test_the_pages_of_a_round_keep_nobody_out(windows, town):
    block = make_area(town.compound, "1栋")
    make_area(block, "1单元", household_count=12)
    wrong = []
    page = windows.open(town.secretary)
    for address in ("/projects/visits/round/", f"/projects/visits/codes/{town.compound.pk}/", "/offline/"):
        page.goto(address)
        look(page, address, wrong)
        for width in (PHONE[0], 320):
            page.set_viewport_size({"width": width, "height": PHONE[1]})
            if found := overhang(page):
                wrong.append(f"{address} at {width}: {found}")
    assert not wrong, "\n".join(wrong)


def test_from_the_round_a_visit_is_recorded_at_its_place(windows, town):
    page = windows.open(town.branch, size=PHONE)
    page.goto("/projects/visits/round/")
    page.get_by_role("link", name="记走访", exact=True).first.click()
    expect(page.get_by_label("走访地点")).to_have_value(town.place.building.code)
