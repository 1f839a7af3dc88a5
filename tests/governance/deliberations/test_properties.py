"""What no list, order or holding of flats may change about a result, and what one vote more may never do."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from governance.deliberations import majorities
from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions.attendance import make_ballot
from governance.deliberations.ballots import Motion
from governance.deliberations.checks import counted_results
from governance.deliberations.tallying import count_list, sum_area
from governance.kernel.clock import clock
from governance.kernel.figures.shares import CENT, Share, Threshold
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import make_area
from tests.factories.papers import photo
from tests.factories.rolls import flat
from tests.unhurried import given

CHOICES = ("yes", "no", "abstain", "absent")
FRACTIONS = ((1, 2), (1, 2), (2, 3), (3, 4), (4, 5), (1, 1))
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

shares = st.builds(Share, st.just(1), st.just(2), st.booleans()) | st.sampled_from(
    [Share(*fraction) for fraction in FRACTIONS]
)
areas = st.integers(1, 30000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def thresholds(draw):
    """The rule of any body: by heads alone, or by heads and area as for owners."""
    counts = draw(st.sampled_from([("heads",), ("heads", "area")]))
    return Threshold(
        "some", "某议事主体", draw(shares), draw(shares), draw(st.sampled_from(["present", "all"])), counts,
        notice_days=0, notice_unit="d", proxies=None, basis="某法",
    )  # fmt: skip


@st.composite
def lists(draw, most=25):
    """A sign-in list: every head with its flats and one answer to each of two motions."""
    rows = []
    for head in range(draw(st.integers(1, most))):
        first = draw(st.sampled_from(CHOICES))
        second = "absent" if first == "absent" else draw(st.sampled_from(CHOICES[:3]))
        rows += [
            {
                "voter": f"{head}-{number}", "head": str(head), "exclusive_area": draw(areas), "choice": first,
                "choice_2": second,
            }
            for number in range(draw(st.sampled_from([1, 1, 1, 2, 3])))
        ]  # fmt: skip
    return rows


def outcome(rows, threshold):
    """(present, their area, whether quorate, each motion with its votes and whether it passed) of a list."""
    deliberation, motions = Deliberation(), [Motion(no=1), Motion(no=2)]
    signed = [make_ballot(None, row, len(motions)) for row in rows]
    count_list(deliberation, threshold, motions, signed)
    there = deliberation.attendance()
    whole = {"heads": len({row["head"] for row in rows}), "area": sum_area(signed)}
    found = [
        (
            motion.yes,
            motion.no_votes,
            motion.abstain,
            motion.yes_area,
            threshold.is_passed({"heads": motion.yes, "area": motion.yes_area}, there, whole),
        )
        for motion in motions
    ]
    return deliberation.present, deliberation.present_area, threshold.is_quorate(there, whole), found


# ------------------------------------------------------------ lists
@given(lists(), thresholds(), st.randoms())
def test_the_order_of_a_list_changes_nothing(rows, threshold, random):
    shuffled = random.sample(rows, len(rows))
    assert outcome(shuffled, threshold) == outcome(rows, threshold)


@given(lists(), thresholds())
def test_votes_add_up_to_those_present_and_nobody_counts_twice(rows, threshold):
    present, area, _, motions = outcome(rows, threshold)
    for yes, no, abstain, *_ in motions:
        assert yes + no + abstain == present
    there = [row for row in rows if row["choice"] != "absent"]
    assert present == len({row["head"] for row in there})
    if "area" in threshold.counts:
        assert area == sum((row["exclusive_area"] for row in there), Decimal(0))


@given(lists(), thresholds(), st.data())
def test_whether_the_area_of_a_head_lies_in_one_flat_or_in_several_changes_nothing(rows, threshold, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    size = rows[at]["exclusive_area"]
    part = data.draw(st.integers(1, int(size * 100)).map(lambda cents: Decimal(cents) / 100))
    if part == size:
        return
    halves = [{**rows[at], "exclusive_area": size - part}, {**rows[at], "voter": "隔出", "exclusive_area": part}]
    assert outcome([*rows[:at], *halves, *rows[at + 1 :]], threshold) == outcome(rows, threshold)


@given(lists(), thresholds(), st.data())
def test_one_more_yes_never_turns_passed_into_failed(rows, threshold, data):
    heads = {row["head"]: row["choice"] for row in rows}
    head = data.draw(st.sampled_from(sorted(heads)))
    agreed = [{**row, "choice": "yes", "choice_2": "yes"} if row["head"] == head else row for row in rows]
    before, after = (outcome(one, threshold)[3] for one in (rows, agreed))
    if heads[head] == "absent" and threshold.base == "present":
        return  # who comes enlarges the base: that is a vote more and a head more at once
    for (*_, passed), (*_, passes) in zip(before, after, strict=True):
        assert passes or not passed


@given(lists(), thresholds(), st.data())
def test_who_stays_away_never_helps_the_quorum(rows, threshold, data):
    head = data.draw(st.sampled_from(sorted({row["head"] for row in rows})))
    without = [{**row, "choice": "absent", "choice_2": "absent"} if row["head"] == head else row for row in rows]
    assert outcome(rows, threshold)[2] or not outcome(without, threshold)[2]


# ------------------------------------------------------------ a base below the roll's
def carried(rows, threshold, stated, rolled):
    """Whether each motion of a list is carried, with so many (heads, m²) stated and on the roll."""
    deliberation, motions = Deliberation(rule=majorities.snapshot(threshold), body="some"), [Motion(no=1), Motion(no=2)]
    count_list(deliberation, threshold, motions, [make_ballot(None, row, 2) for row in rows])
    (deliberation.entitled, deliberation.entitled_area), (deliberation.roll_heads, deliberation.roll_area) = (
        stated,
        rolled,
    )
    quorate = majorities.all_met(deliberation.quorum())
    return [quorate and majorities.all_met(motion.conditions(deliberation)) for motion in motions]


@given(lists(), thresholds(), st.integers(0, 400), areas, st.data())
def test_a_smaller_stated_base_carries_nothing_that_the_roll_does_not(rows, threshold, more, size, data):
    """Whatever is stated below the roll, and however many rows are left out of the list or added to it."""
    signed = len({row["head"] for row in rows}), sum((row["exclusive_area"] for row in rows), Decimal(0))
    rolled = signed[0] + more, signed[1] + size
    by_roll = carried(rows, threshold, rolled, rolled)
    heads = data.draw(st.integers(signed[0], rolled[0]))
    area = data.draw(st.integers(int(signed[1] * 100), int(rolled[1] * 100)).map(lambda cents: Decimal(cents) / 100))
    assert carried(rows, threshold, (heads, area), rolled) == by_roll
    kept = [row for row in rows if row["choice"] != "absent"]
    assert carried(kept, threshold, signed, rolled) == by_roll
    added = [{"voter": f"+{n}", "head": f"+{n}", "exclusive_area": CENT, "choice": "absent"} for n in range(more)]
    assert carried([*rows, *added], threshold, signed, rolled) == by_roll


@given(lists(), thresholds(), st.integers(1, 400), areas)
def test_a_greater_stated_base_never_carries_more(rows, threshold, more, size):
    rolled = len({row["head"] for row in rows}), sum((row["exclusive_area"] for row in rows), Decimal(0))
    greater = carried(rows, threshold, (rolled[0] + more, rolled[1] + size), rolled)
    assert all(
        by_roll or not by_more
        for by_roll, by_more in zip(carried(rows, threshold, rolled, rolled), greater, strict=True)
    )


# ------------------------------------------------------------ fractions
@given(shares, st.integers(0, 5000), st.integers(1, 5000))
def test_heads_are_compared_in_whole_numbers(share, part, whole):
    left, right = part * share.den, whole * share.num
    assert share.is_met(part, whole) == (left > right if share.strict else left >= right)


@given(shares, areas, areas)
def test_areas_are_compared_to_the_hundredth(share, part, whole):
    left, right = int(part * 100) * share.den, int(whole * 100) * share.num
    assert share.is_met(part, whole) == (left > right if share.strict else left >= right)


@given(shares, st.integers(1, 5000) | areas)
def test_what_is_needed_is_the_least_that_is_enough(share, whole):
    step = CENT if isinstance(whole, Decimal) else 1
    needed = share.needed(whole, step)
    assert share.is_met(needed, whole)
    assert not share.is_met(needed - step, whole)


@given(thresholds(), lists())
def test_the_rule_kept_with_a_result_counts_as_the_rule_did(threshold, rows):
    kept = majorities.restore(majorities.snapshot(threshold))
    assert majorities.snapshot(kept) == majorities.snapshot(threshold)
    assert outcome(rows, kept) == outcome(rows, threshold)


# ------------------------------------------------------------ through the steps
votes = st.lists(st.sampled_from(CHOICES), min_size=6, max_size=12)


@pytest.mark.django_db
@FEW
@given(votes, st.data())
def test_a_list_recorded_in_two_parts_is_the_list_recorded_at_once(place, secretary, choices, data):
    """Whoever enters half and corrects it to the whole gets the result of the whole; a recount finds the same."""
    rows = [{"voter": f"1-{101 + n}", "choice": choice} for n, choice in enumerate(choices)]
    at = data.draw(st.integers(1, len(rows) - 1))
    units = [flat(row["voter"]) for row in rows]
    whole, halved = (held(secretary, place, units, *parts) for parts in ([rows], [rows[:at], rows]))
    assert result(whole) == result(halved)
    assert result(whole)[:2] == (len(rows), len([choice for choice in choices if choice != "absent"]))
    for _ in range(2):
        assert not [line for line in counted_results() if whole.title in line or halved.title in line]


@pytest.mark.django_db
@FEW
@given(votes, st.data())
def test_co_owners_are_one_voice(place, secretary, choices, data):
    rows = [{"voter": f"1-{101 + n}", "choice": choice} for n, choice in enumerate(choices)]
    shared = {row["voter"] for row in rows if data.draw(st.booleans())}
    alone = [flat(row["voter"]) for row in rows]
    together = [flat(row["voter"], co_owners=["乙", "丙"] if row["voter"] in shared else []) for row in rows]
    first, second = (held(secretary, place, units, rows) for units in (alone, together))
    assert result(first) == result(second)


def held(secretary, place, units, *recordings):
    """Owners of a compound of their own whose list is recorded, corrected as often as there are lists, and counted."""
    compound = make_area(place.community, "新苑")
    day = made.NOTICE + timedelta(20)
    row = made.called(secretary, compound, body="owners_ordinary", matter="general", held_on=day, units=units)
    with clock.travel(day):
        first, *further = recordings
        row = made.recorded(row, secretary, ballots=first)
        for rows in further:
            row = acts.correct(row, actor=secretary, ballots=rows, sign_in=[photo()], correction_reason="补录")
        return acts.count(row, actor=secretary)


def result(row):
    motion = row.motions.get()
    return (
        row.entitled, row.present, row.entitled_area, row.present_area, row.is_quorate, row.passed,
        motion.yes, motion.no_votes, motion.abstain, motion.yes_area, motion.formula,
    )  # fmt: skip
