"""The catalogue against the law: the table of the dossier, statutory bounds, and what never happens to a last day."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from hypothesis import strategies as st

from governance.kernel.clock import bounds, rules
from governance.kernel.clock.workdays import Calendar, Day
from governance.kernel.models.rules import Moves, Nature, Rule
from tests.unhurried import given

DOSSIER = Path(__file__).parents[2] / "docs" / "domain.md"
LINE = re.compile(r"^\| `(\w+)` \|(.*)\|$")
DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))


def catalogue_lines():
    for path in (rules.CATALOGUE[1], rules.CATALOGUE[0]):
        with open(path, encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def versions():
    """Every version of the catalogue as a rule, without a database."""
    return [rules.rule_of({name: cell for name, cell in line.items() if cell}) for line in catalogue_lines()]


RIGHTS = [rule for rule in versions() if rule.nature == Nature.RIGHT and rule.is_period]
MOVING = [rule for rule in versions() if rule.is_period and rule.moves != Moves.NONE]


def test_the_table_of_the_dossier_is_the_catalogue():
    text = DOSSIER.read_text(encoding="utf-8")
    table = text[text.index("### 2.15a") : text.index("### 2.16 ")]
    written = [LINE.match(line) for line in table.splitlines()]
    written = [(found[1], *(cell.strip() for cell in found[2].split("|"))) for found in written if found]
    known = [
        (
            line["code"],
            f"{line['valid_from']} – {line['valid_to']}".rstrip(),
            f"{line.get('comparison', '')} {line['value']}".strip(),
            line["unit"],
            line["moves"],
            line["nature"],
            f"{line['bound_side']} {line['bound']}".strip() or "—",
            line["basis"],
            line["says"] or "—",
        )
        for line in catalogue_lines()
    ]
    assert written == known


def test_every_version_says_whose_it_is_and_keeps_to_its_bound():
    for line, rule in zip(catalogue_lines(), versions(), strict=True):
        assert line["moves"] in Moves.values, rule.code
        assert line["nature"] in Nature.values, rule.code
        assert bounds.is_within(rule), rule.code
        assert bool(rule.bound) is bool(rule.bound_side), rule.code
        if rule.bound:
            assert rule.says, rule.code
            assert "《" in rule.basis, rule.code


ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条")
UNCITED = "未引条款："


def test_a_text_is_cited_by_its_article_or_the_rule_says_why_not():
    """Where an article could not be looked up, the basis names the text alone, and the note says what was read."""
    cited = [rule for rule in versions() if "《" in rule.basis]
    assert len(cited) > 80
    for rule in cited:
        assert UNCITED in rule.note or ARTICLE.search(rule.basis), rule.code
        assert "待核对" not in f"{rule.basis}{rule.note}", rule.code
    assert {rule.code for rule in cited if UNCITED in rule.note} == {
        "annual_report_date",
        "fund_annual",
        "fund_committee_min",
        "fund_leftover",
        "fund_major_event",
        "fund_partner_evaluation",
        "fund_yearly_projects",
        "pass_fund_committee",
        "pass_party_election",
        "quorum_fund_committee",
        "quorum_party_election",
        "villager_delegate_households_max",
        "villager_delegate_households_min",
    }


def test_a_quorum_is_not_called_like_its_body():
    for rule in versions():
        if rule.code.startswith("quorum_"):
            assert rule.label.endswith(rules.OF_QUORUM), rule.code


UNBOUND = ("本区默认", "参照")  # how a basis says that the law leaves the number to the district


def test_whatever_rests_on_a_statute_has_a_bound_or_says_why_not():
    for rule in versions():
        rests_on_law = "《" in rule.basis or rule.nature != Nature.CUSTOM
        assert not rests_on_law or rule.bound or any(word in rule.basis for word in UNBOUND), rule.code


def test_no_repealed_text_is_in_force():
    ends = {"《信访条例》": "2022-04-30", "（2018年修正）": "2025-12-31", "第61号": "2025-12-31"}
    for rule in versions():
        for text, last in ends.items():
            if text in rule.basis:
                assert rule.valid_to == date.fromisoformat(last), rule.code
        if "设立运行指引" in rule.basis:
            assert rule.valid_to == date(2026, 12, 31)


def test_duties_of_the_petition_rules_do_not_move():
    duties = [rule for rule in versions() if rule.code.startswith("petition_") and rule.nature == Nature.DUTY]
    assert {rule.moves for rule in duties} == {Moves.NONE}
    assert {rule.code for rule in duties} >= {"petition_sort", "petition_notice", "petition_handle", "petition_recheck"}


@given(DAYS, st.sampled_from(RIGHTS), st.sets(st.integers(0, 500), max_size=12))
def test_the_last_day_of_a_right_is_never_a_rest_day(start, rule, offs):
    """Whatever the office has entered beside what was announced."""
    more = Calendar({day: Day(day, False, "放假") for day in (start + timedelta(n) for n in offs)})
    assert more.day(due_by(more, rule, start)).is_workday


@given(DAYS, st.sampled_from(MOVING), st.sets(st.integers(0, 500), max_size=12))
def test_adding_a_holiday_never_moves_a_deadline_earlier(start, rule, offs):
    if rule.value.startswith("-"):  # what counts back comes earlier, so that the duty does not come later
        return
    more = Calendar({day: Day(day, False, "放假") for day in (start + timedelta(n) for n in offs)})
    assert due_by(more, rule, start) >= due_by(Calendar(), rule, start)


def due_by(calendar, rule, start):
    """The last day by one calendar, counted as the clock counts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("governance.kernel.clock.workdays.calendar", lambda: calendar)
        return rules.due(rule, start)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("pass_owners_major", {"value": "1/10"}),
        ("pass_owners_major", {"value": "74/100"}),
        ("quorum_owners_major", {"value": "1/5"}),
        ("pass_owners_major", {"value": "4/5"}),  # nor does a district make the owners' own law stricter
        ("pass_owners_ordinary", {"value": "2/3", "comparison": ">="}),
        ("quorum_owners_ordinary", {"comparison": ">"}),
        ("pass_owners_ordinary", {"comparison": ">="}),
        ("petition_handle", {"value": "180"}),
        ("petition_notice", {"unit": "wd"}),
        ("mediation_confirm_window", {"value": "90"}),
        ("mediation_confirm_window", {"value": "29"}),
        ("mediation_confirm_window", {"moves": "holiday"}),
        ("notice_owners_ordinary", {"value": "1"}),
        ("contract_renewal", {"value": "-89"}),
        ("call_residents_meeting", {"value": "1/9"}),
        ("revenue_publish_date", {"value": "04-01"}),
        ("log_keep_days", {"value": "182"}),
    ],
)
def test_the_database_refuses_what_the_law_does_not_allow(db, code, wrong):
    rules.load_rules()
    before = Rule.objects.filter(code=code).values().last()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.filter(pk=before["id"]).update(**wrong)
    if wrong.get("unit"):  # the unit is compared between versions
        with pytest.raises(IntegrityError, match="计算单位"), transaction.atomic():
            Rule.objects.create(**{**before, "id": None, **wrong, "valid_from": date(2040, 1, 1)})
    assert Rule.objects.filter(code=code).values().last() == before


@pytest.mark.parametrize(
    ("code", "stricter"),
    [
        ("petition_handle", {"value": "45"}),
        ("notice_owners_ordinary", {"value": "20"}),
        ("contract_renewal", {"value": "-120"}),
        ("call_residents_meeting", {"value": "1/20"}),
    ],
)
def test_what_is_stricter_than_the_law_is_saved(db, code, stricter):
    rules.load_rules()
    newest = Rule.objects.filter(code=code).last()
    Rule.objects.filter(pk=newest.pk).update(**stricter)
    newest.refresh_from_db()
    assert bounds.is_within(newest)
