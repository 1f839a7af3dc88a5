"""The table of who may take up what: whole, dated, and shown to everybody who holds a post."""

from datetime import date

import pytest

from governance.deliberations import bodies, competences
from governance.deliberations.models import Matter
from governance.deliberations.papers.results import ISSUERS
from governance.kernel.clock import rules

pytestmark = pytest.mark.django_db
LAW_CHANGES = (date(2025, 6, 1), date(2026, 6, 1))


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
