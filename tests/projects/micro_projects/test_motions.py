"""A micro-project rests on one motion of its deliberation, and follows that one alone (domain.md §2.7)."""

import io
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from docx import Document
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from governance.deliberations.actions import deliberations
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Deliberation, Motion
from projects.micro_projects.actions import application
from projects.models import MicroProject
from tests.factories import projects as make
from tests.factories.deliberations import overturned
from tests.factories.rolls import keep_roll
from tests.projects.micro_projects.cases import draft, refused
from tests.unhurried import given

pytestmark = pytest.mark.django_db
API = "/api/v1/projects/micro-projects/"
NAMES = ["邻里节活动", "荷馨苑四点半课堂"]
CASES = st.tuples(st.booleans(), st.booleans())
EACH = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def tallies(results):
    return [
        {"no": no, "yes": 90 if passes else 10, "no_votes": 10 if passes else 90, "abstain": 0}
        for no, passes in enumerate(results, 1)
    ]


def decided(place, results=(True, False)):
    """A deliberation in force about both names, each with its own result."""
    return make.decided_deliberation(
        place.branch, place.compound, yes=90, no=10, abstain=0, motions=NAMES, tallies=tallies(results)
    )


def motion(row, no):
    return row.motions.get(no=no)


def another_draft(place, title="晾晒架"):
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    return make.make_draft(place.branch, demand, place.implementer, title=title)


def stays_draft(project, events):
    project.refresh_from_db()
    assert (project.status, project.deliberation_id, project.motion_no) == ("draft", None, 1)
    assert Event.objects.count() == events


def let_rest(project, place, row, no):
    given = {"deliberation": row, "motion": motion(row, no), "carries_out": True}
    project = application.deliberate(project, actor=place.branch, **given)
    return MicroProject.objects.get(pk=project.pk)


def write_past_the_portal(rows, **change):
    """Change rows and let the database compare them now, as it would at the end of the transaction."""
    rows.update(**change)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# ------------------------------------------------------------ the choice
def test_the_form_offers_the_motions_with_their_results_and_chooses_none(client, place):
    project, row = draft(place, title=NAMES[1]), decided(place)
    client.force_login(place.branch)
    page = client.get(f"{project.get_absolute_url()}deliberate/").content.decode()
    select = re.search(r'<select[^>]*name="motion".*?</select>', page, re.S)[0]
    assert f'data-shown-with="deliberation:{row.pk}"' in select
    options = re.findall(r"<option[^>]*>([^<]*)</option>", select)
    assert [one.strip() for one in options] == [
        "请选择", f"第 1 项：{NAMES[0]}（协商一致）", f"第 2 项：{NAMES[1]}（未协商一致）",
    ]  # fmt: skip
    assert not re.search(r'<option value="\d+"[^>]*selected', select)
    assert len(re.findall(f'data-fits="{row.pk}"', select)) == 2


