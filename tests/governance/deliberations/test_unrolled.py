"""Without a roll no meeting of a whole community is made small: the register's households say how many there are.

Of elected members nobody is counted without the roll of those who were elected.
Source: 居委会组织法 (2025) 27–29; 村委会组织法 (2025) 26, 29, 30; 物业管理条例 16(1); 湖南省物业管理条例 18, 20.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.kernel.clock import clock
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.papers import photo

pytestmark = pytest.mark.django_db
NOTICE, DAY = made.NOTICE, made.NOTICE + timedelta(14)
STATED = {"deviation_reason": "名册正在编制", "deviation": [photo("户籍统计.png")]}
RULES = {"matter": "community_affairs", "title": "居民公约修订"}
RESIDENTS = {"body": "residents_meeting", "count_by": "households", **RULES}
DELEGATES = {"body": "residents_delegates", **RULES}
COMMITTEE = {"body": "owners_committee", "matter": "general", "title": "业委会值班安排"}
VILLAGERS = {"body": "villager_delegates", **RULES, "title": "村规民约修订"}


def meeting(area, secretary, body, households):
    area.household_count = households
    area.save()
    return made.called(secretary, area, roll=0, notice_on=NOTICE, held_on=DAY, **body)


def hold(row, secretary, entitled):
    counts = made.totals(present=entitled, yes=entitled, no_votes=0, abstain=0)
    with clock.travel(row.held_on):
        return made.recorded(row, secretary, entitled=entitled, **counts, **STATED)


def stays(row):
    kept = Deliberation.objects.get(pk=row.pk)
    assert (kept.status, kept.entitled, kept.present) == ("called", None, None)


@pytest.mark.parametrize(
    ("body", "few", "words"),
    [
        (RESIDENTS, 10, "所填应到 10 户与台账登记 3,592 户不符"),
        (RESIDENTS | {"count_by": "adults"}, 10, "所填应到 10 人与台账登记 3,592 户不符"),
    ],
)
def test_no_community_is_made_small(place, secretary, body, few, words):
    row = meeting(place.community, secretary, body, 3592)
    said = made.refuses("base_below_known", lambda: hold(row, secretary, few))
    assert words in said
    assert "不能认定结果" in said
    stays(row)


@pytest.mark.parametrize(
    ("body", "kind", "articles"),
    [
        (
            COMMITTEE,
            "业主委员会委员名册",
            ("《物业管理条例》第十六条第一款", "《湖南省物业管理条例》第十八条", "第二十条"),
        ),
        (DELEGATES, "居民代表会议成员名册", ("《城市居民委员会组织法》", "第二十八条", "第二十九条")),
        (VILLAGERS, "村民代表会议成员名册", ("《村民委员会组织法》", "第二十九条", "第三十条")),
    ],
)
def test_elected_members_are_counted_by_their_filed_roll_only(client, place, secretary, body, kind, articles):
    """Whatever reason and paper are given, to the action, the page, the API and the database."""
    area = place.compound if body == COMMITTEE else place.community
    if body == VILLAGERS:
        area = make_area(place.street, "流芳村", kind="village")
        secretary = user_with("community_secretary", area)
    row = meeting(area, secretary, body, 400)
    words = made.refuses("roll_missing", lambda: hold(row, secretary, 9))
    for part in (f"没有在召开当日有效的{kind}，不能认定表决结果", "请先将召开当日有效的名册登记备案", *articles):
        assert part in words
    sent = {"held_on": str(row.held_on), "entitled": 9, "present": 9, "deviation_reason": "名册正在编制"}
    tally = {"no": 1, "yes": 9, "no_votes": 0, "abstain": 0}
    with clock.travel(row.held_on):
        client.force_login(secretary)
        answer = client.post(
            f"/api/v1/governance/deliberations/{row.pk}/steps/hold/",
            {**sent, "tallies": [tally]},
            content_type="application/json",
        )
        page = client.post(
            f"{row.get_absolute_url()}hold/", sent | {f"tallies-0-{name}": n for name, n in tally.items()}
        )
        detail = client.get(row.get_absolute_url()).content.decode()
    assert (answer.status_code, answer.json()["code"], page.status_code) == (422, "roll_missing", 422)
    assert kind in page.content.decode()
    assert f"没有备案的{kind}，不能登记表决结果" in detail
    stays(row)
    with pytest.raises(IntegrityError, match="没有在召开当日有效的名册"), transaction.atomic():
        Deliberation.objects.filter(pk=row.pk).update(entitled=9, present=9, deviation_reason="甲", status="held")


def test_compounds_together_are_the_community(place, secretary):
    """Where the community has no entry of its own, its compounds say how many there are."""
    place.compound.household_count = 1600
    place.compound.save()
    row = meeting(place.community, secretary, RESIDENTS, None)
    words = made.refuses("base_below_known", lambda: hold(row, secretary, 5))
    assert "所填应到 5 户与台账登记 1,600 户不符" in words
    stays(row)


def test_a_number_that_the_register_bears_out_counts(place, secretary):
    row = meeting(place.community, secretary, RESIDENTS, 40)
    assert hold(row, secretary, 39).entitled == 39


def test_nor_were_more_there_than_the_register_has(place, secretary):
    """A greater number may be stated; more households than the register has were not there."""
    row = meeting(place.community, secretary, RESIDENTS, 40)
    words = made.refuses("present_over_roll", lambda: hold(row, secretary, 60))
    assert "实到 60 户超过台账所载 40 户" in words
    stays(row)


def test_nor_does_the_page_take_it(client, place, secretary):
    row = meeting(place.community, secretary, RESIDENTS, 3592)
    client.force_login(secretary)
    sent = {
        "held_on": str(row.held_on), "entitled": "5", "present": "5", "deviation_reason": "名册正在编制",
        "deviation": photo("户籍统计.png"), "tally": photo(), "tallies-0-no": "1", "tallies-0-yes": "5",
        "tallies-0-no_votes": "0", "tallies-0-abstain": "0",
    }  # fmt: skip
    with clock.travel(row.held_on):
        page = client.post(f"{row.get_absolute_url()}hold/", sent)
    assert page.status_code == 422
    assert "所填应到 5 户与台账登记 3,592 户不符" in page.content.decode()
    assert 'value="5"' in page.content.decode()
    stays(row)
