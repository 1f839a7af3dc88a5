"""A Python client made by openapi-python-client: all of it can be imported, and it works."""

import importlib
import pkgutil
import sys
from datetime import date
from types import SimpleNamespace

import httpx
import pytest
from django.test import Client

from .generators import python
from .world import make_world

pytestmark = pytest.mark.slow
RESOURCES = (
    "governance/areas",
    "governance/organisations",
    "projects/demands",
    "projects/micro-projects",
    "disputes/cases",
    "funds/donations",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """{last part of a module's name: the module} of the whole generated package."""
    folder = tmp_path_factory.mktemp("python")
    python(folder, *RESOURCES)
    sys.path.insert(0, str(folder))
    package = importlib.import_module("portal_client")
    names = [module.name for module in pkgutil.walk_packages(package.__path__, "portal_client.")]
    yield SimpleNamespace(**{name.rpartition(".")[2]: importlib.import_module(name) for name in names})
    sys.path.remove(str(folder))


@pytest.fixture
def world(db):
    return make_world()


def answer(request):
    """What the portal answers to a request of httpx, in this process and the test's transaction."""
    headers = {name: value for name, value in request.headers.items() if name != "content-length"}
    path = request.url.raw_path.decode()
    kind = headers.get("content-type", "application/octet-stream")
    found = Client().generic(request.method, path, request.content, kind, headers=headers)
    return httpx.Response(found.status_code, headers=dict(found.headers), content=found.content)


@pytest.fixture
def signed_in(made, world):
    """signed_in(name): the client of one of the world's people, answered by the portal in this process."""

    def client(name):
        return made.client.AuthenticatedClient(
            base_url="http://localhost",
            token=world.keys[name],
            prefix="Token",
            raise_on_unexpected_status=True,
            httpx_args={"transport": httpx.MockTransport(answer)},
        )

    return client


def test_every_list_and_row_is_read(made, world, signed_in):
    for resource in RESOURCES:
        name = resource.replace("/", "_").replace("-", "_")
        person = {"disputes/cases": "clerk", "funds/donations": "manager"}.get(resource, "secretary")
        page = getattr(made, f"{name}_list").sync(client=signed_in(person))
        assert hasattr(page, "results"), page
        for row in page.results[:1]:
            found = getattr(made, f"{name}_retrieve").sync(row.id, client=signed_in(person))
            assert type(found) is type(row)
            assert found.id == row.id


def test_six_steps_are_taken(made, world, signed_in):
    secretary, branch, manager = signed_in("secretary"), signed_in("branch"), signed_in("manager")
    models = made.models

    seen = made.governance_areas_retrieve.sync(world.rows["area"], client=secretary).version
    edit = models.GovernanceAreasTakeEditBody(household_count=121, version=seen)
    area = made.governance_areas_take_edit.sync(world.rows["area"], client=secretary, body=edit)
    assert (area.household_count, area.name) == (121, world.town.compound.name)

    row = world.rows["organisation"]
    seen = made.governance_organisations_retrieve.sync(row, client=secretary).version
    edit = models.GovernanceOrganisationsTakeEditBody(document="荷组〔2026〕9号", version=seen)
    body = made.governance_organisations_take_edit.sync(row, client=secretary, body=edit)
    assert (body.document, body.member_count) == ("荷组〔2026〕9号", 5)

    body = models.ProjectsDemandsCreateJsonBody(
        title="楼道灯不亮",
        area=world.rows["areaCode"],
        place="3 栋 2 单元",
        category="facility",
        content="晚上看不清台阶",
        channel="visit",
        household_count=36,
        reporter_name="张小明",
        reporter_phone="19900001234",
    )
    demand = made.projects_demands_create.sync(client=branch, body=body)
    assert (demand.status, demand.level) == ("new", "")
    accept = made.projects_demands_take_accept
    accepted = accept.sync(demand.id, client=secretary, body=models.ProjectsDemandsTakeAcceptBody())
    assert (accepted.status, accepted.accepted_on) == ("accepted", date.fromisoformat(world.today))
    refused = accept.sync(demand.id, client=secretary, body=models.ProjectsDemandsTakeAcceptBody())
    assert (refused.status, refused.code) == (409, "wrong_state")

    seen = made.projects_micro_projects_retrieve.sync(world.rows["project"], client=branch).version
    save = models.ProjectsMicroProjectsTakeSaveJsonBody(maintenance="邻长每周巡查", version=seen)
    project = made.projects_micro_projects_take_save.sync(world.rows["project"], client=branch, body=save)
    assert (project.maintenance, len(project.lines)) == ("邻长每周巡查", 2)

    parties = [models.DisputesCasesCreateJsonBodyPartiesItem.from_dict(party) for party in world.parties]
    body = models.DisputesCasesCreateJsonBody(
        title="5栋2单元屋面漏水赔偿",
        kind="neighbour",
        area=world.rows["areaCode"],
        origin="application",
        is_oral=True,
        oral_record="楼上漏水两年未修",
        summary="楼上防水层老化，漏水浸坏天花板",
        parties=parties,
    )
    case = made.disputes_cases_create.sync(client=signed_in("clerk"), body=body)
    taken = made.disputes_cases_take_accept.sync(
        case.id, client=signed_in("head"), body=models.DisputesCasesTakeAcceptBody()
    )
    assert (taken.status, len(taken.parties)) == ("accepted", 2)

    body = models.FundsDonationsCreateJsonBody(
        fund=world.rows["fund"],
        donor_kind="person",
        donor_name="王某某",
        publicity="masked",
        donor_age="adult",
        kind="money",
        amount="1000.00",
        due_on=date.fromisoformat(world.due),
    )
    assert made.funds_donations_create.sync(client=manager, body=body).status == "pledged"

    page = made.events_retrieve.sync(client=branch, after=0)
    assert ["projects/demands", "register"] in [[event.resource, event.step] for event in page.results]
