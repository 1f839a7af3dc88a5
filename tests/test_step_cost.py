"""What one step costs: so many questions to the database and no more, however much there is."""

import json
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disputes.models import MediationCase
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from projects.demands.actions import demands
from projects.models import Demand
from tests.factories import disputes
from tests.factories import projects as make
from tests.factories.base import appoint
from tests.projects.conftest import place  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

CREATE, STEP = 8, 12
OWN = 2  # in a test the step's transaction is a savepoint of the test's: set and released
ROWS = 8
_key = count(1)


def cost(send, status):
    with CaptureQueriesContext(connection) as caught:
        answer = send()
    assert answer.status_code == status, answer.content.decode()[:500]
    return [query["sql"] for query in caught]


def holds(most, send, status, grow):
    """Costs at most so many questions, and the same once there is more of everything."""
    send()  # the session's own writing and the tables kept in memory
    before = cost(send, status)
    assert len(before) - OWN <= most, "\n".join(before)
    assert sum(sql.startswith("SAVEPOINT") for sql in before) == 1, "\n".join(before)  # the test's own
    grow()
    after = cost(send, status)
    assert len(after) == len(before), "\n".join(after)


def api(client, address, data, **headers):
    return client.post(f"/api/v1/{address}", json.dumps(data), content_type="application/json", headers=headers)


def api_once(client, address, data):
    return api(client, address, data, **{"Idempotency-Key": f"key-{next(_key)}"})


def page(client, address, data):
    return client.post(address, {**data, "_submission": f"click-{next(_key)}"})


@pytest.fixture
def more(place):  # noqa: F811
    """Grows whatever a step might have asked about: rows, history, deadlines and people."""

    def grow():
        for _ in range(ROWS):
            appoint("community_staff", place.community)
            appoint("neighbour_head", place.compound)
            make.accepted_demand(place.lead, place.secretary, place.compound, place.category)

    return grow


def of(place):  # noqa: F811
    return {
        "title": "楼道灯不亮",
        "area": place.compound.code,
        "category": place.category.code,
        "place": "1 栋 1 单元",
        "channel": "visit",
        "content": "老人上下楼不便",
    }


@pytest.mark.parametrize("send", [api, api_once, page])
def test_a_demand_is_recorded_in_eight(client, place, more, send):  # noqa: F811
    client.force_login(place.secretary)
    address, status = ("/projects/demands/new/", 302) if send is page else ("projects/demands/", 201)
    holds(CREATE, lambda: send(client, address, of(place)), status, more)


DEMAND_STEPS = {
    "accept": ("new", {}),
    "assign": ("accepted", {"level": "community"}),
    "answer": ("assigned", {"answer": "已经修好"}),
    "reopen": ("answered", {"note": "还是不亮"}),
}


def demand_in(state, place):  # noqa: F811
    """A demand in a state, led there by its steps."""
    demand = make.make_demand(place.lead, place.compound, place.category)
    path = [name for name in DEMAND_STEPS if state != "new"]
    for name in path:
        if demand.status == state:
            break
        action = {"accept": demands.accept, "assign": demands.assign_to, "answer": demands.answer}[name]
        demand = action(demand, actor=place.secretary, **DEMAND_STEPS[name][1])
    return demand


@pytest.mark.parametrize("send", [api, page])
@pytest.mark.parametrize("name", DEMAND_STEPS)
def test_a_step_of_a_demand_takes_twelve(client, place, more, name, send):  # noqa: F811
    state, data = DEMAND_STEPS[name]
    waiting = [demand_in(state, place) for _ in range(3)]
    client.force_login(place.secretary)

    def take():
        demand = waiting.pop()
        base = f"projects/demands/{demand.pk}/steps" if send is api else f"/projects/demands/{demand.pk}"
        return send(client, f"{base}/{name}/", data)

    holds(STEP, take, 200 if send is api else 302, more)


CHECKED = dict.fromkeys(("is_needed", "is_new", "land_is_clear", "is_nobodys_duty"), "on") | {"note": "属实"}


def long_budget(lines):
    """So many lines of the budget, each paid by a source of its own."""
    return {
        "lines": [{**make.LINES[0], "name": f"灯{no}", "quantity": Decimal(1)} for no in range(lines)],
        "sources": [
            {"kind": "fiscal", "amount": make.LINES[0]["unit_price"], "line_no": no + 1, "note": ""}
            for no in range(lines)
        ],
    }


