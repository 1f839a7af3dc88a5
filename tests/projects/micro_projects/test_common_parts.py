"""The answer about common parts is held against the words of the project: title, place and content."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from projects.micro_projects.actions import application as micro_projects
from projects.micro_projects.obstacles import find_obstacles
from projects.models import MicroProject
from tests.projects.micro_projects.cases import draft, refused
from tests.projects.micro_projects.test_pages import application

pytestmark = pytest.mark.django_db
REASON = "只在住户室内安装，不占用屋面和外墙"


@pytest.mark.parametrize("answer", ["none", "upkeep"])
@pytest.mark.parametrize("words", [{"title": "中心绿地改建停车位"}, {"content": "将中心绿地改建为停车位 20 个"}])
def test_what_the_words_leave_no_doubt_of_is_not_denied(place, answer, words):
    refusal = refused(
        "common_parts_misnamed", draft, place, common_parts=answer, common_parts_reason="经核实不改变用途", **words
    )
    for said in ("绿地改建", "第二百七十八条第八项", "四分之三", "请改选"):
        assert said in refusal.message
    assert draft(place, common_parts="alter", **words).status == "draft"


@pytest.mark.parametrize(
    ("answer", "words", "article"),
    [
        ("none", {"title": "新建电动车充电棚"}, "第八项"),
        ("upkeep", {"title": "新建电动车充电棚"}, "第八项"),
        ("none", {"content": "外墙脱落修补"}, "第九项"),
        ("none", {"title": "3 栋电梯年检"}, "第九项"),
        ("none", {"title": "停车位划线"}, "第九项"),
    ],
)
def test_doubtful_words_need_a_reason(place, answer, words, article):
    refusal = refused("common_parts_unconfirmed", draft, place, common_parts=answer, **words)
    assert article in refusal.message
    assert "写明理由" in refusal.message
    project = draft(place, common_parts=answer, common_parts_reason=REASON, **words)
    assert article in project.common_parts_told


@pytest.mark.parametrize(("answer", "words"), [("upkeep", {"title": "屋面防水维修"}), ("none", {"title": "邻里食堂"})])
def test_a_fitting_answer_needs_none(place, answer, words):
    project = draft(place, common_parts=answer, common_parts_reason=REASON, **words)
    assert (project.common_parts_told, project.common_parts_reason) == ("", "")


def test_a_reason_says_something(place):
    given = {"title": "新建电动车充电棚", "common_parts_reason": "不涉及共有"}
    assert "至少写 10 个字" in refused("common_parts_unconfirmed", draft, place, **given).message
    assert not MicroProject.objects.exists()


def test_a_reason_stands_for_its_words(place):
    project = draft(place, title="屋面防水维修", common_parts_reason=REASON)
    project = micro_projects.save(project, actor=place.branch, place="1 栋")
    assert project.common_parts_reason == REASON
    refused("common_parts_unconfirmed", micro_projects.save, project, actor=place.branch, title="外墙修补")
    project.refresh_from_db()
    assert project.title == "屋面防水维修"


def test_in_a_village_the_village_decides(place):
    type(place.community).objects.filter(pk=place.community.pk).update(kind="village")
    place.demand.refresh_from_db()
    assert draft(place, title="新建停车位").status == "draft"


def test_what_was_written_before_the_check_is_not_handed_in(place):
    project = draft(place)
    MicroProject.objects.filter(pk=project.pk).update(title="新建充电棚")
    project.refresh_from_db()
    assert "common_parts_unconfirmed" in [obstacle.code for obstacle in find_obstacles(project)]
    refused("common_parts_unconfirmed", micro_projects.deliberate, project, actor=place.branch)


def test_the_reason_goes_with_the_deliberation_that_is_called_for_it(place):
    project = draft(place, title="新建充电棚", common_parts_reason="建在物业公司自有用地上，不占共有部分")
    days = {"notice_on": clock.today(), "held_on": clock.today() + timedelta(10)}
    project = micro_projects.deliberate(project, actor=place.branch, body="council", method="meeting", **days)
    assert project.deliberation.matter_reason == project.common_parts_reason
    assert "第二百七十八条第八项" in project.deliberation.matter_told
    assert project.deliberation.owners_matters == "none"  # the project's answer serves


def test_the_form_preselects_nothing_and_comes_back_with_what_was_typed(client, place):
    client.force_login(place.branch)
    page = client.get("/projects/new/").content.decode()
    answers = page.partition('<fieldset\n          id="id_common_parts"')[2].partition("</fieldset>")[0]
    answers = answers or page[page.index('name="common_parts"') :].partition("</fieldset>")[0]
    assert answers.count('name="common_parts"') == 4 or answers.count("form-check-label") == 4
    assert "checked" not in answers
    assert "经核实不属于所指情形的理由" not in page
    answer = client.post("/projects/new/", application(place, title="荷馨苑屋面防水维修"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not MicroProject.objects.exists()
    for kept in ("荷馨苑屋面防水维修", "更换声控灯", "经核实不属于所指情形的理由"):
        assert kept in page
    given = application(place, title="荷馨苑屋面防水维修", common_parts_reason=REASON)
    assert client.post("/projects/new/", given).status_code == 302
    project = MicroProject.objects.get()
    assert REASON in client.get(project.get_absolute_url()).content.decode()


def test_an_unanswered_draft_is_not_asked(place):
    assert draft(place, common_parts="", title="新建停车位").common_parts_told == ""
