"""What a micro-project does to the owners' common parts says who must decide it.  Source: 民法典 278(7)–(9)."""

import re
from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from projects.micro_projects.actions import application as micro_projects
from projects.micro_projects.obstacles import find_obstacles
from tests.factories import projects as make
from tests.factories.base import user_with
from tests.projects.micro_projects.cases import draft, refused, resolved

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("common_parts", ["upkeep", "alter", "business"])
def test_a_councils_consultation_carries_nothing_of_the_common_parts(place, common_parts):
    project = draft(place, common_parts=common_parts)
    done = make.decided_deliberation(place.branch, place.compound)
    refusal = refused("wrong_basis", micro_projects.deliberate, project, actor=place.branch, deliberation=done)
    assert "第二百七十八条" in refusal.message
    assert "协商" in refusal.message
    project.refresh_from_db()
    assert (project.status, project.deliberation) == ("draft", None)


def test_the_answer_comes_before_the_deliberation(place):
    project = draft(place, common_parts="")
    done = make.decided_deliberation(place.branch, place.compound)
    refused("common_parts_missing", micro_projects.deliberate, project, actor=place.branch, deliberation=done)


@pytest.mark.parametrize(
    ("common_parts", "body", "matter"),
    [
        ("none", "council", "project"),
        ("upkeep", "owners_ordinary", "project"),
        ("alter", "owners_major", "common_parts"),
    ],
)
def test_a_new_deliberation_is_called_for_the_right_matter(place, common_parts, body, matter):
    project = draft(place, common_parts=common_parts)
    notice = {"notice_on": clock.today(), "held_on": clock.today() + timedelta(20)}
    micro_projects.deliberate(project, actor=place.branch, body=body, **notice)
    project.refresh_from_db()
    assert (project.deliberation.matter, project.deliberation.area) == (matter, place.compound)


@pytest.mark.parametrize(
    ("common_parts", "offered"),
    [
        ("none", {"council", "owners_ordinary", "residents_meeting", "residents_delegates"}),
        ("upkeep", {"owners_ordinary"}),
        ("alter", {"owners_major"}),
    ],
)
def test_the_form_offers_the_bodies_that_may_carry_the_project(client, place, common_parts, offered):
    project = draft(place, common_parts=common_parts)
    client.force_login(place.branch)
    page = client.get(f"{project.get_absolute_url()}deliberate/").content.decode()
    select = re.search(r'<select[^>]*name="body".*?</select>', page, re.S)[0]
    assert set(re.findall(r'<option value="(\w+)"', select)) == offered


def test_a_charging_shed_is_refused_to_the_council(place):
    project = draft(place, common_parts="alter", title="电动车充电棚")
    notice = {"notice_on": clock.today(), "held_on": clock.today() + timedelta(20)}
    refused("wrong_body", micro_projects.deliberate, project, actor=place.branch, body="council", **notice)


def test_another_answer_stops_the_submission(place):
    project = resolved(place)
    project.common_parts = "alter"
    assert {"wrong_basis", "changed_since_vote"} <= {obstacle.code for obstacle in find_obstacles(project)}
    refused(
        "changed_since_vote",
        micro_projects.save,
        type(project).objects.get(pk=project.pk),
        actor=place.branch,
        common_parts="alter",
    )


def test_who_may_not_call_chooses_what_was_called(place, client):
    """Community staff apply, but the meeting is called by others: the form asks them for one that was called."""
    project = draft(place)
    staff = user_with("community_staff", place.community)
    client.force_login(staff)
    address = f"{project.get_absolute_url()}deliberate/"
    page = client.get(address).content.decode()
    assert 'name="deliberation"' in page
    assert 'name="held_on"' not in page
    before = Event.objects.count()
    answer = client.post(address, {"_version": project.version})
    assert answer.status_code == 422
    assert "召集以后在此选择" in answer.content.decode()
    project.refresh_from_db()
    assert (project.status, Event.objects.count()) == ("draft", before)
