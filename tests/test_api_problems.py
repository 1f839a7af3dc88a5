"""Every refusal of the API is a problem in JSON: without a login, at unknown addresses, of the description itself."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from governance.kernel.api.description import described
from governance.kernel.api.viewsets import ScopedViewSet, router
from governance.kernel.clock import clock, rules
from projects.models import Demand
from tests.clients import PASSWORD
from tests.factories.base import make_district, user_with
from tests.factories.projects import make_category

TOKEN = "/api/v1/token/"


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.office = user_with("district_office", place.district, "office")
    return place


def problem(answer, status, code):
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:problem:{code}")
    assert body["title"]
    return body


def test_whoever_is_not_signed_in_gets_a_problem_everywhere(db, client):
    seen = {path.partition("/steps/")[0] + path[-7:] * path.endswith("/steps/"): path for path in described()["paths"]}
    paths = {path: methods for path, methods in described()["paths"].items() if path in set(seen.values()) - {TOKEN}}
    for path, methods in {**paths, "/api/v1/schema/": {"get": {}}, "/api/v1/docs/": {"get": {}}}.items():
        for method in methods:
            answer = getattr(client, method)(path.replace("{id}", "1"), content_type="application/json")
            problem(answer, 401, "not_authenticated")
            assert answer["WWW-Authenticate"] == "Token", path


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/v1/", "/api/v2/areas/", "/api/v1/nowhere/", "/api/v1/governance/", "/api/v1/governance/areas/x/"],
)
def test_unknown_addresses_are_problems(place, client, path):
    client.force_login(place.office)
    problem(client.get(path), 404, "not_found")
    problem(client.post(path, {}, content_type="application/json"), 404, "not_found")


def test_what_is_posted_to_an_address_without_its_slash_is_not_led_astray(place, client):
    client.force_login(place.office)
    problem(client.post("/api/v1/projects/demands", {}, content_type="application/json"), 404, "not_found")
    assert client.get("/api/v1/projects/demands").status_code == 301


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/docs/", "/api/v1/events/", "/api/v1/governance/areas/"])
def test_methods_and_forms_that_are_not_offered(place, client, path):
    client.force_login(place.office)
    problem(client.delete(path), 405, "method_not_allowed")
    problem(client.options(path), 405, "method_not_allowed")
    problem(client.get(path, headers={"Accept": "image/png"}), 406, "not_acceptable")


def test_a_session_that_is_over_is_a_problem_and_no_way_to_the_login_page(place, client):
    client.force_login(place.office)
    assert client.get("/api/v1/governance/areas/").status_code == 200
    session = client.session
    session["seen"] = session["began"] = int(clock.now().timestamp()) - settings.SESSION_MAX_HOURS * 3600 - 60
    session.save()
    problem(client.get("/api/v1/governance/areas/"), 401, "not_authenticated")


def test_a_session_posts_with_its_token_only(place):
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.office)
    answer = client.post("/api/v1/projects/demands/", {}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_wrong_passwords_end_in_a_problem_that_says_when_to_try_again(place, client):
    place.office.set_password(PASSWORD)
    place.office.save()
    given = {"username": "office", "password": "wrong"}
    codes = []
    for _ in range(6):
        answer = client.post("/api/v1/token/", given, content_type="application/json")
        codes.append(answer.json()["code"])
    assert codes[0] == "wrong_credentials"
    problem(answer, 429, "locked_out")
    assert int(answer["Retry-After"]) > 0


def test_the_steps_of_a_row_that_is_not_there_or_not_ones_own(place, client):
    client.force_login(user_with("community_secretary", place.community))
    resources = [prefix for prefix, viewset, _ in router.registry if issubclass(viewset, ScopedViewSet)]
    assert len(resources) > 25
    for resource in resources:
        for part in ("", "steps/", "events/"):
            problem(client.get(f"/api/v1/{resource}/999999/{part}"), 404, "not_found")
    foreign = f"/api/v1/governance/areas/{place.other_compound.pk}/"
    for part in ("", "steps/", "events/"):
        problem(client.get(f"{foreign}{part}"), 404, "not_found")


# ------------------------------------------------------------ bodies that are too large, or in another encoding
DEMANDS = "/api/v1/projects/demands/"


@pytest.fixture
def secretary(place, client):
    user = user_with("community_secretary", place.community)
    client.force_login(user)
    return user


@pytest.mark.parametrize("body", ['{"title":"%s"}', '["%s"'])
def test_a_body_that_is_too_large_says_so_whatever_is_in_it(secretary, client, body):
    large = body % ("x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    problem(client.post(DEMANDS, large, content_type="application/json"), 413, "too_big")
    assert not Demand.objects.exists()


OVERSIZE = {
    "too_big": lambda: {"title": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)},
    "too_many_fields": lambda: {f"field{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)},
    "too_many_files": lambda: {
        "attachments": [SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)]
    },
}


@pytest.mark.parametrize("code", OVERSIZE)
def test_a_form_that_is_too_large_says_what_there_is_too_much_of(secretary, client, code):
    said = problem(client.post(DEMANDS, OVERSIZE[code]()), 413, code)["title"]
    assert "过多，没有保存" in said
    page = client.post("/projects/demands/new/", OVERSIZE[code]())
    assert page.status_code == 413
    assert said in page.content.decode()
    assert not Demand.objects.exists()


def test_words_in_another_encoding_are_refused_and_not_kept_as_garbage(place, secretary, client):
    """Multipart bodies carry no charset that is read: bytes of GBK became question marks in a record."""
    make_category(place.district)
    given = {"category": "facility", "area": place.compound.code, "place": "1栋", "channel": "visit"}
    given |= {"content": "晚上看不清台阶", "title": "楼道灯不亮"}
    body = encode_multipart(BOUNDARY, given).replace("楼道灯不亮".encode(), "楼道灯不亮".encode("gbk"))
    answer = client.generic("POST", DEMANDS, body, content_type=MULTIPART_CONTENT)
    assert "编码不对" in problem(answer, 422, "invalid")["errors"]["title"][0]
    answer = client.post(DEMANDS, given | {"title": "楼道\ufffd灯"}, content_type="application/json")
    assert "编码不对" in problem(answer, 422, "invalid")["errors"]["title"][0]
    assert not Demand.objects.exists()
    assert client.post(DEMANDS, given, content_type="application/json").status_code == 201


@pytest.mark.parametrize("path", [DEMANDS, "/api/v1/events/"])
def test_a_parameter_that_comes_twice_is_refused_and_none_of_both_is_dropped_in_silence(place, client, path):
    client.force_login(place.office)
    found = problem(client.get(f"{path}?page_size=10&page_size=20"), 422, "repeated_parameter")
    assert found["errors"] == {"page_size": ["参数 page_size 只能写一次"]}
    assert client.get(f"{path}?page_size=10").status_code == 200
