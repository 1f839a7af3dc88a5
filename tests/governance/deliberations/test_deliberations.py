"""Deliberation: the right body, notice, counts in exact fractions, publicity and objections; nobody types a result."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.deliberations import majorities
from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import Ballot, Deliberation, Motion, Objection
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    rules.load_rules()
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)


def refuses(code, do):
    """The step is refused with this code and writes nothing."""
    before = (Event.objects.count(), Deliberation.objects.count(), Ballot.objects.count(), Objection.objects.count())
    with pytest.raises(BusinessError) as refusal:
        do()
    assert refusal.value.code == code, refusal.value.message
    after = (Event.objects.count(), Deliberation.objects.count(), Ballot.objects.count(), Objection.objects.count())
    assert before == after
    return refusal.value.message


def owners(*rows):
    """Ballot rows (unit, owner, area, choice)."""
    return [
        {"voter": unit, "owner": owner, "exclusive_area": Decimal(area), "choice": choice, "is_unsold": owner == "未售"}
        for unit, owner, area, choice in rows
    ]


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


def test_all_motions_are_counted_and_the_first_decides(place, secretary):
    row = made.called(secretary, place.compound, motions=["修照明", "修扶手"])
    tallies = [
        {"no": 1, "yes": 10, "no_votes": 20, "abstain": 0},
        {"no": 2, "yes": 25, "no_votes": 5, "abstain": 0},
    ]
    with clock.travel(row.held_on):
        row = acts.hold(row, actor=secretary, **{**made.totals(), "tallies": tallies})
        row = acts.count(row, actor=secretary)
    assert [motion.passed for motion in row.motions.all()] == [False, True]
    assert row.passed is False


# ------------------------------------------------------------ the right body, in time
@pytest.mark.parametrize(
    ("body", "matter"),
    [("council", "common_parts"), ("owners_ordinary", "common_parts"), ("council", "repair_fund_use"),
     ("party_meeting", "project"), ("owners_committee", "money"), ("villagers_meeting", "project")],
)  # fmt: skip
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
            secretary, place.compound, body="owners_ordinary", matter="general", method="written",
            held_on=made.NOTICE + timedelta(days),
        )  # fmt: skip

    refuses("notice_too_short", lambda: vote(14))
    assert vote(15).status == "called"


def test_nobody_holds_a_meeting_before_its_day(place, secretary):
    row = made.called(secretary, place.compound)
    with clock.travel(made.DAY - timedelta(1)):
        refuses("too_early", lambda: acts.hold(row, actor=secretary, **made.totals()))


def test_a_body_without_a_rule_on_that_day_is_refused(place, secretary):
    refuses(
        "body_not_in_force",
        lambda: made.called(
            secretary, place.compound, body="residents_delegates", notice_on=date(2025, 3, 1), held_on=date(2025, 3, 10)
        ),
    )


def test_residents_rule_changes_with_the_law(place, secretary):
    old = made.called(
        secretary, place.compound, body="residents_meeting", notice_on=date(2025, 3, 1), held_on=date(2025, 3, 10)
    )
    new = made.called(secretary, place.compound, body="residents_meeting")
    assert "2018" in old.threshold().basis
    assert "2026" in new.threshold().basis


# ------------------------------------------------------------ counts that cannot be
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"present": 37, "yes": 37, "no_votes": 0, "abstain": 0}, "present_over_entitled"),
        ({"yes": 23}, "votes_not_equal_present"),
        ({"yes": 25}, "votes_not_equal_present"),
        ({"yes": None}, "tally_missing"),
        ({"entitled": 0, "present": 0, "yes": 0, "no_votes": 0, "abstain": 0}, "nobody_entitled"),
    ],
)
def test_impossible_counts_are_refused(place, secretary, change, code):
    row = made.called(secretary, place.compound)
    with clock.travel(row.held_on):
        refuses(code, lambda: acts.hold(row, actor=secretary, **made.totals(**change)))
    row.refresh_from_db()
    assert (row.status, row.present) == ("called", None)


def test_totals_need_the_photograph_of_the_paper(place, secretary):
    row = made.called(secretary, place.compound)
    with clock.travel(row.held_on):
        refuses("evidence_missing", lambda: acts.hold(row, actor=secretary, **{**made.totals(), "tally": []}))


def test_a_committee_of_owners_is_odd_and_takes_no_proxy(place, secretary):
    row = made.called(secretary, place.compound, body="owners_committee", matter="general", held_on=date(2026, 3, 12))
    with clock.travel(row.held_on):
        six = made.totals(entitled=6, present=6, yes=6, no_votes=0, abstain=0)
        refuses("size_not_allowed", lambda: acts.hold(row, actor=secretary, **six))
        proxy = [{"voter": f"委员{n}", "choice": "yes", "by_proxy": "李某" if n == 1 else ""} for n in range(5)]
        refuses("proxy_not_allowed", lambda: acts.hold(row, actor=secretary, ballots=proxy))
        row = acts.hold(row, actor=secretary, ballots=[{"voter": f"委员{n}", "choice": "yes"} for n in range(5)])
    assert (row.present, row.entitled) == (5, 5)


# ------------------------------------------------------------ owners: heads and area
def owners_vote(secretary, place, rows, **data):
    row = made.called(
        secretary, place.compound, body="owners_ordinary", matter="general", held_on=made.NOTICE + timedelta(20)
    )
    with clock.travel(row.held_on):
        row = acts.hold(row, actor=secretary, ballots=rows, **data)
        return acts.count(row, actor=secretary)


def test_several_units_of_one_buyer_and_the_unsold_ones_are_one_head_each(place, secretary):
    rows = owners(
        ("101", "甲", "100", "yes"), ("102", "甲", "80", "yes"),
        ("103", "未售", "90", "no"), ("104", "未售", "90", "no"),
        ("201", "", "100", "yes"), ("202", "", "100", "absent"),
    )  # fmt: skip
    row = owners_vote(secretary, place, rows)
    motion = row.motions.get()
    assert (row.entitled, row.present, motion.yes, motion.no_votes) == (4, 3, 2, 1)
    assert (row.present_area, motion.yes_area, motion.no_area) == (Decimal("460"), Decimal("280"), Decimal("180"))
    assert row.passed is True


def test_heads_without_area_do_not_carry_a_motion(place, secretary):
    rows = owners(("101", "", "300", "no"), ("102", "", "50", "yes"), ("103", "", "50", "yes"))
    row = owners_vote(secretary, place, rows)
    assert (row.is_quorate, row.passed) == (True, False)
    assert "专有面积" in row.motions.get().formula


def test_owner_ballots_need_area_and_one_voice(place, secretary):
    row = made.called(
        secretary, place.compound, body="owners_ordinary", matter="general", held_on=made.NOTICE + timedelta(20)
    )
    with clock.travel(row.held_on):
        refuses("area_missing", lambda: acts.hold(row, actor=secretary, ballots=[{"voter": "101", "choice": "yes"}]))
        torn = owners(("101", "甲", "100", "yes"), ("102", "甲", "80", "no"))
        refuses("owner_votes_differ", lambda: acts.hold(row, actor=secretary, ballots=torn))
        twice = owners(("101", "", "100", "yes"), ("101", "", "80", "yes"))
        refuses("list_twice", lambda: acts.hold(row, actor=secretary, ballots=twice))
        refuses("area_missing", lambda: acts.hold(row, actor=secretary, **made.totals()))
        more = owners(("101", "", "100", "yes"), ("102", "", "100", "yes"))
        refuses("present_over_entitled", lambda: acts.hold(row, actor=secretary, ballots=more, entitled=1))


# ------------------------------------------------------------ publicity
def test_publicity_is_seven_days_and_then_the_clock_finalises(place, secretary):
    row = made.publicised(secretary, place.compound)
    assert row.publicity_until == made.DAY + timedelta(7)
    with clock.travel(row.publicity_until):
        refuses("publicity_running", lambda: acts.finalise(row, actor=secretary))
        assert acts.finalise_due() == 0
    with clock.travel(row.publicity_until + timedelta(1)):
        assert acts.finalise_due() == 1
        assert acts.finalise_due() == 0
    row.refresh_from_db()
    assert row.status == "final"


def test_an_objection_stops_the_clock_by_the_days_until_the_answer(place, secretary):
    row = made.publicised(secretary, place.compound)
    until = row.publicity_until
    with clock.travel(made.DAY + timedelta(3)):
        row = acts.challenge(row, actor=secretary, raised_by="302 室", text="位置不妥，影响采光")
        assert row.status == "challenged"
        assert Deadline.objects.open().get().rule == "deliberation_objection"
    with clock.travel(made.DAY + timedelta(12)):
        assert acts.finalise_due() == 0
        row = acts.answer(row, actor=secretary, objection=row.objections.get().pk, answer="已移至东侧，异议人同意")
    assert (row.status, row.publicity_until) == ("publicised", until + timedelta(9))
    assert Deadline.objects.open().get().due_on == until + timedelta(9)


def test_two_objections_stop_the_clock_once(place, secretary):
    row = made.publicised(secretary, place.compound)
    until = row.publicity_until
    with clock.travel(made.DAY + timedelta(2)):
        row = acts.challenge(row, actor=secretary, raised_by="甲", text="一")
    with clock.travel(made.DAY + timedelta(4)):
        row = acts.challenge(row, actor=secretary, raised_by="乙", text="二")
    first, second = row.objections.all()
    with clock.travel(made.DAY + timedelta(5)):
        row = acts.answer(row, actor=secretary, objection=first, answer="一答")
        assert row.status == "challenged"
        row = acts.answer(row, actor=secretary, objection=second, answer="二答")
    assert (row.status, row.publicity_until) == ("publicised", until + timedelta(3))


def test_late_and_foreign_objections_are_refused(place, secretary):
    row, other = made.publicised(secretary, place.compound), made.publicised(secretary, place.compound)
    with clock.travel(row.publicity_until + timedelta(1)):
        refuses("objection_too_late", lambda: acts.challenge(row, actor=secretary, raised_by="甲", text="晚了"))
    with clock.travel(made.DAY + timedelta(1)):
        acts.challenge(other, actor=secretary, raised_by="甲", text="有异议")
        row = acts.challenge(row, actor=secretary, raised_by="甲", text="有异议")
        refuses(
            "objection_unknown", lambda: acts.answer(row, actor=secretary, objection=other.objections.get(), answer="?")
        )


def test_publicity_of_the_past_is_a_fact_but_its_days_are_kept(place, secretary):
    row = made.counted(secretary, place.compound)
    with clock.travel(made.DAY + timedelta(5)):
        refuses(
            "publicised_before_held",
            lambda: acts.publicise(row, actor=secretary, publicised_on=made.DAY - timedelta(1), publicity_place="栏"),
        )
        row = acts.publicise(row, actor=secretary, publicised_on=made.DAY + timedelta(1), publicity_place="栏")
    assert row.publicity_until == made.DAY + timedelta(8)


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
            [present, entitled, str(majorities.snapshot(rule)["quorum"]).lower(),
             yes, entitled if rule.base == "all" else present, str(majorities.snapshot(rule)["passing"]).lower()],
        )  # fmt: skip
        quorate, passing = cursor.fetchone()
    heads = {"heads": present}, {"heads": entitled}
    assert quorate == rule.is_quorate(*heads)
    assert (quorate and passing) == rule.is_passed({"heads": yes}, *heads)


# ------------------------------------------------------------ who may
def test_a_stranger_may_neither_see_nor_act(place, secretary):
    row = made.called(secretary, place.compound)
    stranger = user_with("community_secretary", place.other_community)
    assert not Deliberation.objects.visible_to(stranger).filter(pk=row.pk).exists()
    refuses("not_allowed", lambda: acts.void(row, actor=stranger, note="不归我管"))
    refuses("not_allowed", lambda: made.called(stranger, place.compound))
