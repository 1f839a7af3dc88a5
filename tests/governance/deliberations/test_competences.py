"""The table of who may take up what: whole, dated, and shown to everybody who holds a post."""

from datetime import date, timedelta

import pytest

from governance.deliberations import bodies, competences
from governance.deliberations.models import Deliberation, Matter
from governance.deliberations.papers.results import ISSUERS
from governance.kernel.clock import rules
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses

pytestmark = pytest.mark.django_db
LAW_CHANGES = (date(2025, 6, 1), date(2026, 6, 1))
NEW_LAW, LATE = date(2026, 1, 1), made.NOTICE + timedelta(20)
MAJOR_ITEMS = ("第六项", "第七项", "第八项")  # 民法典 278(2): three quarters of those who take part
SHARES = {"owners_ordinary": "过半数", "owners_major": "四分之三以上"}


def test_every_line_names_known_matters_bodies_and_levels(place):
    known = {body for day in LAW_CHANGES for body in rules.bodies(day)}
    for line in competences.competences():
        assert line.matter in Matter.values
        assert line.body in known
        assert line.level in competences.LEVELS
        assert line.basis
        assert line.says
        assert bool(line.bring_to) != line.is_decision


@pytest.mark.parametrize("day", LAW_CHANGES)
def test_a_body_takes_up_a_matter_at_one_level_by_one_line_a_day(place, day):
    for matter in Matter.values:
        lines = [(line.body, line.level) for line in competences.for_matter(matter, day)]
        assert lines
        assert len(lines) == len(set(lines)), (matter, day)


def test_a_council_and_a_party_meeting_consult_and_decide_nothing(place):
    for line in competences.competences():
        assert line.is_decision == (line.body not in (bodies.COUNCIL, bodies.PARTY_MEETING))


@pytest.mark.parametrize("matter", ["general", "project", "community_affairs"])
def test_a_wrong_body_of_a_community_is_told_of_those_who_decide_there(place, matter):
    """Never of the Party meeting, nor of a village's meetings."""
    words = bodies.refusal("owners_ordinary", matter, place.community)
    assert "党支部党员大会" not in words
    assert "村民" not in words
    assert "小区" in words or "居民会议" in words


def owners_lines():
    return [line for line in competences.competences() if line.body in SHARES and "第二百七十八条" in line.basis]


@pytest.mark.parametrize("line", owners_lines(), ids=lambda line: f"{line.matter} {line.body}")
def test_an_owners_article_asks_for_the_majority_that_its_line_says(place, line):
    """Items 6 to 8 and no others are decided with three quarters; the second paragraph says so."""
    assert (line.body == "owners_major") is any(item in line.basis for item in MAJOR_ITEMS)
    assert f"经参与表决专有面积{SHARES[line.body]}且参与表决人数{SHARES[line.body]}的业主同意" in line.says
    assert "、第二款" in line.basis
    assert rules.get(f"pass_{line.body}").basis == "《民法典》第二百七十八条第二款"


def test_no_line_rests_on_a_text_that_was_not_in_force(place):
    for line in competences.competences():
        if "2025年" in line.basis:
            assert line.valid_from >= NEW_LAW, line
        if "2018年" in line.basis:
            assert line.valid_to is not None, line
            assert line.valid_to < NEW_LAW, line


def test_a_communitys_line_rests_on_the_article_by_which_its_meeting_decides(place):
    """What it says of the majority stands in that article, the Party's study in the one named beside it."""
    found = [line for line in competences.competences() if line.body in bodies.COMMUNITY and line.valid_from >= NEW_LAW]
    assert len(found) >= 20
    for line in found:
        rule = rules.get(f"pass_{line.body}", line.valid_from)
        study = rules.get(f"party_study_{'villagers' if line.level == 'village' else 'residents'}", line.valid_from)
        for text in (rule, study):
            assert text.basis.partition("）")[2] in line.basis
        assert line.says.endswith(rule.says.partition("到会人员的")[2] or rule.says.partition("到会人员")[2]), line


def test_what_changes_nothing_is_never_asked_for_three_quarters(client, place, secretary):
    """民法典 278(9): more than half carries it, and no more may be asked of the owners."""
    words = refuses("wrong_body", lambda: made.called(secretary, place.compound, body="owners_major", held_on=LATE))
    assert "业主共同决定（一般事项）" in words
    assert competences.find("project", "owners_major") is None


def test_a_decision_stays_one_where_the_table_has_no_line_for_it(place):
    """A result of an earlier edition's table is not renamed; what a council says of owners' matters is none."""
    assert Deliberation(area=place.compound, body="owners_major", matter="project", held_on=LATE).is_decision
    assert not Deliberation(area=place.compound, body="council", matter="company", held_on=LATE).is_decision


def test_every_body_has_who_signs_its_result():
    assert set(ISSUERS) == {*bodies.ORDER, bodies.COUNCIL_MONEY}


def test_what_owners_decide_together_no_other_body_takes_up(place):
    for matter in ("owners_rules", "covenant", "owners_committee", "company", "common_parts", "rebuild"):
        assert {line.body for line in competences.for_matter(matter)} <= {"owners_ordinary", "owners_major"}


def test_the_page_shows_which_body_only_consults(client, secretary):
    """Beside each line: it decides, or it does not, and then where the matter must be brought."""
    client.force_login(secretary)
    cells = client.get("/governance/competences/").content.decode().split('data-k="效力"')[1:]
    shown = [cell.split("</td>")[0].partition(">")[2] for cell in cells]
    lines = [line for matter in Matter.values for line in competences.for_matter(matter)]
    assert len(shown) == len(lines)
    for cell, line in zip(shown, lines, strict=True):
        assert ("不作决定" in cell) is not line.is_decision
        assert line.bring_to in cell
        assert ("支部决议" in cell) is (line.body == bodies.PARTY_MEETING)


def test_the_table_is_open_to_whoever_holds_a_post(client, secretary):
    client.force_login(secretary)
    page = client.get("/governance/competences/").content.decode()
    for words in (
        "选聘或解聘物业服务企业",
        "《民法典》第二百七十八条第四项",
        "协商",
        "提请业主共同表决",
        "“解聘物业服务企业”须改选",
    ):
        assert words in page
    assert "/governance/competences/" in client.get("/governance/thresholds/").content.decode()
