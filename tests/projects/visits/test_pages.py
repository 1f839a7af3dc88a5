"""Pages, forms and API of home visits: who sees what, and what comes back."""

import io
import re
from datetime import timedelta

import pytest
from lxml import html
from openpyxl import load_workbook

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from projects.models import Visit
from projects.visits.attachments import FACES
from tests.factories import projects as make
from tests.factories.base import user_with
from tests.factories.visits import HEARD, make_visit, post_of

pytestmark = pytest.mark.django_db


def typed(place, **change):
    """The form as a browser posts it."""
    given = {
        "post": post_of(place.branch).pk,
        "area": place.building.code,
        "place": "2 单元",
        "visited_on": clock.today(),
        "household_count": "3",
        "kind": "safety",
        "summary": HEARD,
    }
    return {**given, **change}


# ------------------------------------------------------------ need scope
def test_one_sees_the_visits_of_ones_place_and_ones_own(place, lead):
    here, above = make_visit(place.branch, post=lead, behalf_note="口述"), make_visit(place.lead)
    there = make_visit(place.stranger, area=place.other_compound)
    unit_head = user_with("neighbour_head", place.unit)
    auditor = user_with("auditor", place.district)

    def seen(user):
        return set(Visit.objects.visible_to(user))

    assert seen(place.secretary) == seen(place.street_user) == seen(place.branch) == {here, above}
    assert seen(unit_head) == {here}
    assert seen(place.stranger) == {there}
    assert seen(place.leader) == seen(auditor) == {here, above, there}
    assert seen(user_with("mediator", place.community)) == seen(user_with("sys_admin", place.district)) == set()


def test_pages_open_for_who_may_and_are_not_there_for_others(place, client):
    row = make_visit(place.branch)
    for user in (place.branch, place.secretary, place.street_user, place.leader):
        client.force_login(user)
        assert client.get("/projects/visits/").status_code == 200
        assert HEARD in client.get(row.get_absolute_url()).content.decode()
        new = client.get("/projects/visits/new/").status_code
        assert new == (200 if user.has("projects.report") else 404)
    client.force_login(place.stranger)
    for address in (row.get_absolute_url(), f"{row.get_absolute_url()}void/", f"/api/v1/projects/visits/{row.pk}/"):
        assert client.get(address).status_code == 404
    client.force_login(user_with("mediator", place.community))
    assert client.get("/projects/visits/").status_code == 404


def test_faces_are_for_the_author_and_the_community(place):
    row = make_visit(place.branch, photos=[make.picture()], has_faces=True)
    assert Attachment.objects.of(row).get().kind == FACES.name
    shown = [user for user in (place.branch, place.secretary, place.lead, place.leader) if row.shows_private_to(user)]
    assert shown == [place.branch, place.secretary]


# ------------------------------------------------------------ forms, list, API
def test_the_form_records_a_visit_and_comes_back_with_what_is_wrong(place, client):
    client.force_login(place.branch)
    answer = client.post("/projects/visits/new/", typed(place))
    made = Visit.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.area, made.kind, made.household_count) == (place.building, "safety", 3)
    for change, words in (
        ({"household_count": "25"}, "请减少 1 户"),
        ({"visited_on": clock.today() + timedelta(1)}, "不能晚于今天"),
        ({"summary": ""}, "请填写走访情况"),
        ({"area": place.other_compound.code}, "走访地点"),
        ({"kind": "party"}, "走访类型"),
        ({"post": "x"}, "走访人"),
    ):
        answer = client.post("/projects/visits/new/", typed(place, **change))
        assert answer.status_code == 422, change
        page = answer.content.decode()
        assert words in page, change
        assert "2 单元" in page
    assert Visit.objects.count() == 1


def test_the_form_offers_the_nearest_posts_and_places_first(place, lead, client):
    client.force_login(place.branch)
    page = client.get("/projects/visits/new/").content.decode()
    own = post_of(place.branch)
    assert f'<option value="{own.pk}" selected>周建国（小区党支部书记，荷馨苑）' in page
    assert f"{lead.person.name}（邻长，1栋 1单元）" in page
    assert f'<option value="{place.unit.code}">荷馨苑 1栋 1单元' in page
    assert "桂苑" not in page
    client.force_login(place.street_user)  # the own post first, and everybody else of the street
    page = client.get("/projects/visits/new/").content.decode()
    assert page.index(f'<option value="{post_of(place.street_user).pk}"') < page.index(lead.person.name)
    assert f'<option value="{place.unit.code}">荷馨苑' not in page
    assert f'<option value="{place.compound.code}">荷馨苑' in page


def test_what_is_asked_is_what_is_required(place, client):
    """A post over one compound may leave the place open; a wider one is asked for it beforehand, with the star."""
    client.force_login(place.branch)
    page = client.get("/projects/visits/new/").content.decode()
    assert '<option value="" selected>走访人负责的范围' in page
    assert client.post("/projects/visits/new/", typed(place, area="")).status_code == 302
    assert Visit.objects.get().area == place.compound
    client.force_login(place.secretary)
    page = client.get("/projects/visits/new/").content.decode()
    assert '<option value="" selected>请选择' in page
    assert re.search(r'走访地点<span class="req"', page)
    assert "走访人负责的范围</option>" not in page