def test_of_several_motions_one_is_chosen_and_never_one_that_failed(client, place):
    project, row = draft(place, title=NAMES[1]), decided(place)
    other = make.decided_deliberation(place.branch, place.compound, days_ago=30)
    client.force_login(place.branch)
    url, events = f"{project.get_absolute_url()}deliberate/", Event.objects.count()
    for chosen, code, words in (
        (None, "motion_missing", "有 2 项表决事项，请选择议定本项目的一项"),
        (motion(other, 1).pk, "motion_elsewhere", "所选表决事项不是所选议事的"),
        (motion(row, 2).pk, "deliberation_not_passed", "第 2 项未协商一致，不能作为依据，请召集新的议事"),
    ):
        given = {"deliberation": row.pk, "carries_out": "on", **({"motion": chosen} if chosen else {})}
        page = client.post(url, given)
        assert page.status_code == 422
        assert words in str(page.context["form"].errors["motion"])
        answer = client.post(f"{API}{project.pk}/steps/deliberate/", {**given, "carries_out": True}, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        stays_draft(project, events)
    given = {"deliberation": row, "motion": motion(other, 1), "carries_out": True}
    refused("motion_elsewhere", application.deliberate, project, actor=place.branch, **given)


def test_the_page_the_api_and_the_paper_show_the_result_of_its_motion(client, place):
    project = let_rest(draft(place, title=NAMES[1]), place, decided(place, (False, True)), 2)
    assert project.status == "resolved"
    client.force_login(place.branch)
    page = client.get(project.get_absolute_url()).content.decode()
    panel = re.search(r'<section[^>]*aria-labelledby="h-deliberation".*?</section>', page, re.S)[0]
    assert f"第 2 项 {NAMES[1]}" in panel
    assert ('同意 <b class="ht-num">90</b>' in panel, "is-ok" in panel) == (True, True)
    assert "未协商一致" not in panel
    assert client.get(f"{API}{project.pk}/").json()["motion_no"] == 2
    paper = client.get(f"{project.get_absolute_url()}paper/")
    words = "\n".join(one.text for one in Document(io.BytesIO(b"".join(paper))).paragraphs)
    assert f"第 2 项：{NAMES[1]}" in words
    assert "同意 90 人" in words
    assert "结果：协商一致（已生效）" in words
    facts = Event.objects.filter(kind="projects.micro_project.deliberate").get().data["facts"]
    assert ["表决事项", f"第 2 项：{NAMES[1]}"] in facts
    about = client.get(project.deliberation.get_absolute_url()).content.decode()
    assert "第 2 项" in re.search(r"议定的微项目.*?</ul>", about, re.S)[0]


def test_each_motion_decides_one_project(client, place):
    row = decided(place, (True, True))
    first = let_rest(draft(place, title=NAMES[0]), place, row, 1)
    other = another_draft(place, NAMES[1])
    given = {"deliberation": Deliberation.objects.get(pk=row.pk), "motion": motion(row, 1), "carries_out": True}
    refusal = refused("deliberation_of_another", application.deliberate, other, actor=place.branch, **given)
    assert f"第 1 项是为微项目“{first.title}”议定的，一项表决只议定一个项目" in refusal.message
    second = let_rest(other, place, row, 2)
    assert (second.status, second.motion_no) == ("resolved", 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        MicroProject.objects.filter(pk=second.pk).update(motion_no=1)
    client.force_login(place.branch)
    page = client.get(f"{another_draft(place, '长廊').get_absolute_url()}deliberate/").content.decode()
    select = re.search(r'<select[^>]*name="deliberation".*?</select>', page, re.S)[0]
    assert f'value="{row.pk}"' not in select


def test_a_new_basis_names_its_motion_and_needs_it_passed(place):
    project = let_rest(draft(place, title=NAMES[0]), place, decided(place), 1)
    overturned(project.deliberation, place.branch)
    new = make.decided_deliberation(
        place.branch, place.compound, days_ago=30, yes=90, no=10, abstain=0, motions=NAMES,
        tallies=tallies((False, True)),
    )  # fmt: skip
    project = MicroProject.objects.get(pk=project.pk)
    given = {"actor": place.branch, "deliberation": new, "carries_out": True}
    refused("motion_missing", application.rebase, project, **given)
    refused("deliberation_not_passed", application.rebase, project, motion=motion(new, 1), **given)
    project = MicroProject.objects.get(pk=project.pk)
    application.rebase(project, motion=motion(new, 2), **given)
    project.refresh_from_db()
    assert (project.deliberation, project.motion_no) == (new, 2)


# ------------------------------------------------------------ what follows
def called(place):
    day = clock.today()
    return deliberations.call(
        Deliberation(), actor=place.branch, title="议事", area=place.compound, body="council", matter="project",
        notice_on=day, held_on=day + timedelta(7), motions=NAMES, owners_matters="none",
    )  # fmt: skip


def finalise(row, place, results):
    """Hold, count, publicise and finalise; the clock travels along."""
    keep_roll("council", place.compound, 120, on=row.held_on)
    with clock.travel(row.held_on):
        row = deliberations.hold(
            Deliberation.objects.get(pk=row.pk), actor=place.branch, present=100, tallies=tallies(results),
            tally=[make.picture("计票单.jpg")],
        )  # fmt: skip
        row = deliberations.publicise(
            deliberations.count(row, actor=place.branch), actor=place.branch, publicity_place="公告栏"
        )
    with clock.travel(row.effective_on):
        deliberations.finalise(row, actor=place.branch)


@EACH
@given(CASES)
def test_a_project_follows_its_own_motion(place, results):
    with transaction.atomic():
        row = called(place)
        projects = [let_rest(another_draft(place, name), place, row, no) for no, name in enumerate(NAMES, 1)]
        assert [one.status for one in projects] == ["deliberating"] * 2
        finalise(row, place, results)
        for project, passes in zip(projects, results, strict=True):
            project.refresh_from_db()
            assert project.status == ("resolved" if passes else "dropped")
        write_past_the_portal(MicroProject.objects.none())
        transaction.set_rollback(True)


def test_a_dropped_project_says_which_motion_failed(place):
    row = called(place)
    project = let_rest(draft(place, title=NAMES[1]), place, row, 2)
    finalise(row, place, (True, False))
    data = Event.objects.filter(kind="projects.micro_project.drop", object_id=project.pk).get().data
    assert data["note"] == "民主议事“议事”第 2 项未协商一致"


def test_a_motion_of_a_project_stays_on_the_notice(client, place):
    row = called(place)
    let_rest(draft(place, title=NAMES[1]), place, row, 2)
    client.force_login(place.branch)
    events = Event.objects.count()
    answer = client.post(
        f"/api/v1/governance/deliberations/{row.pk}/steps/edit/",
        {"motions": [{"text": NAMES[0]}], "owners_matters": "none"},
        "application/json",
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "motion_of_a_project")
    assert Motion.objects.filter(deliberation=row).count() == 2
    assert Event.objects.count() == events


# ------------------------------------------------------------ past the portal
def test_the_database_holds_a_project_to_its_motion(place):
    row = decided(place)
    project, other = draft(place, title=NAMES[1]), another_draft(place)
    let_rest(other, place, row, 1)
    for change in (
        {"status": "resolved", "deliberation": row, "motion_no": 2},  # it failed
        {"status": "resolved", "deliberation": row, "motion_no": 3},  # there is none
        {"status": "deliberating", "deliberation": row, "motion_no": 3},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write_past_the_portal(MicroProject.objects.filter(pk=project.pk), **change)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_past_the_portal(MicroProject.objects.filter(pk=other.pk), status="dropped")
    with pytest.raises(IntegrityError), transaction.atomic():
        write_past_the_portal(Motion.objects.filter(deliberation=row, no=1), no=3)
    stays_draft(project, Event.objects.count())


def test_what_is_confirmed_of_a_chosen_meeting_is_shown_with_one_only(place, client):
    project = make.make_draft(
        place.branch,
        make.accepted_demand(place.lead, place.secretary, place.compound, place.category),
        place.implementer,
    )
    client.force_login(place.branch)
    page = client.get(project.url("deliberate")).content.decode()
    (box,) = re.findall('<input[^>]*name="carries_out"[^>]*>', page)
    shown_with = re.search('data-shown-with="deliberation:([^"]*)"', box)
    assert shown_with
    assert "" not in shown_with.group(1).split(",")
