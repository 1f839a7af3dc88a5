"""No roll of one person carries a community: too few are refused, or need a reason, a paper and a check.

Source: 居委会组织法 (2025) 13, 27, 28; 村委会组织法 (2018) 25(2); 中国共产党章程 30.
"""

from datetime import date

import pytest
from django.db import transaction

from governance.kernel.clock import clock
from governance.kernel.papers import files
from governance.rolls.actions import rolls, rows
from governance.rolls.attachments import CHANGE
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import photo
from tests.factories.rolls import FILED, chinese, make_delegates, make_members, make_residents, prepared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
REASON = "换届选举后按公告登记"


def delegates_of(place, secretary, *seats):
    members = [{"name": f"成员{'甲乙丙丁戊己'[no]}", "seat": seat} for no, seat in enumerate(seats)]
    return rows.set_members(prepared(place.community, "delegates", secretary), actor=secretary, members=members)


def test_a_meeting_of_delegates_has_its_committee(place, secretary, refused):
    draft = delegates_of(place, secretary, "delegate")
    words = refused("roll_not_in_order", lambda: rolls.submit(draft, actor=secretary)).message
    assert "名册没有居民委员会成员：居民代表会议由居民委员会成员和居民代表组成" in words
    assert "第二十八条" in words


def test_too_few_delegates_for_the_households_need_reason_paper_and_check(place, secretary, street, refused):
    make_residents(place.community, 3592, 7000)
    draft = delegates_of(place, secretary, "committee", *["delegate"] * 5)
    refusal = refused("heads_unexplained", lambda: rolls.submit(draft, actor=secretary))
    assert "平均 718.4 户推选一名，应为 20 至 50 户" in refusal.message + str(refusal.errors)
    assert set(refusal.errors) == {"heads_reason", "papers"}
    said = {"actor": secretary, "heads_reason": REASON}
    refused("change_paper_missing", lambda: rolls.submit(draft, **said))
    waiting = rolls.submit(draft, **said, papers=[photo("公告.png")])
    assert files.attachments_of(waiting, CHANGE).count() == 1
    given = {"actor": street, "filed_on": FILED, "papers": [photo()]}
    refused("heads_unchecked", lambda: rolls.file(waiting, **given))
    assert rolls.file(waiting, heads_checked=True, **given).is_filed


def test_as_many_as_the_law_has_need_none(place, secretary):
    make_residents(place.community, 800, 1700)
    make_delegates(place.community, 25, 5)


# ------------------------------------------------------------ a village's delegates
IN_2018_TEXT = date(2025, 6, 10)


@pytest.fixture
def village(place):
    return make_area(place.street, "金塘村", segment="V01", kind="village")


def delegates_of_village(village, number, *, day=FILED):
    """A draft of the villagers' delegates, with three members of the committee."""
    people = [("committee", no) for no in range(1, 4)] + [("delegate", no) for no in range(1, number + 1)]
    members = [{"name": f"{seat[:1]}村{chinese(no)}", "seat": seat, "is_woman": no % 2 == 1} for seat, no in people]
    draft = prepared(village, "villager_delegates", day=day)
    with clock.travel(day):
        return rows.set_members(draft, actor=draft.created_by, members=members)


@pytest.mark.parametrize(("number", "each"), [(12, "16.67"), (41, "4.87")])
def test_other_households_to_a_villages_delegate_need_reason_paper_and_check(village, refused, number, each):
    make_residents(village, 200, 500, kind="villagers")
    draft = delegates_of_village(village, number)
    preparer, filer = draft.created_by, user_with("street_admin", village.street)
    refusal = refused("heads_unexplained", lambda: rolls.submit(draft, actor=preparer))
    said = refusal.message + str(refusal.errors)
    assert f"村 200 户、村民代表 {number} 人，平均 {each} 户推选一名，应为 5 至 15 户" in said
    assert "参照《村民委员会组织法》，2025年修正，2026年1月1日施行" in said
    assert "由各村民小组推选若干人的，在理由中写明" in said
    given = {"actor": preparer, "heads_reason": "由各村民小组推选"}
    refused("change_paper_missing", lambda: rolls.submit(draft, **given))
    waiting = rolls.submit(draft, **given, papers=[photo("推选结果公告.png")])
    filed = {"actor": filer, "filed_on": FILED, "papers": [photo()]}
    refused("heads_unchecked", lambda: rolls.file(waiting, **filed))
    assert rolls.file(waiting, heads_checked=True, **filed).is_filed


