"""Without a roll no meeting of a whole community is made small: the register's households say how many there are.

Source: 居委会组织法 (2025) 13, 27–29; 村委会组织法 (2025) 26, 30.
"""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
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
VILLAGERS = {"body": "villager_delegates", **RULES, "title": "村规民约修订"}


def meeting(area, secretary, body, households):
    area.household_count = households
    area.save()
    return made.called(secretary, area, roll=0, notice_on=NOTICE, held_on=DAY, **body)


def hold(row, secretary, entitled):
    counts = made.totals(present=entitled, yes=entitled, no_votes=0, abstain=0)
    with clock.travel(row.held_on):
        return acts.hold(row, actor=secretary, entitled=entitled, **counts, **STATED)


def stays(row):
    kept = Deliberation.objects.get(pk=row.pk)
    assert (kept.status, kept.entitled, kept.present) == ("called", None, None)


@pytest.mark.parametrize(
    ("body", "few", "words"),
    [
        (RESIDENTS, 10, "所填应到 10 户与台账登记 3,592 户不符"),
        (RESIDENTS | {"count_by": "adults"}, 10, "所填应到 10 人与台账登记 3,592 户不符"),
        (DELEGATES, 5, "所填应到 5 人与台账登记 3,592 户，按每 50 户一名，居民代表不少于 72 人"),
    ],
)
def test_no_community_is_made_small(place, secretary, body, few, words):
    row = meeting(place.community, secretary, body, 3592)
    said = made.refuses("base_below_known", lambda: hold(row, secretary, few))
    assert words in said
    assert "不能认定结果" in said
    stays(row)


def test_nor_a_village(place, secretary):
    village = make_area(place.street, "流芳村", kind="village")
    secretary = user_with("community_secretary", village)
    row = meeting(village, secretary, VILLAGERS, 620)
    words = made.refuses("base_below_known", lambda: hold(row, secretary, 9))
    assert "按每 15 户一名，村民代表不少于 42 人" in words
    stays(row)


def test_compounds_together_are_the_community(place, secretary):
    """Where the community has no entry of its own, its compounds say how many there are."""
    place.compound.household_count = 1600
    place.compound.save()
    row = meeting(place.community, secretary, DELEGATES, None)
    words = made.refuses("base_below_known", lambda: hold(row, secretary, 5))
    assert "台账登记 1,600 户，按每 50 户一名，居民代表不少于 32 人" in words
    stays(row)


def test_a_number_that_the_register_bears_out_counts(place, secretary):
    row = meeting(place.community, secretary, DELEGATES, 400)
    assert hold(row, secretary, 8).entitled == 8
    row = meeting(place.community, secretary, RESIDENTS, 40)
    assert hold(row, secretary, 39).entitled == 39


def test_nor_does_the_page_take_it(client, place, secretary):
    row = meeting(place.community, secretary, DELEGATES, 3592)
    client.force_login(secretary)
    sent = {
        "held_on": str(row.held_on), "entitled": "5", "present": "5", "deviation_reason": "名册正在编制",
        "deviation": photo("户籍统计.png"), "tally": photo(), "tallies-0-no": "1", "tallies-0-yes": "5",
        "tallies-0-no_votes": "0", "tallies-0-abstain": "0",
    }  # fmt: skip
    with clock.travel(row.held_on):
        page = client.post(f"{row.get_absolute_url()}hold/", sent)
    assert page.status_code == 422
    assert "居民代表不少于 72 人" in page.content.decode()
    assert 'value="5"' in page.content.decode()
    stays(row)
