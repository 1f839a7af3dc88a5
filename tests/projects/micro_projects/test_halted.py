"""A project whose deliberation is under review or set aside: nothing more is done, what is done stays."""

from types import SimpleNamespace

import pytest

from funds.grants.workflow import GRANT
from funds.models import Grant
from governance.conferences.workflow.agenda import ITEM, can_be_removed
from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.workflow import CLOCK
from governance.models import AgendaItem, Deliberation
from projects.micro_projects.actions import application, reviews
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.workflow.states import STATES
from projects.micro_projects.workflow.steps import PROJECT
from tests.clients import Person
from tests.factories import projects as make
from tests.factories.deliberations import photo
from tests.factories.late import VOUCHER

pytestmark = pytest.mark.django_db
LEAD_OUT = {
    "withdraw", "reopen", "unlist", "rebase", "send_back", "send_back_by_street", "send_back_over_cap", "reject",
}  # fmt: skip


def reopen(deliberation, actor):
    """An objection of the last day of the publicity, with its paper."""
    return objections.challenge(
        Deliberation.objects.get(pk=deliberation.pk), actor=actor, raised_by="302 室", text="未公开报价",
        raised_on=deliberation.publicity_until, evidence_photos=[photo()], vouched_by=VOUCHER,
    )  # fmt: skip


def overturn(deliberation, place):
    row = reopen(deliberation, place.secretary)
    return objections.overturn(row, actor=place.office, papers=[photo()], note="未公开报价")


def refused(do):
    """The step is refused because of the objection, and nothing is written."""
    before = Event.objects.count()
    with pytest.raises(BusinessError) as refusal:
        do()
    assert refusal.value.code == "deliberation_halted"
    assert Event.objects.count() == before
    return refusal.value.message


@pytest.fixture
def project(place):
    return make.submitted_project(place.branch, place.demand, place.implementer)


def test_a_review_is_refused_with_the_sentence_that_names_the_objection(place, project):
    reopen(project.deliberation, place.secretary)
    message = refused(lambda: reviews.check(project, actor=place.secretary, **make.CHECKED))
    assert "正在复核某住户" in message
    project.refresh_from_db()
    assert project.status == "submitted"


def test_a_submission_is_refused(place):
    project = make.resolved_project(place.branch, place.demand, place.implementer)
    reopen(project.deliberation, place.secretary)
    refused(lambda: application.submit(project, actor=place.branch, agrees_to_publish=True))


def test_every_step_stops_unless_it_leads_back_or_out(place, project):
    """The guard hangs on the workflow: a step that is added later stops as well."""
    reopen(project.deliberation, place.secretary)
    for name, step in PROJECT.steps.items():
        if step.creates or step.permission == CLOCK:
            continue
        for state in step.source:
            row = MicroProject(pk=project.pk, status=state, area=project.area, deliberation=project.deliberation)
            row.deliberation.refresh_from_db()
            asked = PROJECT.guards_of(step, row)
            assert (PROJECT.halt in asked) == (name not in LEAD_OUT), name
    assert {name for name, step in PROJECT.steps.items() if step.despite_halt} == LEAD_OUT


def test_withdrawing_and_sending_back_stay_open(place, project):
    reopen(project.deliberation, place.secretary)
    assert PROJECT.verdict("withdraw", project, place.branch)
    assert PROJECT.verdict("send_back", project, place.secretary)


def test_upheld_everything_goes_on(place, project):
    row = reopen(project.deliberation, place.secretary)
    objections.uphold(row, actor=place.office, papers=[photo()], note="报价已公开")
    project = MicroProject.objects.get(pk=project.pk)
    assert reviews.check(project, actor=place.secretary, **make.CHECKED).status == "community_ok"


