"""A result is judged on the greater of the stated number and the roll's: no sentence takes the vote of those on it.

Source: 民法典 278(2); 湖南省物业管理条例 14; 居委会组织法 (2025) 27–29.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.bodies import LOOKED_AT, find_electorate
from governance.deliberations.checks import counted_results
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.events import record
from governance.models import Deliberation, Motion, Roll
from governance.rolls.kinds import BY_BODY
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import refuses
from tests.factories.organisations import make_body
from tests.factories.papers import photo
from tests.factories.rolls import flat, keep_roll, make_members
from tests.governance.deliberations.test_result_pages import paper_of, words_of, words_on

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
OWNERS = {"body": "owners_ordinary", "matter": "general", "held_on": DAY}
FEWER = {"deviation_reason": "其余业主长期在外", "deviation": [photo("照片.png")]}


def votes(number):
    return [{"voter": f"1-{101 + n}", "choice": "yes"} for n in range(number)]


def counted(row, secretary, **data):
    with clock.travel(row.held_on):
        return acts.count(made.recorded(row, secretary, **data), actor=secretary)


@pytest.fixture
def row(place, secretary):
    """Twenty of thirty stated, all for it, in a compound whose roll has 453 owners."""
    called = made.called(secretary, place.compound, roll=453, **OWNERS)
    return counted(called, secretary, ballots=votes(20), entitled=30, entitled_area=Decimal(3000), **FEWER)


# ------------------------------------------------------------ the greater one judges
def test_twenty_of_a_stated_thirty_do_not_decide_for_453(row):
    assert (row.entitled, row.roll_heads, row.roll_area) == (30, 453, Decimal("45300.00"))
    assert (row.is_quorate, row.passed, row.outcome) == (False, False, "会议不成立")
    formula = row.motions.get().formula
    assert (
        "参与表决：按所填应到 20/30 户，按名册 20/453 户，按名册计算，要求不低于三分之二（302 户），还差 282 户"
        in formula
    )
    assert counted_results() == []


def test_page_paper_api_and_event_say_both_numbers_and_what_to_do(client, row, secretary):
    client.force_login(secretary)
    page = words_of(client.get(row.get_absolute_url()).content.decode())
    told = client.get(f"/api/v1/governance/deliberations/{row.pk}/").json()
    facts = dict(Event.objects.get(kind="governance.deliberation.count").data["facts"])
    paper = words_on(paper_of(client, secretary, row))
    both = "按所填应到 30 户、3,000.00 ㎡；按名册 453 户、45,300.00 ㎡；人数、面积分别以较多的为准"
    short = "第 1 项只按所填应到达到规定比例，按名册没有达到，不能认定通过。名册在召开前确有变化的，先登记备案新名册"
    for words in (both, short, "第二百七十八条"):
        assert words.replace(" ", "") in page
        assert words in paper
        assert words in told["base_note"] + told["roll_shortfall"]
        assert words in facts["应到人数"] + facts["按名册未达到"]
    assert (told["roll_heads"], told["roll_area"], told["passed"]) == (453, "45300.00", False)
    for shown in (page, paper.replace(" ", "")):
        assert "参与表决（按所填应到）" in shown
        assert "20/453户" in shown
    for address in ("/governance/deliberations/", f"{row.area.get_absolute_url()}?all=1"):
        assert "20/453" in words_of(client.get(address).content.decode())


def test_the_count_says_so_before_it_counts(client, place, secretary):
    called = made.called(secretary, place.compound, roll=453, **OWNERS)
    client.force_login(secretary)
    with clock.travel(DAY):
        made.recorded(called, secretary, ballots=votes(20), entitled=30, entitled_area=Decimal(3000), **FEWER)
        page = client.get(f"{called.get_absolute_url()}count/").content.decode()
    assert "不能认定通过" in page
    assert "计票结果为会议不成立" in page


@pytest.mark.parametrize(
    ("body", "base"), [("owners_committee", "all"), ("party_meeting", "all"), ("council", "present")]
)
def test_members_are_all_on_the_roll(place, secretary, body, base):
    """Seven elected: four of a stated five are no majority of all seven; of a council only the quorum is all's."""
    called = made.called(secretary, place.compound, body=body, matter="general", held_on=DAY, roll=7)
    row = counted(called, secretary, **made.totals(5, 3, 2, 0, entitled=5, **FEWER))
    assert row.threshold().base == base
    assert (row.is_quorate, row.passed) == (True, base == "present")
    assert ("不能认定" in row.roll_shortfall) is (base == "all")


def test_a_greater_number_counts_as_it_is_stated(place, secretary):
    called = made.called(secretary, place.compound, roll=6, **OWNERS)
    more = {"entitled": 12, "entitled_area": Decimal(1200), **FEWER}
    row = counted(called, secretary, ballots=votes(6), **more)
    assert (row.is_quorate, row.roll_heads) == (False, 6)
    assert "按所填应到 6/12 户，按名册 6/6 户，按所填应到计算" in row.motions.get().formula
    assert row.roll_shortfall == ""


def test_heads_and_area_are_judged_apart(place, secretary):
    """More heads than the roll and less area: the stated heads, and the roll's area."""
    called = made.called(secretary, place.compound, units=[flat("1-101", "100"), flat("1-102", "500")], **OWNERS)
    given = {"entitled": 3, "entitled_area": Decimal(100), **FEWER}
    row = counted(called, secretary, ballots=votes(1), **given)
    bases = row.bases()
    assert (bases["heads"].whole, bases["area"].whole) == (3, Decimal("600.00"))


