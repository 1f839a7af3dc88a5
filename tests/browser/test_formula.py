"""The calculation of a result on one screen of desk and phone: base, shares, articles and result of each motion."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with
from tests.factories.papers import photo
from tests.factories.rolls import flat, keep_roll, ordinary_flats

from .accessibility import findings, overhang
from .conftest import DESK, PHONE

pytestmark = pytest.mark.slow
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
FLATS, DAY = 460, made.NOTICE + timedelta(20)
OWNERS = {"body": "owners_major", "matter": "common_parts", "held_on": DAY}
SHOP = {"body": "interested_owners", "matter": "business_use", "held_on": DAY, "owners_matters": "", "roll": 0}
MOTIONS = ["将单元门厅北侧墙面用于广告经营，收益归全体业主", "将一层架空层改为公共活动室"]
ROOM = """() => {
    const stays = one => ["fixed", "sticky"].includes(getComputedStyle(one).position)
        && one.offsetWidth > innerWidth * 0.8 && one.offsetHeight < 200;
    return [...document.querySelectorAll("body *")].filter(stays)
        .reduce((left, bar) => left - bar.offsetHeight, innerHeight);
}"""


@pytest.fixture
def place(live_server):
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)


def voted(further):
    """The sign-in list of the 460 flats: 350 took part, 280 agree to the first motion; all say `further` to others."""
    first = ["yes"] * 280 + ["no"] * 60 + ["abstain"] * 10
    rows = [{"voter": f"1-{101 + n}", "choice": choice, "choice_2": further} for n, choice in enumerate(first)]
    return rows + [{"voter": f"1-{101 + n}", "choice": "absent"} for n in range(len(first), FLATS)]


def opened(windows, secretary, row, size, **data):
    """The page of the counted row."""
    with clock.travel(DAY):
        row = acts.count(made.recorded(row, secretary, **data), actor=secretary)
    page = windows.open(secretary, size=size)
    page.goto(row.get_absolute_url())
    return page


def fits(page, block):
    """Whether all of a block is seen at once beside the bars that the shell keeps on the window."""
    return block.bounding_box()["height"] <= page.evaluate(ROOM)


@SIZES
def test_the_whole_calculation_of_a_motion_is_on_one_screen(windows, place, secretary, size):
    """Of 460 owners, two motions: one block each, none taller than what the shell leaves of the window."""
    row = made.called(secretary, place.compound, units=ordinary_flats(FLATS, "83.50"), motions=MOTIONS, **OWNERS)
    with clock.travel(DAY):
        page = opened(windows, secretary, row, size, ballots=voted("no"))
        blocks = page.locator(".ht-formula")
        expect(blocks).to_have_count(2)
        for number, (share, result) in enumerate((("280/350 户", "结果：通过"), ("0/350 户", "结果：未通过"))):
            block = blocks.nth(number)
            for words in (
                MOTIONS[number],
                "业主名册（2024年1月10日备案，460 户，38,410.00 ㎡）",
                "350/460 户",
                "不低于三分之二（307 户）",
                "29,225.00/38,410.00 ㎡",
                "不低于三分之二（25,606.67 ㎡）",
                share,
                "不低于四分之三（263 户）",
                "不低于四分之三（21,918.75 ㎡）",
                "《民法典》第二百七十八条第二款",
                result,
            ):
                expect(block).to_contain_text(words)
            for line in block.locator("tr.decides").all():
                expect(line).to_be_visible()
            assert fits(page, block)
        assert not overhang(page)
        assert findings(page) == []


@SIZES
def test_two_numbers_of_those_entitled_fit_too(windows, place, secretary, size):
    """A number that differs from the roll's stands beside it in each share."""
    row = made.called(secretary, place.compound, units=ordinary_flats(FLATS, "83.50"), motions=MOTIONS[:1], **OWNERS)
    fewer = {"entitled": 400, "entitled_area": 33400, "deviation_reason": "其余长期在外", "deviation": [photo()]}
    rows = [{name: value for name, value in one.items() if name != "choice_2"} for one in voted("no")]
    with clock.travel(DAY):
        page = opened(windows, secretary, row, size, ballots=rows, **fewer)
        block = page.locator(".ht-formula")
        for words in ("参与表决（按所填应到）350/400 户", "参与表决（按名册）350/460 户"):
            expect(block).to_contain_text(words)
        assert fits(page, block)
        assert not overhang(page)


@SIZES
def test_a_missing_consent_is_said_as_such(windows, place, secretary, size):
    units = [flat("1-101"), flat("1-102", "86.00"), flat("1-103")]
    keep_roll("owners_ordinary", place.compound, 0, on=DAY, units=units)
    row = made.called(secretary, place.compound, building="1", **SHOP)
    rows = [{"voter": code, "choice": choice} for code, choice in (("1-101", "yes"), ("1-102", "no"), ("1-103", "yes"))]
    with clock.travel(DAY):
        page = opened(windows, secretary, row, size, ballots=rows)
        block = page.locator(".ht-formula")
        expect(block).to_contain_text("结果：未通过：尚有 1 户（面积 86.00 ㎡）未同意")
        expect(block).to_contain_text("全体同意（3 户）")
        assert fits(page, block)
        assert not overhang(page)
