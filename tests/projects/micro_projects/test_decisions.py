"""The joint conference decides: its event moves the project, and what the project refuses is not decided."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from governance.conferences.actions import agenda
from governance.conferences.actions import sittings as conferences
from governance.conferences.actions.decisions import decide as decide_item
from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import Budget, ConferenceUnit, JointConference, Organisation, Vote
from projects.micro_projects.actions import decisions
from tests.factories import projects as make
from tests.factories.base import person
from tests.factories.conferences import agreeing
from tests.projects.conftest import make_place
from tests.worlds import remembered

pytestmark = pytest.mark.django_db


@remembered
def make_agenda():
    """The place of every micro-project test, with a project that was reviewed and a conference that lists items."""
    place = make_place()
    place.conference = plan_conference(place)
    place.project = make.reviewed_project(
        place.branch, place.demand, place.implementer, place.secretary, place.street_user
    )
    return place


@pytest.fixture
def place(db):
    rules.load_rules()
    return make_agenda()


@pytest.fixture
def conference(place):
    return place.conference


def plan_conference(place):
    """A sitting of the district that collects items, three units, a year's budget."""
    for number in range(3):
        unit = Organisation.objects.create(kind="unit", name=f"第{number}局", area=place.district, status="active")
        who = place.leader.person if number == 0 else person(place.district)
        ConferenceUnit.objects.create(area=place.district, unit=unit, person=who, is_chair=number == 0, order=number)
    Budget.objects.create(area=place.district, year=clock.today().year, amount=Decimal(100000))
    row = conferences.plan(
        JointConference(),
        actor=place.office,
        area=place.district,
        held_on=clock.today(),
        recorder=place.office.person,
    )
    return conferences.open_agenda(row, actor=place.office)


@pytest.fixture
def project(place):
    return place.project


@pytest.fixture
def item(place, conference, project):
    """The project on the agenda of a sitting in session, everybody there."""
    listed = decisions.list_for_conference(project, actor=place.office, conference=conference)
    JointConference.objects.filter(pk=conference.pk).update(status="held")
    conference.members.update(signed_in_at=clock.now())
    return listed.agenda_item


def decide(item, place, decision, **data):
    data = {
        "by_consensus": True,
        "agreed": agreeing(item),
        "owner_unit": Organisation.objects.filter(kind="unit").first(),
        **data,
    }
    return decide_item(type(item).objects.get(pk=item.pk), actor=place.leader, decision=decision, **data)


def test_listing_makes_the_agenda_item(place, conference, project):
    listed = decisions.list_for_conference(project, actor=place.office, conference=conference)
    item = listed.agenda_item
    assert listed.status == "in_conference"
    assert (item.source_type, item.source_id) == ("projects.microproject", project.pk)
    assert (item.title, item.requested_amount, item.proposer) == (project.title, Decimal("7000.00"), "月塘街道")
    assert not Deadline.objects.open().filter(object_type="projects.microproject", object_id=project.pk).exists()


def test_listing_is_the_office_s(place, conference, project):
    for actor in (place.street_user, place.secretary, place.branch):
        with pytest.raises(BusinessError) as refusal:
            decisions.list_for_conference(project, actor=actor, conference=conference)
        assert refusal.value.code == "not_allowed"


def test_a_conference_elsewhere_is_refused(place, conference, project):
    JointConference.objects.filter(pk=conference.pk).update(area=place.other_street)
    conference.refresh_from_db()
    with pytest.raises(BusinessError) as refusal:
        decisions.list_for_conference(project, actor=place.office, conference=conference)
    assert refusal.value.code == "conference_elsewhere"
    project.refresh_from_db()
    assert project.status == "street_ok"


def test_a_closed_agenda_needs_a_reason(place, conference, project):
    JointConference.objects.filter(pk=conference.pk).update(status="agenda_fixed")
    with pytest.raises(BusinessError) as refusal:
        decisions.list_for_conference(project, actor=place.office, conference=conference)
    assert refusal.value.code == "agenda_fixed"
    listed = decisions.list_for_conference(project, actor=place.office, conference=conference, urgent_reason="汛期抢修")
    assert listed.agenda_item.is_urgent


def test_approval_carries_amount_and_class(place, project, item):
    decide(item, place, "approve_with_conditions", support_class="match", amount=Decimal(6000), conditions="先做照明")
    project.refresh_from_db()
    assert (project.status, project.approved_amount, project.support_class) == ("approved", 6000, "match")
    assert project.conditions == "先做照明"
    told = Event.objects.get(kind="projects.micro_project.approve", object_id=project.pk)
    assert told.actor == place.leader
    assert told.data["amount"] == "6000"
    assert told.data["fund_amount"] == "1550.00"
    assert told.data["community"] == place.community.code
    assert told.data["number"] == project.number


