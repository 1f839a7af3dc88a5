"""Demands heard on a home visit."""

import re

import pytest

from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.steps.errors import BusinessError
from projects.demands.attachments import FACES, PHOTO
from projects.models import Demand
from projects.visits import actions as visits
from tests.factories import projects as make
from tests.factories.base import make_area, user_with
from tests.factories.visits import HEARD, make_visit

pytestmark = pytest.mark.django_db


def test_a_demand_is_registered_from_a_visit(place, client):
    row = make_visit(place.branch, area=place.building, place="2 单元 301")
    client.force_login(place.branch)
    page = client.get(row.get_absolute_url()).content.decode()
    address = f"/projects/demands/new/?visit={row.pk}"
    assert address in page
    form = client.get(address).content.decode()
    assert f'<option value="{place.compound.code}" selected' in form
    assert 'value="1栋 2 单元 301"' in form
    assert f'name="visit" value="{row.pk}"' in form
    assert '<option value="visit" selected' in form
    answer = client.post(
        address,
        {
            "title": "加装扶手",
            "area": place.compound.code,
            "place": "1栋 2 单元",
            "category": place.category.code,
            "content": "老人上下楼不便",
            "channel": "visit",
            "visit": row.pk,
        },
    )
    made = Demand.objects.get(title="加装扶手")
    assert (answer.status_code, made.visit) == (302, row)
    assert row.number in client.get(made.get_absolute_url()).content.decode()
    assert "加装扶手" in client.get(row.get_absolute_url()).content.decode()
    assert client.get(f"/api/v1/projects/demands/{made.pk}/").json()["visit"] == row.pk
    below = user_with("neighbour_head", place.building)  # sees the demand recorded there, not the visit around it
    above = make_visit(place.branch)
    own = make.make_demand(place.branch, place.building, place.category, visit=above)
    client.force_login(below)
    assert client.get(above.get_absolute_url()).status_code == 404
    assert above.number not in client.get(own.get_absolute_url()).content.decode()
    form = {
        "title": "楼道灯不亮",
        "area": place.building.code,
        "place": "1栋",
        "category": place.category.code,
        "content": "三位老人上下楼不便",
        "channel": "visit",
        "visit": above.pk,
    }
    assert client.post(f"{own.get_absolute_url()}amend/", form).status_code == 302
    own.refresh_from_db()
    assert (own.visit, own.content) == (above, "三位老人上下楼不便")


def typed(place, row, **change):
    """The form of a demand as it opens from a visit, with its category chosen."""
    given = {
        "title": "楼道灯不亮",
        "area": place.compound.code,
        "place": "1栋 2 单元",
        "category": place.category.code,
        "content": HEARD,
        "channel": "visit",
        "visit": row.pk,
    }
    return {**given, **change}


def test_words_and_photographs_of_the_visit_go_into_the_demand(place, client):
    """Nothing is typed twice and no picture is sent twice; a tick taken away leaves one behind."""
    row = make_visit(place.branch, photos=[make.picture("灯.jpg"), make.picture("扶手.jpg")])
    lamp, rail = Attachment.objects.of(row)
    client.force_login(place.branch)
    address = f"/projects/demands/new/?visit={row.pk}"
    page = client.get(address).content.decode()
    assert re.search(r'name="title" value="楼道灯不亮"', page)
    assert f">\n{HEARD}</textarea>" in page
    for kept in (lamp, rail):
        assert f'src="/files/{kept.pk}/small/"' in page
        assert re.search(rf'name="visit_photos"\s+value="{kept.pk}"[^>]*checked', page)
    answer = client.post(address, typed(place, row, visit_photos=[lamp.pk]))
    made = Demand.objects.get(visit=row)
    assert (answer.status_code, made.content) == (302, HEARD)
    carried = Attachment.objects.of(made).get()
    assert (carried.name, carried.sha256, carried.kind, carried.caption) == (
        "灯.jpg",
        lamp.sha256,
        PHOTO.name,
        "走访照片",
    )
    assert carried.path != lamp.path
    assert client.get(f"/files/{carried.pk}/small/").status_code == 200


