"""A filed version is voided by two people, and what it said is not forgotten by a number typed afterwards.

Source: 居委会组织法 (2025) 28, 29.
"""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.models import Roll
from governance.rolls.actions import rolls
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo
from tests.factories.rolls import make_members, prepared, with_rows
from tests.factories.rolls import voided as void_by_two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
NOTE = "总人数录入错误"
STATED = {"entitled": 9, "deviation_reason": "名册作废", "deviation": [photo("说明.png")]}


@pytest.fixture
def roll(place):
    return make_members(place.compound, "council", 15)


@pytest.fixture
def other(place):
    return user_with("street_admin", place.street)


def test_one_asks_and_another_voids(roll, street, other, refused):
    refused("void_not_asked", lambda: rolls.void(roll, actor=street, note=NOTE))
    asked = rolls.ask_void(roll, actor=street, note=NOTE)
    assert asked.is_filed
    assert Deadline.objects.open().get(object_id=roll.pk).task == "确认名册作废"
    refused("void_asked", lambda: rolls.ask_void(asked, actor=other, note=NOTE))
    words = refused("own_proposal", lambda: rolls.void(asked, actor=street, note=NOTE)).message
    assert "须由街道另一位管理员或者联席办确认" in words
    assert rolls.void(asked, actor=other, note="属实").is_void
    assert not Deadline.objects.open().filter(object_id=roll.pk).exists()


def test_what_is_kept_stands_and_has_to_be_asked_again(roll, street, other, refused):
    kept = rolls.keep(rolls.ask_void(roll, actor=street, note=NOTE), actor=other, note="人数无误")
    assert kept.is_filed
    refused("void_not_asked", lambda: rolls.void(kept, actor=other, note=NOTE))
    assert not Deadline.objects.open().filter(object_id=roll.pk).exists()


def test_the_office_of_the_district_may_be_the_second_hand(roll, place, street):
    office = user_with("district_office", place.district)
    assert rolls.void(rolls.ask_void(roll, actor=street, note=NOTE), actor=office, note="属实").is_void


def test_what_was_only_submitted_is_voided_by_one(place, secretary, street):
    draft = with_rows(prepared(place.compound, "owners", secretary), [["101", "90", "张三", "", "", "", ""]])
    assert rolls.void(rolls.submit(draft, actor=secretary), actor=street, note="重复报送").is_void


# ------------------------------------------------------------ the number is not free again
def held(row, secretary, **data):
    counts = made.totals(present=9, yes=9, no_votes=0, abstain=0)
    with clock.travel(row.held_on):
        return acts.hold(row, actor=secretary, **{**counts, **STATED, **data})


def test_a_voided_roll_frees_no_smaller_number(roll, place, secretary, street):
    void_by_two(roll, street)
    row = made.called(secretary, place.compound, roll=0)
    words = made.refuses("base_below_known", lambda: held(row, secretary))
    assert "所填应到 9 人少于已作废的小区议事会成员名册" in words
    assert "所载 15 人，不能认定结果" in words
    row.refresh_from_db()
    assert (row.status, row.present) == ("called", None)
    assert held(row, secretary, entitled=15).entitled == 15


def test_nor_does_a_day_before_the_first_roll(roll, place, secretary):
    day = roll.valid_from - timedelta(3)
    row = made.called(secretary, place.compound, roll=0, notice_on=day - timedelta(8), held_on=day)
    words = made.refuses("base_below_known", lambda: held(row, secretary))
    assert "所载 15 人，不能认定结果" in words


def test_what_was_stated_before_a_roll_said_more_is_not_counted(place, secretary):
    row = held(made.called(secretary, place.compound, roll=0), secretary)
    make_members(place.compound, "council", 15, day=row.held_on + timedelta(2))
    before = Event.objects.count()
    with clock.travel(row.held_on + timedelta(2)):
        made.refuses("base_outdated", lambda: acts.count(row, actor=secretary))
    assert Event.objects.count() == before
    assert Roll.objects.in_force(row.held_on).count() == 0