@pytest.mark.parametrize(("decision", "status"), [("defer", "deferred"), ("reject", "rejected"), ("refer", "rejected")])
def test_other_decisions(place, project, item, decision, status):
    decide(item, place, decision)
    project.refresh_from_db()
    place.demand.refresh_from_db()
    assert project.status == status
    assert place.demand.status == ("to_project" if status == "deferred" else "doing")


def test_a_deferred_project_is_listed_again(place, project, item, conference):
    decide(item, place, "defer")
    project.refresh_from_db()
    assert project.agenda_item is None
    later = conferences.plan(
        JointConference(),
        actor=place.office,
        area=place.district,
        held_on=clock.today() + timedelta(30),
        recorder=place.office.person,
    )
    conferences.open_agenda(later, actor=place.office)
    assert decisions.list_for_conference(project, actor=place.office, conference=later).status == "in_conference"


def test_taking_the_item_off_gives_the_project_back(place, project, item):
    agenda.remove(item, actor=place.office, note="材料待补")
    project.refresh_from_db()
    assert (project.status, project.agenda_item) == ("street_ok", None)


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("amount_above_request", {"amount": Decimal("7000.01"), "support_class": "full"}),
        ("amount_missing", {"amount": Decimal(0), "support_class": "full"}),
        ("amount_missing", {"amount": None, "support_class": "full"}),
        ("amount_missing", {"amount": Decimal(-5), "support_class": "fund"}),
        ("support_class_missing", {"amount": Decimal(10), "support_class": ""}),
        ("invalid", {"amount": Decimal("10.005"), "support_class": "full"}),
    ],
)
def test_a_wrong_approval_writes_nothing(place, project, item, code, data):
    cast = {"item": item, "choice": "yes", "voted_at": clock.now()}
    Vote.objects.bulk_create([Vote(member=one, **cast) for one in item.conference.members.all()])
    type(item).objects.filter(pk=item.pk).update(status="decided", decision="approve", decided_at=clock.now())
    project.refresh_from_db()
    before = Event.objects.count()
    with pytest.raises(BusinessError) as refusal, transaction.atomic():
        decisions.approve(project, actor=place.leader, **data)
    assert refusal.value.code == code
    project.refresh_from_db()
    assert (project.status, Event.objects.count()) == ("in_conference", before)


def test_the_project_s_refusal_refuses_the_decision(place, project, item):
    """The leader applied for it himself: the conference's decision is not written either."""
    type(project).objects.filter(pk=project.pk).update(applicant=place.leader)
    before = Event.objects.count()
    with pytest.raises(BusinessError) as refusal, transaction.atomic():
        decide(item, place, "approve", support_class="full", amount=Decimal(100))
    assert refusal.value.code == "own_project"
    item.refresh_from_db()
    assert (item.status, Event.objects.count()) == ("listed", before)


def test_nobody_decides_by_a_hand_made_step(place, project, item, client):
    """Only the conference's decision moves the project; not even who presides may go round it."""
    project.refresh_from_db()
    for actor in (place.office, place.street_user, place.leader):
        for step, data in (
            (decisions.approve, {"amount": Decimal(1), "support_class": "full"}),
            (decisions.defer, {}),
            (decisions.decline, {}),
            (decisions.refer, {}),
        ):
            with pytest.raises(BusinessError):
                step(project, actor=actor, **data)
    client.force_login(place.leader)
    for step in ("approve", "defer", "decline", "refer"):
        answer = client.post(
            f"/api/v1/projects/micro-projects/{project.pk}/steps/{step}/", {"note": "x", "amount": "1"}
        )
        assert answer.status_code == 404  # only the conference takes it
        assert client.post(f"{project.get_absolute_url()}{step}/", {"note": "x"}).status_code == 404
    project.refresh_from_db()
    assert project.status == "in_conference"


def test_the_item_of_a_project_names_the_residents_own_share(place, conference):
    """Their money, their labour and their public revenue, as the sources of the project say."""
    own = [source.amount for source in place.project.sources.all() if source.account == "qian"]
    decisions.list_for_conference(place.project, actor=place.office, conference=conference)
    place.project.refresh_from_db()
    assert place.project.agenda_item.own_share == sum(own)
    assert own
