"""What the Civil Code says of owners, tried in situations: the base, the body, heads, agents.

Source: 民法典 278, 279; 最高法建筑物区分所有权解释 8, 9, 11; 湖南省物业管理条例 16, 18, 20.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.models import Ballot, Deliberation
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses
from tests.factories.papers import photo
from tests.factories.rolls import flat, keep_roll, ordinary_flats

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
FLATS = 460
SHOP = {"body": "interested_owners", "matter": "business_use", "building": "1"}


def called(secretary, place, body="owners_ordinary", matter="general", **data):
    return made.called(secretary, place.compound, body=body, matter=matter, **{"held_on": DAY, "roll": 0, **data})


def voted(yes, no=0, start=101):
    """Sign-in rows of the flats 1-101 …: so many agree, so many do not."""
    choices = ["yes"] * yes + ["no"] * no
    return [{"voter": f"1-{start + number}", "choice": choice} for number, choice in enumerate(choices)]


def hold(row, secretary, **data):
    with clock.travel(row.held_on):
        return made.recorded(row, secretary, **data)


def count(row, secretary):
    with clock.travel(row.held_on):
        return acts.count(row, actor=secretary)


def stays_called(row):
    row.refresh_from_db()
    assert (row.status, row.entitled, row.present) == ("called", None, None)
    assert not Ballot.objects.filter(deliberation=row).exists()


# ------------------------------------------------------------ who is entitled: all owners, all exclusive area
def test_ten_owners_on_a_list_are_ten_of_all_owners(place, secretary):
    keep_roll("owners_ordinary", place.compound, FLATS)
    row = count(hold(called(secretary, place), secretary, ballots=voted(10)), secretary)
    assert (row.entitled, row.entitled_area, row.present) == (FLATS, Decimal("46000.00"), 10)
    assert (row.is_quorate, row.passed) == (False, False)
    assert "参与表决 10/460 户，要求不低于三分之二（307 户），还差 297 户" in row.motions.get().formula
    assert "460 户" in row.roll_text


def test_without_a_filed_roll_nothing_is_counted(place, secretary):
    row = called(secretary, place)
    words = refuses("roll_missing", lambda: hold(row, secretary, ballots=voted(10)))
    assert "业主名册" in words
    assert "第二百七十八条" in words
    stays_called(row)


def test_a_typed_base_that_is_not_the_rolls_needs_reason_and_paper(place, secretary):
    keep_roll("owners_ordinary", place.compound, FLATS)
    row = called(secretary, place)
    typed = {"ballots": voted(20), "entitled": 30, "entitled_area": Decimal("3000")}
    words = refuses("base_differs_from_roll", lambda: hold(row, secretary, **typed))
    assert "460 户" in words
    assert "30 户、3,000.00 ㎡" in words
    reason = {"deviation_reason": "名册漏登两套，见不动产登记簿"}
    refuses("deviation_paper_missing", lambda: hold(row, secretary, **typed, **reason))
    stays_called(row)
    typed |= {"entitled": 462, "entitled_area": Decimal("46200")}
    row = hold(row, secretary, **typed, **reason, deviation=[photo("登记簿.png")])
    assert row.entitled == 462
    for words in ("462 户", "460 户", "名册漏登两套"):
        assert words in row.roll_text


# ------------------------------------------------------------ which body
@pytest.mark.parametrize("body", ["council", "party_meeting", "owners_committee"])
@pytest.mark.parametrize(
    ("matter", "article"),
    [("company", "第四项"), ("covenant", "第二项"), ("owners_rules", "第一项"), ("owners_committee", "第三项")],
)
def test_only_owners_choose_company_covenant_rules_and_committee(place, secretary, body, matter, article):
    words = refuses("wrong_body", lambda: called(secretary, place, body, matter))
    assert "第二百七十八条" in words
    assert article in words
    assert called(secretary, place, "owners_ordinary", matter).status == "called"


@pytest.mark.parametrize("matter", ["common_parts", "rebuild", "repair_fund_raise"])
def test_changing_common_parts_needs_the_three_quarters_of_owners(place, secretary, matter):
    for body in ("council", "owners_ordinary", "owners_committee"):
        refuses("wrong_body", lambda body=body: called(secretary, place, body, matter))
    assert str(called(secretary, place, "owners_major", matter).threshold().passing) == "不低于四分之三"


def test_the_advertising_board_in_the_hall_is_not_the_councils(place, secretary):
    words = refuses("wrong_body", lambda: called(secretary, place, "council", "common_parts", title="大堂出租广告位"))
    assert "第八项" in words


def test_a_flat_turned_into_a_shop_needs_every_owner_of_its_building(place, secretary):
    keep_roll("owners_ordinary", place.compound, 0, units=[*ordinary_flats(24), flat("2-101"), flat("2-102")])
    row = count(hold(called(secretary, place, **SHOP), secretary, ballots=voted(23, 1)), secretary)
    assert (row.entitled, row.roll_heads, row.roll_area, row.passed) == (24, 24, None, False)
    assert row.roll_text.startswith("应到按业主名册（")
    assert "中 1 栋全体业主 24 户，本栋业主均为有利害关系的业主（《最高人民法院" in row.roll_text
    assert "第十一条" in row.roll_text


def test_without_a_roll_no_interest_is_counted(place, secretary):
    row = called(secretary, place, **SHOP)
    typed = {"entitled": 24, "deviation_reason": "本栋 24 户", "deviation": [photo("本栋业主名单.png")]}
    words = refuses("roll_missing", lambda: hold(row, secretary, ballots=voted(24), **typed))
    assert "该住宅所在楼栋的全体业主" in words
    assert "《民法典》第二百七十九条" in words
    assert "第十一条" in words
    stays_called(row)


# ------------------------------------------------------------ notice
@pytest.mark.parametrize(("days", "code"), [(14, "notice_too_short"), (15, "")])
def test_owners_are_told_fifteen_days_before(place, secretary, days, code):
    """Natural days, across the Spring Festival too; a meeting by 物业管理条例 14, a vote in writing by 湖南条例 16."""
    notice = date(2026, 2, 9)
    for method, basis in (("meeting", "《物业管理条例》第十四条"), ("written", "《湖南省物业管理条例》第十六条")):
        given = {"notice_on": notice, "held_on": notice + timedelta(days), "method": method}
        if code:
            words = refuses(code, lambda given=given: called(secretary, place, **given))
            assert basis in words
        else:
            assert called(secretary, place, **given).held_on == date(2026, 2, 24)


# ------------------------------------------------------------ heads
def test_a_flat_of_two_co_owners_is_one_head(place, secretary):
    keep_roll("owners_ordinary", place.compound, 0, units=[flat("1-101", "100", co_owners=["乙"]), flat("1-102")])
    row = called(secretary, place)
    refuses("list_twice", lambda: hold(row, secretary, ballots=[*voted(1), {"voter": "1栋101室", "choice": "no"}]))
    stays_called(row)
    row = hold(row, secretary, ballots=voted(2))
    assert (row.entitled, row.present, row.present_area) == (2, 2, Decimal("200.00"))


def test_three_flats_of_one_buyer_are_one_head_with_one_voice(place, secretary):
    units = [flat(f"1-10{n}", buyer="甲", owner="甲") for n in (1, 2, 3)] + [flat("1-104")]
    keep_roll("owners_ordinary", place.compound, 0, units=units)
    row = called(secretary, place)
    refuses("owner_votes_differ", lambda: hold(row, secretary, ballots=voted(2, 1)))
    stays_called(row)
    row = hold(row, secretary, ballots=voted(4))
    assert (row.entitled, row.present, row.motions.get().yes) == (2, 2, 2)


def test_unsold_and_undelivered_flats_are_one_head_of_the_developer(place, secretary):
    units = [
        flat("1-101", holding="unsold"), flat("1-102", holding="undelivered"), flat("1-103"), flat("1-104"),
    ]  # fmt: skip
    keep_roll("owners_ordinary", place.compound, 0, units=units)
    row = hold(called(secretary, place), secretary, ballots=voted(4))
    assert (row.entitled, row.present) == (3, 3)
    assert list(row.ballots.values_list("is_unsold", flat=True)) == [True, True, False, False]


# ------------------------------------------------------------ agents
def test_an_agent_shows_letter_and_both_identity_papers(place, secretary):
    keep_roll("owners_ordinary", place.compound, FLATS)
    row = called(secretary, place)
    rows = [ballot | {"by_proxy": "李明"} for ballot in voted(400)] + voted(10, start=501)
    words = refuses("proxy_without_letter", lambda: hold(row, secretary, ballots=rows))
    assert "代理 400 户" in words
    assert "第十六条" in words
    shown = {"agent": "李明", "has_letter": True, "has_agent_id": True, "has_owner_id": False}
    refuses("proxy_without_letter", lambda: hold(row, secretary, ballots=rows, mandates=[shown], mandate=[photo()]))
    shown["has_owner_id"] = True
    refuses("proxy_without_letter", lambda: hold(row, secretary, ballots=rows, mandates=[shown]))
    stays_called(row)
    row = hold(row, secretary, ballots=rows, mandates=[shown], mandate=[photo("委托书.png")])
    assert [(one.agent, one.units) for one in row.mandates.all()] == [("李明", 400)]


def test_many_mandates_in_one_hand_are_flagged_not_refused(client, place, secretary):
    keep_roll("owners_ordinary", place.compound, 10)
    rows = [ballot | {"by_proxy": "李明"} for ballot in voted(4)] + voted(6, start=105)
    shown = {"agent": "李明", "has_letter": True, "has_agent_id": True, "has_owner_id": True}
    row = hold(called(secretary, place), secretary, ballots=rows, mandates=[shown], mandate=[photo("委托书.png")])
    client.force_login(secretary)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "代理 4 户，超过 3 户" in page
    assert "李明" not in page


# ------------------------------------------------------------ the owners' committee
def test_a_committee_with_a_vacant_seat_keeps_its_full_base(place, secretary):
    """Seven elected, one left, four present, three agree: more than half of all seven are four."""
    keep_roll("owners_committee", place.compound, 7)
    row = called(secretary, place, "owners_committee", "general")
    rows = [{"voter": f"席位{number}", "choice": "yes" if number <= 3 else "no"} for number in range(1, 5)]
    row = count(hold(row, secretary, ballots=rows), secretary)
    assert (row.entitled, row.present, row.is_quorate, row.passed) == (7, 4, True, False)


def test_a_full_compound_decides_from_the_roll(place, secretary):
    keep_roll("owners_major", place.compound, 0, units=ordinary_flats(FLATS, "83.50"))
    row = called(secretary, place, "owners_major", "common_parts")
    row = count(hold(row, secretary, ballots=voted(240, 67)), secretary)
    assert (row.present, row.is_quorate, row.passed) == (307, True, True)
    again = called(secretary, place, "owners_major", "common_parts")
    again = count(hold(again, secretary, ballots=voted(230, 77)), secretary)
    assert (again.is_quorate, again.passed) == (True, False)
    assert Deliberation.objects.filter(roll=row.roll).count() == 2