# ------------------------------------------------------------ without a roll
@pytest.mark.parametrize("body", ["owners_ordinary", "owners_major"])
def test_owners_without_a_roll_are_not_counted_whatever_is_said(place, secretary, body):
    matter = "general" if body == "owners_ordinary" else "common_parts"
    row = made.called(secretary, place.compound, **{**OWNERS, "body": body, "matter": matter}, roll=0)
    stated = {"ballots": votes(20), "entitled": 30, "entitled_area": Decimal(3000), **FEWER}
    with clock.travel(DAY):
        words = refuses("roll_missing", lambda: made.recorded(row, secretary, **stated))
    assert "不能认定表决结果" in words
    assert "第二百七十八条" in words
    row.refresh_from_db()
    assert (row.status, row.entitled) == ("called", None)


def test_other_bodies_without_a_roll_say_that_only_the_stated_number_counts(client, place, secretary):
    row = made.called(secretary, place.compound, roll=0)
    with clock.travel(row.held_on):
        named = [{"voter": "", "name": f"委员{n}", "choice": "yes"} for n in range(3)]
        refuses("entitled_missing", lambda: made.recorded(row, secretary, ballots=named, **FEWER))
    row = counted(row, secretary, **made.totals(entitled=36, **FEWER))
    assert (row.passed, row.roll_heads) == (True, None)
    words = "没有在召开当日有效的名册可以核对，结果只按所填应到 36 人计算"
    client.force_login(secretary)
    assert words in client.get(row.get_absolute_url()).content.decode()
    assert client.get(f"/api/v1/governance/deliberations/{row.pk}/").json()["base_note"] == words


# ------------------------------------------------------------ the database
def in_database(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        judged(change)


def judged(change):
    """Make the change, and let the database compare it now as at the end of the transaction."""
    change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "change",
    [
        {"passed": True},
        {"passed": True, "is_quorate": True},
        {"passed": True, "is_quorate": True, "roll_heads": 30, "roll_area": 3000},
        {"passed": True, "is_quorate": True, "roll_heads": None, "roll_area": None},
        {"passed": True, "is_quorate": True, "roll": None, "roll_heads": None, "roll_area": None},
        {"passed": True, "is_quorate": True, "body": "interested_owners", "roll": None, "roll_heads": None},
        {"passed": True, "is_quorate": True, "held_on": DAY - timedelta(2000), "notice_on": DAY - timedelta(2020)},
    ],
)
def test_no_sql_makes_it_pass(row, change):
    def write():
        Motion.objects.filter(deliberation=row).update(passed=True)
        Deliberation.objects.filter(pk=row.pk).update(**change)

    in_database(write)


def test_another_roll_than_that_of_the_day_carries_nothing(place, row, secretary):
    keep_roll("owners_ordinary", place.other_compound, 25)
    other = Roll.objects.latest("id")
    given = {"roll": other, "roll_heads": 25, "roll_area": Decimal(2500), "entitled": 25, "entitled_area": 2500}
    in_database(lambda: Deliberation.objects.filter(pk=row.pk).update(**given))


def test_adults_are_not_counted_as_households(place, secretary):
    given = {"body": "residents_meeting", "matter": "community_affairs", "held_on": made.NOTICE + timedelta(10)}
    row = made.counted(secretary, place.community, made.totals(300, 300, 0, 0), **given, roll=500, count_by="adults")
    assert (row.entitled, row.roll_heads, row.is_quorate) == (1000, 1000, False)
    in_database(lambda: Deliberation.objects.filter(pk=row.pk).update(entitled=500, roll_heads=500))


def test_the_database_finds_the_roll_that_python_finds(place, secretary):
    """For every body: the roll of the day, and whom it makes entitled."""
    village = make_area(place.street, "流芳村", kind="village")
    make_body(place.compound, covers=[place.compound, place.other_compound])
    ended = [{"name": "任期已满", "ends_on": DAY - timedelta(1)}, {"name": "甲"}, {"name": "乙"}]
    make_members(place.compound, "party", members=ended)
    for body in BY_BODY:
        at = village if body.startswith("village") else place.community if "residents" in body else place.compound
        keep_roll(body, at, 5, on=DAY)
        for area in (at, place.other_compound):
            for count_by in ("", "households", "adults"):
                row = Deliberation(area=area, body=body, held_on=DAY, count_by=count_by, matter="general", title="甲")
                row.notice_on, row.must_check_matter = made.NOTICE, body in LOOKED_AT
                row.save()
                record("governance.deliberation.call", row, actor=None)
                found = find_electorate(row)
                expected = (found.roll.pk, found.heads) if found else None
                assert by_database(row) == expected, (body, area.name, count_by)


def by_database(row):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, heads_on_roll(r, d) FROM governance_deliberation d, roll_on_its_day(d) r WHERE d.id = %s",
            [row.pk],
        )
        return cursor.fetchone()


def test_verify_finds_a_result_that_the_roll_does_not_carry(row):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE governance_deliberation DISABLE TRIGGER USER")
        Deliberation.objects.filter(pk=row.pk).update(roll_heads=30, roll_area=3000)
        cursor.execute("ALTER TABLE governance_deliberation ENABLE TRIGGER USER")
    assert any("roll" in line for line in counted_results())


def test_two_branches_of_one_place_have_one_roll_of_the_day(place, secretary):
    """The area's own roll counts before that of another branch equally near."""
    make_body(place.other_compound, covers=[place.compound])
    make_members(place.other_compound, "party", 5)
    own = make_members(place.compound, "party", 9)
    row = made.called(user_with("community_secretary", place.community), place.compound, body="party_meeting", roll=0,
                      matter="general")  # fmt: skip
    assert find_electorate(row).roll == own
