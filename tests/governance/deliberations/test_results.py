"""Results are computed in exact fractions, by heads and by area; nobody can type one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.deliberations import majorities
from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock, rules
from governance.models import Deliberation, Motion
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses
from tests.factories.rolls import flat

pytestmark = pytest.mark.django_db


def ballots(rows):
    """The sign-in list of rows (unit, buyer, area, choice)."""
    return [{"voter": unit, "choice": choice} for unit, _, _, choice in rows]


def units(rows):
    """The owners' roll of the same rows; several units of one buyer are declared as such."""
    return [
        flat(unit, area, holding="unsold") if buyer == "未售" else flat(unit, area, buyer=buyer, owner=buyer)
        for unit, buyer, area, _ in rows
    ]


def called_for_owners(secretary, place, rows):
    return made.called(
        secretary, place.compound, body="owners_ordinary", matter="general", held_on=made.NOTICE + timedelta(20),
        units=units(rows),
    )  # fmt: skip


# ------------------------------------------------------------ owners: heads and area
def owners_vote(secretary, place, rows, **data):
    row = called_for_owners(secretary, place, rows)
    with clock.travel(row.held_on):
        row = made.recorded(row, secretary, ballots=ballots(rows), **data)
        return acts.count(row, actor=secretary)


def test_several_units_of_one_buyer_and_the_unsold_ones_are_one_head_each(place, secretary):
    rows = (
        ("101", "甲", "100", "yes"),
        ("102", "甲", "80", "yes"),
        ("103", "未售", "90", "no"),
        ("104", "未售", "90", "no"),
        ("201", "", "100", "yes"),
        ("202", "", "100", "absent"),
    )
    row = owners_vote(secretary, place, rows)
    motion = row.motions.get()
    assert (row.entitled, row.present, motion.yes, motion.no_votes) == (4, 3, 2, 1)
    assert (row.present_area, motion.yes_area, motion.no_area) == (Decimal("460"), Decimal("280"), Decimal("180"))
    assert row.passed is True


def test_heads_without_area_do_not_carry_a_motion(place, secretary):
    rows = (("101", "", "300", "no"), ("102", "", "50", "yes"), ("103", "", "50", "yes"))
    row = owners_vote(secretary, place, rows)
    assert (row.is_quorate, row.passed) == (True, False)
    assert "专有面积" in row.motions.get().formula


def test_owner_ballots_need_area_and_one_choice(place, secretary):
    torn = (("101", "甲", "100", "yes"), ("102", "甲", "80", "no"), ("103", "", "90", "yes"))
    row = called_for_owners(secretary, place, torn)
    with clock.travel(row.held_on):
        refuses("owner_votes_differ", lambda: made.recorded(row, secretary, ballots=ballots(torn)))
        twice = [{"voter": "103", "choice": "yes"}, {"voter": "１０３室", "choice": "yes"}]
        refuses("list_twice", lambda: made.recorded(row, secretary, ballots=twice))
        refuses("area_missing", lambda: made.recorded(row, secretary, **made.totals()))
        stranger = [{"voter": "103", "choice": "yes"}, {"voter": "9-999", "choice": "yes"}]
        words = refuses("not_on_roll", lambda: made.recorded(row, secretary, ballots=stranger))
        assert "第 2 行：9-999不在业主名册" in words
    row.refresh_from_db()
    assert (row.status, row.ballots.count()) == ("called", 0)


def test_the_database_refuses_a_base_that_no_roll_carries(place, secretary):
    row = made.counted(secretary, place.compound)
    for change in ({"entitled": 40}, {"roll": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deliberation.objects.filter(pk=row.pk).update(**change)


# ------------------------------------------------------------ nobody types "passed"
def test_the_database_refuses_a_typed_result(place, secretary):
    row = made.counted(secretary, place.compound, made.totals(yes=10, no_votes=20, abstain=0))
    for change in (
        lambda: Deliberation.objects.filter(pk=row.pk).update(passed=True),
        lambda: Motion.objects.filter(deliberation=row).update(passed=True),
        lambda: Deliberation.objects.filter(pk=row.pk).update(present=12),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            checked(change)
    open_row = made.called(secretary, place.compound)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deliberation.objects.filter(pk=open_row.pk).update(passed=True)


def checked(change):
    """Make the change and let the database compare it now, as it would at the end of the transaction."""
    change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def counted_row(place, secretary):
    return made.counted(secretary, place.compound)


@given(st.integers(1, 60), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_database_and_python_agree_on_every_count(counted_row, entitled, data):
    """The trigger's arithmetic is the rule's arithmetic."""
    present = data.draw(st.integers(0, entitled))
    yes = data.draw(st.integers(0, present))
    rule = rules.threshold(
        data.draw(st.sampled_from(["council", "council_money", "party_meeting", "residents_meeting"])), made.DAY
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT share_met(%s, %s, %s::jsonb), share_met(%s, %s, %s::jsonb)",
            [
                present,
                entitled,
                str(majorities.snapshot(rule)["quorum"]).lower(),
                yes,
                entitled if rule.base == "all" else present,
                str(majorities.snapshot(rule)["passing"]).lower(),
            ],
        )
        quorate, passing = cursor.fetchone()
    heads = {"heads": present}, {"heads": entitled}
    assert quorate == rule.is_quorate(*heads)
    assert (quorate and passing) == rule.is_passed({"heads": yes}, *heads)
