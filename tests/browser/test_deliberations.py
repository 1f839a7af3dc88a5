"""Deliberations in the browser: why no body can be chosen, and what lies under the thumb."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from governance.kernel.clock import clock
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with
from tests.factories.papers import photo

from .accessibility import overhang
from .conftest import DESK, PHONE
from .test_drafts import kept


@pytest.fixture
def place(live_server):
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)


@pytest.mark.slow
def test_a_matter_that_nobody_there_may_decide_says_who_does(windows, place, secretary):
    made.called(secretary, place.compound)  # loads the rules
    with clock.travel(made.NOTICE):
        page = windows.open(secretary)
        page.goto("/governance/deliberations/new/")
        said = page.get_by_role("status").filter(has_text="请改选区域")
        page.locator("[name=area]").select_option(place.compound.code)
        page.locator("[name=matter]").select_option("community_affairs")
        expect(said).to_contain_text("小区没有能议定此类事项的主体，此类事项由社区的居民会议、居民代表会议议定")
        page.locator("[name=area]").select_option(place.community.code)
        expect(said).to_have_count(0)
        with kept(page, matter="common_parts"):  # no draft is still on its way when the test ends
            page.locator("[name=matter]").select_option("common_parts")
            page.locator("[name=matter]").focus()
            page.locator("[name=matter]").blur()
        expect(said).to_contain_text("《民法典》第二百七十八条")


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_form_asks_only_what_its_matter_needs(windows, place, secretary, size):
    """The declaration goes with the open matters, the building with owners who have an interest."""
    made.called(secretary, place.compound)  # loads the rules
    with clock.travel(made.NOTICE):
        page = windows.open(secretary, size=size)
        page.goto("/governance/deliberations/new/")
        declared, building = page.locator("[name=owners_matters]").first, page.locator("[name=building]")
        page.locator("[name=matter]").select_option("general")
        expect(declared).to_be_visible()
        expect(building).to_be_hidden()
        with kept(page, matter="business_use", body="interested_owners"):
            page.locator("[name=matter]").select_option("business_use")
            page.locator("[name=body]").select_option("interested_owners")
            page.locator("[name=body]").focus()
            page.locator("[name=body]").blur()
        expect(declared).to_be_hidden()
        expect(building).to_be_visible()
        assert not overhang(page)


@pytest.mark.slow
def test_voiding_is_not_under_the_thumb(windows, place, secretary):
    """Of whoever may void what hangs, who is another than called, recorded and posted it."""
    row = made.publicised(secretary, place.compound)
    with clock.travel(made.DAY + timedelta(1)):
        page = windows.open(user_with("street_admin", place.street), size=PHONE)
        page.goto(row.get_absolute_url())
        bar = page.get_by_role("group", name="可办事项")
        expect(bar.get_by_role("button", name="登记异议", exact=True)).to_be_in_viewport()
        void = bar.get_by_role("link", name="作废", exact=True)
        expect(void).to_be_hidden()
        bar.get_by_role("button", name="更多", exact=True).click()
        expect(void).to_be_visible()
        assert not overhang(page)


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_smaller_number_stands_beside_the_rolls(windows, place, secretary, size):
    """Both numbers, what the roll does to the result and what to do fit a desk and a phone."""
    day = made.NOTICE + timedelta(20)
    votes = {"ballots": [{"voter": f"1-{101 + n}", "choice": "yes"} for n in range(20)]}
    fewer = {"entitled": 30, "entitled_area": 3000, "deviation_reason": "其余长期在外", "deviation": [photo()]}
    owners = {"body": "owners_ordinary", "matter": "general", "held_on": day, "roll": 453}
    row = made.counted(secretary, place.compound, votes | fewer, **owners)
    with clock.travel(day):
        page = windows.open(secretary, size=size)
        page.goto(row.get_absolute_url())
        shown = page.locator("main")
        for words in ("按所填应到 30 户、3,000.00 ㎡；按名册 453 户", "先登记备案新名册", "参与表决（按所填应到）"):
            expect(shown).to_contain_text(words)
        assert not overhang(page)
