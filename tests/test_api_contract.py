"""The API keeps its written contract: every GET answers without a fault, and no body, however odd, brings one about."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from governance.kernel.clock import rules
from tests.conforming import Contract
from tests.factories.base import appoint, make_district, user_with

pytestmark = pytest.mark.slow
EXAMPLES = 4  # odd requests for each operation


@pytest.fixture(scope="module")
def contract():
    return Contract()


@pytest.fixture(scope="module")
def operations(contract):
    """{"GET /api/v1/governance/areas/": operation} of the whole description."""
    found = (operation.ok() for operation in contract.paths.get_all_operations())
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


def reads(operations):
    return sorted(name for name in operations if name.startswith("GET "))


def writes(operations):
    """What makes a row, and one step of each resource."""
    found = sorted(name for name in operations if name.startswith("POST ") and "token" not in name)
    steps = {name.partition("/steps/")[0]: name for name in found if "/steps/" in name}
    return [name for name in found if "/steps/" not in name or name in steps.values()]


@pytest.fixture
def place(db):
    """One row of the plainer kinds, and an office that sees them all."""
    rules.load_rules()
    place = make_district()
    place.office = user_with("district_office", place.district, "office")
    appoint("community_secretary", place.community, place.office.person)
    appoint("neighbour_head", place.building)
    return place


def test_the_contract_names_what_it_promises(operations):
    for resource in (
        "governance/areas",
        "governance/branches",
        "governance/appointments",
        "projects/demands",
        "governance/deliberations",
        "governance/conferences",
        "projects/micro-projects",
        "disputes/cases",
        "funds/funds",
        "funds/donations",
        "funds/grants",
        "funds/entries",
        "governance/reminders",
    ):
        assert f"GET /api/v1/{resource}/" in operations, resource
    assert len(reads(operations)) > 60


def test_no_read_fails(place, client, contract, operations):
    """Every GET of the description, with what hypothesis makes of its parameters: answered as described."""
    client.force_login(place.office)
    client.raise_request_exception = False
    contract.faults.clear()
    for name in reads(operations):

        @given(case=operations[name].as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def read(case):
            query = urlencode(case.query or {}, doseq=True)
            contract.read(client, f"{case.formatted_path}?{query}")

        read()
    assert not contract.faults, "\n".join(contract.faults)
    assert {status for method, _, status in contract.answered if method == "GET"} >= {200, 404, 422}


def test_no_first_step_fails(place, client, operations):
    """Every POST that makes a row, with bodies of the described shape: taken or refused, never a fault."""
    client.force_login(place.office)
    client.raise_request_exception = False
    failed = []
    for name in [name for name in writes(operations) if "{" not in name]:

        @given(case=operations[name].as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def write(case):
            body = case.body if isinstance(case.body, dict | list) else {}
            answer = client.post(case.formatted_path, json.dumps(body), content_type="application/json")
            if answer.status_code >= 500:
                failed.append(f"{case.formatted_path} {body}: {answer.content[:200]}")

        write()
    assert not failed, "\n".join(failed)


NESTED = "[" * 100_000 + "]" * 100_000
BODIES = [
    b"",
    b"null",
    b"[]",
    b"1",
    b'"x"',
    b"{",
    b"\xff\xfe",
    NESTED.encode(),
    ('{"title": %s}' % ("[" * 900 + "]" * 900)).encode(),
    ('{"title": %s}' % ("[" * 30 + "]" * 30)).encode(),
    b'{"title": "\\ud800", "area": "\\u0000"}',
    b'{"": 1, "area": {"a": []}, "lines": {"x": 1}, "amount": 1e400}',
    json.dumps({"area": ["x"], "title": {"a": 1}, "amount": 10**400, "note": "\0", "lines": [[1], 2]}).encode(),
]


def test_no_odd_body_brings_a_write_down(place, client, contract, operations):
    client.force_login(place.office)
    client.raise_request_exception = False
    contract.faults.clear()
    failed = contract.faults
    for name in writes(operations):
        address = name.split(" ")[1].replace("{id}", "1")
        for body in BODIES:
            answer = client.post(address, body, content_type="application/json")
            if answer.status_code < 400 or not answer["Content-Type"].startswith("application/problem+json"):
                failed.append(f"{address} {body[:60]}: {answer.status_code}")
            contract.note("POST", address, answer)
    assert not failed, "\n".join(failed)


def test_deeply_nested_bodies_are_bad_requests(place, client):
    client.force_login(place.office)
    answer = client.post("/api/v1/projects/demands/", NESTED, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    answer = client.post("/api/v1/token/", NESTED, content_type="application/json")
    assert answer.status_code == 400
