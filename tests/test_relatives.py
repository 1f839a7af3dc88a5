"""Each page of the way lists the rows that belong together with it, as far as its reader may see them."""

from collections import defaultdict
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disputes.cases.models.cases import MediationCase
from governance.kernel.clock import clock
from governance.kernel.pages import relatives
from governance.kernel.pages.relatives import ANY, RELATIONS, relatives_of
from governance.kernel.steps.events import deliver_events
from governance.models import Deadline, Supervision
from governance.supervisions import actions as supervisions
from projects.demands.actions import demands
from projects.micro_projects.actions import decisions, reviews
from tests.factories.base import user_with
from tests.factories.conferences import DAY, TODAY, make_conference
from tests.factories.disputes import make_committee
from tests.factories.funds import request
from tests.factories.projects import CHECKED, REVIEWED, accepted_demand, make_demand, submitted_project
from tests.factories.town import make_town, make_town_fund
from tests.factories.visits import make_visit
from tests.worlds import remembered

BEGUN, LATE = TODAY - timedelta(30), TODAY + timedelta(40)
MOST_QUERIES = 10
LONGER = ("talk", "item", "grant")  # with parts of their own: votes, book
ON_TOP = 1  # question for all relatives of a page, however many relations it has


@remembered
def make_way():
    """走访 → 需求 → 微项目 → 议事 → 上会议题 → 基金份额, with a second demand that joined the first and a 督办."""
    town = make_town()
    fund = make_town_fund(town)
    with clock.travel(BEGUN):
        visit = make_visit(town.branch)
        demand = accepted_demand(town.branch, town.secretary, town.compound, town.category, visit=visit)
        joined = demands.merge(
            make_demand(town.branch, town.compound, town.category), actor=town.secretary, into=demand, note="同一件事"
        )
        project = submitted_project(town.branch, demand, town.implementer)
    with clock.travel(TODAY):
        paper = urged(town, project)
        project = reviews.check(project, actor=town.secretary, note="情况属实", **CHECKED)
        seen = {"visited_on": TODAY, "people": "街道、社区", "finding": "与申报一致", "is_feasible": True}
        project = reviews.visit(project, actor=town.street_user, **seen)
        project = reviews.review(project, actor=town.street_user, note="同意", **REVIEWED)
        sitting = make_conference(town.place.district, room=town.room, held_on=DAY).conference
        project = decisions.list_for_conference(project, actor=town.office, conference=sitting)
        grant = request(fund, "1000", project.pk, town.place.community)
    with clock.travel(LATE):
        grant_paper = urged(town, grant)
    demand.refresh_from_db()
    return SimpleNamespace(
        town=town,
        visit=visit,
        demand=demand,
        joined=joined,
        project=project,
        paper=paper,
        talk=project.deliberation,
        item=project.agenda_item,
        grant=grant,
        grant_paper=grant_paper,
    )


def urged(town, row):
    """The paper by which the leader urges what is late about a row."""
    late = Deadline.objects.open().get(object_type=row._meta.label_lower, object_id=row.pk)
    supervisions.urge(late, actor=town.leader, requirement="请三日内办结并说明原因")
    return Supervision.objects.get(deadline=late)


@pytest.fixture
def way(db):
    with clock.travel(TODAY):
        made = make_way()
    with clock.travel(LATE):
        yield made


def page_of(row):
    return getattr(row, "room_url", None) or row.get_absolute_url()


def shown(client, row):
    """{address: label} of the card of relatives on a row's page."""
    context = client.get(page_of(row)).context
    found = context["room"].relatives if "room" in context else context["relatives"]
    return {one.url: label for label, rows in found for one in rows}


def leads(client, row, others):
    """The names of the other rows to whose pages a row's page leads, by the card of relatives or by its own cards."""
    page = client.get(page_of(row)).content.decode()
    return {name for name, one in others.items() if f'href="{page_of(one)}"' in page}


WAY = ("visit", "demand", "project", "talk", "item", "grant", "paper")


def test_each_page_of_the_way_leads_to_all_the_others(way, client):
    client.force_login(way.town.leader)
    rows = {name: getattr(way, name) for name in WAY}
    missed = {}
    for name, row in rows.items():
        others = {other: one for other, one in rows.items() if other != name}
        if lacking := set(others) - leads(client, row, others):
            missed[name] = sorted(lacking)
    assert missed == {}