def test_as_many_villagers_delegates_as_the_law_has_need_none(village):
    make_residents(village, 200, 500, kind="villagers")
    draft = delegates_of_village(village, 20)
    assert not rolls.submit(draft, actor=draft.created_by).is_draft


def test_the_registers_households_count_where_the_village_has_no_numbers(village, refused):
    village.household_count = 620
    village.save()
    draft = delegates_of_village(village, 20)
    refusal = refused("heads_unexplained", lambda: rolls.submit(draft, actor=draft.created_by))
    assert "平均 31 户推选一名，应为 5 至 15 户" in refusal.message + str(refusal.errors)


def test_until_2025_the_village_law_of_2018_is_named(village, refused):
    village.household_count = 620
    village.save()
    draft = delegates_of_village(village, 20, day=IN_2018_TEXT)
    with clock.travel(IN_2018_TEXT):
        refusal = refused("heads_unexplained", lambda: rolls.submit(draft, actor=draft.created_by))
    said = refusal.message + str(refusal.errors)
    assert "《村民委员会组织法》（2018年修正）第二十五条第二款" in said
    assert "参照" not in said


def test_a_party_organisation_has_three_members(place, secretary, refused):
    draft = prepared(place.compound, "party", secretary)
    draft = rows.set_members(draft, actor=secretary, members=[{"name": "张三"}, {"name": "李四"}])
    words = refused("roll_not_in_order", lambda: rolls.submit(draft, actor=secretary)).message
    assert "有表决权的党员须不少于 3 人，现有 2 人" in words
    assert "《中国共产党章程》第三十条" in words
    assert make_members(place.other_compound, "party", 3).is_filed


def test_a_roll_that_shrinks_needs_reason_and_paper(place, secretary, refused):
    make_residents(place.community, 3592, 7000)
    with transaction.atomic(), clock.travel(FILED):
        draft = prepared(place.community, "residents", secretary)
        draft = rows.set_numbers(draft, actor=secretary, households=3, adults=5)
    given = {"actor": secretary, "change_reason": REASON, "heads_reason": REASON}
    refused("change_paper_missing", lambda: rolls.submit(draft, **given))
    assert not rolls.submit(draft, **given, papers=[photo()]).is_draft


def test_numbers_below_the_register_need_reason_and_paper(place, secretary, refused):
    place.community.household_count = 3592
    place.community.save()
    draft = rows.set_numbers(prepared(place.community, "residents", secretary), actor=secretary, households=3, adults=5)
    refusal = refused("heads_unexplained", lambda: rolls.submit(draft, actor=secretary))
    assert "名册载 3 户，台账登记 3,592 户，应到须为全体" in refusal.message + str(refusal.errors)
    assert set(refusal.errors) == {"heads_reason", "papers"}


def test_the_form_asks_for_what_the_step_asks(client, place, secretary):
    make_residents(place.community, 3592, 7000)
    draft = delegates_of(place, secretary, "committee", *["delegate"] * 5)
    client.force_login(secretary)
    address = f"{draft.get_absolute_url()}submit/"
    page = client.get(address).content.decode()
    assert "变动、核对依据材料" in page
    assert "平均 718.4 户推选一名" in page
    assert client.post(address, {"heads_reason": REASON}).status_code != 302
    assert client.post(address, {"heads_reason": REASON, "papers": photo()}).status_code == 302
