"""A deliberation that was called for one project, or decided one, decides no other (domain.md §2.7)."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.deliberations.actions import deliberations
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Deliberation
from projects.micro_projects.actions import application
from projects.micro_projects.workflow.steps import PROJECT
from projects.models import MicroProject
from tests.factories import projects as make
from tests.factories.deliberations import overturned
from tests.projects.micro_projects.cases import draft, refused, resolved

pytestmark = pytest.mark.django_db
API = "/api/v1/projects/micro-projects/"


def another_draft(place, **data):
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    return make.make_draft(place.branch, demand, place.implementer, title="晾晒架", **data)


def offered(client, project):
    page = client.get(f"{project.get_absolute_url()}deliberate/").content.decode()
    select = re.search(r'<select[^>]*name="deliberation".*?</select>', page, re.S)[0]
    return {int(value) for value in re.findall(r'<option value="(\d+)"', select)}


def stays_draft(project, events):
    project.refresh_from_db()
    assert (project.status, project.deliberation_id) == ("draft", None)
    assert Event.objects.count() == events


def test_what_decided_one_project_is_neither_offered_nor_taken_for_another(client, place):
    first = resolved(place)
    other = another_draft(place)
    free = make.decided_deliberation(place.branch, place.compound)
    client.force_login(place.branch)
    assert offered(client, other) == {free.pk}
    events = Event.objects.count()
    given = {"deliberation": first.deliberation_id, "carries_out": "on"}
    page = client.post(f"{other.get_absolute_url()}deliberate/", given)
    assert page.status_code == 422
    assert f"是为微项目“{first.title}”议定的" in str(page.context["form"].errors["deliberation"])
    answer = client.post(
        f"{API}{other.pk}/steps/deliberate/", {**given, "carries_out": True}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "deliberation_of_another")
    steps = {step["name"]: step for step in client.get(f"{API}{other.pk}/steps/").json()}
    choices = next(one for one in steps["deliberate"]["fields"] if one["name"] == "deliberation")["choices"]
    assert {int(choice["value"]) for choice in choices} == {free.pk}
    stays_draft(other, events)


def test_an_ended_project_keeps_its_deliberation(place):
    first = resolved(place)
    PROJECT.actions["withdraw"](first, actor=place.branch, note="不做了")
    other = another_draft(place)
    refused(
        "deliberation_of_another", application.deliberate, other, actor=place.branch,
        deliberation=Deliberation.objects.get(pk=first.deliberation_id), carries_out=True,
    )  # fmt: skip


def test_motions_that_name_another_project_decide_that_one(client, place):
    other = another_draft(place)
    named = make.decided_deliberation(place.branch, place.compound, motions=["是否同意申报微项目“飞线充电整治”"])
    client.force_login(place.branch)
    assert offered(client, other) == set()
    events = Event.objects.count()
    refusal = refused(
        "deliberation_of_another", application.deliberate, other, actor=place.branch, deliberation=named,
        carries_out=True,
    )  # fmt: skip
    assert "飞线充电整治" in refusal.message
    stays_draft(other, events)


def test_what_was_voted_before_the_project_is_taken_on_the_applicants_word(client, place):
    project = draft(place)
    early = make.decided_deliberation(place.branch, place.compound)
    client.force_login(place.branch)
    url = f"{project.get_absolute_url()}deliberate/"
    events = Event.objects.count()
    page = client.post(url, {"deliberation": early.pk})
    assert page.status_code == 422
    assert "在本项目起草以前表决" in str(page.context["form"].errors["carries_out"])
    stays_draft(project, events)
    assert client.post(url, {"deliberation": early.pk, "carries_out": "on"}).status_code == 302
    facts = Event.objects.filter(kind="projects.micro_project.deliberate").get().data["facts"]
    assert ["申报人确认", "这次议事议定的就是本项目的地点和内容"] in facts


def test_a_name_that_was_voted_before_the_project_existed_is_a_namesake(place):
    project = draft(place)
    motions = [f"是否同意申报微项目“{project.title}”"]
    early = make.decided_deliberation(place.branch, place.compound, motions=motions)
    refused("not_said_to_carry_out", application.deliberate, project, actor=place.branch, deliberation=early)
    day = clock.today()
    later = deliberations.call(
        Deliberation(), actor=place.branch, title="议事", owners_matters="none",
        area=place.compound, body="council", matter="project",
        notice_on=day, held_on=day + timedelta(7), motions=motions,
    )  # fmt: skip
    application.deliberate(project, actor=place.branch, deliberation=later)
    project.refresh_from_db()
    assert project.deliberation == later


def test_a_name_with_marks_of_quotation_is_found_again(place):
    project = draft(place, title="“红星”小长廊修缮")
    day = clock.today()
    notice = {"body": "council", "notice_on": day, "held_on": day + timedelta(7)}
    application.deliberate(project, actor=place.branch, **notice)
    project.refresh_from_db()
    assert project.status == "deliberating"


def test_the_database_keeps_one_project_to_a_deliberation(place):
    first = resolved(place)
    other = another_draft(place)
    with pytest.raises(IntegrityError), transaction.atomic():
        MicroProject.objects.filter(pk=other.pk).update(deliberation=first.deliberation_id)


def test_a_new_basis_is_declared_too(client, place):
    project = resolved(place)
    overturned(project.deliberation, place.branch)
    new = make.decided_deliberation(place.branch, place.compound)
    client.force_login(place.branch)
    url = f"{project.get_absolute_url()}rebase/"
    assert client.post(url, {"deliberation": new.pk}).status_code == 422
    project.refresh_from_db()
    assert project.deliberation_id != new.pk
    assert client.post(url, {"deliberation": new.pk, "carries_out": "on"}).status_code == 302
