"""Pages of projects: who sees what, forms that keep what was typed, counts that do not grow."""

import io
import re
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from docx import Document

from governance.kernel.clock import clock
from projects.micro_projects.actions import reviews
from projects.models import MicroProject
from tests.clients import flat
from tests.factories import projects as make
from tests.factories.base import dated, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(place):
    return make.submitted_project(place.branch, place.demand, place.implementer)


def application(place, **change):
    """The long form as a browser posts it."""
    today = clock.today()
    given = {
        "title": "荷馨苑楼道照明改造",
        "area": place.compound.code,
        "category": place.category.code,
        "kind": "works",
        "place": "1 至 6 栋",
        "common_parts": "none",
        "need": "夜间楼道无灯",
        "content": "更换声控灯",
        "household_count": "120",
        "people_count": "300",
        "planned_from": today + timedelta(60),
        "planned_until": today + timedelta(90),
        "support_asked": "full",
        "implementer": place.implementer.pk,
        "maintenance": "党支部巡查",
        "conflict_statement": "无",
        "demands": [place.demand.pk],
        "photos": make.picture(),
        "lines-0-name": "声控灯",
        "lines-0-quantity": "100",
        "lines-0-unit": "盏",
        "lines-0-unit_price": "58",
        "sources-0-kind": "fiscal",
        "sources-0-amount": "5,800.00",
        "sources-0-line_no": "1",
    }
    return {**given, **change}


def test_every_page_opens_for_who_may_and_hides_from_strangers(place, project, client):
    for user in (place.branch, place.secretary, place.street_user, place.office, place.leader):
        client.force_login(user)
        for path in ("", "new/", f"{project.pk}/", f"{project.pk}/versions/", f"{project.pk}/paper/"):
            status = client.get(f"/projects/{path}").status_code
            expected = 200 if path != "new/" or user.has("projects.apply") else 404
            assert status == expected, (user, path)
        assert client.get(f"/projects/demands/{place.demand.pk}/").status_code == 200
    client.force_login(place.stranger)
    assert client.get(f"/projects/{project.pk}/").status_code == 404
    assert client.get(f"/projects/demands/{place.demand.pk}/").status_code == 404
    client.force_login(user_with(area=place.district))
    assert client.get("/projects/").status_code == 404


