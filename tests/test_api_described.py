"""What the API's description says of every operation, and that each form is described with the fields it may ask."""

import inspect
import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from drf_spectacular import validation
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from governance.kernel.api import description
from governance.kernel.api.bodies import bodies_of
from governance.kernel.api.viewsets import router
from governance.kernel.steps.forms import ModelStepForm, StepForm
from governance.kernel.steps.workflow import CLOCK, REGISTRY
from projects.demands.workflow import DEMAND
from projects.models import Demand
from tests.factories.base import make_district, user_with

CHINESE = re.compile("[\u4e00-\u9fff]")
ADDED = re.compile(r'self\.fields\[f?"(\w[\w{}.]*)"\] = ')
DROPPED = re.compile(r"del self\.fields\[[^\n]+")
LENIENT = re.compile(r'self\.fields\["(\w+)"\]\.required = False')


@pytest.fixture(scope="module")
def document():
    return description.described()


@pytest.fixture(scope="module")
def operations(document):
    """[(method, path, operation)]"""
    return [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_description_is_openapi(document):
    rules = json.loads(Path(validation.__file__).with_name("openapi_3_1_schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.validator_for(rules).validate(json.loads(description.written()))
    assert document["openapi"].startswith("3.1")
    assert not GENERATOR_STATS, "what could not be described was guessed"


def test_every_step_of_every_resource_is_an_operation_with_its_body(document):
    for resource, viewset, _ in router.registry:
        flow = getattr(viewset, "workflow", None)
        for step in flow.steps.values() if flow else ():
            path = f"/api/v1/{resource}/{{id}}/steps/{step.name}/"
            if not step.source or step.permission == CLOCK or step.inner:
                assert path not in document["paths"], path
                continue
            operation = document["paths"][path]["post"]
            assert operation["summary"] == step.label
            for content in operation["requestBody"]["content"].values():
                assert content["schema"]["additionalProperties"] is False or "anyOf" in str(content["schema"]), path
            assert "$ref" in str(operation["responses"]["200"])
    assert not [path for path in document["paths"] if "{step}" in path]


def test_a_body_says_what_its_form_asks():
    bodies = bodies_of(DEMAND, "register", Demand)
    body = bodies["application/json"]
    assert set(body["required"]) == {"title", "area", "place", "category", "content", "channel"}
    assert body["properties"]["title"]["maxLength"] == 60
    assert body["properties"]["household_count"]["description"] == "反映户数（户）"
    assert set(body["properties"]["channel"]["enum"]) == set(Demand.Channel.values)
    assert "attachments" not in body["properties"]
    files = bodies["multipart/form-data"]["properties"]["attachments"]
    assert files["items"] == {"type": "string", "format": "binary"}
    assert "required" not in bodies_of(DEMAND, "amend", Demand)["application/json"]  # an edit keeps what is not sent


def needing_version():
    """The addresses of steps that ask for the version that was seen."""
    return {
        f"/api/v1/{resource}/{{id}}/steps/{step.name}/"
        for resource, viewset, _ in router.registry
        for step in (viewset.workflow.steps.values() if getattr(viewset, "workflow", None) else ())
        if step.needs_version
    }


def test_a_step_on_a_row_takes_the_version_that_was_seen(document):
    operation = document["paths"]["/api/v1/projects/demands/{id}/steps/amend/"]["post"]
    assert "If-Match" in [parameter["name"] for parameter in operation["parameters"]]
    for content in operation["requestBody"]["content"].values():
        assert content["schema"]["properties"]["version"]["type"] == "integer"
    made = document["paths"]["/api/v1/projects/demands/"]["post"]["requestBody"]["content"]
    assert "version" not in made["application/json"]["schema"]["properties"]


def test_every_operation_has_a_summary_and_its_refusals(operations):
    for method, path, operation in operations:
        assert CHINESE.search(operation["summary"]), path
        found = set(operation["responses"])
        assert found >= {"401", "403", "405", "406", "422", "503"}, path
        assert ("404" in found) is ("{id}" in path or path == "/api/v1/metrics/"), path
        assert ({"400", "409", "413", "415"} <= found) is (method == "POST"), path
        assert ("428" in found) is (path in needing_version()), path
        assert ("429" in found) is (path == "/api/v1/token/"), path


def test_whoever_asks_for_a_key_needs_none_and_all_others_one(document, operations):
    assert document["components"]["securitySchemes"]["tokenAuth"]["type"] == "http"
    assert document["components"]["securitySchemes"]["tokenAuth"]["scheme"] == "bearer"
    for _, path, operation in operations:
        expected = [] if path == "/api/v1/token/" else [{"tokenAuth": []}, {"cookieAuth": []}]
        assert operation["security"] == expected, path


def test_rows_say_when_they_were_last_changed():
    """Of every table that keeps it, and in the answer as in the description."""
    shown = []
    for resource, viewset, _ in router.registry:
        serializer = getattr(viewset, "serializer_class", None)
        shape = getattr(serializer, "shape", serializer)
        fields = getattr(getattr(shape, "Meta", None), "fields", ())
        if "version" in fields and "updated_at" in {field.name for field in viewset.queryset.model._meta.get_fields()}:
            assert "updated_at" in fields, resource
            shown.append(resource)
    assert len(shown) > 15


def test_every_refusal_is_a_problem(document):
    for answer in document["components"]["responses"].values():
        assert answer["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        assert CHINESE.search(answer["description"])


def test_words_of_the_code_are_not_shown(document):
    def words(part, place):
        for name, value in part.items() if isinstance(part, dict) else enumerate(part):
            if name in ("description", "summary") and isinstance(value, str):
                yield place, value
            elif isinstance(value, dict | list):
                yield from words(value, f"{place}/{name}")

    english = [(place, text) for place, text in words(document, "") if text and not CHINESE.search(text)]
    assert not english


def form_classes():
    forms = {flow.form(name) for flow in REGISTRY.values() for name in flow.steps}
    return sorted((form for form in forms if issubclass(form, StepForm | ModelStepForm)), key=str)


def source_of(form):
    """What the classes of a form do when it is made, those of the kernel aside."""
    own = [base for base in form.__mro__ if not base.__module__.startswith(("governance.kernel", "django", "builtins"))]
    return "\n".join(inspect.getsource(base) for base in own)


def test_fields_that_a_form_adds_or_drops_are_declared():
    assert len(form_classes()) > 60
    for form in form_classes():
        source = source_of(form)
        told = {*form.base_fields, *form.may_ask}
        added = {re.sub(r"{[^}]*}", "*", name) for name in ADDED.findall(source)}
        assert added <= told, form
        dropped = {name for line in DROPPED.findall(source) for name in re.findall(r'"(\w+)"', line)}
        for name in dropped | set(LENIENT.findall(source)):
            field = {**form.base_fields, **form.may_ask}.get(name)
            assert field is None or not field.required or name in form.may_drop, (form, name)


def test_the_description_is_made_once(db, client, monkeypatch):
    client.force_login(user_with("district_office", make_district().district))
    description.written.cache_clear()
    made, get_schema = [], SchemaGenerator.get_schema
    monkeypatch.setattr(SchemaGenerator, "get_schema", lambda *args, **kw: made.append(1) or get_schema(*args, **kw))
    answers = [client.get("/api/v1/schema/", headers={"Accept": kind}) for kind in (
        "*/*", "application/vnd.oai.openapi", "application/vnd.oai.openapi+json", "application/yaml",
    )]  # fmt: skip
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == len(made) == 1
    assert answers[0].json()["openapi"].startswith("3.1")
