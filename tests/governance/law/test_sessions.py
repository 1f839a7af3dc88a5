"""Delegates of residents meet at least once in half a year, those of villages each quarter: their roll says so."""

from datetime import timedelta

import pytest

from governance.deliberations.sessions import session_of
from governance.kernel.clock import clock
from governance.models import Roll
from tests.factories import deliberations as made
from tests.factories.rolls import make_delegates

pytestmark = pytest.mark.django_db
MEETING = {"body": "residents_delegates", "matter": "community_affairs", "held_on": made.NOTICE + timedelta(10)}


def test_the_next_meeting_counts_from_the_last_quorate_one(client, place, secretary):
    roll = make_delegates(place.community, 55, 5)
    assert session_of(roll).last is None
    assert session_of(roll).next_until == clock.add_months(roll.valid_from, 6)
    tally = made.totals(present=39, yes=39, no_votes=0, abstain=0)  # one short of two thirds
    made.counted(secretary, place.community, tally, **MEETING)
    assert session_of(roll).last is None
    tally = made.totals(present=40, yes=21, no_votes=19, abstain=0)
    row = made.counted(secretary, place.community, tally, **MEETING)
    session = session_of(Roll.objects.get(pk=roll.pk))
    assert (session.last, session.next_until) == (row, clock.add_months(row.held_on, 6))
    client.force_login(secretary)
    with clock.travel(session.next_until + timedelta(1)):
        assert session.is_late
        page = client.get(roll.get_absolute_url()).content.decode()
    for words in ("代表会议召开", "至少每半年召开一次", "第二十八条", "已过期"):
        assert words in page


def test_villagers_meet_each_quarter_and_other_rolls_say_nothing(place, village):
    roll = make_delegates(village, 28, 5, kind="villager_delegates")
    assert session_of(roll).next_until == clock.add_months(roll.valid_from, 3)
    council = Roll(kind="council", status="filed", area=place.compound)
    assert session_of(council) is None
