"""Rows stand beside heads with what each is; what was joined is named only where units are joined."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import Refused
from governance.models import Roll
from governance.rolls.views import totals_of
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses
from tests.factories.rolls import flat
from tests.governance.deliberations.test_result_pages import words_of

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
OWNERS = {"body": "owners_ordinary", "matter": "general", "held_on": DAY}
APART = [flat("1-101"), flat("1-102"), flat("1-103")]
BUYERS = [flat("1-104", buyer="甲", owner="甲"), flat("1-105", buyer="甲", owner="甲")]
DEVELOPERS = [flat("1-106", holding="unsold"), flat("1-107", holding="undelivered")]
LISTS = [
    (APART, "3 个专有部分，计 3 户", "一套一人"),
    (APART + BUYERS, "5 个专有部分，合计 4 户（同一买受人的合并计算）", "一套一人；同一买受人的几套合计一人（1 人）"),
    (
        APART + DEVELOPERS,
        "5 个专有部分，合计 4 户（建设单位未售、未交付的合并计算）",
        "一套一人；建设单位未售、未交付的合计一人",
    ),
    (
        APART + BUYERS + DEVELOPERS,
        "7 个专有部分，合计 5 户（同一买受人的、建设单位未售、未交付的合并计算）",
        "一套一人；同一买受人的几套合计一人（1 人）；建设单位未售、未交付的合计一人",
    ),
    ([*APART, flat("1-108", holding="unsold")], "4 个专有部分，计 4 户", "一套一人"),
]


def held(place, secretary, units):
    row = made.called(secretary, place.compound, units=units, **OWNERS)
    rows = [{"voter": unit["code"], "choice": "absent" if unit["code"] == "1-103" else "yes"} for unit in units]
    with clock.travel(DAY):
        return made.recorded(row, secretary, ballots=rows)


@pytest.mark.parametrize(("units", "words", "on_roll"), LISTS)
def test_the_list_says_units_and_heads_and_the_roll_only_what_is_joined(
    client, place, secretary, units, words, on_roll
):
    row = held(place, secretary, units)
    client.force_login(secretary)
    page = words_of(client.get(row.get_absolute_url()).content.decode())
    assert f"{words}；其中参与表决 {row.present} 户".replace(" ", "") in page
    assert "行；" not in page
    assert dict(Event.objects.get(kind="governance.deliberation.hold").data["facts"])["签到名单"] == words
    heads = next(said for label, _, _, said in totals_of(Roll.objects.get(pk=row.roll_id)) if label == "计票人数")
    assert heads == on_roll


def test_a_list_of_members_is_people(client, place, secretary):
    rows = [{"voter": f"席位{n}", "choice": "yes"} for n in range(1, 11)]
    row = made.held(secretary, place.compound, {"ballots": rows}, roll=10)
    client.force_login(secretary)
    assert "10人；其中到会10人" in words_of(client.get(row.get_absolute_url()).content.decode())


def test_one_unit_in_two_rows_is_no_buyer_of_several(place, secretary):
    """It stands twice; nothing is said of several units of one buyer."""
    row = made.called(secretary, place.compound, units=APART, **OWNERS)
    twice = [{"voter": "1-101", "choice": "yes"}, {"voter": "1栋101室", "choice": "no"}]
    with clock.travel(DAY), pytest.raises(Refused) as refusal:
        made.recorded(row, secretary, ballots=twice)
    assert refusal.value.code == "list_twice"
    assert len(refusal.value.errors["ballots"]) == 1
    row.refresh_from_db()
    assert (row.status, row.ballots.count()) == ("called", 0)


def test_two_rows_of_one_of_several_units_count_the_units(place, secretary):
    row = made.called(secretary, place.compound, units=APART + BUYERS, **OWNERS)
    rows = [{"voter": "1-104", "choice": "yes"}, {"voter": "1-105", "choice": "no"}]
    with clock.travel(DAY):
        assert "名下 2 套" in refuses("owner_votes_differ", lambda: made.recorded(row, secretary, ballots=rows))
