"""A flat turned into a shop: each motion names it, it is one, and it stands in the building whose owners decide.

Source: 民法典 279; 最高法建筑物区分所有权解释 (2020) 11.
"""

import pytest

from governance.deliberations import matters
from governance.deliberations.actions import deliberations as acts
from governance.deliberations.flats import flats_in, is_one
from governance.kernel.clock import clock
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses
from tests.factories.rolls import flat, keep_roll
from tests.governance.deliberations.test_matter_words import NEW, REASON, posted

pytestmark = pytest.mark.django_db
UNITS = [flat(f"{building}-1-10{room}") for building in (1, 3, 5) for room in (1, 2)]
SHOP = {"body": "interested_owners", "matter": "business_use", "owners_matters": "", "roll": 0}
HONEST = (
    "3栋101住宅改为早餐店",
    "3-1-101 住宅改为经营性用房",
    "同意 3-1-101 开设理发店",
    "3栋1单元101室改为棋牌室经营",
    "三栋101室用作培训机构",
    "同意3-1-101改为商铺经营",
)


@pytest.fixture(autouse=True)
def roll(place):
    keep_roll("owners_ordinary", place.compound, 0, on=made.DAY, units=UNITS)


def called(secretary, place, building="3", **data):
    return made.called(secretary, place.compound, **{**SHOP, "building": building, **data})


@pytest.mark.parametrize(
    ("text", "building", "room"),
    [
        ("3-1-101住宅", "3", "101"), ("3栋1单元101室", "3", "101"), ("三栋一单元101", "3", "101"),
        ("3 栋 101 住宅", "3", "101"),
        ("第十二栋101室开店", "12", "101"), ("101室改为早餐店", "", "101"), ("A栋-0101", "A", "101"),
        ("1－1－102 开店", "1", "102"), ("3号楼2单元1层101", "3", "101"), ("01-01-0101", "1", "101"),
    ],
)  # fmt: skip
def test_a_flat_is_known_however_it_is_written(text, building, room):
    assert [(one.building, one.room) for one in flats_in(text)] == [(building, room)]


@pytest.mark.parametrize("text", ["一楼住宅改为商铺", "2026-11-28 起营业", "3栋楼顶", "5-8 年"])
def test_no_flat_is_seen_where_none_is_named(text):
    assert flats_in(text) == []


def test_what_one_spelling_leaves_out_another_says():
    assert is_one(flats_in("3栋101（3-1-101）"))
    assert not is_one(flats_in("3-1-101 和 3-2-101"))


@pytest.mark.parametrize("title", HONEST)
def test_an_honest_text_is_not_told_to_be_another_matter(place, secretary, title):
    row = called(secretary, place, title=title)
    assert (row.building, row.matter_told) == ("3", "")


@pytest.mark.parametrize("motion", ["请走物业", "3栋楼顶给三楼独用", "更换大门", "住宅改为早餐店", "3-1-101 维修外墙"])
@pytest.mark.parametrize("first", [(), (HONEST[0],)])
def test_the_owners_of_a_building_decide_nothing_else(place, secretary, motion, first):
    motions = [*first, motion]
    given = {"title": HONEST[0], "motions": motions, "matter_reason": REASON}
    words = refuses("matter_misnamed", lambda: called(secretary, place, **given))
    assert f"第 {len(motions)} 项" in words
    assert "第二百七十九条" in words
    assert not Deliberation.objects.exists()


@pytest.mark.parametrize(
    ("title", "motions"),
    [
        (HONEST[0], ["3-1-101 住宅改为早餐店，5-1-101 住宅改为茶馆"]),
        (HONEST[0], ["3-1-101 住宅改为早餐店", "3-1-102 住宅改为茶馆"]),
        ("5栋101住宅改为早餐店", ["3-1-101 住宅改为早餐店"]),
    ],
)
def test_one_flat_a_meeting(place, secretary, title, motions):
    words = refuses("flat_not_one", lambda: called(secretary, place, title=title, motions=motions))
    assert "一次只议定一户" in words
    assert "第十一条" in words


def test_the_flat_stands_in_the_building(client, place, secretary):
    words = refuses("flat_outside_building", lambda: called(secretary, place, building="1", title=HONEST[0]))
    assert "“3栋101”不在所填的 1 栋" in words
    client.force_login(secretary)
    body = {"body": "interested_owners", "matter": "business_use", "owners_matters": "", "building": "1"}
    given = posted(place, **body, **{"motions-0-text": "同意 5-1-101 开设理发店", "title": "住改商"})
    with clock.travel(made.NOTICE):
        page = client.post(NEW, given)
    assert page.status_code == 422
    assert "“5-1-101”不在所填的 1 栋" in page.content.decode()
    assert 'value="同意 5-1-101 开设理发店"' in page.content.decode()
    assert not Deliberation.objects.exists()


def test_so_also_at_an_edit(place, secretary):
    row = called(secretary, place, title=HONEST[0])
    with clock.travel(made.NOTICE):
        refuses("flat_not_one", lambda: acts.edit(row, actor=secretary, motions=["5-1-101 住宅改为早餐店"]))
        row.refresh_from_db()
        refuses("flat_outside_building", lambda: acts.edit(row, actor=secretary, building="1"))
    assert row.motions.get().text == HONEST[0]


def test_common_parts_beside_a_flat_stay_the_owners(place, secretary):
    motions = ["3-1-101 住宅改为早餐店，并将架空层出租"]
    refuses("matter_misnamed", lambda: called(secretary, place, title=HONEST[0], motions=motions))
    assert not matters.is_conversion("3栋楼顶给三楼独用")
