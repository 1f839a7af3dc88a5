"""Who is entitled in a body on a day, from the filed roll of its place."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance.kernel.clock import clock
from governance.rolls.electorate import electorate, head_of, units_of
from governance.rolls.kinds import BY_BODY
from tests.factories.base import make_area, make_district, user_with
from tests.factories.organisations import make_body
from tests.factories.rolls import (
    FILED,
    flat,
    make_delegates,
    make_members,
    make_owners_roll,
    make_residents,
    ordinary_flats,
    prepared,
    voided,
    with_rows,
)

pytestmark = pytest.mark.django_db
LATER = FILED + timedelta(90)


@pytest.fixture
def place():
    return make_district()


def test_owners_are_all_owners_and_all_area_of_the_compound(place):
    lines = [
        *ordinary_flats(4, "80.50"),
        flat("2-101", owner="张三", co_owners=["李四", "王五"]),
        *[flat(f"3-10{n}", owner="赵六", buyer="赵六") for n in (1, 2, 3)],
        flat("4-101", holding="unsold"),
        flat("4-102", owner="孙七", holding="undelivered"),
    ]
    roll = make_owners_roll(place.compound, lines)
    for body in ("owners_ordinary", "owners_major"):
        for area in (place.compound, place.building):
            found = electorate(body, area, FILED)
            assert (found.roll, found.heads, found.area, found.unit) == (roll, 7, Decimal("922.00"), "户")
    assert found.label == "业主名册（2026年1月10日备案，10 套计 7 户，922.00 ㎡）"
    assert found.source == "不动产登记簿"
    assert electorate("owners_major", place.other_compound, FILED) is None
    assert electorate("owners_major", place.community, FILED) is None


def test_a_roll_counts_from_its_day_until_the_next_version(place):
    first = make_owners_roll(place.compound, ordinary_flats(5))
    second = make_owners_roll(place.compound, ordinary_flats(6), day=LATER)
    assert electorate("owners_ordinary", place.compound, FILED - timedelta(1)) is None
    assert electorate("owners_ordinary", place.compound, FILED).roll == first
    assert electorate("owners_ordinary", place.compound, LATER - timedelta(1)).heads == 5
    assert electorate("owners_ordinary", place.compound, LATER).roll == second
    assert electorate("owners_ordinary", place.compound, date(2030, 1, 1)).heads == 6


def test_drafts_and_void_rolls_entitle_nobody(place):
    draft = with_rows(prepared(place.compound, "owners"), [["101", "90", "张三", "", "", "", ""]])
    assert draft.head_count == 1
    assert electorate("owners_ordinary", place.compound, FILED) is None
    roll = make_owners_roll(place.other_compound)
    with clock.travel(FILED):
        voided(roll, user_with("street_admin", place.other_street))
    assert electorate("owners_ordinary", place.other_compound, FILED) is None


def test_the_residents_meeting_is_held_by_households_or_by_adults(place):
    make_residents(place.community, 800, 1700)
    found = electorate("residents_meeting", place.compound, FILED)
    assert (found.heads, found.unit, found.area, found.households, found.adults) == (800, "户", None, 800, 1700)
    by_adults = electorate("residents_meeting", place.community, FILED, by="adults")
    assert (by_adults.heads, by_adults.unit) == (1700, "人")


def test_delegates_and_the_committee_are_the_delegates_meeting(place):
    make_delegates(place.community, 40, 7)
    found = electorate("residents_delegates", place.community, FILED)
    assert (found.heads, found.unit) == (47, "人")


def test_villagers_have_their_own_rolls(place):
    village = make_area(place.street, "流芳村", kind="village")
    make_residents(village, 300, 900, kind="villagers")
    make_delegates(village, 28, 5, kind="villager_delegates")
    assert electorate("villagers_meeting", village, FILED).heads == 900
    assert electorate("villagers_households", village, FILED).heads == 300
    assert electorate("villager_delegates", village, FILED).heads == 33
    assert electorate("residents_meeting", village, FILED) is None


def test_party_members_are_those_of_the_branch_that_covers_the_place(place):
    make_body(place.compound, covers=[place.compound, place.other_compound])
    make_members(place.compound, "party", 23)
    for body in ("party_meeting", "party_election"):
        assert electorate(body, place.compound, FILED).heads == 23
        assert electorate(body, place.other_compound, FILED).heads == 23
    assert electorate("party_meeting", place.other_community, FILED) is None


def test_council_and_committee_belong_to_the_compound(place):
    make_members(place.compound, "council", 15)
    make_members(place.compound, "owners_committee", 7)
    for body in ("council", "council_money"):
        assert electorate(body, place.compound, FILED).heads == 15
    assert electorate("owners_committee", place.compound, FILED).heads == 7
    assert electorate("council", place.other_compound, FILED) is None


def test_a_member_whose_term_is_over_is_not_counted(place):
    members = [{"name": f"成员{word}", "ends_on": LATER if word == "甲" else None} for word in "甲乙丙丁戊"]
    make_members(place.compound, "council", members=members)
    assert electorate("council", place.compound, LATER).heads == 5
    assert electorate("council", place.compound, LATER + timedelta(1)).heads == 4


def test_a_body_without_a_roll_has_none(place):
    assert electorate("fund_committee", place.community, FILED) is None
    assert all(electorate(body, place.compound, FILED) is None for body in BY_BODY)


def test_a_sign_in_list_reads_all_units_by_one_query(place, django_assert_num_queries):
    lines = [
        flat("1-101", "88.50", owner="张三", co_owners=["李四"]),
        *[flat(f"1-20{n}", owner="赵六", id_number="430202199001010011") for n in (1, 2)],
        flat("2-101", holding="unsold"),
        flat("2-102", owner="孙七", holding="undelivered"),
    ]
    roll = make_owners_roll(place.compound, lines)
    with django_assert_num_queries(1):
        units = units_of(roll)
    assert list(units) == ["1-101", "1-201", "1-202", "2-101", "2-102"]
    assert (units["1-101"].head, units["1-101"].area, units["1-101"].owners) == (
        "1-101",
        Decimal("88.50"),
        "张三、李四",
    )
    assert units["1-201"].head == units["1-202"].head
    assert units["2-101"].head == units["2-102"].head
    assert (units["2-101"].is_developers, units["2-102"].is_developers, units["1-101"].is_developers) == (
        True,
        True,
        False,
    )
    assert head_of(roll, "2栋102室") == "2-101"
    assert head_of(roll, "9-999") is None