def test_everything_wrong_with_a_visit_is_said_at_once(place, client):
    """Fields that are empty and rules that are broken: one answer, nothing written, nothing lost."""
    client.force_login(place.secretary)
    before = Event.objects.count()
    wrong = {
        "post": post_of(place.secretary).pk,
        "area": "",
        "visited_on": clock.today() + timedelta(3),
        "place": "李四 19900001234",
        "summary": "",
    }
    answer = client.post("/projects/visits/new/", typed(place) | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("请选择走访的小区、楼栋或单元", "走访日期不能晚于今天", "请填写走访情况", "请删去电话号码和身份证号"):
        assert words in page, words
    assert "李四 19900001234" in page
    answer = client.post("/projects/visits/new/", typed(place) | wrong | {"summary": HEARD})
    page = answer.content.decode()
    for words in ("请选择走访的小区、楼栋或单元", "走访日期不能晚于今天", "请删去电话号码和身份证号"):
        assert words in page, words
    assert (Visit.objects.count(), Event.objects.count()) == (0, before)


def test_a_late_day_without_its_paper_is_said_with_the_rest(place, client):
    client.force_login(place.branch)
    answer = client.post(
        "/projects/visits/new/", typed(place, visited_on=clock.today() - timedelta(14), household_count="25")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请减少 1 户" in page
    assert "补录须上传纸质材料照片" in page
    assert not Visit.objects.exists()


def test_the_list_filters_searches_and_exports_what_it_shows(place, lead, client):
    last_month = clock.month_start(clock.today()) - timedelta(3)
    make_visit(place.branch, kind="care", summary="需要助餐服务")
    make_visit(place.branch, post=lead, behalf_note="口述")
    make_visit(place.secretary, area=place.compound, visited_on=last_month)
    client.force_login(place.secretary)

    def listed(**query):
        page = client.get("/projects/visits/", query).content.decode()
        return page.count('class="main" href="/projects/visits/')

    assert listed(tab="all") == 3
    assert listed() == listed(tab="month") == 2
    assert listed(tab="mine") == 1
    assert listed(kind="care") == listed(q="助餐") == listed(q="助餐服务") == 1
    assert listed(person=lead.person.name) == listed(area=place.unit.code) == 1
    assert listed(visited="last_month") == listed(visited_before=clock.month_end(last_month).isoformat()) == 1
    assert listed(visited="1999-01") == listed(area="nowhere") == 0
    answer = client.get("/projects/visits/", {"tab": "month", "export": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    cells = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    head = next(n for n, row in enumerate(cells) if row[:1] == ["走访地点"])
    rows = [row for row in cells[head + 1 :] if len(row) > 5]
    assert sorted(row[0] for row in rows) == ["荷馨苑", "荷馨苑 1栋 1单元"]
    assert sum(row[cells[head].index("走访户数")] for row in rows) == 4


def test_the_api_keeps_the_same_rules(place, client):
    client.force_login(place.branch)
    body = {
        "post": post_of(place.branch).pk,
        "area": place.building.code,
        "visited_on": str(clock.today()),
        "household_count": 2,
        "kind": "daily",
        "summary": HEARD,
    }

    def send(**change):
        return client.post("/api/v1/projects/visits/", {**body, **change}, content_type="application/json")

    made = send()
    assert (made.status_code, made.json()["visitor"], made.json()["area"]) == (201, "周建国", place.building.code)
    for change, code in (
        ({"household_count": 99}, "too_many_households"),
        ({"summary": "电话 13812345678"}, "names_somebody"),
        ({"area": place.other_compound.code}, "invalid"),
    ):
        refused = send(**change)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    row = made.json()["id"]
    steps = {one["name"]: one["allowed"] for one in client.get(f"/api/v1/projects/visits/{row}/steps/").json()}
    assert steps == {"correct": True, "void": True}
    assert (
        client.get(f"/api/v1/projects/visits/?area={place.community.code}&kind=daily").json()["results"][0]["id"] == row
    )
    void = f"/api/v1/projects/visits/{row}/steps/void/"
    assert client.post(void, {}, content_type="application/json").status_code == 422
    assert client.post(void, {"note": "重复"}, content_type="application/json").json()["status"] == "void"
    assert client.post(void, {"note": "重复"}, content_type="application/json").status_code == 409
    client.force_login(place.leader)
    assert send().status_code == 403
    assert Visit.objects.count() == 1


def test_an_address_names_the_place_by_its_code(client, place, lead):
    """The code on a staircase's door, below the places that the list offers, is chosen when the form opens."""
    client.force_login(place.secretary)
    for area in (place.unit, place.building, place.compound):
        page = client.get(f"/projects/visits/new/?area={area.code}").content.decode()
        chosen = html.fromstring(page).xpath(
            "//*[@name='area']//option[@selected]/@value | //input[@name='area']/@value"
        )
        assert chosen == [area.code]
