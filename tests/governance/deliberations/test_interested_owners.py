"""A flat turned into a shop: the owners of its building are the base, others are added with a reason and a paper.

Source: 民法典 279; 最高法建筑物区分所有权解释 (2020) 11.
"""

from decimal import Decimal

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.checks import counted_results
from governance.kernel.clock import clock
from governance.models import Ballot, Deliberation
from governance.rolls.electorate import electorate
from governance.rolls.heads import building_of
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import refuses
from tests.factories.papers import photo
from tests.factories.rolls import flat, keep_roll
from tests.governance.deliberations.test_bases import in_database
from tests.governance.deliberations.test_matter_words import API, NEW, posted, printed

pytestmark = pytest.mark.django_db
ARTICLE = "《最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释》第十一条"
SHOP = {"body": "interested_owners", "matter": "business_use", "held_on": made.DAY, "owners_matters": "", "roll": 0}
UNITS = [
    flat("1-101", buyer="甲", owner="甲"), flat("1-102", buyer="甲", owner="甲"), flat("01-103"), flat("1-104"),
    flat("2-101"), flat("2-102", buyer="甲", owner="甲"), flat("11-101"),
]  # fmt: skip
ADDED = {"deviation_reason": "2-101 临街，证明客流影响居住", "deviation": [photo("证明.png")]}


@pytest.fixture(autouse=True)
def roll(place):
    keep_roll("owners_ordinary", place.compound, 0, on=made.DAY, units=UNITS)


def called(secretary, place, building="1", **data):
    return made.called(secretary, place.compound, **{**SHOP, "building": building, **data})


def held(row, secretary, *codes, **data):
    with clock.travel(row.held_on):
        ballots = [{"voter": code, "choice": "yes"} for code in codes]
        return made.recorded(row, secretary, ballots=ballots, **data)


def counted(row, secretary, *codes, **data):
    with clock.travel(row.held_on):
        return acts.count(held(row, secretary, *codes, **data), actor=secretary)


ALL = ("1-101", "1-102", "1-103", "1-104")


@pytest.mark.parametrize(
    ("code", "building"),
    [("1-1-101", "1"), ("01栋1单元101室", "1"), ("A-3-201", "A"), ("101", ""), ("11－101", "11")],
)
def test_the_building_is_the_first_part_of_a_code(code, building):
    assert building_of(code) == building


def test_the_heads_of_the_building_are_the_base(place, secretary):
    row = counted(called(secretary, place), secretary, *ALL)
    assert (row.entitled, row.roll_heads, row.entitled_area, row.passed) == (3, 3, None, True)
    assert "中 1 栋全体业主 3 户，本栋业主均为有利害关系的业主" in row.roll_text
    assert ARTICLE in row.roll_text
    assert counted_results() == []


@pytest.mark.parametrize("typed", ["1", "01", "1栋", " 1 栋"])
def test_a_building_is_known_however_it_is_written(place, secretary, typed):
    assert called(secretary, place, building=typed).building == "1"


@pytest.mark.parametrize(("typed", "said"), [("", "请选择该住宅所在的楼栋"), ("7", "业主名册上没有“7”这一楼栋")])
def test_another_building_is_not_the_rolls(client, place, secretary, typed, said):
    words = refuses("building_missing", lambda: called(secretary, place, building=typed))
    assert said in words
    assert "名册载有：1、2、11" in words
    assert ARTICLE in words
    client.force_login(secretary)
    body = {"body": "interested_owners", "matter": "business_use", "owners_matters": "", "building": typed}
    given = posted(place, **body, **{"motions-0-text": "同意 1-101 开设理发店", "title": "住改商"})
    with clock.travel(made.NOTICE):
        refused = client.post(NEW, given)
        assert refused.status_code == 422
        assert said in refused.content.decode()
        assert 'value="同意 1-101 开设理发店"' in refused.content.decode()
        api = client.post(
            API, posted(place, motions=[{"text": "同意 1-101 开店"}], **body), content_type="application/json"
        )
    assert (api.status_code, api.json()["code"]) == (422, "building_missing")
    assert not Deliberation.objects.exists()