def test_the_form_makes_a_draft(place, client):
    client.force_login(place.branch)
    answer = client.post("/projects/new/", application(place))
    made = MicroProject.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.total_amount, made.fiscal_amount) == (5800, 5800)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "5,800.00" in page
    assert "提交民主议事" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lines-0-unit_price": "-1"}, "第 1 行 单价：金额须大于 0"),
        ({"lines-0-unit_price": "1.005"}, "最多保留两位小数"),
        ({"sources-0-amount": "5000"}, "还差 800.00 元"),
        ({"planned_until": timedelta(0)}, "计划完工日期不能早于计划开工日期"),
        ({"title": ""}, "项目名称"),
        ({"household_count": "0"}, "大于"),
    ],
)
def test_a_wrong_form_comes_back_with_everything_in_it(place, client, change, sentence):
    client.force_login(place.branch)
    answer = client.post("/projects/new/", application(place, **dated(change)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "更换声控灯" in page
    assert not MicroProject.objects.exists()


def test_a_hand_made_request_for_another_area_is_refused(place, client):
    client.force_login(place.branch)
    answer = client.post("/projects/new/", application(place, area=place.other_compound.code))
    assert answer.status_code == 422
    assert not MicroProject.objects.exists()


def test_the_same_submission_twice_makes_one_draft(place, client):
    client.force_login(place.branch)
    form = application(place, _submission="once")
    for _ in range(2):
        form["photos"].seek(0)
        answer = client.post("/projects/new/", form)
        assert answer.status_code == 302
    assert MicroProject.objects.count() == 1


def test_a_demand_fills_the_form(place, client):
    client.force_login(place.branch)
    page = client.get(f"/projects/new/?demand={place.demand.pk}").content.decode()
    assert place.demand.title in page
    form = client.get(f"/projects/new/?demand={place.demand.pk}").context["form"]
    assert form.initial["implementer"] == place.implementer.pk, "the only branch of the compound, as without a demand"
    answer = client.post(f"/projects/demands/{place.demand.pk}/to_project/", {"project": ""})
    made = MicroProject.objects.get()
    assert answer["Location"] == f"/projects/{made.pk}/save/"


def test_the_reviewer_sees_what_was_changed(place, project, client):
    reviews.send_back(project, actor=place.secretary, note="户数核实", reasons=["papers"])
    client.force_login(place.branch)
    change = {
        name: value
        for name, value in application(place, title=project.title, household_count="99").items()
        if name != "photos"
    } | {"place": project.place, "content": project.content}
    assert client.post(f"/projects/{project.pk}/save/", change).status_code == 302
    assert client.post(f"/projects/{project.pk}/submit/", {"agrees_to_publish": "on"}).status_code == 302
    client.force_login(place.secretary)
    page = client.get(f"/projects/{project.pk}/").content.decode()
    assert "本次补正修改了" in page
    assert "<del>120</del>" in page


def test_a_repeat_is_shown_with_its_link_and_needs_a_statement(place, project, client):
    again = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    other = make.resolved_project(place.branch, again, place.implementer)
    client.force_login(place.branch)
    assert "相近项目" in client.get(f"/projects/{other.pk}/").content.decode()
    answer = client.post(f"/projects/{other.pk}/submit/", {"agrees_to_publish": "on"})
    assert answer.status_code == 422
    assert "不属重复建设的说明" in answer.content.decode()
    other.refresh_from_db()
    assert other.status == "resolved"


def test_the_paper_prints_the_whole_application(place, project, client):
    client.force_login(place.secretary)
    data = b"".join(client.get(f"/projects/{project.pk}/paper/").streaming_content)
    paper = Document(io.BytesIO(data))
    words = "\n".join(p.text for p in paper.paragraphs)
    words += "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    for wanted in ("微项目申报表", project.number, project.title, "声控感应灯", "9,550.00", "街道意见", "协商一致"):
        assert wanted in words
    assert "联席会议意见" not in words  # nobody has decided, so nothing is said


def test_the_paper_dates_an_opinion_of_the_early_morning_by_our_own_calendar(place, project, client):
    seven = timezone.make_aware(datetime.combine(clock.today(), time(7)))  # still yesterday in UTC
    with clock.travel(seven):
        reviews.check(project, actor=place.secretary, note="属实", **make.CHECKED)
    client.force_login(place.branch)
    data = b"".join(client.get(f"/projects/{project.pk}/paper/").streaming_content)
    paper = Document(io.BytesIO(data))
    words = [p.text for p in paper.paragraphs]
    words += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    opinion = next(text for text in words if "属实（陈芳" in text)
    assert clock.zh_date(clock.today()) in opinion


def test_lists_do_not_grow_queries(place, client, same_queries):
    client.force_login(place.secretary)

    def grow():
        for _ in range(6):
            make.make_draft(
                place.branch,
                make.accepted_demand(place.lead, place.secretary, place.compound, place.category),
                place.implementer,
            )

    grow()  # an empty list has no sums
    same_queries(lambda: client.get("/projects/"), grow)
    same_queries(lambda: client.get("/projects/demands/"), grow)


def test_the_list_never_shows_who_spoke(place, client):
    client.force_login(place.secretary)
    page = client.get("/projects/demands/").content.decode()
    assert "张" not in page
    detail = client.get(f"/projects/demands/{place.demand.pk}/").content.decode()
    assert "张**" in detail
    assert "19900001234" not in detail


def test_sending_back_without_a_reason_is_refused_beside_the_field(project, place, client):
    client.force_login(place.secretary)
    address = f"{project.get_absolute_url()}send_back/"
    answer = client.post(address, {"note": "请核实受益户数", "_submission": "s1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请至少选择一项理由，申报人会看到" in page
    assert "请核实受益户数" in page
    project.refresh_from_db()
    assert project.status == "submitted"


def test_the_step_that_others_wait_for_is_the_main_button(project, place, client):
    project = reviews.check(project, actor=place.secretary, note="属实", **make.CHECKED)
    client.force_login(place.street_user)

    def main_button():
        page = flat(client.get(project.get_absolute_url()).content.decode())
        return re.search(r'btn-primary"[^>]*>(?:<i[^>]*></i>)?([^<]+)<', page)[1]

    assert main_button() == "登记现场踏勘"
    seen = {"visited_on": clock.today(), "people": "街道", "finding": "属实", "is_feasible": True}
    reviews.visit(project, actor=place.street_user, **seen)
    assert main_button() == "同意，提请联席会议"


def test_a_returned_application_says_first_why(project, place, client):
    reviews.send_back(project, actor=place.secretary, note="请核实受益户数", reasons=["papers"])
    client.force_login(place.branch)
    page = client.get(project.get_absolute_url()).content.decode()
    callout = page[page.index("ht-callout") :][:600]
    assert "退回补正：请核实受益户数" in callout
    assert "材料不全" in callout
    assert "陈芳" in callout
