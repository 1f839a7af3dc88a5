"""Demands heard on a home visit."""

import pytest

from governance.kernel.steps.errors import BusinessError
from projects.models import Demand
from projects.visits import actions as visits
from tests.factories import projects as make
from tests.factories.base import make_area, user_with
from tests.factories.visits import make_visit

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
