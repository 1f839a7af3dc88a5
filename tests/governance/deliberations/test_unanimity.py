"""Where all must agree nobody asks for a quorum: the result says whose consent is missing.  Source: 民法典 279."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.deliberations import majorities
from governance.deliberations.actions import deliberations as acts
from governance.deliberations.checks import counted_results
from governance.kernel.clock import clock, rules
from governance.kernel.figures.shares import Share
from governance.kernel.models.events import Event
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.papers import photo
from tests.factories.rolls import flat, keep_roll
from tests.governance.deliberations.test_result_pages import page_of, paper_of, words_of, words_on
from tests.governance.deliberations.test_results import checked

pytestmark = pytest.mark.django_db
SHOP = {"body": "interested_owners", "matter": "business_use", "held_on": made.DAY, "owners_matters": "", "roll": 0}
UNITS = [
    flat("1-101", "80.00", owner="甲", buyer="甲"), flat("1-102", "70.00", owner="甲", buyer="甲"),
    flat("1-103", "86.00"), flat("1-104", "90.50"), flat("2-101", "120.00"),
    flat("2-102", "60.00", owner="甲", buyer="甲"),
]  # fmt: skip
MISSING = "未通过：尚有 1 户（面积 90.50 ㎡）未同意"
QUORUM_WORDS = ("会议不成立", "未达到规定比例", "到会全部", "要求全部", "按名册没有达到")
LIST = "/governance/deliberations/"


@pytest.fixture(autouse=True)
def roll(place):
    keep_roll("owners_ordinary", place.compound, 0, on=made.DAY, units=UNITS)


def counted(secretary, place, votes, building="1", **data):
    row = made.called(secretary, place.compound, building=building, **SHOP)
    given = {"ballots": [{"voter": code, "choice": choice} for code, choice in votes.items()]} if votes else {}
    with clock.travel(row.held_on):
        return made.looked_at(acts.count(made.recorded(row, secretary, **given, **data), actor=secretary))


def most(last):
    """甲 and the owner of 1-103 agree; `last` is what the owner of 1-104 did."""
    return {"1-101": "yes", "1-102": "yes", "1-103": "yes"} | ({"1-104": last} if last else {})


@pytest.mark.parametrize("last", ["no", "abstain", "absent", None])
def test_whoever_does_not_agree_is_counted_and_measured(client, place, secretary, last):
    row = counted(secretary, place, most(last))
    assert (row.is_quorate, row.passed, row.outcome) == (True, False, "未通过")
    page = page_of(client, secretary, row)
    assert MISSING in page
    assert "须经全体有利害关系的业主同意" in page
    assert not [words for words in QUORUM_WORDS if words in page]
    words = words_on(paper_of(client, secretary, row))
    assert f"结果：{MISSING}。" in words
    assert "全体同意（3 户）" in words
    assert not [quorum for quorum in QUORUM_WORDS if quorum in words]
    assert ["结果", MISSING] in Event.objects.get(kind="governance.deliberation.count").data["facts"]
    assert counted_results() == []


def test_the_form_of_the_count_and_its_answer_say_it(client, place, secretary):
    row = made.called(secretary, place.compound, building="1", **SHOP)
    with clock.travel(row.held_on):
        rows = [{"voter": code, "choice": choice} for code, choice in most("no").items()]
        row = made.recorded(row, secretary, ballots=rows)
        client.force_login(secretary)
        assert f"计票结果为{MISSING}" in client.get(f"{row.get_absolute_url()}count/").content.decode()
        client.post(f"{row.get_absolute_url()}count/", {})
        assert f"计票结果为{MISSING}" in client.get(row.get_absolute_url()).content.decode()


def test_it_is_posted_like_any_result_that_was_voted_down(client, place, secretary):
    row = counted(secretary, place, most("no"))
    with clock.travel(row.held_on):
        row = acts.publicise(row, actor=secretary, publicity_place="公示栏")
    client.force_login(secretary)
    for value, shown in (("false", True), ("inquorate", False), ("true", False)):
        assert (row.title in client.get(f"{LIST}?passed={value}").content.decode()) is shown
    with clock.travel(row.effective_on + timedelta(1)):
        row = acts.finalise(row, actor=secretary)
    assert (row.status, row.passed) == ("final", False)


def test_all_agree(client, place, secretary):
    row = counted(secretary, place, most("yes"))
    assert (row.is_quorate, row.passed) == (True, True)
    page = words_of(page_of(client, secretary, row))
    assert "同意3/3户100.00%全体同意（3户）已全体同意" in page
    assert "结果：通过" in page


def test_totals_of_a_paper_say_no_area(place, secretary):
    totals = {"present": 3, "tallies": [{"no": 1, "yes": 1, "no_votes": 2, "abstain": 0}], "tally": [photo()]}
    row = counted(secretary, place, None, **totals)
    assert "尚有 2 户未同意" in row.motions.get().formula


def test_an_owner_who_was_added_has_an_area_too(place, secretary):
    added = {"entitled": 4, "deviation_reason": "2-101 临街，证明客流影响居住", "deviation": [photo("证明.png")]}
    row = counted(secretary, place, {**most("no"), "2-101": "no"}, **added)
    assert "尚有 2 户（面积 210.50 ㎡）未同意" in row.motions.get().formula
    row = counted(secretary, place, most("no"), **added)  # whoever was added is not on the list
    assert "尚有 2 户未同意" in row.motions.get().formula


def test_flats_in_another_building_do_not_add_to_the_area(place, secretary):
    row = counted(secretary, place, {"1-101": "no", "1-102": "no", "1-103": "yes", "1-104": "yes"})
    assert "尚有 1 户（面积 150.00 ㎡）未同意" in row.motions.get().formula


def test_a_correction_counts_the_corrected_list(place, secretary):
    row = counted(secretary, place, most("no"))
    with clock.travel(row.held_on):
        rows = [{"voter": code, "choice": "no" if code == "1-103" else "yes"} for code in most("yes")]
        given = {"ballots": rows, "correction_reason": "两户录反", "tally": [photo("更正.png")]}
        row = acts.correct(row, actor=secretary, **given)
    assert "尚有 1 户（面积 86.00 ㎡）未同意" in row.motions.get().formula


def test_a_smaller_number_is_no_unanimity(client, place, secretary):
    fewer = {"entitled": 2, "deviation_reason": "一户长期在外", "deviation": [photo("证明.png")]}
    row = counted(secretary, place, most(None), **fewer)
    assert (row.entitled, row.roll_heads, row.passed) == (2, 3, False)
    page = page_of(client, secretary, row)
    assert "只按所填应到全体同意，按名册没有全体同意" in page
    assert MISSING in page


def test_the_database_knows_no_quorum_where_all_must_agree(place, secretary):
    row = counted(secretary, place, most("no"))
    with pytest.raises(IntegrityError, match="议事结果与票数不符"), transaction.atomic():
        checked(lambda: Deliberation.objects.filter(pk=row.pk).update(is_quorate=False))


def test_each_rule_says_a_quorum_or_that_all_must_agree(place):
    for body in rules.bodies(made.DAY):
        rule = rules.threshold(body, made.DAY)
        sentence = majorities.describe_rule(rule)
        assert rule.is_unanimous is (body == "interested_owners")
        assert ("同意" in sentence, "到会" in sentence or "参与表决" in sentence) == (True, not rule.is_unanimous), body


def test_any_body_may_be_asked_for_all(place):
    """The district's own shares may be raised until all must agree: then nobody asks who came."""
    rule = replace(rules.threshold("council", made.DAY), passing=Share(1, 1), base="all")
    heads = {"heads": majorities.Base(12)}
    assert majorities.quorum(rule, {"heads": 3}, heads, "人") == []
    assert majorities.is_quorate(rule, [])
    (condition,) = majorities.passing(rule, {"heads": 11}, {"heads": 11}, heads, "人", lambda: None)
    assert condition.sentence == "同意 11/12 人，要求全体同意（12 人），尚有 1 人未同意"
    assert "须经全体应到人员同意，有一人没有同意的不通过" in majorities.describe_rule(rule)
