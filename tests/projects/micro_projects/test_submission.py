"""The submission of an application: what is missing, the number, the versions."""

from decimal import Decimal

import pytest

from governance.kernel.clock import clock
from governance.kernel.steps.errors import BusinessError
from projects.micro_projects.actions import application as micro_projects
from projects.micro_projects.actions import reviews
from projects.micro_projects.obstacles import find_obstacles
from projects.micro_projects.versions import difference
from tests.factories import projects as make
from tests.projects.micro_projects.cases import ALL_36000, DEAR, draft, refused, resolved, submit, submitted

pytestmark = pytest.mark.django_db


def test_the_number_is_gap_free_and_given_at_submission(place):
    project = submitted(place)
    year = clock.today().year
    assert project.number == f"HT-WXM-{year}-0001"
    again = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    other = make.resolved_project(place.branch, again, place.implementer)
    refused("repeat_statement_missing", submit, other, place)
    other = micro_projects.submit(other, actor=place.branch, agrees_to_publish=True, no_repeat_statement="不同楼栋")
    assert other.number == f"HT-WXM-{year}-0002"


def test_submission_names_everything_that_is_missing(place):
    project = resolved(
        place, lines=(DEAR,), sources=({"kind": "fiscal", "amount": Decimal(12000), "line_no": 1, "note": ""},)
    )
    refused("publication_not_agreed", micro_projects.submit, project, actor=place.branch)
    refusal = refused("quotes_missing", submit, project, place)
    assert "还差 3 家报价" in refusal.message
    micro_projects.quote(project, actor=place.branch, quotes=make.offers("甲公司", "乙公司", "丙公司"))
    assert submit(project, place).status == "submitted"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        (
            "over_cap_without_reason",
            {"kind": "service", "lines": (DEAR | {"quantity": Decimal(3)},), "sources": (ALL_36000,)},
        ),
    ],
)
def test_an_incomplete_application_is_refused(place, code, change):
    project = resolved(place, **change)
    with pytest.raises(BusinessError) as refusal:
        submit(project, place)
    assert code in {obstacle.code for obstacle in find_obstacles(project)}
    assert refusal.value.status == 422
    project.refresh_from_db()
    assert (project.status, project.number) == ("resolved", "")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("budget_missing", {"lines": (), "sources": ()}),
        ("sources_not_equal_total", {"sources": ()}),
        ("incomplete", {"maintenance": ""}),
        ("incomplete", {"planned_from": None, "planned_until": None}),
    ],
)
def test_what_was_taken_out_again_is_missed(place, code, change):
    project = micro_projects.save(resolved(place), actor=place.branch, **change)
    refused(code, submit, project, place)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"maintenance": ""}, "后续管护责任"),
        ({"planned_from": None, "planned_until": None}, "计划开工、计划完工"),
        ({"household_count": None, "conflict_statement": ""}, "受益户数、利益关系说明"),
    ],
)
def test_what_is_needed_later_is_asked_for_before_the_residents_vote(place, client, change, words):
    """Dates, upkeep and who builds are part of what people are asked about; the page lists all of it from the start."""
    project = draft(place, **change)
    refusal = refused("application_incomplete", micro_projects.deliberate, project, actor=place.branch)
    assert f"请先填写{words}" in refusal.message
    client.force_login(place.branch)
    page = client.get(project.get_absolute_url()).content.decode()
    assert "提交民主议事前还有 1 处需要补充" in page
    assert f"请先填写{words}" in page


def test_consent_and_all_that_is_missing_are_asked_for_at_once(place):
    project = resolved(
        place, lines=(DEAR,), sources=({"kind": "fiscal", "amount": Decimal(12000), "line_no": 1, "note": ""},)
    )
    project = micro_projects.save(project, actor=place.branch, maintenance="", planned_from=None)
    refusal = refused("publication_not_agreed", micro_projects.submit, project, actor=place.branch)
    said = [sentence for sentences in refusal.errors.values() for sentence in sentences]
    assert len(said) == 3
    assert any("还差 3 家报价" in sentence for sentence in said)
    assert any("计划开工、后续管护责任" in sentence for sentence in said)


@pytest.mark.parametrize("change", [{"lines": (), "sources": ()}, {"sources": ()}])
def test_the_residents_vote_on_the_money_too(place, change):
    refusal = refused("application_incomplete", micro_projects.deliberate, draft(place, **change), actor=place.branch)
    assert "请先填写预算明细和资金来源" in refusal.message


def test_nothing_is_submitted_before_the_residents_decided(place):
    project = draft(place)
    refused("wrong_state", submit, project, place)


def test_a_second_click_does_nothing(place):
    project = submitted(place)
    refused("wrong_state", submit, project, place)
    assert project.versions.count() == 1


def test_each_submission_keeps_a_version_and_the_difference_reads(place):
    project = submitted(place)
    project = reviews.send_back(project, actor=place.secretary, note="数量核实", reasons=["budget"])
    assert (project.status, bool(project.number)) == ("returned", True)
    lines = [{**make.LINES[0], "quantity": Decimal(90)}, make.LINES[1]]
    sources = [{**make.SOURCES[0], "amount": Decimal("6420")}, *make.SOURCES[1:]]
    project = micro_projects.save(project, actor=place.branch, household_count=118, lines=lines, sources=sources)
    number = project.number
    project = submit(project, place)
    assert project.number == number
    old, new = (version.data for version in project.versions.all())
    changed = {label: (before, after) for label, before, after in difference(old, new)}
    assert changed["受益户数"] == ("120", "118")
    assert "90 盏" in changed["预算明细：声控感应灯"][1]
    assert changed["资金来源：财政"] == ("7,000.00 元", "6,420.00 元")
    assert "title" not in changed
