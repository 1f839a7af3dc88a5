"""The draft of a micro-project and its deliberation: each refusal has its code and writes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.deliberations.actions import deliberations
from governance.deliberations.attachments import EVIDENCE
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.papers import files
from governance.models import Organisation
from projects.micro_projects.actions import application as micro_projects
from projects.micro_projects.actions.demands import to_project
from projects.micro_projects.attachments import PHOTO_BEFORE
from projects.micro_projects.models.budgets import kept_quotes
from projects.models import MicroProject, Quote
from tests.factories import projects as make
from tests.factories.base import dated, make_area
from tests.factories.deliberations import verified
from tests.factories.late import proven
from tests.factories.rolls import keep_roll
from tests.projects.micro_projects.cases import DEAR, draft, refused

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------ draft
def test_a_draft_takes_its_demand_along(place):
    project = draft(place)
    place.demand.refresh_from_db()
    assert (project.status, project.number) == ("draft", "")
    assert (place.demand.status, place.demand.project_id) == ("to_project", project.pk)
    assert (project.total_amount, project.fiscal_amount, project.fund_amount) == (9550, 7000, 1550)
    assert [line.amount for line in project.lines.all()] == [Decimal("5800.00"), Decimal("3750.00")]
    assert files.attachments_of(project, PHOTO_BEFORE).count() == 1


def test_a_demand_turns_into_a_draft(place):
    demand = to_project(place.demand, actor=place.branch)
    assert demand.project.status == "draft"
    assert (demand.project.title, demand.project.area) == (demand.title, place.compound)
    assert Event.objects.filter(kind="projects.micro_project.begin", object_id=demand.project_id).count() == 1


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("sources_not_equal_total", {"sources": make.SOURCES[:2]}),
        ("no_such_line", {"sources": ({**make.SOURCES[0], "line_no": 9, "amount": Decimal("9550")},)}),
        ("source_over_line", {"sources": ({**make.SOURCES[0], "line_no": 1, "amount": Decimal("9550")},)}),
        ("invalid", {"title": "长" * 61}),
        ("invalid", {"planned_until": timedelta(0)}),
        ("invalid", {"lines": ({**make.LINES[0], "quantity": Decimal(0)},), "sources": ()}),
        ("invalid", {"lines": ({**make.LINES[0], "unit_price": Decimal("1.005")},), "sources": ()}),
        ("invalid", {"lines": ({**make.LINES[0], "unit_price": Decimal(-3)},), "sources": ()}),
    ],
)
def test_a_wrong_draft_is_refused(place, code, change):
    refused(code, draft, place, **dated(change))


def test_a_project_belongs_to_a_compound(place):
    refused("not_a_compound", draft, place, area=place.community)


def test_a_project_is_not_opened_elsewhere(place):
    refused("not_allowed", make.make_draft, place.stranger, place.demand, place.implementer)


def test_only_branches_and_social_organisations_implement(place):
    company = make.make_branch(place.compound, kind=Organisation.Kind.COMPANY, branch_kind="")
    gone = make.make_branch(place.compound, status="dissolved")
    refused("implementer_not_eligible", make.make_draft, place.branch, place.demand, company)
    refused("implementer_not_eligible", make.make_draft, place.branch, place.demand, gone)


def test_an_ended_category_takes_no_new_projects(place):
    type(place.category).objects.update(valid_until=clock.today() - timedelta(1), status="ended")
    place.demand.category.refresh_from_db()
    refused("category_ended", draft, place)


def test_a_demand_of_another_compound_or_project_is_refused(place):
    draft(place)
    place.demand.refresh_from_db()
    refused("demand_taken", draft, place)
    next_door = make_area(place.community, "荷风苑")
    elsewhere = make.accepted_demand(place.secretary, place.secretary, next_door, place.category)
    refused("demand_elsewhere", make.make_draft, place.secretary, elsewhere, place.implementer, area=place.compound)


def test_saving_keeps_the_quotes_of_a_line_that_stays(place):
    project = draft(place, lines=(make.LINES[0], DEAR), sources=())
    line = project.lines.get(name="充电棚")
    micro_projects.quote(project, actor=place.branch, quotes=make.offers("安和公司", line_no=line.no))
    micro_projects.save(project, actor=place.branch, lines=[DEAR], sources=[])
    assert [(row.name, row.no) for row in project.lines.all()] == [("充电棚", 1)]
    assert Quote.objects.get().line_id == line.pk


def test_a_quote_needs_its_paper_and_another_supplier(place):
    project = draft(place, lines=(DEAR,), sources=())
    [given] = make.offers("安和公司")
    for code, quotes in (
        ("quote_paper_missing", [given | {"paper": None}]),
        ("quote_twice", make.offers("安和公司", "安和公司")),
        ("no_such_line", make.offers("安和公司", line_no=2)),
    ):
        refused(code, micro_projects.quote, project, actor=place.branch, quotes=quotes)
        refused(code, micro_projects.save, project, actor=place.branch, lines=[DEAR], sources=[], quotes=quotes)
    micro_projects.quote(project, actor=place.branch, quotes=[given])
    refused("invalid", micro_projects.quote, project, actor=place.branch, quotes=make.offers("安和公司"))
    assert Quote.objects.get().attachment.caption == "充电棚 报价 安和公司"


def test_a_saved_form_keeps_changes_and_drops_quotes(place):
    """One grid holds them all: what it keeps keeps its paper, whatever line it moves to; what it leaves out goes."""
    project = draft(place, lines=(DEAR,), sources=(), quotes=make.offers("甲", "乙", "丙"))
    papers = {quote.supplier: quote.attachment_id for quote in Quote.objects.all()}
    kept = [row for row in kept_quotes(project) if row["supplier"] != "丙"]
    moved = [{**row, "line_no": 2, "amount": row["amount"] - 1} for row in kept] + make.offers("丁", line_no=1)
    lines = [make.LINES[0], {**DEAR, "name": "新充电棚"}]
    project = micro_projects.save(project, actor=place.branch, lines=lines, sources=[], quotes=moved)
    found = {quote.supplier: quote for quote in Quote.objects.select_related("line")}
    assert {name: quote.line.name for name, quote in found.items()} == {
        "甲": "新充电棚",
        "乙": "新充电棚",
        "丁": make.LINES[0]["name"],
    }
    assert {name: found[name].attachment_id for name in ("甲", "乙")} == {name: papers[name] for name in ("甲", "乙")}
    event = Event.objects.filter(kind="projects.micro_project.save").first()
    assert any(label == "报价" and "丙" in old and "丁" in new for label, old, new in event.data["changes"])
    gone = {"line_no": 1, "supplier": "戊", "amount": Decimal(1), "quote": papers["丙"] + 1000}
    given = {"lines": lines, "sources": [], "quotes": [gone]}
    refused("quote_elsewhere", micro_projects.save, project, actor=place.branch, **given)


# ------------------------------------------------------------ deliberation
def test_deliberation_leads_on_or_ends_the_project(place):
    project = draft(place)
    posted = {"notice_on": clock.today() - timedelta(12), "held_on": clock.today(), "body": "council"}
    refused("backdated_without_paper", micro_projects.deliberate, project, actor=place.branch, **posted)
    called = micro_projects.deliberate(project, actor=place.branch, **posted, **proven()).deliberation
    assert files.attachments_of(called, EVIDENCE).count() == 1
    project.refresh_from_db()
    assert (project.status, called.area, called.matter) == ("deliberating", place.compound, "project")
    tally = [{"no": 1, "yes": 20, "no_votes": 60, "abstain": 0}]
    keep_roll("council", place.compound, 120, on=called.held_on)
    deliberations.hold(called, actor=place.branch, present=80, tallies=tally, tally=[make.picture()])
    deliberations.count(called, actor=place.branch)
    deliberations.publicise(called, actor=place.branch, publicity_place="公告栏")
    verified(called, place)
    with clock.travel(clock.today() + timedelta(30)):
        deliberations.finalise(called, actor=None)
    project.refresh_from_db()
    place.demand.refresh_from_db()
    assert project.status == "dropped"
    assert (place.demand.status, place.demand.project) == ("doing", None)


def test_a_void_deliberation_gives_the_draft_back(place):
    project = micro_projects.deliberate(
        draft(place),
        actor=place.branch,
        body="council",
        notice_on=clock.today(),
        held_on=clock.today() + timedelta(20),
    )
    deliberations.void(project.deliberation, actor=place.branch, note="改期")
    project.refresh_from_db()
    assert (project.status, project.deliberation) == ("draft", None)


def test_nobody_says_that_a_deliberation_passed(place):
    project = micro_projects.deliberate(
        draft(place),
        actor=place.branch,
        body="council",
        notice_on=clock.today(),
        held_on=clock.today() + timedelta(20),
    )
    refused("not_allowed", micro_projects.resolve, project, actor=place.branch)
    refused("deliberation_not_passed", micro_projects.resolve, project, actor=None)


def test_deliberation_wants_demand_photograph_and_the_right_meeting(place):
    project = draft(place)
    elsewhere = make.decided_deliberation(place.stranger, place.other_compound)
    refused("deliberation_elsewhere", micro_projects.deliberate, project, actor=place.branch, deliberation=elsewhere)
    other = make.decided_deliberation(place.branch, place.compound, matter="general")
    refused("wrong_basis", micro_projects.deliberate, project, actor=place.branch, deliberation=other)
    type(project.demands.get()).objects.update(project=None, status="doing")
    refused("demand_missing", micro_projects.deliberate, project, actor=place.branch)


def test_what_a_draft_lacks_before_its_deliberation_is_said_at_once(place):
    """Fields, budget, demand and photograph in one sentence, not one after the other."""
    bare = micro_projects.begin(
        MicroProject(), actor=place.branch, title="无照片", area=place.compound, category=place.category, place="门口"
    )
    refusal = refused("application_incomplete", micro_projects.deliberate, bare, actor=place.branch)
    for words in ("建设（服务）内容、受益户数、计划开工", "预算明细和资金来源", "关联一件居民需求", "上传现状照片"):
        assert words in refusal.message
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    bare = make.make_draft(place.branch, demand, place.implementer, title="无照片", photos=[])
    refused("photo_missing", micro_projects.deliberate, bare, actor=place.branch)
