"""What the residents voted on stays: name, place, contents and money of a project after its vote (domain.md §2.1)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from governance.kernel.models.events import Event
from projects.micro_projects.actions import application, reviews
from projects.micro_projects.obstacles import find_obstacles
from projects.models import MicroProject
from tests.factories import projects as make
from tests.projects.micro_projects.cases import refused, resolved, submit, submitted

pytestmark = pytest.mark.django_db
API = "/api/v1/projects/micro-projects/"
CHANGES = {
    "title": "荷馨苑电梯加装",
    "place": "3 栋",
    "content": "每个单元电梯加装一台",
    "common_parts": "upkeep",
    "kind": "service",
}


def returned(place):
    return reviews.send_back(submitted(place), actor=place.secretary, note="请核实", reasons=["budget"])


def sources(**amounts):
    """The sources of the factory with other amounts, and a line that costs what they make together."""
    rows = [
        {**row, "line_no": None, "amount": Decimal(amounts.pop(row["kind"], row["amount"]))} for row in make.SOURCES
    ]
    rows += [{"kind": kind, "amount": Decimal(amount), "line_no": None, "note": ""} for kind, amount in amounts.items()]
    rows = [row for row in rows if row["amount"]]
    total = sum(row["amount"] for row in rows)
    return {"sources": rows, "lines": [{**make.LINES[0], "quantity": Decimal(1), "unit_price": total}]}


def written(project):
    return MicroProject.objects.filter(pk=project.pk).values().get(), Event.objects.count()


@pytest.mark.parametrize("state", [resolved, returned])
@pytest.mark.parametrize("name", CHANGES)
def test_what_was_voted_on_is_not_rewritten(place, state, name):
    project = state(place)
    before = written(project)
    refusal = refused("changed_since_vote", application.save, project, actor=place.branch, **{name: CHANGES[name]})
    assert list(refusal.errors) == [name]
    assert "须重新民主议事：请撤回本项目，另行申报并重新议事（" in refusal.message
    assert written(project) == before


def test_a_project_moves_to_no_other_compound(place):
    project = resolved(place)
    refusal = refused(
        "changed_since_vote", application.save, project, actor=place.branch, area=place.other_compound
    )  # fmt: skip
    assert list(refusal.errors) == ["area"]


@pytest.mark.parametrize(
    ("amounts", "label"),
    [
        ({"fund": "4900", "fiscal": "3650"}, "社区基金"),
        ({"resident": "2000", "fiscal": "6000"}, "居民筹资"),
        ({"fiscal": "8000", "fund": "550"}, "财政"),
        ({"labour": "500", "fiscal": "6500"}, "筹工折价"),
        ({"charity": "100"}, "预算合计"),
    ],
)
def test_no_share_grows_after_the_vote(place, amounts, label):
    project = returned(place)
    before = written(project)
    refusal = refused("changed_since_vote", application.save, project, actor=place.branch, **sources(**amounts))
    assert f"“{label}”由议定时的" in refusal.message
    assert list(refusal.errors) == ["sources"]
    assert written(project) == before


def test_less_money_and_what_the_residents_did_not_decide_may_change(place):
    project = returned(place)
    project = application.save(
        project, actor=place.branch, household_count=118, maintenance="物业巡查", need="老人夜间上下楼不便，三户跌倒过",
        **sources(fiscal="6000", fund="0", charity="500"),
    )  # fmt: skip
    assert (project.total_amount, project.fund_amount) == (7500, 0)
    project = application.save(project, actor=place.branch, lines=make.LINES, sources=make.SOURCES)
    assert submit(project, place).status == "submitted"  # back to what was voted on


def test_page_and_api_refuse_alike_and_lose_nothing(place, client):
    project = returned(place)
    before = written(project)
    client.force_login(place.branch)
    url = f"{project.get_absolute_url()}save/"
    assert "民主议事已经表决，不能改动" in client.get(url).content.decode()
    given = {
        name: getattr(project, name) for name in ("support_asked", "maintenance", "need", "household_count")
    } | {
        "implementer": place.implementer.pk, "category": place.category.code, "area": place.compound.code,
        "title": "荷馨苑电梯加装", "kind": "works",
        "place": project.place, "common_parts": "none", "content": project.content, "people_count": 300,
        "planned_from": project.planned_from, "planned_until": project.planned_until, "conflict_statement": "无",
        "demands": [place.demand.pk],
    }  # fmt: skip
    page = client.post(url, given)
    assert page.status_code == 422
    assert "不能改动" in str(page.context["form"].errors["title"])
    assert page.context["form"]["title"].value() == "荷馨苑电梯加装"
    answer = client.post(
        f"{API}{project.pk}/steps/save/", {**given, "lines": [], "sources": []}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "changed_since_vote")
    assert written(project) == before


def test_the_database_keeps_what_was_voted(place):
    project = returned(place)
    for change in ({"title": "改名"}, {"area": place.other_compound}, {"content": "加装电梯"}, {"voted": None}):
        with pytest.raises(IntegrityError, match="已经表决"), transaction.atomic():
            MicroProject.objects.filter(pk=project.pk).update(**change)
    with pytest.raises(IntegrityError, match="超出居民议定"), transaction.atomic():
        MicroProject.objects.filter(pk=project.pk).update(total_amount=99999)


def test_what_was_changed_past_the_form_is_not_handed_in(place):
    project = returned(place)
    project.sources.filter(kind="fund").update(amount=4900)
    assert "changed_since_vote" in [obstacle.code for obstacle in find_obstacles(project)]
    refused("changed_since_vote", submit, MicroProject.objects.get(pk=project.pk), place)