def test_the_page_says_that_the_basis_is_lost_and_a_new_one_is_linked(place, project):
    overturn(project.deliberation, place)
    page = Person(place.branch).open(project.get_absolute_url())
    assert "本项目已失去议事依据" in page
    assert "更换议事依据" in page
    project = MicroProject.objects.get(pk=project.pk)
    old = project.deliberation
    with pytest.raises(BusinessError) as refusal:
        application.rebase(project, actor=place.branch, deliberation=old)
    assert refusal.value.code == "deliberation_halted"
    voted_down = make.decided_deliberation(place.branch, place.compound, yes=20, no=70)
    with pytest.raises(BusinessError) as refusal:
        application.rebase(project, actor=place.branch, deliberation=voted_down)
    assert refusal.value.code == "deliberation_not_passed"
    new = make.decided_deliberation(place.branch, place.compound)
    Person(place.branch).fill(f"{project.get_absolute_url()}rebase/", deliberation=new.pk, carries_out="on")
    project = MicroProject.objects.get(pk=project.pk)
    assert (project.deliberation, project.status) == (new, "submitted")
    assert reviews.check(project, actor=place.secretary, **make.CHECKED).status == "community_ok"


def test_a_basis_in_force_is_not_exchanged(place, project):
    new = make.decided_deliberation(place.branch, place.compound, days_ago=10)
    with pytest.raises(BusinessError) as refusal:
        application.rebase(project, actor=place.branch, deliberation=new)
    assert refusal.value.code == "basis_in_force"


def test_its_item_is_not_decided(place, project):
    item = AgendaItem(pk=1, source_type="projects.microproject", source_id=project.pk, status="listed")
    guard = next(guard for guard in ITEM.steps["decide"].guards if getattr(guard, "code", "") == "source_halted")
    assert guard(item, None) == ""
    reopen(project.deliberation, place.secretary)
    assert "正在复核" in guard(item, None)


def test_a_stopped_item_is_taken_off_even_during_the_sitting(place, project):
    """Nothing decides it, so the sitting can only end without it."""
    reopen(project.deliberation, place.secretary)
    sitting = SimpleNamespace(status="held", get_status_display=lambda: "正在开会")
    assert can_be_removed(SimpleNamespace(conference=sitting), None) == ""
    assert PROJECT.steps["unlist"].despite_halt


def test_what_is_set_aside_stays_and_is_not_paid(place, project):
    grant = Grant(pk=1, project_id=project.pk, area=place.community, status="cleared")
    assert GRANT.halt(grant, None) == ""
    reopen(project.deliberation, place.secretary)
    assert "正在复核" in GRANT.halt(grant, None)
    stopped = {name for name, step in GRANT.steps.items() if GRANT.halt in GRANT.guards_of(step, grant)}
    assert {"submit", "opine", "vote", "oversee", "pay"} <= stopped
    assert "release" not in stopped


def test_what_is_approved_stays_as_it_is(place, project):
    MicroProject.objects.filter(pk=project.pk).update(
        status="approved", approved_amount=project.fiscal_amount, approved_on=clock.today(), support_class="full"
    )
    overturn(project.deliberation, place)
    project = MicroProject.objects.get(pk=project.pk)
    assert (project.status, project.approved_amount) == ("approved", project.fiscal_amount)
    page = Person(place.branch).open(project.get_absolute_url())
    assert "已经批准、拨付的保持不变" in page


def test_a_project_is_not_brought_before_a_result_under_review(place):
    done = make.decided_deliberation(place.branch, place.compound)
    reopen(done, place.secretary)
    draft = make.make_draft(place.branch, place.demand, place.implementer)
    refused(
        lambda: application.deliberate(draft, actor=place.branch, deliberation=Deliberation.objects.get(pk=done.pk))
    )


def test_all_states_that_rest_on_a_result_can_get_a_new_one():
    resting = set(STATES) - {"draft", "deliberating"} - set(STATES.group("ended"))
    assert set(STATES.group("based")) == resting


def test_the_page_of_a_draft_under_review_does_not_say_that_nobody_agreed(client, place):
    """The result passed and was in force: the page says that it is under review."""
    draft = make.resolved_project(place.branch, place.demand, place.implementer)
    reopen(draft.deliberation, place.secretary)
    client.force_login(place.branch)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "尚未通过" not in page
    assert "还需补充" not in page or "正在复核某住户" in page
    assert "正在复核某住户" in page
