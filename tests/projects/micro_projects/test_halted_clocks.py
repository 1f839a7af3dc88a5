"""Nobody is late while the result on which a project rests is under review: its clock stands still everywhere."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from governance.deliberations.actions import objections
from governance.deliberations.workflow import DELIBERATION, OVERTURNED, REOPENED, REVIEWABLE
from governance.desk.views.calendar import calendar_of
from governance.kernel.clock import clock, ladders
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.addresses import list_address
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.events import NOW
from projects.micro_projects.actions import application, reviews
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.reactions import clocks_follow_the_basis
from tests.factories import projects as make
from tests.factories.base import user_with
from tests.factories.deliberations import photo
from tests.factories.projects import accepted_demand
from tests.projects.micro_projects.test_halted import overturn, reopen

pytestmark = pytest.mark.django_db
FOLLOWED = {kind for kind, handlers in NOW.items() if clocks_follow_the_basis in handlers.values()}


@pytest.fixture
def project(place):
    return make.submitted_project(place.branch, place.demand, place.implementer)


@pytest.fixture
def waiting(project):
    return Deadline.objects.open().get(object_type="projects.microproject", object_id=project.pk)


def later(waiting):
    """A working day long after the day of the check."""
    return clock.add_workdays(waiting.due_on, 10)


def fresh(project):
    return MicroProject.objects.get(pk=project.pk)


def test_a_stopped_check_is_late_nowhere(client, place, project, waiting):
    """The page, the list and its sheet, the work page, the board, the list of overdue work, the API, the feed."""
    reopen(project.deliberation, place.secretary)
    waiting.refresh_from_db()
    assert waiting.stopped_on == clock.today()
    with clock.travel(later(waiting)):
        ladders.remind()
        assert not Notice.objects.filter(url=project.get_absolute_url(), title__contains="社区初审").exists()
        client.force_login(place.secretary)
        for address in (project.get_absolute_url(), list_address(MicroProject), "/"):
            page = client.get(address).content.decode()
            assert "暂停计时" in page, address
            assert not re.search("逾期 [0-9]+ 天", page), address
        work = client.get("/")
        assert work.context["figures"]["over"] == 0
        assert [group["title"] for group in work.context["groups"] if group["css"] == "over"] == []
        assert sum(day["count"] for day in work.context["week"]) == 0
        assert not Calendar.from_ical(calendar_of(place.secretary).to_ical()).walk("VEVENT")
        client.force_login(place.office)
        assert project.title not in client.get("/dashboard/overdue/").content.decode()
        assert METRICS["overdue_n"].numerator(Period(place.district)) == 1  # the review of the objection itself
        rows = client.get("/api/v1/governance/deadlines/").json()["results"]
        (row,) = [row for row in rows if row["task"] == "社区初审"]
        assert (row["days_late"], row["stopped_on"]) == (0, waiting.stopped_on.isoformat())


def test_without_a_halt_it_is_late_everywhere(client, place, project, waiting):
    """What the test above would miss if the pages had stopped to tell."""
    with clock.travel(later(waiting)):
        client.force_login(place.secretary)
        for address in (project.get_absolute_url(), list_address(MicroProject), "/"):
            assert "逾期" in client.get(address).content.decode(), address
        assert client.get("/").context["figures"]["over"] == 1
        assert METRICS["overdue_n"].numerator(Period(place.district)) == 1


def test_upheld_the_check_has_the_rest_of_its_time(place, project, waiting):
    left = clock.workdays_between(clock.today(), waiting.due_on)
    row = reopen(project.deliberation, place.secretary)
    with clock.travel(later(waiting)):
        objections.uphold(row, actor=place.office, papers=[photo()], note="报价已公开")
        resumed = Deadline.objects.get(pk=waiting.pk)
        assert (resumed.stopped_on, resumed.due_on) == (None, clock.add_workdays(clock.today(), left))
        told = Event.objects.filter(object_type="projects.microproject", object_id=project.pk)
        stop, resume = (told.get(kind=f"governance.deadline.{kind}") for kind in ("stop", "resume"))
        assert (stop.actor, resume.actor) == (place.secretary, place.office)
        assert "正在复核某住户" in stop.data["note"]
        assert reviews.check(fresh(project), actor=place.secretary, **make.CHECKED).status == "community_ok"


def test_a_withdrawn_objection_lets_it_go_on(place, project, waiting):
    row = reopen(project.deliberation, place.secretary)
    given = {"objection": row.objections.get(), "papers": [photo()], "note": "经解释同意"}
    objections.retract(row, actor=user_with("street_admin", project.area.street), **given)
    assert Deadline.objects.get(pk=waiting.pk).stopped_on is None


def test_what_is_sent_back_meanwhile_stands_still_too(place, project):
    row = reopen(project.deliberation, place.secretary)
    reviews.send_back(fresh(project), actor=place.secretary, note="补充报价", reasons=["land"])
    waiting = Deadline.objects.open().get(object_id=project.pk, object_type="projects.microproject")
    assert (waiting.task, waiting.stopped_on) == ("补正后再提交", clock.today())
    objections.uphold(row, actor=place.office, papers=[photo()], note="报价已公开")
    waiting.refresh_from_db()
    assert waiting.stopped_on is None


def test_set_aside_it_stands_still_until_there_is_another_basis(place, project, waiting):
    overturn(project.deliberation, place)
    assert Deadline.objects.get(pk=waiting.pk).is_stopped
    new = make.decided_deliberation(place.branch, place.compound)
    with clock.travel(clock.today() + timedelta(20)):
        application.rebase(fresh(project), actor=place.branch, deliberation=new, carries_out=True)
        resumed = Deadline.objects.get(pk=waiting.pk)
        assert (resumed.is_stopped, resumed.days_late <= 0) == (False, True)


def test_other_projects_go_on(place, project):
    demand = accepted_demand(place.lead, place.secretary, place.compound, place.category)
    other = make.submitted_project(place.branch, demand, place.implementer, no_repeat_statement="另一处")
    reopen(project.deliberation, place.secretary)
    assert not Deadline.objects.open().get(object_id=other.pk, object_type="projects.microproject").is_stopped


def test_every_step_that_halts_or_frees_a_result_is_followed():
    """A step that is added later, to or from a review, moves the clocks as well."""
    halting = {
        f"{DELIBERATION.kind}.{name}"
        for name, step in DELIBERATION.steps.items()
        if step.target in (REOPENED, OVERTURNED)
        or REOPENED in step.source
        or (step.target is None and set(step.source) & set(REVIEWABLE))
    }
    assert halting == FOLLOWED
