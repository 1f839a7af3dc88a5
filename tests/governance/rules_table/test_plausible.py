"""No rule takes nonsense: every value has limits, every text its shape, every reason is a sentence."""

import csv
from datetime import date

import pytest

from governance.kernel.clock import plausible, rules
from governance.kernel.models.rules import BoundSide, Rule, Unit
from governance.rules_table.actions import revise
from governance.rules_table.workflow import RULE
from tests.kernel.test_rule_law import versions

from .conftest import NEXT, given, proposal, rule
from .test_second_signature import refused, state


def test_every_rule_of_the_catalogue_has_limits_and_keeps_to_them():
    for version in versions():
        words = version.unit == Unit.TEXT or version.bound_side == BoundSide.EXACT
        assert words or plausible.limits(version), version.code
        assert plausible.is_plausible(version), version.code


def test_every_line_of_limits_names_a_rule():
    codes = {version.code for version in versions()}
    with open(plausible.TABLE, encoding="utf-8", newline="") as lines:
        named = [line["code"] for line in csv.DictReader(lines)]
    assert len(named) == len(set(named))
    for name in named:
        assert name in codes or any(code.startswith(name.removesuffix("*")) for code in codes), name


@pytest.mark.parametrize(
    ("code", "value", "why"),
    [
        ("publicity_closes_at", "25:99", "value_does_not_fit_unit"),
        ("publicity_closes_at", "下班", "value_does_not_fit_unit"),
        ("publicity_closes_at", "03:00", "not_plausible"),
        ("project_number_prefix", "编号 1!", "value_does_not_fit_unit"),
        ("project_number_prefix", "x", "value_does_not_fit_unit"),
        ("supervision_number_prefix", "abc", "value_does_not_fit_unit"),
        ("tranches", "100/0/0", "value_does_not_fit_unit"),
        ("tranches", "50/50", "value_does_not_fit_unit"),
        ("revenue_publish_date", "W10-1", "value_does_not_fit_unit"),
        ("party_study_residents", "会后补办", "value_does_not_fit_unit"),
        ("upload_max_mb_demand", "100000", "not_plausible"),
        ("cap_works", "999999999", "not_plausible"),
        ("quotes_needed", "200", "not_plausible"),
        ("small_cell", "0", "not_plausible"),
        ("objection_review", "999", "not_plausible"),
        ("demand_answer_street", "3650", "not_plausible"),
        ("term_expiry", "-900", "not_plausible"),
        ("notice_council", "365", "not_plausible"),
        ("pass_council", "1/100", "not_plausible"),
        ("quorum_joint_conference", "1/9", "not_plausible"),
        ("recall_proposal", "99/100", "not_plausible"),
        ("notice_owners_ordinary", "999", "not_plausible"),
        ("mediation_close", "5", "beyond_the_law"),
        ("branch_members_max", "51", "beyond_the_law"),
        ("mediation_performance", "9", "beyond_the_law"),
        ("households_per_head_min", "51", "least_above_most"),
        ("households_per_head_max", "29", "least_above_most"),
    ],
)
def test_nonsense_is_refused_at_its_field(place, code, value, why):
    assert refused(why, revise, rule(code), actor=place.office, **given(value=value)).field == "value"


def test_a_committee_of_the_fund_has_five_members_at_least(place):
    current = Rule.objects.get(code="fund_committee_min")
    words = refused("beyond_the_law", revise, current, actor=place.office, **given(value="1")).message
    assert "不少于 5" in words


@pytest.mark.parametrize(("code", "value"), [("publicity_closes_at", "18:00"), ("project_number_prefix", "HT-XM")])
def test_what_makes_sense_is_taken(place, code, value):
    revise(rule(code), actor=place.office, **given(value=value))
    assert proposal(code).value == value


@pytest.mark.parametrize("basis", ["x", "决定", "1234567890", "同意同意同意", "，。！？；：——", "按按按按按按按按"])
@pytest.mark.parametrize("by_api", [False, True])
def test_a_basis_is_a_sentence(place, client, basis, by_api):
    client.force_login(place.office)
    current, before = rule("demand_answer_street"), state()
    wanted = {"valid_from": f"{NEXT}", "value": "10", "basis": basis, "unit": "d", "moves": "holiday"}
    if by_api:
        address = f"/api/v1/governance/rules/{current.pk}/steps/revise/"
        answer = client.post(address, wanted, content_type="application/json")
    else:
        answer = client.post(f"{current.get_absolute_url()}revise/", wanted)
    assert answer.status_code == 422
    said = str(answer.json()) if by_api else answer.content.decode()
    assert "请用一句话写清楚" in said
    assert state() == before


@pytest.mark.parametrize("step", ["refuse", "ask_withdrawal", "let_end"])
def test_a_reason_is_a_sentence(place, step):
    form, current = RULE.form(step), rule("demand_answer_street")
    assert "note" in form({"note": "不"}, obj=current, user=place.office).errors
    assert form({"note": "区里另有安排，暂不施行"}, obj=current, user=place.office).is_valid()


@pytest.mark.parametrize(
    "odd",
    [
        {"value": ["5"]},
        {"value": {"a": 1}},
        {"value": None},
        {"valid_from": 20270101},
        {"valid_from": "2027-02-30"},
        {"basis": ["区联席会议决定"], "value": True},
        {"unit": "wd; drop", "value": "5"},
        {"moves": 7},
        {"papers": "x"},
    ],
)
def test_odd_bodies_write_nothing(place, client, odd):
    client.force_login(place.office)
    before = state()
    body = {"valid_from": "2025-01-01", "value": "5", "basis": "区联席会议决定", **odd}
    address = f"/api/v1/governance/rules/{rule('demand_answer_street').pk}/steps/revise/"
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 422, answer.content
    assert state() == before


def test_codes_stay_out_of_titles(place, client):
    client.force_login(place.office)
    listed = client.get("/governance/rules/?q=demand_answer_street").content.decode()
    assert "街道答复需求" in listed
    assert "demand_answer_street</td>" not in listed
    page = client.get(rule("demand_answer_street").get_absolute_url()).content.decode()
    head = page[page.index("<h1") : page.index("全部规则")]
    assert "demand_answer_street" not in head
    with pytest.raises(rules.RuleMissing, match="业主共同决定"):
        rules.get("pass_owners_ordinary", date(1999, 1, 1))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("revenue_publish_date", "不晚于3月31日"),
        ("fund_committee_min", "不少于 5"),
        ("log_keep_days", "不少于 183 天"),
        ("mediation_close", "不超过 1 个月"),
    ],
)
def test_a_bound_is_said_as_people_say_it(code, words):
    assert next(one for one in versions() if one.code == code and one.bound).bound_text == words
