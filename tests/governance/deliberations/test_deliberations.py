"""Deliberation: the right body, in time, with counts that are possible; strangers are refused."""

from datetime import date, timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import refuses

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------ the way through
def test_a_council_decides_by_counts_and_the_rule_is_shown(place, secretary):
    row = made.final(secretary, place.compound)
    assert (row.status, row.passed, row.is_quorate, row.body) == ("final", True, True, "council_money")
    motion = row.motions.get()
    assert "到会 30/36 人，要求不低于三分之二（24 人），已达到" in motion.formula
    assert "同意 24/30 人，要求不低于三分之二（20 人），已达到" in motion.formula
    assert "依据" in row.rule_text
    event = Event.objects.get(kind="governance.deliberation.finalise")
    assert event.data["passed"] is True


def test_too_few_yes_is_not_passed(place, secretary):
    row = made.counted(secretary, place.compound, made.totals(yes=19, no_votes=11, abstain=0))
    assert (row.is_quorate, row.passed) == (True, False)
    assert "还差 1 人" in row.motions.get().formula


def test_a_sitting_that_is_not_quorate_decides_nothing(place, secretary):
    row = made.counted(secretary, place.compound, made.totals(present=23, yes=23, no_votes=0, abstain=0))
    assert (row.is_quorate, row.passed) == (False, False)
    words = refuses("not_quorate", lambda: acts.publicise(row, actor=secretary, publicity_place="公示栏"))
    assert "重新召集" in words


def test_all_motions_are_counted_and_one_that_failed_is_not_outvoted(place, secretary):
    row = made.called(secretary, place.compound, motions=["修照明", "修扶手"])
    tallies = [
        {"no": 1, "yes": 10, "no_votes": 20, "abstain": 0},
        {"no": 2, "yes": 25, "no_votes": 5, "abstain": 0},
    ]
    with clock.travel(row.held_on):
        row = made.recorded(row, secretary, **{**made.totals(), "tallies": tallies})
        row = acts.count(row, actor=secretary)
    assert [motion.passed for motion in row.motions.all()] == [False, True]
    assert row.passed is False


# ------------------------------------------------------------ the right body, in time
@pytest.mark.parametrize(
    ("body", "matter"),
    [
        ("council", "common_parts"),
        ("owners_ordinary", "common_parts"),
        ("council", "repair_fund_use"),
        ("party_meeting", "project"),
        ("owners_committee", "money"),
        ("villagers_meeting", "project"),
    ],
)
def test_the_wrong_body_is_refused(place, secretary, body, matter):
    refuses("wrong_body", lambda: made.called(secretary, place.compound, body=body, matter=matter))


def test_business_in_common_parts_is_for_three_quarters_of_the_owners(place, secretary):
    row = made.called(secretary, place.compound, body="owners_major", matter="common_parts", held_on=date(2026, 3, 20))
    assert row.threshold().passing.sign == "≥ 3/4"


def test_notice_days_are_kept(place, secretary):
    words = refuses(
        "notice_too_short", lambda: made.called(secretary, place.compound, held_on=made.NOTICE + timedelta(2))
    )
    assert "提前 3 日" in words
    assert made.called(secretary, place.compound, held_on=made.NOTICE + timedelta(3)).status == "called"


def test_a_written_vote_of_owners_needs_fifteen_days(place, secretary):
    def vote(days):
        return made.called(
            secretary,
            place.compound,
            body="owners_ordinary",
            matter="general",
            method="written",
            held_on=made.NOTICE + timedelta(days),
        )

    refuses("notice_too_short", lambda: vote(14))
    assert vote(15).status == "called"


def test_nobody_holds_a_meeting_before_its_day(place, secretary):
    row = made.called(secretary, place.compound)
    with clock.travel(made.DAY - timedelta(1)):
        refuses("too_early", lambda: made.recorded(row, secretary, **made.totals()))


def test_a_body_without_a_rule_on_that_day_is_refused(place, secretary):
    refuses(
        "body_not_in_force",
        lambda: made.called(
            secretary,
            place.community,
            body="residents_delegates",
            notice_on=date(2025, 3, 1),
            held_on=date(2025, 3, 10),
        ),
    )


def test_residents_rule_changes_with_the_law(place, secretary):
    old = made.called(
        secretary, place.community, body="residents_meeting", notice_on=date(2025, 3, 1), held_on=date(2025, 3, 10)
    )
    new = made.called(secretary, place.community, body="residents_meeting", held_on=made.NOTICE + timedelta(10))
    assert "2018" in old.threshold().basis
    assert "2025年修订" in new.threshold().basis


# ------------------------------------------------------------ counts that cannot be
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"present": 37, "yes": 37, "no_votes": 0, "abstain": 0}, "present_over_entitled"),
        ({"yes": 23}, "votes_not_equal_present"),
        ({"yes": 25}, "votes_not_equal_present"),
        ({"yes": None}, "tally_missing"),
        ({"entitled": 0, "present": 0, "yes": 0, "no_votes": 0, "abstain": 0}, "base_differs_from_roll"),
    ],
)
def test_impossible_counts_are_refused(place, secretary, change, code):
    row = made.called(secretary, place.compound)
    with clock.travel(row.held_on):
        refuses(code, lambda: made.recorded(row, secretary, **made.totals(**change)))
    row.refresh_from_db()
    assert (row.status, row.present) == ("called", None)


def test_totals_need_the_photograph_of_the_paper(place, secretary):
    row = made.called(secretary, place.compound)
    with clock.travel(row.held_on):
        refuses("evidence_missing", lambda: made.recorded(row, secretary, **{**made.totals(), "tally": []}))


def test_a_committee_of_owners_is_odd_and_takes_no_proxy(place, secretary):
    row = made.called(
        secretary, place.compound, body="owners_committee", matter="general", held_on=date(2026, 3, 12), roll=5
    )
    with clock.travel(row.held_on):
        six = made.totals(entitled=6, present=5, yes=5, no_votes=0, abstain=0)
        refuses("base_differs_from_roll", lambda: made.recorded(row, secretary, **six))
        deviates = {"deviation_reason": "委员一人辞职", "deviation": [made.photo("辞职书.png")]}
        words = refuses("size_not_allowed", lambda: made.recorded(row, secretary, **six, **deviates))
        assert "仍按选举产生的总人数计算" in words
        proxy = [{"voter": f"席位{n}", "choice": "yes", "by_proxy": "李某" if n == 1 else ""} for n in range(1, 6)]
        refuses("proxy_not_allowed", lambda: made.recorded(row, secretary, ballots=proxy))
        row = made.recorded(row, secretary, ballots=[{"voter": f"席位{n}", "choice": "yes"} for n in range(1, 6)])
    assert (row.present, row.entitled) == (5, 5)


# ------------------------------------------------------------ who may
def test_a_stranger_may_neither_see_nor_act(place, secretary):
    row = made.called(secretary, place.compound)
    stranger = user_with("community_secretary", place.other_community)
    assert not Deliberation.objects.visible_to(stranger).filter(pk=row.pk).exists()
    refuses("not_allowed", lambda: acts.void(row, actor=stranger, note="不归我管"))
    refuses("not_allowed", lambda: made.called(stranger, place.compound))
