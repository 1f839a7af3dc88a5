"""Each page of the way lists the rows that belong together with it, as far as its reader may see them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps

from disputes.cases.models.cases import MediationCase
from governance.kernel.clock import clock
from governance.kernel.pages.relatives import ANY, RELATIONS, relatives_of
from governance.kernel.steps.events import deliver_events
from governance.models import Supervision
from governance.supervisions import actions as supervisions
from projects.demands.actions import demands
from projects.micro_projects.actions import decisions
from tests.factories.base import user_with
from tests.factories.conferences import DAY, TODAY, make_conference
from tests.factories.disputes import make_committee
from tests.factories.projects import accepted_demand, make_demand, reviewed_project
from tests.factories.town import make_town
from tests.factories.visits import make_visit
from tests.worlds import remembered


@remembered
def make_way():
    """走访 → 需求 → 微项目 → 议事 → 上会议题, with a second demand that joined the first."""
    town = make_town()
    with clock.travel(TODAY - timedelta(1)):
        visit = make_visit(town.branch)
        demand = accepted_demand(town.branch, town.secretary, town.compound, town.category, visit=visit)
        joined = demands.merge(
            make_demand(town.branch, town.compound, town.category), actor=town.secretary, into=demand, note="同一件事"
        )
    with clock.travel(TODAY):
        sitting = make_conference(town.place.district, room=town.room, held_on=DAY).conference
        project = reviewed_project(town.branch, demand, town.implementer, town.secretary, town.street_user)
        project = decisions.list_for_conference(project, actor=town.office, conference=sitting)
    demand.refresh_from_db()
    return SimpleNamespace(town=town, visit=visit, demand=demand, joined=joined, sitting=sitting, project=project)


@pytest.fixture
def way(db):
    with clock.travel(TODAY):
        yield make_way()


def shown(client, row):
    """{address: label} of the card of relatives on a row's page."""
    found = client.get(row.get_absolute_url()).context["relatives"]
    return {one.url: label for label, rows in found for one in rows}


def test_every_page_of_the_way_leads_to_the_others(way, client):
    client.force_login(way.town.secretary)
    visit, demand, project = way.visit, way.demand, way.project
    talk, item = project.deliberation, project.agenda_item.room_url
    at = {name: row.get_absolute_url() for name, row in vars(way).items() if name not in ("town", "project", "sitting")}
    at["project"] = project.get_absolute_url()
    assert shown(client, visit) == {at["project"]: "微项目"}  # its demands have a card of their own
    assert shown(client, demand) == {
        at["visit"]: "走访",
        at["joined"]: "并入的需求",
        at["project"]: "微项目",
        talk.get_absolute_url(): "民主议事",
        item: "上会议题",
    }
    assert shown(client, way.joined) == {at["demand"]: "已并入需求"}
    assert shown(client, project) == {
        at["visit"]: "走访",
        item: "上会议题",
        project.area.get_absolute_url(): "党支部、邻长、楼栋",
    }
    assert shown(client, talk) == {at["demand"]: "居民需求", item: "上会议题"}
    page = client.get(demand.get_absolute_url()).content.decode()
    assert 'id="h-relatives"' in page
    assert f"第 {project.agenda_item.no} 项" in page
    client.force_login(way.town.office)
    agenda = client.get(item).content.decode()
    assert talk.get_absolute_url() in agenda, "an item leads to the deliberation on which its project rests"


def test_what_one_may_not_see_is_not_there(way):
    """A head of neighbours sees the demand recorded at home; the project and the sitting are others' business."""
    head = user_with("neighbour_head", way.town.place.building)
    assert relatives_of(way.demand, head) == []
    assert relatives_of(way.project, way.town.stranger)[0][0] == "党支部、邻长、楼栋"


def test_a_demand_leads_to_its_case_and_the_case_back(way, client):
    town = way.town
    make_committee(town.place.community)
    demand = accepted_demand(town.branch, town.secretary, town.compound, town.category)
    demand = demands.to_mediation(demand, actor=town.secretary, note="邻里纠纷")
    deliver_events()
    case = MediationCase.objects.get(demand_id=demand.pk)
    client.force_login(town.secretary)
    assert shown(client, demand) == {case.get_absolute_url(): "人民调解"}
    assert case.title not in str(client.get(demand.get_absolute_url()).context["relatives"])
    assert shown(client, case) == {demand.get_absolute_url(): "居民需求"}


def test_an_urged_matter_leads_to_its_paper_and_the_paper_back(way, client):
    town = way.town
    demand = make_demand(town.branch, town.compound, town.category)
    [late] = apps.get_model("governance", "Deadline").objects.filter(object_id=demand.pk, title=demand.title)
    with clock.travel(TODAY + timedelta(20)):
        supervisions.urge(late, actor=town.leader, requirement="请三日内办结并说明原因")
        paper = Supervision.objects.get(deadline=late)
        client.force_login(town.secretary)
        assert shown(client, demand) == {paper.get_absolute_url(): "督办"}
        assert shown(client, paper) == {demand.get_absolute_url(): "督办事项"}


def test_every_relation_is_of_a_table_that_there_is():
    tables = {model._meta.label_lower for model in apps.get_models()}
    assert set(RELATIONS) <= tables | {ANY}
