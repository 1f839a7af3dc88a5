"""Key households: marked once for each door, masked, read in full on record, taken back for a reason."""

import pytest
from django.db import IntegrityError, connection, transaction

from governance.kernel.models.events import Event
from governance.kernel.steps.errors import Refused
from projects.key_households import actions as key_households
from projects.key_households.doors import door_key
from projects.models import KeyHousehold
from tests.factories.base import make_area, user_with
from tests.factories.key_households import REASON, make_household

pytestmark = pytest.mark.django_db
NEW = "/projects/key-households/new/"
API = "/api/v1/projects/key-households/"


def typed(place, **change):
    return {"area": place.building.code, "door": "2单元301", "category": "elderly", "reason": REASON, **change}


def written():
    return KeyHousehold.objects.count(), Event.objects.count()


# ------------------------------------------------------------ marked
def test_the_secretary_marks_a_door_and_takes_the_mark_back(place, client):
    client.force_login(place.secretary)
    answer = client.post(NEW, typed(place))
    row = KeyHousehold.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, row.get_absolute_url())
    assert (row.area, row.door, row.reason, row.created_by) == (place.building, "2单元301", REASON, place.secretary)
    refused = client.post(row.url("unmark"), {"ended_for": ""})
    assert refused.status_code == 422
    assert "请选择取消原因" in refused.content.decode()
    row.refresh_from_db()
    assert (row.status, row.ended_on) == ("marked", None)
    assert client.post(row.url("unmark"), {"ended_for": "moved"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.ended_on, row.ended_for) == ("unmarked", row.valid_from, "moved")
    assert client.post(NEW, typed(place)).status_code == 302  # the door may be marked anew
    kinds = list(
        Event.objects.filter(object_type="projects.keyhousehold").order_by("pk").values_list("kind", flat=True)
    )
    assert kinds == [f"projects.key_household.{step}" for step in ("mark", "unmark", "mark")]


def test_the_same_by_the_api(place, client):
    client.force_login(place.branch)
    made = client.post(API, typed(place), content_type="application/json")
    assert made.status_code == 201
    row = KeyHousehold.objects.get()
    assert made.json()["door_masked"] == f"荷馨苑 {place.building.name} 某户"
    assert REASON not in made.content.decode()
    assert "301" not in made.content.decode()
    steps = f"{API}{row.pk}/steps/unmark/"
    before = written()
    assert client.post(steps, {}, content_type="application/json").status_code == 422
    again = client.post(API, typed(place, door="2-301室"), content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (422, "marked_already")
    assert written() == before
    assert client.post(steps, {"ended_for": "wish"}, content_type="application/json").status_code == 200
    assert client.get(f"{API}{row.pk}/").json()["status"] == "unmarked"


@pytest.mark.parametrize(
    ("one", "other"),
    [("2单元301", "2-301"), ("2 单元 301 室", "２－301"), ("二单元301", "02单元301号"), ("a座12", "A座12户")],
)
def test_one_door_has_one_key_however_it_is_written(one, other):
    assert door_key(one) == door_key(other) != ""


def test_a_door_of_a_registered_staircase_is_kept_there(place):
    """So that the lead of that staircase has it on the round, and the door is known again."""
    unit = make_area(place.building, "2单元", household_count=12)
    row = make_household(place.secretary, place.building, "2单元301室")
    assert (row.area, row.door) == (unit, "301")
    assert row.full_door == f"荷馨苑 {place.building.name} 2单元 301"
    for area, door in ((unit, "301"), (unit, "2单元301"), (place.building, "2-301")):
        with pytest.raises(Refused) as refusal:
            make_household(place.secretary, area, door)
        assert refusal.value.code == "marked_already"
    with pytest.raises(Refused) as refusal:
        make_household(place.secretary, place.building, "401")
    assert refusal.value.code == "stair_missing"
    assert KeyHousehold.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": ""}, "请写明缘由"),
        ({"reason": "电话13812345678"}, "不写电话号码和身份证号"),
        ({"door": ""}, "请填写门牌"),
        ({"door": "张三家"}, "不写住户姓名"),
        ({"category": "ill"}, "类别"),
        ({"area": ""}, "楼栋单元"),
        ({"area": "compound"}, "楼栋单元"),
        ({"area": "elsewhere"}, "楼栋单元"),
    ],
)
def test_a_refusal_says_why_writes_nothing_and_loses_nothing(place, client, change, words):
    places = {"compound": place.compound.code, "elsewhere": place.other_compound.code}
    change = {name: places.get(value, value) for name, value in change.items()}
    client.force_login(place.secretary)
    before = written()
    answer = client.post(NEW, typed(place, **change))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert change.get("door", "2单元301") in page
    assert written() == before