def test_no_other_body_has_a_building(place, secretary):
    assert made.called(secretary, place.compound, building="1").building == ""


def test_a_smaller_number_takes_nobodys_consent(place, secretary):
    row = called(secretary, place)
    words = refuses("base_differs_from_roll", lambda: held(row, secretary, "1-101", "1-103", entitled=2))
    assert "中 1 栋全体业主 3 户" in words
    assert ARTICLE in words
    given = {"entitled": 2, "deviation_reason": "一户长期在外", "deviation": [photo("证明.png")]}
    row = counted(row, secretary, "1-101", "1-103", **given)
    assert (row.entitled, row.roll_heads, row.is_quorate, row.passed) == (2, 3, True, False)
    assert ARTICLE in row.base_note


def test_owners_of_another_building_are_added_with_reason_and_paper(place, secretary):
    row = called(secretary, place)
    voters = (*ALL, "2-101")
    words = refuses("not_of_building", lambda: held(row, secretary, "1-101", "1-103", "2-101"))
    assert "2-101不在本栋" in words
    assert "须证明房屋价值、生活质量受到或者可能受到不利影响" in words
    refuses("base_differs_from_roll", lambda: held(row, secretary, *voters, entitled=4))
    refuses("deviation_paper_missing", lambda: held(row, secretary, *voters, entitled=4, deviation_reason="临街"))
    assert not Ballot.objects.exists()
    refuses("not_of_building", lambda: held(row, secretary, *voters, "11-101", entitled=4, **ADDED))
    row = counted(row, secretary, *voters, entitled=4, **ADDED)
    assert (row.entitled, row.present, row.passed) == (4, 4, True)
    assert "另有本栋以外的业主 1 户，理由：2-101 临街" in row.roll_text
    assert ARTICLE in row.roll_text


def test_whoever_owns_in_both_buildings_is_one_head_of_this_one(place, secretary):
    row = counted(called(secretary, place), secretary, *ALL, "2-102")
    assert (row.present, row.passed) == (3, True)


def test_paper_and_notice_name_the_building(client, place, secretary):
    row = called(secretary, place)
    client.force_login(secretary)
    assert "中 1 栋全体业主 3 户为准" in printed(client, row, "notice")
    row = counted(row, secretary, *ALL)
    words = printed(client, row, "result")
    assert "本栋业主均为有利害关系的业主" in words
    assert ARTICLE in words
    assert "业主大会" not in words
    with clock.travel(made.DAY):
        told = client.get(f"{API}{row.pk}/").json()
    assert (told["building"], told["roll_heads"]) == ("1", 3)


def test_a_compound_of_one_building_names_none(place, secretary):
    keep_roll("owners_ordinary", place.other_compound, 0, on=made.DAY, units=[flat("101"), flat("102")])
    leader = user_with("community_secretary", place.other_compound.community)
    row = made.called(leader, place.other_compound, **{**SHOP, "building": "1"})
    assert row.building == ""
    row = counted(row, leader, "101", "102")
    assert (row.roll_heads, row.passed) == (2, True)
    assert "中本栋全体业主 2 户" in row.roll_text


@pytest.mark.parametrize("change", [{"roll_heads": 2, "entitled": 2}, {"building": "11"}, {"roll_area": Decimal(300)}])
def test_the_database_counts_the_building_itself(place, secretary, change):
    row = counted(called(secretary, place), secretary, *ALL)
    in_database(lambda: Deliberation.objects.filter(pk=row.pk).update(**change))


def test_all_heads_of_a_roll_stand_in_its_buildings(place):
    heads = {
        name: electorate("interested_owners", place.compound, made.DAY, building=name) for name in ("1", "2", "11")
    }
    assert {name: found.heads for name, found in heads.items()} == {"1": 3, "2": 2, "11": 1}
    assert all(found.area is None for found in heads.values())
