"""The API of micro-projects and demands takes the same path as the pages."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from projects.models import MicroProject

pytestmark = pytest.mark.django_db


def test_the_api_walks_the_same_path(place, client):
    client.force_login(place.branch)
    today = clock.today()
    body = {
        "title": "荷馨苑扶手加装",
        "area": place.compound.code,
        "category": "facility",
        "kind": "works",
        "place": "2 栋",
        "need": "老人上下楼不便",
        "content": "加装扶手",
        "household_count": 40,
        "planned_from": str(today + timedelta(30)),
        "planned_until": str(today + timedelta(40)),
        "support_asked": "full",
        "implementer": place.implementer.pk,
        "maintenance": "党支部",
        "conflict_statement": "无",
        "demands": [place.demand.pk],
        "lines": [{"name": "扶手", "quantity": 60, "unit": "米", "unit_price": "62.50"}],
        "sources": [{"kind": "fiscal", "amount": "3750.00"}],
    }
    answer = client.post("/api/v1/projects/micro-projects/", body, content_type="application/json")
    assert answer.status_code == 201, answer.json()
    row = answer.json()
    assert (row["status"], row["area"], row["total_amount"]) == ("draft", place.compound.code, "3750.00")
    steps = {step["name"]: step for step in client.get(f"/api/v1/projects/micro-projects/{row['id']}/steps/").json()}
    assert (steps["deliberate"]["allowed"], steps["deliberate"]["reason"]) == (False, "请先上传现状照片")
    assert steps["save"]["allowed"]
    wrong = client.post(
        f"/api/v1/projects/micro-projects/{row['id']}/steps/save/",
        {**body, "sources": [{"kind": "fiscal", "amount": "1"}]},
        content_type="application/json",
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "sources_not_equal_total")
    client.force_login(place.stranger)
    assert client.get(f"/api/v1/projects/micro-projects/{row['id']}/").status_code == 404


def test_demands_and_categories_by_the_api(place, client):
    client.force_login(place.lead)
    body = {
        "title": "路灯不亮",
        "area": place.compound.code,
        "place": "大门口",
        "category": "facility",
        "content": "晚上黑",
        "channel": "visit",
    }
    answer = client.post("/api/v1/projects/demands/", body, content_type="application/json")
    assert answer.status_code == 201, answer.json()
    assert "reporter_phone" not in answer.json()
    empty = client.post("/api/v1/projects/demands/", {**body, "place": ""}, content_type="application/json")
    assert (empty.status_code, "place" in empty.json()["errors"]) == (422, True)
    assert client.get("/api/v1/projects/demand-categories/").json()["results"][0]["code"] == "facility"
    assert (
        client.get(f"/api/v1/projects/demands/?area={place.community.code}").json()["results"][0]["title"] == "路灯不亮"
    )


def test_a_repeated_request_gets_the_first_answer_again(place, client):
    client.force_login(place.branch)
    body = {
        "title": "楼道灯",
        "area": place.compound.code,
        "category": "facility",
        "kind": "works",
        "support_asked": "full",
        "demands": [place.demand.pk],
    }
    answers = [
        client.post(
            "/api/v1/projects/micro-projects/", body, content_type="application/json", headers={"Idempotency-Key": "k1"}
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert MicroProject.objects.count() == 1
