"""A roll is prepared by one person, filed by another, never changed and followed by its next version."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.kernel.clock import clock
from governance.models import Roll, RollMember, RollOwner, RollUnit
from governance.rolls.actions import rolls
from governance.rolls.checks import counted_rolls
from governance.rolls.filing import findings
from governance.rolls.sheets import SHEETS
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import photo
from tests.factories.rolls import (
    FILED,
    cells,
    filed,
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


@pytest.fixture
def submitted(place, secretary, on_the_day):
    draft = with_rows(prepared(place.compound, "owners", secretary), [cells(unit) for unit in ordinary_flats(3)])
    return rolls.submit(draft, actor=secretary)


def file(roll, street, **data):
    return rolls.file(roll, actor=street, **{"filed_on": FILED, "papers": [photo()], **data})


def test_the_community_prepares_and_the_street_files(submitted, street):
    roll = file(submitted, street)
    assert (roll.status, roll.filed_on, roll.valid_from, roll.valid_to) == ("filed", FILED, FILED, None)
    assert roll.label == "业主名册（2026年1月10日备案，3 户，300.00 ㎡）"
    assert counted_rolls() == []


def test_nobody_files_what_they_prepared(place, submitted, secretary, street, refused):
    refused("not_allowed", lambda: file(submitted, secretary))
    both = user_with("street_admin", place.street)
    Roll.objects.filter(pk=submitted.pk).update(created_by=both)
    refused("own_roll", lambda: file(submitted, both))
    assert file(submitted, street).is_filed


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"papers": []}, "paper_missing"),
        ({"filed_on": FILED + timedelta(1)}, "date_in_future"),
        ({"filed_on": FILED - timedelta(1)}, "filed_before_rows"),
        ({"valid_from": FILED - timedelta(1)}, "valid_before_filing"),
    ],
)
def test_a_filing_out_of_order_is_refused(submitted, street, refused, data, code):
    refused(code, lambda: file(submitted, street, **data))


def test_an_empty_roll_is_not_submitted(place, secretary, on_the_day, refused):
    draft = prepared(place.compound, "owners", secretary)
    refused("roll_empty", lambda: rolls.submit(draft, actor=secretary))


def test_a_submitted_roll_is_closed_until_it_is_sent_back(submitted, secretary, street, refused):
    refused("wrong_state", lambda: with_rows(submitted, [cells(unit) for unit in ordinary_flats(2)]))
    back = rolls.send_back(submitted, actor=street, note="面积与登记簿不符")
    assert with_rows(back, [cells(unit) for unit in ordinary_flats(2)]).unit_count == 2


def test_there_is_one_open_version(place, submitted, secretary, refused):
    refused("invalid", lambda: prepared(place.compound, "owners", secretary))


@pytest.mark.parametrize(
    ("kind", "where"),
    [("owners", "community"), ("residents", "compound"), ("villagers", "community"), ("council", "street")],
)
def test_a_roll_belongs_to_its_level(place, street, on_the_day, refused, kind, where):
    staff = user_with("street_staff", place.street)
    refused("wrong_place", lambda: prepared(getattr(place, where), kind, staff))


def test_a_village_has_villagers(place, on_the_day, refused):
    village = make_area(place.street, "流芳村", kind="village")
    staff = user_with("street_staff", place.street)
    refused("wrong_place", lambda: prepared(village, "residents", staff))
    assert prepared(village, "villagers", staff).is_draft


def test_delegates_are_four_fifths(place, refused):
    def make():
        with transaction.atomic():  # the draft goes with the refusal
            make_delegates(place.community, 19, 5)

    sentence = refused("roll_not_in_order", make).message
    assert "居民代表 19 人，占代表会议组成人员 24 人的比例须不低于五分之四（至少 20 人；" in sentence
    assert "第二十八条" in sentence


@pytest.mark.parametrize("women", [0, 9])
def test_a_third_of_the_delegates_of_a_village_are_women(place, refused, women):
    village = make_area(place.street, "流芳村", kind="village")
    day = {"kind": "villager_delegates"}

    def make():
        with transaction.atomic():
            make_delegates(village, 28, 5, **day, women=women)

    sentence = refused("roll_not_in_order", make).message
    assert f"妇女村民代表 {women} 人，占村民代表 28 人的比例须不低于三分之一（至少 10 人）" in sentence
    assert "《村民委员会组织法》（2025年修正，2026年1月1日施行）第二十九条" in sentence
    roll = make_delegates(village, 28, 5, **day, women=10)
    assert roll.members.filter(is_woman=True).count() == 10
    assert make_delegates(place.community, 28, 5, women=0).is_filed  # no such share among residents' delegates


def test_women_are_named_in_the_workbook_and_on_the_page_of_a_village_only(client, place):
    village = make_area(place.street, "流芳村", kind="village")
    draft = prepared(village, "villager_delegates")
    lines = [["张三", "代表", "是", "一组", "", ""], ["李四", "代表", "", "二组", "", ""]]
    draft = with_rows(draft, lines)
    assert list(draft.members.values_list("name", "is_woman")) == [("张三", True), ("李四", False)]
    client.force_login(draft.created_by)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "其中妇女 1 人" in page
    assert "妇女" in client.get(f"{draft.get_absolute_url()}set_members/").content.decode()
    assert "妇女" not in [column.header for column in SHEETS["delegates"].columns]


def test_households_for_each_delegate_are_pointed_out(place):
    make_residents(place.community, 2000, 4100)
    roll = make_delegates(place.community, 20, 5)
    (finding,) = findings(roll, FILED)
    assert not finding.is_bar
    assert "平均 100 户推选一名，应为 20 至 50 户" in finding.sentence


@pytest.mark.parametrize("number", [4, 6, 13])
def test_an_owners_committee_is_five_to_eleven_and_odd(place, refused, number):
    def make():
        with transaction.atomic():
            make_members(place.compound, "owners_committee", number)

    message = refused("roll_not_in_order", make).message
    assert "成员须为 5 至 11 人的单数" in message
    assert "《湖南省物业管理条例》第十八条" in message


def test_a_council_keeps_to_its_setting(place, refused):
    def make():
        with transaction.atomic():
            make_members(place.compound, "council", 4)

    refused("roll_not_in_order", make)


# ------------------------------------------------------------ versions
def test_a_correction_is_the_next_version(place):
    first = make_owners_roll(place.compound, ordinary_flats(3))
    second = make_owners_roll(place.compound, ordinary_flats(4), day=FILED + timedelta(30))
    first.refresh_from_db()
    assert (first.status, first.valid_to) == ("superseded", FILED + timedelta(29))
    assert (second.status, second.valid_to) == ("filed", None)
    assert list(Roll.objects.versions_of(second)) == [second, first]


def test_the_next_version_begins_after_the_one_before(place, street, refused):
    make_owners_roll(place.compound, day=FILED)
    draft = with_rows(prepared(place.compound, "owners", day=FILED), [cells(unit) for unit in ordinary_flats(2)])
    with clock.travel(FILED):
        draft = rolls.submit(draft, actor=draft.created_by, change_reason="拆分登记更正", papers=[photo()])
        refused("not_after_predecessor", lambda: file(draft, street, change_checked=True))
        assert file(draft, street, change_checked=True, valid_from=FILED + timedelta(1)).is_filed


def test_a_void_roll_makes_room_for_the_right_one(place, street):
    wrong = make_owners_roll(place.compound)
    with clock.travel(FILED):
        voided(wrong, street)
    assert make_owners_roll(place.compound, day=FILED).is_filed


# ------------------------------------------------------------ what the database refuses
@pytest.mark.parametrize(
    "write",
    [
        lambda roll: RollUnit.objects.filter(roll=roll).update(exclusive_area=1),
        lambda roll: RollUnit.objects.filter(roll=roll).update(head="x"),
        lambda roll: RollOwner.objects.filter(unit__roll=roll).update(name="别人"),
        lambda roll: RollOwner.objects.filter(unit__roll=roll).delete(),
        lambda roll: RollUnit.objects.create(roll=roll, code="9-9", exclusive_area=1, head="9-9"),
        lambda roll: Roll.objects.filter(pk=roll.pk).update(head_count=1),
        lambda roll: Roll.objects.filter(pk=roll.pk).update(total_area=1),
        lambda roll: Roll.objects.filter(pk=roll.pk).update(filed_on=FILED - timedelta(9)),
        lambda roll: Roll.objects.filter(pk=roll.pk).update(status="draft"),
        lambda roll: Roll.objects.filter(pk=roll.pk).delete(),
    ],
)
def test_a_filed_roll_cannot_change(place, write):
    roll = make_owners_roll(place.compound)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(roll)
    assert counted_rolls() == []


def test_members_of_a_filed_roll_cannot_change(place):
    roll = make_members(place.compound, "council")
    for write in (
        lambda: RollMember.objects.filter(roll=roll).update(name="别人"),
        lambda: RollMember.objects.filter(roll=roll).delete(),
        lambda: RollMember.objects.create(roll=roll, no=99, name="别人"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_totals_that_the_rows_do_not_give_are_not_filed(submitted, street):
    Roll.objects.filter(pk=submitted.pk).update(head_count=2)
    with pytest.raises(Exception, match="合计与明细不符"), transaction.atomic():
        file(Roll.objects.get(pk=submitted.pk), street)
    assert Roll.objects.get(pk=submitted.pk).status == "submitted"


def test_two_versions_of_one_day_are_refused_by_the_database(place):
    first = make_owners_roll(place.compound)
    second = make_owners_roll(place.compound, day=FILED + timedelta(5))
    assert second.is_filed
    with pytest.raises(IntegrityError), transaction.atomic():
        Roll.objects.filter(pk=first.pk).update(valid_to=FILED + timedelta(9))


def test_verify_finds_heads_that_the_owners_do_not_give(submitted, street):
    draft = rolls.send_back(submitted, actor=street, note="核对")
    RollUnit.objects.filter(roll=draft, code="1-102").update(head="1-101")
    Roll.objects.filter(pk=draft.pk).update(head_count=2)
    roll = file(rolls.submit(Roll.objects.get(pk=draft.pk), actor=draft.created_by), street)
    assert len(counted_rolls()) == 2
    assert f"roll {roll.pk}" in counted_rolls()[0]


def test_a_draft_is_given_up_and_made_anew(place, secretary, on_the_day):
    draft = rolls.discard(prepared(place.compound, "owners", secretary), actor=secretary, note="改用登记簿数据")
    assert draft.status == "void"
    fresh = prepared(place.compound, "owners", secretary)
    assert filed(with_rows(fresh, [cells(unit) for unit in ordinary_flats(1)])).is_filed


@pytest.mark.parametrize(("ends", "is_refused"), [("2031-02-28", False), ("2031-03-01", False), ("2031-03-02", True)])
def test_a_term_of_the_owners_committee_is_at_most_five_years(place, refused, ends, is_refused):
    terms = {"starts_on": date(2026, 3, 1), "ends_on": date.fromisoformat(ends)}
    members = [{"name": f"委员{word}", **terms} for word in "甲乙丙丁戊"]

    def make():
        with transaction.atomic():
            return make_members(place.compound, "owners_committee", members=members)

    if not is_refused:
        assert make().is_filed
        return
    message = refused("roll_not_in_order", make).message
    assert "任期超过5 年" in message
    assert "《湖南省物业管理条例》第十八条" in message


@pytest.mark.parametrize(("ends", "is_pointed_out"), [("2028-02-29", True), ("2029-02-28", False)])
def test_a_term_below_three_years_is_pointed_out(place, ends, is_pointed_out):
    terms = {"starts_on": date(2026, 3, 1), "ends_on": date.fromisoformat(ends)}
    members = [{"name": f"委员{word}", **terms} for word in "甲乙丙丁戊"]
    found = findings(make_members(place.compound, "owners_committee", members=members), FILED)
    assert [one.is_bar for one in found] == [False] * is_pointed_out
