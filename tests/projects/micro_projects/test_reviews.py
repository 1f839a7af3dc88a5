"""The reviews of community, street and leader: each refusal has its code and writes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from projects.micro_projects.actions import application as micro_projects
from projects.micro_projects.actions import decisions, reviews
from tests.factories import projects as make
from tests.projects.micro_projects.cases import DEAR, refused, resolved, reviewed, submit, submitted

pytestmark = pytest.mark.django_db


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
    quotes = make.offers("甲公司", "乙公司", "丙公司", amount="54000")
    project = micro_projects.quote(project, actor=place.branch, quotes=quotes)
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
