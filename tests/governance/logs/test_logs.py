"""The auditing administrator reads who did what and who signed in, sees no business, changes nothing."""

from datetime import timedelta

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.test import Client

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Person
from governance.people.actions import posts as people
from tests.factories.base import make_district, user_with

SECRET = "邻里漏水纠纷的经过"
PASSWORD = "Hetang-2026-Good"


@pytest.fixture
def place(db):
    place = make_district()
    place.auditor = user_with("audit_admin", place.district, "auditadmin")
    place.secretary = user_with("community_secretary", place.community, "secretary", name="刘小敏")
    place.person = people.save_person(
        Person(), actor=place.secretary, name="王小邻", phone="19900001234", area=place.building
    )
    people.reveal(place.person, actor=place.secretary, reason=SECRET)
    return place


def shown(client, **filters):
    return client.get("/governance/logs/", filters).content.decode()


def test_the_log_shows_who_did_what_but_not_the_business(place, client):
    client.force_login(place.auditor)
    page = shown(client)
    assert "查看手机号" in page
    assert "刘小敏" in page
    assert SECRET not in page
    assert "王小邻" not in page
    assert "19900001234" not in page
    rows = client.get("/api/v1/governance/logs/").json()["results"]
    assert {row["kind"] for row in rows} == {"governance.person.save", "governance.person.reveal"}
    assert "data" not in rows[0]


def test_the_log_shows_the_callers_address(place, client, settings):
    client.force_login(place.secretary)
    reveal = f"/governance/people/{place.person.pk}/reveal/"
    client.post(reveal, {"reason": "核实联系方式"}, REMOTE_ADDR="10.1.2.3", headers={"X-Forwarded-For": "6.6.6.6"})
    settings.PROXIES = 1
    client.post(
        reveal, {"reason": "再次核实"}, REMOTE_ADDR="10.1.2.3", headers={"X-Forwarded-For": "6.6.6.6, 10.9.9.9"}
    )
    client.post(reveal, {"reason": "无法得知来处"}, REMOTE_ADDR="", headers={"X-Forwarded-For": "nonsense"})
    told = Event.objects.filter(kind="governance.person.reveal").order_by("id").values_list("ip", flat=True)
    assert list(told) == [None, "10.1.2.3", "10.9.9.9", None]
    client.force_login(place.auditor)
    assert "10.1.2.3" in shown(client)
    assert "10.1.2.3" not in shown(client, ip="10.9.9.9")
    assert "10.9.9.9" in shown(client, ip=" 10.9.9.9 ")
    assert "10.9.9.9" not in shown(client, ip="10.9.9.x")
    assert "10.9.9.9" in [row["ip"] for row in client.get("/api/v1/governance/logs/").json()["results"]]


def test_filters(place, client):
    client.force_login(place.auditor)
    yesterday = clock.now() - timedelta(1)
    Event.objects.create(kind="x.y", label="旧事项", object_type="governance.area", object_id=7, created_at=yesterday)
    today = clock.today().isoformat()
    assert "旧事项" not in shown(client, at_after=today)
    assert "旧事项" in shown(client, at_before=clock.local_date(yesterday).isoformat())
    assert "查看手机号" not in shown(client, at_before=clock.local_date(yesterday).isoformat())
    assert "登记人员" not in shown(client, q="查看手机号")
    assert "旧事项" not in shown(client, who="secretary")
    assert "登记人员" in shown(client, who="刘小敏", thing="governance.person", number=place.person.pk)
    assert "登记人员" not in shown(client, who="没有此人")
    assert "旧事项" in shown(client, number=7)
    assert "时间自：日期不正确" in shown(client, at_after="nonsense")
    assert client.get("/governance/logs/", {"number": "9" * 30, "at_before": "9999-12-31"}).status_code == 200


def test_sign_ins_and_failures(place, client):
    place.secretary.set_password(PASSWORD)
    place.secretary.save()
    visitor = Client(HTTP_USER_AGENT="Test browser")
    visitor.post("/login/", {"username": "secretary", "password": "wrong-password"})
    visitor.post("/login/", {"username": "secretary", "password": PASSWORD})
    assert AccessLog.objects.filter(username="secretary").exists()
    assert AccessFailureLog.objects.filter(username="secretary").exists()
    client.force_login(place.auditor)
    assert "Test browser" in client.get("/governance/logs/signins/", {"q": "secretary"}).content.decode()
    assert "密码不符" in client.get("/governance/logs/failures/", {"ip": "127.0.0.1"}).content.decode()
    assert "secretary" not in client.get("/governance/logs/failures/", {"ip": "300.x"}).content.decode()


def test_nobody_else_reads_it_and_nothing_can_be_written(place, client):
    for user in (place.secretary, user_with("sys_admin", place.district), user_with("district_office", place.district)):
        client.force_login(user)
        for address in ("", "signins/", "failures/"):
            assert client.get(f"/governance/logs/{address}").status_code == 404
        assert client.get("/api/v1/governance/logs/").json()["results"] == []
    client.force_login(place.auditor)
    for address in ("", "signins/", "failures/"):
        assert client.post(f"/governance/logs/{address}").status_code == 405
    assert client.post("/api/v1/governance/logs/", {}, content_type="application/json").status_code == 405


def test_the_log_is_exported(place, client):
    client.force_login(place.auditor)
    answer = client.get("/governance/logs/?export=xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_queries_do_not_grow(place, client, same_queries):
    client.force_login(place.auditor)
    made = (Event(kind="x.y", object_type="governance.area", object_id=n, area=place.street) for n in range(30))
    same_queries(lambda: client.get("/governance/logs/"), grow=lambda: Event.objects.bulk_create(made))
