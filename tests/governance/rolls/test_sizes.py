"""No roll of one person carries a community: too few are refused, or need a reason, a paper and a check.

Source: 居委会组织法 (2025) 13, 27, 28; 中国共产党章程 30.
"""

import pytest
from django.db import transaction

from governance.kernel.clock import clock
from governance.kernel.papers import files
from governance.rolls.actions import rolls, rows
from governance.rolls.attachments import CHANGE
from tests.factories.deliberations import photo
from tests.factories.rolls import FILED, make_delegates, make_members, make_residents, prepared

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
    refused("change_paper_missing", lambda: rolls.submit(draft, actor=secretary, change_reason=REASON))
    assert not rolls.submit(draft, actor=secretary, change_reason=REASON, papers=[photo()]).is_draft


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
