"""What comes in over HTTP: odd addresses, hidden fields and bodies are refused in words, and nothing is written."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.pages import SavedView
from projects.models import Demand
from tests.factories.projects import make_demand
from tests.factories.town import make_town

PROBLEM = "application/problem+json"
BIG = "9" * 5000


@pytest.fixture
def town(db):
    town = make_town()
    town.demand = make_demand(town.branch, town.compound, town.category)
    return town


@pytest.fixture
def office(client, town):
    client.force_login(town.office)
    client.raise_request_exception = False
    return client


def post(client, address, data):
    body = json.dumps(data) if not isinstance(data, str | bytes) else data
    return client.post(f"/api/v1/{address}", body, content_type="application/json")


def refused(answer, status, code):
    """The errors of a problem, after its form was looked at."""
    assert answer.headers["Content-Type"] == PROBLEM, answer.content[:200]
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), body
    assert body["type"] == f"urn:problem:{code}"
    assert "" not in body.get("errors", {})
    return body.get("errors", {})


# ------------------------------------------------------------ addresses and hidden fields
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/calendar/%00.ics", 400),
        ("/search/?q=%00", 400),
        ("/?kind=%00", 400),
        ("/projects/demands/?q=%00", 400),
        ("/projects/demands/?%00=1", 400),
        ("/projects/demands/?area=%C2%B2", 200),
        (f"/projects/demands/?pick={BIG}", 200),
        (f"/projects/demands/?page_size={BIG}&sort=nothing&cursor=zzz&tab=none", 200),
        ("/projects/demands/?recorded_after=9999-12-31&recorded_before=9999-12-31", 200),
        ("/dashboard/?span=custom&from=0001-01-01&to=9999-12-31", 200),
        ("/governance/workdays/?year=%C2%B2", 200),
        ("/governance/workdays/changes/new/plan_year/?year=abc", 200),
        (f"/projects/demands/{BIG}/", 404),
        ("/projects/demands/new/?area=%C2%B2&visit=%C2%B2", 200),
    ],
)
def test_odd_addresses_are_answered_in_words(office, address, status):
    answer = office.get(address)
    assert answer.status_code == status, answer.content.decode()[:300]


def test_the_calendar_needs_no_account_to_refuse_a_nul(client, db):
    assert client.get("/calendar/%00.ics").status_code == 400


@pytest.mark.parametrize(
    ("parameter", "sentence"),
    [
        ("cursor=zzz", "链接中的翻页位置不是这个列表的"),
        ("sort=nothing", "链接中的排序方式在这个列表里没有"),
        ("page_size=%C2%B2", "链接中的每页条数须为整数"),
        ("tab=none", "链接中的页签在这个列表里没有"),
        ("area=000000", "没有代码为“000000”的辖区"),
        ("recorded_after=9999-12-31", "日期须在 1900-01-01 至 2199-12-31 之间"),
    ],
)
def test_a_page_says_which_known_parameter_makes_no_sense(office, parameter, sentence):
    assert sentence in office.get(f"/projects/demands/?{parameter}").content.decode()


def test_hidden_fields_of_a_page_are_no_way_in(client, town):
    client.force_login(town.branch)
    client.raise_request_exception = False
    address = f"/projects/demands/{town.demand.pk}/amend/"
    for name in ("_submission", "_version", "_draft"):
        assert client.post(address, {"title": "路灯", name: "\0"}).status_code == 400
    answer = client.post(address, {"title": "路灯", "_version": "²", "_submission": BIG})
    assert answer.status_code == 428
    assert Demand.objects.get().title == town.demand.title


def test_a_view_is_not_kept_under_a_name_with_a_nul(office):
    answer = office.post("/projects/demands/?q=路灯", {"_view": "keep", "name": "月塘\0"}, follow=True)
    assert "视图名称中有看不见的空字符" in answer.content.decode()
    assert not SavedView.objects.exists()


# ------------------------------------------------------------ the API
@pytest.mark.parametrize(
    ("address", "errors"),
    [
        ("governance/rules/?nonsense=1", {"nonsense"}),
        ("governance/rules/?ordering=-id", {"ordering"}),
        ("projects/demands/?updated_after=2099-01-01", {"updated_after"}),
        ("metrics/?code2=x", {"code2"}),
        ("governance/workdays/?jahr=2026", {"jahr"}),
    ],
)
def test_unknown_parameters_are_named(office, address, errors):
    assert refused(office.get(f"/api/v1/{address}"), 422, "unknown_parameter").keys() == errors


@pytest.mark.parametrize(
    ("address", "code", "field"),
    [
        ("projects/demands/?cursor=zzz", "bad_cursor", "cursor"),
        ("projects/demands/?page_size=abc", "invalid", "page_size"),
        ("projects/demands/?page_size=0", "invalid", "page_size"),
        ("projects/demands/?area=000000", "invalid", "area"),
        ("governance/areas/?parent=x", "invalid", "parent"),
        ("governance/rules/?is_statutory=abc", "invalid", "is_statutory"),
        ("governance/rules/?on=9999-12-31", "invalid", "on"),
        ("governance/workdays/?year=abc", "unknown_year", "year"),
        ("metrics/?as_of=9999-12-31", "invalid", "as_of"),
    ],
)
def test_senseless_values_of_parameters_are_refused(office, address, code, field):
    assert field in refused(office.get(f"/api/v1/{address}"), 422, code)


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/v1/nothing/", 404, "not_found"),
        ("get", "/api/", 404, "not_found"),
        ("get", "/api/v1/projects/demands/?q=%00", 400, "nul_character"),
        ("put", "/api/v1/projects/demands/", 405, "method_not_allowed"),
        ("get", f"/api/v1/projects/demands/{BIG}/", 404, "not_found"),
    ],
)
def test_every_refusal_below_the_api_is_a_problem(office, method, address, status, code):
    refused(getattr(office, method)(address), status, code)


def test_the_description_refuses_in_the_same_shape(client, db):
    for address in ("schema/", "docs/"):
        refused(client.get(f"/api/v1/{address}"), 401, "not_authenticated")


def test_broken_and_foreign_bodies_are_problems(office):
    refused(post(office, "projects/demands/", "{"), 400, "bad_request")
    refused(post(office, "projects/demands/", b'{"title": "\\ud800"}'), 400, "bad_request")
    answer = office.post("/api/v1/projects/demands/", "a;b", content_type="text/csv")
    refused(answer, 415, "unsupported_media_type")
    answer = office.post("/api/v1/token/", "[1]", content_type="application/json")
    assert refused(answer, 422, "invalid").keys() == {"_all"}


def test_a_name_that_no_field_has_is_refused_and_nothing_is_written(client, town):
    client.force_login(town.branch)
    answer = post(client, f"projects/demands/{town.demand.pk}/steps/amend/", {"title": "新标题", "order_no": "A-1"})
    assert refused(answer, 422, "unknown_field").keys() == {"order_no"}
    assert Demand.objects.get().title == town.demand.title


@pytest.mark.parametrize("value", [{"a": 1}, ["a"], True, 5, "一\0二"])
def test_a_text_is_never_made_of_something_else(client, town, value):
    client.force_login(town.branch)
    errors = refused(post(client, f"projects/demands/{town.demand.pk}/steps/amend/", {"place": value}), 422, "invalid")
    assert errors.keys() == {"place"}
    assert Demand.objects.get().place == town.demand.place


# ------------------------------------------------------------ what nobody sees
def test_a_name_is_stored_without_marks_that_turn_it_around(office, town):
    body = {"name": "\u202e苑\u200b　", "renamed_on": str(clock.today()), "note": "月政发〔2026〕7号"}
    answer = post(office, f"governance/areas/{town.compound.pk}/steps/rename/", body)
    assert answer.status_code == 200, answer.content.decode()
    town.compound.refresh_from_db()
    assert town.compound.name == "苑"


@pytest.mark.parametrize("note", ["\u200b", "\u3000", "....", "！！！！", ""])
def test_a_step_is_not_taken_for_a_reason_that_says_nothing(office, town, note):
    before = Event.objects.count()
    body = {"name": "新苑", "renamed_on": str(clock.today()), "note": note}
    errors = refused(post(office, f"governance/areas/{town.compound.pk}/steps/rename/", body), 422, "invalid")
    assert (errors.keys(), len(errors["note"])) == ({"note"}, 1)
    town.compound.refresh_from_db()
    assert (town.compound.name != "新苑", Event.objects.count()) == (True, before)


def test_a_name_that_is_too_long_is_refused_in_one_sentence(office, town):
    body = {"name": "长" * 61, "renamed_on": str(clock.today()), "note": "月政发〔2026〕7号"}
    errors = refused(post(office, f"governance/areas/{town.compound.pk}/steps/rename/", body), 422, "invalid")
    assert errors == {"name": ["最多填写 60 个字，现在是 61 个字，请缩短"]}


# ------------------------------------------------------------ what is not sent stays
def test_what_is_not_sent_stays_as_it_is(office, town):
    place, profile = town.compound, town.compound.profile
    profile.build_year, profile.is_old, profile.usage = 1998, True, "住宅"
    profile.save()
    answer = post(office, f"governance/areas/{place.pk}/steps/edit/", {"household_count": 777})
    assert answer.status_code == 200, answer.content.decode()
    profile.refresh_from_db()
    place.refresh_from_db()
    assert (place.household_count, profile.build_year, profile.is_old, profile.usage) == (777, 1998, True, "住宅")
    assert [label for label, *_ in Event.objects.first().data["changes"]] == ["户数"]
    answer = post(office, f"governance/areas/{place.pk}/steps/edit/", {"build_year": None, "is_old": False})
    profile.refresh_from_db()
    assert (answer.status_code, profile.build_year, profile.is_old, profile.usage) == (200, None, False, "住宅")


def test_one_field_of_a_demand_changes_alone(client, town):
    client.force_login(town.branch)
    before = Demand.objects.values().get()
    answer = post(client, f"projects/demands/{town.demand.pk}/steps/amend/", {"place": "9 栋"})
    assert answer.status_code == 200, answer.content.decode()
    after = Demand.objects.values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"place", "version", "updated_at", "search_text", "reporter_name", "reporter_phone"}
    demand = Demand.objects.get()
    assert (demand.reporter_name, demand.reporter_phone) == ("张小明", "19900001234")


# ------------------------------------------------------------ who may, before what is
def test_somebody_without_the_right_learns_nothing_of_the_state(client, town):
    """The demand waits to be accepted; somebody who sees it and may do nothing gets no word of that."""
    client.force_login(town.leader)
    for step in ("accept", "amend", "confirm", "resolve"):
        with CaptureQueriesContext(connection) as caught:
            answer = post(client, f"projects/demands/{town.demand.pk}/steps/{step}/", {"a": 1})
        if answer.status_code == 404:  # no step of that name
            continue
        assert answer.status_code == 403, f"{step}: {answer.content.decode()}"
        assert town.branch.person.name not in answer.content.decode()
        assert not [one for one in caught if "governance_event" in one["sql"]]
        page = client.post(f"/projects/demands/{town.demand.pk}/{step}/", {})
        assert page.status_code == 403, f"{step}: {page.status_code}"
