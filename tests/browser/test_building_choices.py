"""The buildings of a compound are offered once it is chosen, in a list or, where they are many, found by a word."""

import pytest
from playwright.sync_api import expect

from governance.kernel.clock import clock
from tests.factories import deliberations as made
from tests.factories.base import make_area, make_district, user_with
from tests.factories.rolls import flat, keep_roll

from .accessibility import overhang
from .conftest import DESK, PHONE
from .test_drafts import kept

pytestmark = pytest.mark.slow
MANY = 45


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_list_follows_the_compound(windows, live_server, size):
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    large = make_area(place.community, "大苑")
    keep_roll("owners_ordinary", place.compound, 0, on=made.DAY, units=[flat("3-101"), flat("12-101")])
    keep_roll("owners_ordinary", large, 0, on=made.DAY, units=[flat(f"{n}-101") for n in range(1, MANY + 1)])
    with clock.travel(made.NOTICE):
        page = windows.open(secretary, size=size)
        page.goto("/governance/deliberations/new/")
        building = page.locator("select[name=building]")
        page.locator("[name=matter]").select_option("business_use")
        page.locator("[name=area]").select_option(place.compound.code)
        page.locator("[name=body]").select_option("interested_owners")
        expect(building.locator("option")).to_have_text(["请选择", "3 栋（1 户）", "12 栋（1 户）"])
        building.select_option("12")
        page.locator("[name=area]").select_option(large.code)
        expect(building.locator("option")).not_to_have_count(3)
        page.locator("#div_id_building .ts-control input").fill("44")
        page.get_by_role("option", name="44 栋（1 户）").click()
        expect(building).to_have_value("44")
        with kept(page, building="3"):
            page.locator("[name=area]").select_option(place.compound.code)
            expect(building.locator("option")).to_have_text(["请选择", "3 栋（1 户）", "12 栋（1 户）"])
            building.select_option("3")
            building.focus()
            building.blur()
        assert not overhang(page)
