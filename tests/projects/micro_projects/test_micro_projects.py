"""A micro-project from the demand to the conference's door: each refusal has its code and writes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from governance.deliberations import actions as deliberations
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.papers import files
from governance.kernel.steps.errors import BusinessError
from governance.models import Organisation
from projects.demands import actions as demands
from projects.micro_projects.actions import application as micro_projects
from projects.micro_projects.actions import decisions, reviews
from projects.micro_projects.versions import difference
from projects.models import BudgetLine, MicroProject, Payment, Quote
from tests.factories import projects as make
from tests.factories.base import dated, make_area

pytestmark = pytest.mark.django_db
DEAR = {
    "name": "充电棚",
    "spec": "",
    "quantity": Decimal(1),
    "unit": "座",
    "unit_price": Decimal("12000"),
    "quote_basis": "",
}
ALL_36000 = {"kind": "fiscal", "amount": Decimal(36000), "line_no": None, "note": ""}


def refused(code, action, *args, **data):
    """The action refuses with this code, and nothing at all was written."""
    before = (Event.objects.count(), MicroProject.objects.count(), Deadline.objects.count())
    with pytest.raises(BusinessError) as refusal, transaction.atomic():
        action(*args, **data)
    assert refusal.value.code == code, refusal.value.message
    assert (Event.objects.count(), MicroProject.objects.count(), Deadline.objects.count()) == before
    return refusal.value


def draft(place, **data):
    return make.make_draft(place.branch, place.demand, place.implementer, **data)


def resolved(place, **data):
    return make.resolved_project(place.branch, place.demand, place.implementer, **data)


def submitted(place, **data):
    return make.submitted_project(place.branch, place.demand, place.implementer, **data)


def reviewed(place, **data):
    return make.reviewed_project(
        place.branch, place.demand, place.implementer, place.secretary, place.street_user, **data
    )


def submit(project, place):
    return micro_projects.submit(project, actor=place.branch, agrees_to_publish=True)


# ------------------------------------------------------------ draft
def test_a_draft_takes_its_demand_along(place):
    project = draft(place)
    place.demand.refresh_from_db()
    assert (project.status, project.number) == ("draft", "")
    assert (place.demand.status, place.demand.project_id) == ("to_project", project.pk)
    assert (project.total_amount, project.fiscal_amount, project.fund_amount) == (9550, 7000, 1550)
    assert [line.amount for line in project.lines.all()] == [Decimal("5800.00"), Decimal("3750.00")]
    assert files.attachments_of(project, "photo_before").count() == 1


def test_a_demand_turns_into_a_draft(place):
    demand = demands.to_project(place.demand, actor=place.branch)
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
    micro_projects.quote(
        project, actor=place.branch, line=line, supplier="安和公司", amount=Decimal("11800"), paper=[make.picture()]
    )
    micro_projects.save(project, actor=place.branch, lines=[DEAR], sources=[])
    assert [(row.name, row.no) for row in project.lines.all()] == [("充电棚", 1)]
    assert Quote.objects.get().line_id == line.pk


def test_a_quote_needs_its_paper_and_another_supplier(place):
    project = draft(place, lines=(DEAR,), sources=())
    line = project.lines.get()
    given = {"actor": place.branch, "line": line, "supplier": "安和公司", "amount": Decimal("11800")}
    refused("quote_paper_missing", micro_projects.quote, project, paper=[], **given)
    micro_projects.quote(project, paper=[make.picture()], **given)
    refused("invalid", micro_projects.quote, project, paper=[make.picture()], **given)
    other = make.make_draft(
        place.branch,
        make.accepted_demand(place.lead, place.secretary, place.compound, place.category),
        place.implementer,
    )
    refused("line_elsewhere", micro_projects.quote, other, paper=[make.picture()], **given)


# ------------------------------------------------------------ deliberation
def test_deliberation_leads_on_or_ends_the_project(place):
    project = draft(place)
    called = micro_projects.deliberate(
        project,
        actor=place.branch,
        body="residents_meeting",
        notice_on=clock.today() - timedelta(12),
        held_on=clock.today(),
    ).deliberation
    project.refresh_from_db()
    assert (project.status, called.area, called.matter) == ("deliberating", place.compound, "project")
    tally = [{"no": 1, "yes": 20, "no_votes": 60, "abstain": 0}]
    deliberations.hold(called, actor=place.branch, entitled=120, present=80, tallies=tally, tally=[make.picture()])
    deliberations.count(called, actor=place.branch)
    deliberations.publicise(called, actor=place.branch, publicity_place="公告栏")
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
        body="residents_meeting",
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
        body="residents_meeting",
        notice_on=clock.today(),
        held_on=clock.today() + timedelta(20),
    )
    refused("not_allowed", micro_projects.resolve, project, actor=place.branch)
    refused("deliberation_not_passed", micro_projects.resolve, project, actor=None)


def test_deliberation_wants_demand_photograph_and_the_right_meeting(place):
    project = draft(place)
    elsewhere = make.decided_deliberation(place.stranger, place.other_compound)
    refused("deliberation_elsewhere", micro_projects.deliberate, project, actor=place.branch, deliberation=elsewhere)
    election = make.decided_deliberation(place.branch, place.compound)
    type(election).objects.filter(pk=election.pk).update(matter="election")
    election.refresh_from_db()
    refused("deliberation_matter", micro_projects.deliberate, project, actor=place.branch, deliberation=election)
    type(project.demands.get()).objects.update(project=None, status="doing")
    refused("demand_missing", micro_projects.deliberate, project, actor=place.branch)
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    bare = micro_projects.begin(
        MicroProject(), actor=place.branch, title="无照片", area=place.compound, category=place.category,
        demands=[demand], place="门口", need="需要", content="修补",
    )  # fmt: skip
    refused("photo_missing", micro_projects.deliberate, bare, actor=place.branch)


# ------------------------------------------------------------ submission
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
    for name in ("甲公司", "乙公司", "丙公司"):
        micro_projects.quote(
            project,
            actor=place.branch,
            line=project.lines.get(),
            supplier=name,
            amount=Decimal(11000),
            paper=[make.picture()],
        )
    assert submit(project, place).status == "submitted"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("incomplete", {"maintenance": ""}),
        ("incomplete", {"planned_from": None, "planned_until": None}),
        ("budget_missing", {"lines": (), "sources": ()}),
        ("sources_not_equal_total", {"sources": ()}),
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
    assert code in {found for found, *_ in micro_projects.obstacles(project)}
    assert refusal.value.status == 422
    project.refresh_from_db()
    assert (project.status, project.number) == ("resolved", "")


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


# ------------------------------------------------------------ review
@pytest.mark.parametrize(
    ("point", "code"),
    [
        ("is_needed", "need_not_confirmed"),
        ("is_new", "repeated_project"),
        ("land_is_clear", "land_unclear"),
        ("is_nobodys_duty", "others_duty"),
    ],
)
def test_each_point_of_eligibility_must_be_confirmed(place, point, code):
    project = submitted(place)
    refused(code, reviews.check, project, actor=place.secretary, note="x", **{**make.CHECKED, point: False})


def test_nobody_checks_what_they_applied_for(place):
    project = make.submitted_project(place.secretary, place.demand, place.implementer)
    refusal = refused("own_project", reviews.check, project, actor=place.secretary, note="x", **make.CHECKED)
    assert "本人申报" in refusal.message
    assert Deadline.objects.open().get(object_id=project.pk, task="社区初审").assignee == place.street_user
    project = reviews.check_for_community(project, actor=place.street_user, note="代审", **make.CHECKED)
    assert project.status == "community_ok"


def test_the_street_leaves_the_check_to_the_community(place):
    project = submitted(place)
    refused("community_checks", reviews.check_for_community, project, actor=place.street_user, note="x", **make.CHECKED)


def test_others_may_not_check(place):
    project = submitted(place)
    for actor in (place.branch, place.stranger, place.lead, place.leader):
        refused("not_allowed", reviews.check, project, actor=actor, note="x", **make.CHECKED)


def test_sending_back_needs_a_known_reason(place):
    project = submitted(place)
    refused("reason_missing", reviews.send_back, project, actor=place.secretary, note="x", reasons=[])
    refused("reason_missing", reviews.send_back, project, actor=place.secretary, note="x", reasons=["whim"])


def test_the_street_looks_before_it_agrees(place):
    project = reviews.check(submitted(place), actor=place.secretary, note="属实", **make.CHECKED)
    refused("not_visited", reviews.review, project, actor=place.street_user, note="x", **make.REVIEWED)
    seen = {"actor": place.street_user, "people": "街道", "finding": "场地不足"}
    tomorrow, last_year = clock.today() + timedelta(1), clock.add_months(clock.today(), -12)
    refused("visit_in_future", reviews.visit, project, visited_on=tomorrow, is_feasible=True, **seen)
    refused("visit_before_application", reviews.visit, project, visited_on=last_year, is_feasible=True, **seen)
    reviews.visit(project, visited_on=clock.today(), is_feasible=False, **seen)
    refused("site_not_feasible", reviews.review, project, actor=place.street_user, note="x", **make.REVIEWED)
    reviews.visit(project, visited_on=clock.today(), is_feasible=True, **seen)
    for point, code in (
        ("is_legal", "not_legal"),
        ("budget_is_sound", "budget_not_sound"),
        ("is_feasible", "not_feasible"),
    ):
        given = {**make.REVIEWED, point: False}
        refused(code, reviews.review, project, actor=place.street_user, note="x", **given)
    project = reviews.reject(project, actor=place.street_user, note="无场地", reasons=["land"])
    assert project.status == "rejected"
    place.demand.refresh_from_db()
    assert place.demand.status == "doing"


def test_deadlines_follow_the_review(place):
    project = submitted(place)
    open_ones = Deadline.objects.open().filter(object_type="projects.microproject", object_id=project.pk)
    assert open_ones.get().due_on == clock.add_workdays(clock.today(), 5)
    reviews.check(project, actor=place.secretary, note="属实", **make.CHECKED)
    assert open_ones.get().due_on == clock.add_workdays(clock.today(), 7)


# ------------------------------------------------------------ over the cap
def over_cap(place):
    lines = ({**DEAR, "quantity": Decimal(6), "unit_price": Decimal(9000)},)
    sources = ({"kind": "fiscal", "amount": Decimal(54000), "line_no": None, "note": ""},)
    project = resolved(place, lines=lines, sources=sources, over_cap_reason="危险急需整治")
    for name in ("甲公司", "乙公司", "丙公司"):
        micro_projects.quote(
            project,
            actor=place.branch,
            line=project.lines.get(),
            supplier=name,
            amount=Decimal(54000),
            paper=[make.picture()],
        )
    project = submit(project, place)
    project = reviews.check(project, actor=place.secretary, note="属实", **make.CHECKED)
    seen = {"visited_on": clock.today(), "people": "街道", "finding": "属实", "is_feasible": True}
    project = reviews.visit(project, actor=place.street_user, **seen)
    return reviews.review(project, actor=place.street_user, note="同意", **make.REVIEWED)


def test_above_the_cap_the_leader_must_agree(place):
    project = over_cap(place)
    waiting = Deadline.objects.open().filter(object_id=project.pk).values_list("permission", flat=True)
    assert set(waiting) == {"projects.list", "projects.over_cap"}
    refusal = refused(
        "over_cap_not_approved", decisions.list_for_conference, project, actor=place.office, conference=None
    )
    assert "超过上限 50,000.00 元" in refusal.message
    refused("not_allowed", reviews.allow_over_cap, project, actor=place.office, note="x")
    project = reviews.allow_over_cap(project, actor=place.leader, note="同意")
    assert (project.over_cap_amount, project.over_cap_approved_by) == (54000, place.leader)
    assert not Deadline.objects.open().filter(object_id=project.pk, permission="projects.over_cap").exists()
    refused("not_over_cap", reviews.allow_over_cap, project, actor=place.leader, note="again")


def test_a_leader_who_disagrees_sends_it_back(place):
    project = reviews.send_back_over_cap(over_cap(place), actor=place.leader, note="压减到上限内")
    assert project.status == "returned"


def test_within_the_cap_nobody_asks_the_leader(place):
    refused("not_over_cap", reviews.allow_over_cap, reviewed(place), actor=place.leader, note="x")


# ------------------------------------------------------------ the end, and what the database keeps
def test_withdrawn_is_read_only(place):
    project = decisions.withdraw(submitted(place), actor=place.branch, note="居民改变主意")
    refused("wrong_state", micro_projects.save, project, actor=place.branch, title="改名")
    refused("wrong_state", decisions.withdraw, project, actor=place.branch, note="x")
    with pytest.raises(IntegrityError, match="只能查看"), transaction.atomic():
        MicroProject.objects.filter(pk=project.pk).update(title="改名")


def test_nothing_is_deleted(place):
    project = submitted(place)
    with pytest.raises(IntegrityError, match="不能删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM projects_microproject WHERE id = %s", [project.pk])
    with pytest.raises(IntegrityError, match="只能查看"), transaction.atomic():
        project.versions.all().update(no=9)


def test_the_database_guards_the_budget_of_a_submitted_project(place):
    project = submitted(place)
    with pytest.raises(IntegrityError, match="不能直接修改"), transaction.atomic():
        BudgetLine.objects.filter(project=project).update(unit_price=1)
    MicroProject.objects.filter(pk=project.pk).update(total_amount=1, fiscal_amount=1)
    with pytest.raises(IntegrityError, match="不一致"), transaction.atomic():
        check_now()
    MicroProject.objects.filter(pk=project.pk).update(total_amount=9550, fiscal_amount=7000)


def test_no_more_is_paid_than_was_approved(place):
    project = reviewed(place)
    MicroProject.objects.filter(pk=project.pk).update(
        status="approved", approved_amount=5000, approved_on=clock.today(), support_class="full"
    )
    paid = {"project": project, "status": "paid", "paid_on": clock.today()}
    Payment.objects.create(amount=5000, **paid)
    check_now()
    more = Payment.objects.create(amount=Decimal("0.01"), **paid)
    with pytest.raises(IntegrityError, match="超过批准金额"), transaction.atomic():
        check_now()
    more.delete()
    project.refresh_from_db()
    refused("already_paid", decisions.withdraw, project, actor=place.branch, note="x")


def check_now():
    """Run the deferred triggers as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