def project_of(make_one, place, lines):  # noqa: F811
    data = long_budget(lines) | {"no_repeat_statement": "位置不同"}
    return make_one(place.branch, demand_in("accepted", place), place.implementer, **data)


@pytest.mark.parametrize("send", [api, page])
def test_a_check_takes_twelve_however_long_the_budget(client, place, more, send):  # noqa: F811
    waiting = [project_of(make.submitted_project, place, lines) for lines in (12, 2, 2)]
    client.force_login(place.secretary)

    def take():
        project = waiting.pop()
        base = f"projects/micro-projects/{project.pk}/steps" if send is api else f"/projects/{project.pk}"
        return send(client, f"{base}/check/", CHECKED)

    holds(STEP, take, 200 if send is api else 302, more)


@pytest.mark.parametrize("send", [api, page])
def test_a_submission_takes_twelve_however_many_demands(client, place, more, send):  # noqa: F811
    """It asks about seven things, in one question behind its lock, and keeps a version."""
    waiting = [project_of(make.resolved_project, place, lines) for lines in (12, 2, 2)]
    client.force_login(place.branch)

    def take():
        project = waiting.pop()
        base = f"projects/micro-projects/{project.pk}/steps" if send is api else f"/projects/{project.pk}"
        data = {"agrees_to_publish": "on", "no_repeat_statement": "位置不同"}
        return send(client, f"{base}/submit/", data)

    def grow():
        more()
        taken = [demand_in("accepted", place).pk for _ in range(ROWS)]
        Demand.objects.filter(pk__in=taken).update(project=waiting[0])

    holds(STEP, take, 200 if send is api else 302, grow)


@pytest.mark.parametrize("send", [api, page])
def test_a_case_is_accepted_in_twelve(client, send):
    from governance.kernel.clock import rules

    rules.load_rules()
    room = disputes.make_room()
    waiting = [disputes.registered(room) for _ in range(3)]
    client.force_login(room.head)

    def take():
        case = waiting.pop()
        base = f"disputes/cases/{case.pk}/steps" if send is api else f"/disputes/cases/{case.pk}"
        return send(client, f"{base}/accept/", {})

    def grow():
        for _ in range(ROWS):
            disputes.accepted(room)

    holds(STEP, take, 200 if send is api else 302, grow)
    assert MediationCase.objects.filter(status="accepted").count() == 3 + ROWS


@pytest.mark.parametrize("send", [api, page])
def test_a_case_is_assigned_in_twelve(client, send):
    """With its mediators named, told and set a day, and the parties' consent kept."""
    from governance.kernel.clock import rules

    rules.load_rules()
    room = disputes.make_room()
    waiting = [disputes.accepted(room) for _ in range(3)]
    client.force_login(room.head)
    chosen = {"lead": room.lead.pk, "others": [room.other.pk]}
    confirmed = dict.fromkeys(("is_conflict_free", "has_consent"), "on") | {"rights_told_on": clock.today().isoformat()}

    def take():
        case = waiting.pop()
        base = f"disputes/cases/{case.pk}/steps" if send is api else f"/disputes/cases/{case.pk}"
        return send(client, f"{base}/assign/", chosen | confirmed)

    def grow():
        for _ in range(ROWS):
            disputes.assigned(room)
            disputes.make_mediator(room.committee)

    holds(STEP, take, 200 if send is api else 302, grow)
    assert MediationCase.objects.filter(status="assigned", mediator=room.lead).count() == 3 + ROWS


def test_what_the_database_found_is_there_when_asked(place):  # noqa: F811
    """Occurrence, desk and person of a deadline are found by the INSERT itself."""
    demand = demand_in("accepted", place)
    asked = {"object_type": "projects.demand", "object_id": demand.pk, "task": "交办需求"}
    first = Deadline.objects.get(**asked)
    assert (first.occurrence, first.assignee, first.desk) == (1, place.secretary, place.community)
    for _ in range(2):
        demand = demands.assign_to(demand, actor=place.secretary, level="street")
    again = Deadline.objects.filter(object_type="projects.demand", object_id=demand.pk, task="答复需求")
    assert sorted(again.values_list("occurrence", flat=True)) == [1, 2]
    assert Event.objects.filter(object_type="projects.demand", object_id=demand.pk).count() == 4