def test_a_visit_without_a_need_names_none(place, client):
    row = make_visit(place.branch, summary="无异常")
    client.force_login(place.branch)
    page = client.get(f"/projects/demands/new/?visit={row.pk}").content.decode()
    assert not re.search(r'name="title" value', page)
    assert "走访时拍的照片" not in page


def test_faces_of_a_visit_stay_for_whoever_handles_the_demand(place, client):
    row = make_visit(place.branch, photos=[make.picture()], has_faces=True)
    face = Attachment.objects.of(row).get()
    client.force_login(place.branch)
    assert client.post("/projects/demands/new/", typed(place, row, visit_photos=[face.pk])).status_code == 302
    carried = Attachment.objects.of(Demand.objects.get(visit=row)).get()
    assert carried.kind == FACES.name
    client.force_login(place.leader)
    assert client.get(f"/files/{carried.pk}/").status_code == 404


def test_photographs_of_another_row_do_not_come_along(place, client):
    row, other = make_visit(place.branch), make_visit(place.branch, photos=[make.picture()])
    theirs = make_visit(place.stranger, area=place.other_compound, photos=[make.picture()])
    client.force_login(place.branch)
    before = Event.objects.count(), Attachment.objects.count()
    for visit in (other, theirs):
        photo = Attachment.objects.of(visit).get()
        answer = client.post("/projects/demands/new/", typed(place, row, visit_photos=[photo.pk]))
        assert answer.status_code == 422
    with pytest.raises(BusinessError) as refusal:
        make.make_demand(
            place.branch, place.compound, place.category, visit=row, visit_photos=list(Attachment.objects.of(other))
        )
    assert refusal.value.code == "file_elsewhere"
    assert (Event.objects.count(), Attachment.objects.count()) == before


def test_everything_wrong_with_a_demand_is_said_at_once(place, client):
    row = make_visit(place.branch)
    client.force_login(place.branch)
    before = Event.objects.count()
    wrong = {"title": "", "channel": "hotline", "is_anonymous": "on", "reporter_name": "张三"}
    for form in (typed(place, row, **wrong), typed(place, row, **(wrong | {"title": "楼道灯不亮"}))):
        answer = client.post("/projects/demands/new/", form)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert ("请填写需求概述" in page) is (not form["title"])
        for words in ("来源渠道请选“走访”", "匿名反映不登记姓名和电话"):
            assert words in page, words
    assert Event.objects.count() == before


def test_a_visit_one_may_not_see_begins_nothing(place, client):
    foreign = make_visit(place.stranger, area=place.other_compound)
    client.force_login(place.branch)
    assert client.get(f"/projects/demands/new/?visit={foreign.pk}").status_code == 404
    assert client.get("/projects/demands/new/?visit=nonsense").status_code == 200
    answer = client.post(
        "/projects/demands/new/",
        {
            "title": "加装扶手",
            "area": place.compound.code,
            "place": "1栋",
            "category": place.category.code,
            "content": "老人上下楼不便",
            "channel": "visit",
            "visit": foreign.pk,
        },
    )
    assert answer.status_code == 422
    assert not Demand.objects.filter(title="加装扶手").exists()


def test_a_demand_is_placed_where_its_visit_was(place):
    row = make_visit(place.branch)
    gone = visits.void(make_visit(place.branch), actor=place.branch, note="重复")
    other = make_area(place.community, "另一小区", household_count=50)
    before = Demand.objects.count()
    for change, code in (
        ({"visit": gone}, "visit_void"),
        ({"visit": row, "channel": "hotline"}, "visit_other_channel"),
        ({"visit": row, "area": other}, "visit_elsewhere"),
    ):
        area = change.pop("area", place.compound)
        with pytest.raises(BusinessError) as refusal:
            make.make_demand(place.secretary, area, place.category, **change)
        assert refusal.value.code == code
    assert Demand.objects.count() == before
    heard = make_visit(place.secretary, area=place.compound)
    make.make_demand(place.secretary, place.compound, place.category, visit=heard)
    with pytest.raises(BusinessError) as refusal:
        visits.correct(heard, actor=place.secretary, area=other)
    assert refusal.value.code == "demands_elsewhere"