def test_the_card_names_each_once_and_how_it_belongs(way, client):
    client.force_login(way.town.secretary)
    at = {name: page_of(getattr(way, name)) for name in (*WAY, "joined")}
    place = way.project.area.get_absolute_url()
    assert shown(client, way.demand) == {
        at["visit"]: "走访",
        at["joined"]: "并入的需求",
        at["project"]: "微项目",
        at["talk"]: "民主议事",
        at["item"]: "上会议题",
        at["grant"]: "社区基金份额",
        at["paper"]: "督办",
    }
    assert shown(client, way.joined) == {at["demand"]: "已并入需求"}
    of_project = {at["visit"]: "走访", at["item"]: "上会议题", at["paper"]: "督办", place: "党支部、邻长、楼栋"}
    assert shown(client, way.project) == of_project
    page = client.get(way.demand.get_absolute_url()).content.decode()
    assert f"第 {way.item.no} 项" in page
    assert way.visit.get_kind_display() in page


def test_what_one_may_not_see_is_not_there(way):
    """A head of neighbours sees the demand recorded at home; the project and the sitting are others' business."""
    head = user_with("neighbour_head", way.town.place.building)
    assert relatives_of(way.demand, head) == []
    assert [label for label, _ in relatives_of(way.project, way.town.stranger)] == ["党支部、邻长、楼栋"]
    for name in ("visit", "talk", "item", "grant", "paper"):
        assert relatives_of(getattr(way, name), way.town.stranger) == [] or name == "paper", name
    assert [label for label, _ in relatives_of(way.paper, way.town.stranger)] == ["督办事项"]


@pytest.mark.parametrize("name", [*WAY, "joined", "grant_paper"])
def test_the_relatives_of_a_page_cost_one_question(way, client, monkeypatch, name):
    client.force_login(way.town.leader)
    row = getattr(way, name)

    def asked():
        client.get(page_of(row))
        with CaptureQueriesContext(connection) as caught:
            client.get(page_of(row))
        return [query["sql"] for query in caught]

    whole = asked()
    monkeypatch.setattr(relatives, "RELATIONS", defaultdict(list))
    assert len(whole) <= len(asked()) + ON_TOP, "\n".join(whole)
    assert len(whole) <= MOST_QUERIES or name in LONGER, "\n".join(whole)


def test_more_relatives_cost_no_more_questions(way, client, same_queries):
    """More demands that joined, more demands of the visit, another paper."""
    town = way.town
    client.force_login(town.leader)

    def grow():
        for _ in range(4):
            more = accepted_demand(town.branch, town.secretary, town.compound, town.category, visit=way.visit)
            demands.merge(more, actor=town.secretary, into=way.demand, note="同一件事")

    for address in [page_of(getattr(way, name)) for name in ("demand", "visit", "paper", "talk")]:
        same_queries(partial(client.get, address), grow)


def test_a_demand_leads_to_its_case_and_the_case_back(way, client):
    town = way.town
    make_committee(town.place.community)
    visit = make_visit(town.branch)
    demand = accepted_demand(town.branch, town.secretary, town.compound, town.category, visit=visit)
    demand = demands.to_mediation(demand, actor=town.secretary, note="邻里纠纷")
    deliver_events()
    case = MediationCase.objects.get(demand_id=demand.pk)
    client.force_login(town.secretary)
    at = {name: row.get_absolute_url() for name, row in (("visit", visit), ("demand", demand), ("case", case))}
    assert shown(client, demand) == {at["visit"]: "走访", at["case"]: "人民调解"}
    assert case.title not in str(client.get(demand.get_absolute_url()).context["relatives"])
    assert shown(client, case) == {at["visit"]: "走访", at["demand"]: "居民需求"}
    assert shown(client, visit) == {at["case"]: "人民调解"}


def test_an_urged_matter_leads_to_its_paper_and_the_paper_back(way, client):
    town = way.town
    demand = make_demand(town.branch, town.compound, town.category)
    [late] = Deadline.objects.filter(object_type="projects.demand", object_id=demand.pk)
    with clock.travel(TODAY + timedelta(60)):
        supervisions.urge(late, actor=town.leader, requirement="请三日内办结并说明原因")
        paper = Supervision.objects.get(deadline=late)
        client.force_login(town.secretary)
        assert shown(client, demand) == {paper.get_absolute_url(): "督办"}
        assert shown(client, paper) == {demand.get_absolute_url(): "督办事项"}


def test_every_relation_is_of_a_table_that_there_is():
    tables = {model._meta.label_lower for model in apps.get_models()}
    assert set(RELATIONS) <= tables | {ANY}