def test_a_second_mark_of_a_door_is_refused_and_by_the_database_too(place, client):
    make_household(place.secretary, place.building, "2单元301")
    client.force_login(place.branch)
    before = written()
    answer = client.post(NEW, typed(place, door="２单元 301室"))
    assert answer.status_code == 422
    assert "这一门牌已标记为重点走访户" in answer.content.decode()
    assert written() == before
    other = make_household(place.secretary, place.building, "2单元302")
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyHousehold.objects.filter(pk=other.pk).update(door_index=KeyHousehold.objects.first().door_index)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyHousehold.objects.filter(pk=other.pk).update(status="unmarked")


# ------------------------------------------------------------ who sees what
def test_it_is_seen_where_one_visits_homes_and_marked_where_one_keeps_the_register(place, client):
    row = make_household(place.secretary, place.building)
    lead, auditor = user_with("neighbour_head", place.building), user_with("auditor", place.district)

    def seen(user):
        return list(KeyHousehold.objects.visible_to(user))

    assert seen(place.secretary) == seen(place.branch) == seen(place.street_user) == seen(lead) == [row]
    assert seen(place.stranger) == seen(auditor) == seen(place.leader) == []
    client.force_login(place.stranger)
    for address in (row.get_absolute_url(), row.url("unmark"), row.url("reveal"), f"{API}{row.pk}/"):
        assert client.get(address).status_code == 404
    client.force_login(lead)
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get(NEW).status_code == 404
    before = written()
    assert client.post(row.url("unmark"), {"ended_for": "moved"}).status_code == 403
    assert client.post(NEW, typed(place, door="999")).status_code == 404
    assert written() == before
    client.force_login(auditor)
    assert client.get("/projects/key-households/").status_code == 404


def test_door_and_reason_are_sealed_and_masked_everywhere(place, client):
    row = make_household(place.secretary, place.building, "2单元301")
    client.force_login(place.secretary)
    addresses = ("/projects/key-households/", row.get_absolute_url(), row.url("unmark"), row.url("reveal"))
    for address in (*addresses, API, f"{API}{row.pk}/", f"{API}{row.pk}/events/"):
        text = client.get(address).content.decode()
        assert "2单元301" not in text, address
        assert REASON not in text, address
    assert "某户" in client.get(row.get_absolute_url()).content.decode()
    sheet = client.get("/projects/key-households/", {"export": "xlsx"})
    assert sheet.status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM projects_keyhousehold t")
        stored = cursor.fetchone()[0]
    assert REASON not in stored
    assert "2单元301" not in stored
    assert not Event.objects.filter(data__icontains="301").exists()


def test_who_reads_door_and_reason_leaves_a_line(place, client):
    row = make_household(place.secretary, place.building, "2单元301")
    client.force_login(place.secretary)
    assert client.post(row.url("reveal"), {"reason": ""}).status_code == 422
    assert not Event.objects.filter(kind="projects.key_household.reveal").exists()
    shown = client.post(row.url("reveal"), {"reason": "安排中秋慰问"}).content.decode()
    assert "2单元301" in shown
    assert REASON in shown
    line = Event.objects.get(kind="projects.key_household.reveal")
    assert (line.actor, line.data["note"], line.data["fields"]) == (place.secretary, "安排中秋慰问", ["door", "reason"])
    lead = user_with("neighbour_head", place.building)
    client.force_login(lead)
    assert row.url("reveal") not in client.get(row.get_absolute_url()).content.decode()
    refused = client.post(row.url("reveal"), {"reason": "想看看是谁"})
    assert refused.status_code in (403, 404)
    assert REASON not in refused.content.decode()
    assert Event.objects.filter(kind="projects.key_household.reveal").count() == 1
    with pytest.raises(Refused):
        key_households.unmark(row, actor=place.secretary)
