"""A version is held against the one before it: what changed is shown, and a large change is explained and checked."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Roll
from governance.rolls.actions import rolls, rows
from governance.rolls.changes import compare
from tests.factories.base import user_with
from tests.factories.deliberations import photo
from tests.factories.rolls import (
    FILED,
    cells,
    flat,
    make_members,
    make_owners_roll,
    make_residents,
    ordinary_flats,
    prepared,
    with_rows,
)

pytestmark = pytest.mark.django_db
NEXT = FILED + timedelta(30)
REASON = "二期拆分登记，按登记簿更正"


@pytest.fixture
def later():
    with clock.travel(NEXT):
        yield NEXT


@pytest.fixture
def filed_before(place):
    return make_owners_roll(place.compound, ordinary_flats(465))


def draft_of(place, secretary, flats):
    return with_rows(prepared(place.compound, "owners", secretary, day=NEXT), [cells(unit) for unit in flats])


def test_a_roll_that_shrinks_is_not_submitted_without_its_reason(place, filed_before, secretary, refused, later):
    draft = draft_of(place, secretary, ordinary_flats(6))
    message = refused("change_unexplained", lambda: rolls.submit(draft, actor=secretary)).message
    assert "专有部分 465 → 6 套" in message
    assert "减少 459 行" in message
    refused("change_unexplained", lambda: rolls.submit(draft, actor=secretary, change_reason=" 无 "))
    assert rolls.submit(draft, actor=secretary, change_reason=REASON, papers=[photo()]).change_reason == REASON


def test_whoever_files_checks_a_large_change_and_the_timeline_tells_it(
    place, filed_before, secretary, street, refused, later
):
    draft = draft_of(place, secretary, ordinary_flats(6))
    waiting = rolls.submit(draft, actor=secretary, change_reason=REASON, papers=[photo()])
    given = {"actor": street, "filed_on": NEXT, "papers": [photo()]}
    assert "465 → 6" in refused("change_unchecked", lambda: rolls.file(waiting, **given)).message
    roll = rolls.file(waiting, change_checked=True, **given)
    facts = dict(Event.objects.get(kind="governance.roll.file", object_id=roll.pk).data["facts"])
    assert facts["变动原因"] == REASON
    assert "专有部分 465 → 6 套" in facts["与上一版相比"]


def test_a_large_change_that_nobody_explained_is_sent_back(place, secretary, street, refused, later):
    """The version before was filed after this one was submitted: here by hand, without its steps."""
    waiting = rolls.submit(draft_of(place, secretary, ordinary_flats(6)), actor=secretary)
    Roll.objects.filter(pk=waiting.pk).update(area=place.other_compound)  # room for the other version
    make_owners_roll(place.compound, ordinary_flats(465))
    Roll.objects.filter(pk=waiting.pk).update(area=place.compound)
    given = {"actor": street, "filed_on": NEXT, "papers": [photo()], "change_checked": True}
    refused("change_unexplained", lambda: rolls.file(Roll.objects.get(pk=waiting.pk), **given))


def test_a_small_change_needs_no_reason(place, filed_before, secretary, street, later):
    flats = [flat("1-101", area="101.00", owner="业主1-101"), *ordinary_flats(466)[1:]]
    waiting = rolls.submit(draft_of(place, secretary, flats), actor=secretary)
    compared = compare(waiting)
    assert not compared.is_large
    assert compared.counted == {"新增": 1, "减少": 0, "变更": 1}
    assert [line.says for line in compared.lines if line.word == "变更"] == ["面积 100.00 ㎡ → 101.00 ㎡"]
    assert rolls.file(waiting, actor=street, filed_on=NEXT, papers=[photo()]).is_filed


def test_exactly_the_share_of_the_rule_is_not_above_it(place, secretary, later):
    make_owners_roll(place.compound, ordinary_flats(10))
    assert not compare(draft_of(place, secretary, ordinary_flats(9))).is_large
    Roll.objects.in_group("open").update(status="void")
    assert compare(draft_of(place, secretary, ordinary_flats(8))).is_large


def test_the_first_version_is_compared_with_nothing(place, secretary, later):
    assert compare(draft_of(place, secretary, ordinary_flats(3))) is None


def test_other_people_under_the_same_number_are_a_change(place, secretary, later):
    make_members(place.compound, "council", 15)
    draft = prepared(place.compound, "council", secretary, day=NEXT)
    draft = rows.set_members(
        draft, actor=secretary, members=[{"name": f"新人{n}"} for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"]
    )
    compared = compare(draft)
    assert compared.counted == {"新增": 15, "减少": 15, "变更": 0}
    assert compared.is_large
    assert all("*" in line.name for line in compared.lines)


def test_numbers_are_compared_without_rows(place, secretary, later):
    make_residents(place.community, 800, 1700)
    draft = prepared(place.community, "residents", secretary, day=NEXT)
    draft = rows.set_numbers(draft, actor=secretary, households=1000, adults=1700, source="公安户籍")
    compared = compare(draft)
    assert compared.is_large
    assert compared.text.endswith("户数 800 → 1,000 户，年满十八周岁 1,700 → 1,700 人")


# ------------------------------------------------------------ pages
def test_page_and_forms_show_the_change_before_it_is_filed(client, place, filed_before, secretary, street, later):
    draft = draft_of(place, secretary, ordinary_flats(6))
    client.force_login(secretary)
    page = client.get(draft.get_absolute_url()).content.decode()
    for words in ("与上一版相比", "465 → 6 套", "减少 459 行", "1-107", "查看全部 459 行变动"):
        assert words in page
    form = client.get(f"{draft.get_absolute_url()}submit/").content.decode()
    assert "专有部分 465 → 6 套" in form
    refused = client.post(f"{draft.get_absolute_url()}submit/", {"note": "请备案"})
    assert refused.status_code == 422
    assert "请写明变动原因" in refused.content.decode()
    assert "请备案" in refused.content.decode()
    assert Roll.objects.get(pk=draft.pk).status == "draft"
    assert (
        client.post(f"{draft.get_absolute_url()}submit/", {"change_reason": REASON, "papers": photo()}).status_code
        == 302
    )
    client.force_login(street)
    form = client.get(f"{draft.get_absolute_url()}file/").content.decode()
    assert "专有部分 465 → 6 套" in form
    assert REASON in form
    given = {"filed_on": str(NEXT)}
    assert client.post(f"{draft.get_absolute_url()}file/", {**given, "papers": photo()}).status_code == 422
    given["change_checked"] = "on"
    assert client.post(f"{draft.get_absolute_url()}file/", {**given, "papers": photo()}).status_code == 302
    assert REASON in client.get(draft.get_absolute_url()).content.decode()


def test_the_changed_rows_are_for_those_who_may_read_them(client, place, filed_before, secretary, later):
    draft = draft_of(place, secretary, ordinary_flats(6))
    client.force_login(user_with("group_leader", place.compound))
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "465 → 6 套" in page
    assert "1-107" not in page


def test_a_first_version_is_asked_for_no_reason(client, place, secretary, later):
    draft = draft_of(place, secretary, ordinary_flats(6))
    client.force_login(secretary)
    assert "变动原因" not in client.get(f"{draft.get_absolute_url()}submit/").content.decode()
