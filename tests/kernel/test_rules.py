"""Dated rules: the version of the day, deadlines, the reminder ladder, majorities, the catalogue."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from hypothesis import strategies as st

from governance.kernel.clock import rules
from governance.kernel.figures.shares import CENT, Share
from governance.kernel.models.rules import Rule, Unit
from tests.unhurried import given

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def catalogue():
    rules.load_rules()


def rule(code="cap_works", value="50000", unit="yuan", valid_from=date(2020, 1, 1), **more):
    return Rule.objects.create(
        code=code, label=code, value=value, unit=unit, basis="本区默认", valid_from=valid_from, **more
    )


def test_the_version_of_the_day_answers():
    rule(valid_to=date(2025, 12, 31))
    rule(value="60000", valid_from=date(2026, 1, 1))
    assert rules.value("cap_works", date(2025, 12, 31)) == Decimal(50000)
    assert rules.value("cap_works", date(2026, 1, 1)) == Decimal(60000)


def test_a_missing_rule_is_refused_in_words():
    rule(valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    for day in (date(2025, 12, 31), date(2026, 7, 1)):
        with pytest.raises(rules.RuleMissing) as refusal:
            rules.get("cap_works", day)
        assert refusal.value.code == "rule_missing"
        assert "cap_works" in refusal.value.message
        assert refusal.value.status == 422


@pytest.mark.parametrize(
    ("value", "unit", "typed"),
    [("5", "wd", 5), ("-3", "month", -3), ("0.05", "yuan", Decimal("0.05")), ("40/40/20", "text", "40/40/20")],
)
def test_values_have_the_type_of_their_unit(value, unit, typed):
    found = rules.typed(rule(value=value, unit=unit))
    assert found == typed
    assert type(found) is type(typed)


def test_the_database_refuses_overlapping_versions():
    rule(valid_to=date(2025, 12, 31))
    with pytest.raises(IntegrityError, match="rule_versions_do_not_overlap"), transaction.atomic():
        rule(valid_from=date(2025, 12, 31))
    rule(code="cap_service")
    rule(valid_from=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"value": "fünf", "unit": "d"}, "rule_value_fits_its_unit"),
        ({"value": "2.5", "unit": "d"}, "rule_value_fits_its_unit"),
        ({"value": "2/0", "unit": "share", "comparison": ">=", "base": "all"}, "rule_value_fits_its_unit"),
        ({"value": "2/3", "unit": "share"}, "rule_share_says_how_it_compares"),
        ({"valid_to": date(2019, 1, 1)}, "rule_ends_after_it_begins|daterange|range lower bound"),
    ],
)
def test_the_database_refuses_senseless_rules(wrong, constraint):
    with pytest.raises(Exception, match=constraint), transaction.atomic():
        rule(**wrong)


def test_editing_a_rule_is_seen_at_once_in_this_process(django_assert_num_queries):
    one = rule()
    assert rules.value("cap_works") == 50000
    one.value = "45000"
    one.save()
    assert rules.value("cap_works") == 45000
    with django_assert_num_queries(0):
        rules.value("cap_works")


# ------------------------------------------------------------ the catalogue
def test_the_catalogue_loads_once_and_keeps_edits():
    added, kept = rules.load_rules()
    assert len(added) > 150
    assert not kept
    edited = Rule.objects.get(code="cap_works")
    edited.value = "70000"
    edited.save()
    added, kept = rules.load_rules()
    assert not added
    assert rules.value("cap_works") == 70000


def test_the_catalogue_holds_every_period_of_the_domain(catalogue):
    periods = {found.code: (found.value, found.unit) for found in Rule.objects.valid_on(TODAY)}
    assert periods["project_community"] == ("5", "wd")
    assert periods["mediation_close"] == ("1", "month")
    assert periods["petition_handle"] == ("60", "d")
    assert periods["contract_renewal"] == ("-90", "d")
    assert periods["fund_quarterly"] == ("3", "month")
    assert periods["cap_service"] == ("30000", "yuan")


def test_every_rule_of_the_catalogue_is_complete(catalogue):
    for found in Rule.objects.all():
        found.full_clean()
        assert rules.typed(found) is not None
        if found.unit == Unit.SHARE:
            assert found.counts


def test_deadlines_follow_the_rule_of_their_start(catalogue):
    assert rules.deadline("project_community", date(2026, 9, 30)) == date(2026, 10, 13)
    assert rules.deadline("petition_notice", date(2026, 2, 1)) == date(2026, 2, 16)  # 除夕: the duty does not move
    assert rules.deadline("petition_notice", date(2026, 9, 20)) == date(2026, 10, 5)
    assert rules.deadline("mediation_confirm_window", date(2026, 6, 18)) == date(2026, 7, 20)  # a Saturday moves
    assert rules.deadline("mediation_confirm_window", date(2026, 9, 4)) == date(2026, 10, 8)
    assert rules.deadline("mediation_close", date(2026, 1, 31)) == date(2026, 2, 28)
    assert rules.deadline("term_expiry", date(2026, 12, 31)) == date(2026, 10, 2)


# ------------------------------------------------------------ the ladder
def offsets(code, due_on, opened_on):
    return [rung.offset for rung in rules.ladder(code, due_on, opened_on)]


@pytest.mark.parametrize(
    ("days", "before"), [(30, [-7, -3, -1]), (15, [-7, -3, -1]), (14, [-2, -1]), (5, [-2, -1]), (4, [])]
)
def test_the_default_ladder_depends_on_the_length(days, before):
    assert offsets("", TODAY, TODAY - timedelta(days)) == [*before, 0, 1, 3, 7]


def test_each_rung_notifies_those_of_the_one_before_too():
    ladder = {rung.offset: rung.roles for rung in rules.ladder("", TODAY, TODAY - timedelta(20))}
    assert ladder[-7] == ()
    assert ladder[0] == ("supervisor",)
    assert ladder[1] == ("supervisor", "unit_head")
    assert ladder[3] == ("supervisor", "unit_head", "street_leader")
    assert ladder[7] == ("supervisor", "unit_head", "street_leader", "district_office")


def test_a_rule_may_name_its_own_rungs_and_superiors(catalogue):
    ladder = {rung.offset: rung.roles for rung in rules.ladder("mediation_close", TODAY, TODAY - timedelta(30))}
    assert list(ladder) == [-7, -3, -1, 0, 1, 3, 7]
    assert ladder[7] == ("supervisor", "committee_head", "justice_office", "street_admin")


def test_statutory_periods_give_no_grace(catalogue):
    ladder = {rung.offset: rung.roles for rung in rules.ladder("petition_handle", TODAY, TODAY - timedelta(60))}
    assert list(ladder) == [-30, -15, -7, -3, -1, 0, 1, 7]
    assert ladder[1] == ("supervisor", "unit_head", "petition_officer")


def test_minimum_periods_and_rights_of_others_press_nobody(catalogue):
    assert rules.ladder("deliberation_publish", TODAY, TODAY - timedelta(7)) == []
    assert offsets("petition_review_right", TODAY, TODAY - timedelta(30)) == [-7, 0]


def test_nothing_is_sent_before_the_period_opened(catalogue):
    assert offsets("project_conference", TODAY, TODAY - timedelta(10)) == [-7, 0, 1, 3, 7]


def test_fixed_days_are_announced_in_time(catalogue):
    assert offsets("fund_annual", date(2027, 5, 31), date(2027, 5, 31))[:3] == [-60, -30, -7]
    ladder = rules.ladder("term_expiry", date(2026, 10, 2), date(2026, 12, 31))
    assert [rung.on for rung in ladder if rung.offset > 7] == [date(2026, 12, 1), date(2026, 12, 24)]


@given(st.integers(0, 400))
def test_ladders_climb(days):
    ladder = rules.ladder("", TODAY, TODAY - timedelta(days))
    assert [rung.on for rung in ladder] == sorted({rung.on for rung in ladder})
    assert all(rung.on - TODAY == timedelta(rung.offset) for rung in ladder)


# ------------------------------------------------------------ majorities
def test_every_body_of_the_domain_has_a_threshold(catalogue):
    assert set(rules.bodies(TODAY)) >= {
        "owners_ordinary",
        "owners_major",
        "owners_committee",
        "residents_meeting",
        "residents_delegates",
        "villagers_meeting",
        "villager_delegates",
        "party_meeting",
        "council",
        "council_money",
        "fund_committee",
        "joint_conference",
    }
    assert all(rules.threshold(body, TODAY).basis for body in rules.bodies(TODAY))


def test_owners_count_heads_and_area(catalogue):
    rule_of_day = rules.threshold("owners_ordinary", TODAY)
    assert rule_of_day.counts == ("heads", "area")
    assert (rule_of_day.notice_days, rule_of_day.notice_unit) == (15, "d")
    entitled = {"heads": 90, "area": Decimal("9000.00")}
    assert rule_of_day.is_quorate({"heads": 60, "area": Decimal("6000.00")}, entitled)
    assert not rule_of_day.is_quorate({"heads": 60, "area": Decimal("5999.99")}, entitled)
    assert not rule_of_day.is_quorate({"heads": 59, "area": Decimal("9000.00")}, entitled)
    present = {"heads": 60, "area": Decimal("6000.00")}
    assert not rule_of_day.is_passed({"heads": 30, "area": Decimal("3000.01")}, present, entitled)
    assert rule_of_day.is_passed({"heads": 31, "area": Decimal("3000.01")}, present, entitled)
    major = rules.threshold("owners_major", TODAY)
    assert major.is_passed({"heads": 45, "area": Decimal("4500.00")}, present, entitled)
    assert not major.is_passed({"heads": 45, "area": Decimal("4499.99")}, present, entitled)


def test_party_meetings_need_half_present_and_more_than_half_of_all(catalogue):
    party = rules.threshold("party_meeting", TODAY)
    entitled = {"heads": 20}
    assert party.is_quorate({"heads": 10}, entitled)
    assert not party.is_passed({"heads": 10}, {"heads": 12}, entitled)
    assert party.is_passed({"heads": 11}, {"heads": 12}, entitled)


def test_a_committee_of_owners_sends_no_proxies(catalogue):
    assert rules.threshold("owners_committee", TODAY).proxies == 0
    assert rules.threshold("council", TODAY).proxies is None


def test_decisions_of_residents_and_villagers_are_published_for_fifteen_days(catalogue):
    for body in rules.bodies(TODAY):
        found = rules.threshold(body, TODAY)
        is_lawful = body.startswith(("residents", "villager"))
        assert (found.publish_days, found.publish_unit) == (15 if is_lawful else 7, "d"), body
        assert ("第三十四条" in found.publish_basis or "第三十五条" in found.publish_basis) is is_lawful
    assert rules.threshold("residents_meeting", date(2025, 6, 1)).publish_days == 7


def test_a_party_election_needs_four_fifths(catalogue):
    election = rules.threshold("party_election", TODAY)
    assert not election.is_quorate({"heads": 11}, {"heads": 20})
    assert election.is_quorate({"heads": 16}, {"heads": 20})
    assert not election.is_passed({"heads": 8}, {"heads": 16}, {"heads": 20})
    assert election.is_passed({"heads": 9}, {"heads": 16}, {"heads": 20})


def test_notice_of_residents_meetings_is_ten_days(catalogue):
    found = rules.threshold("residents_meeting", TODAY)
    assert (found.notice_days, found.notice_unit) == (10, "d")
    assert "第二十七条" in found.basis
    assert "第二十六条" in found.notice_basis
    assert "小组代表" in found.note


def test_the_law_of_2026_opens_new_versions(catalogue):
    before, after = date(2025, 12, 31), date(2026, 1, 1)
    assert rules.threshold("residents_meeting", before).basis != rules.threshold("residents_meeting", after).basis
    with pytest.raises(rules.RuleMissing):
        rules.threshold("residents_delegates", before)
    assert rules.threshold("residents_delegates", after).quorum == Share(2, 3)


shares = st.builds(
    lambda pair, strict: Share(min(pair), max(pair), strict),
    st.tuples(st.integers(1, 10), st.integers(1, 10)),
    st.booleans(),
)


@given(shares, st.integers(1, 10**6), st.integers(0, 10**6))
def test_needed_is_the_first_number_that_satisfies(share, whole, part):
    needed = share.needed(whole)
    assert share.is_met(needed, whole)
    assert not share.is_met(needed - 1, whole)
    assert share.is_met(part, whole) is (part >= needed)
    assert share.missing(part, whole) == max(0, needed - part)


@given(shares, st.decimals(1, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_areas_are_exact_to_the_last_cent(share, whole, part):
    needed = share.needed(whole, CENT)
    assert isinstance(needed, Decimal)
    assert share.is_met(part, whole) is (part >= needed)
    assert Fraction(part) / Fraction(whole) >= share.fraction or not share.is_met(part, whole)


def test_shares_in_words():
    assert str(Share(2, 3)) == "不低于三分之二"
    assert str(Share(1, 2, strict=True)) == "超过半数"
    assert Share(1, 2, strict=True).sign == "> 1/2"
    assert not Share(1, 2).is_met(0, 0)
