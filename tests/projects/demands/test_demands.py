"""Demands from the first word to the answer: each refusal has its code and writes nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.steps.errors import BusinessError
from governance.models import Organisation
from projects.demands.actions import categories, demands
from projects.demands.attachments import FACES
from projects.micro_projects.actions.demands import to_project
from projects.models import Demand, DemandCategory
from tests.clients import Person
from tests.factories import projects as make
from tests.factories.base import user_with

pytestmark = pytest.mark.django_db


def refused(wanted, action, *args, **data):
    before = (Event.objects.count(), Demand.objects.count(), DemandCategory.objects.count())
    with pytest.raises(BusinessError) as refusal, transaction.atomic():
        action(*args, **data)
    assert refusal.value.code == wanted, refusal.value.message
    assert (Event.objects.count(), Demand.objects.count(), DemandCategory.objects.count()) == before
    return refusal.value


def register(here, **data):
    return make.make_demand(here.lead, here.compound, here.category, **data)


def answered(place, level="community", **data):
    demand = demands.assign_to(
        make.accepted_demand(place.lead, place.secretary, place.compound, place.category, **data),
        actor=place.secretary,
        level=level,
    )
    return demands.answer(demand, actor=place.secretary, answer="已更换灯具")


# ------------------------------------------------------------ recorded
def test_a_lead_records_and_the_secretary_must_accept(place):
    demand = register(place)
    assert demand.number.startswith(f"HT-XQ-{clock.today().year}-")
    assert (demand.reporter_masked, demand.phone_masked) == ("张**", "199****1234")
    waiting = Deadline.objects.open().get(object_type="projects.demand", object_id=demand.pk)
    assert (waiting.assignee, waiting.due_on) == (place.secretary, clock.add_workdays(clock.today(), 1))


def test_name_and_telephone_are_sealed_at_rest(place):
    demand = register(place)
    stored = Demand.objects.extra(select={"raw": "reporter_phone"}).values_list("raw", flat=True).get(pk=demand.pk)
    assert "19900001234" not in stored


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("place_missing", {"place": "  "}),
        ("reporter_not_wanted", {"is_anonymous": True}),
        ("invalid", {"title": ""}),
        ("invalid", {"content": ""}),
    ],
)
def test_a_wrong_record_is_refused(place, code, change):
    refused(code, register, place, **change)


def test_a_demand_needs_a_category_in_force(place):
    refused("category_missing", make.make_demand, place.lead, place.compound, None)
    type(place.category).objects.update(valid_until=clock.today() - timedelta(1), status="ended")
    place.category.refresh_from_db()
    refused("category_ended", register, place)


def test_nobody_records_elsewhere(place):
    refused("not_allowed", make.make_demand, place.lead, place.other_compound, place.category)


def test_large_or_strange_files_are_refused(place):
    big = make.picture()
    big.size = 11 * 1024 * 1024
    before = Attachment.objects.count()
    refused("too_large", register, place, attachments=[big])
    strange = SimpleUploadedFile("说明.exe", b"MZ")
    refused_code = pytest.raises(BusinessError)
    with refused_code, transaction.atomic():
        register(place, attachments=[strange])
    assert Attachment.objects.count() == before


def test_photographs_with_faces_are_private(place):
    demand = register(place, attachments=[make.picture()], has_faces=True)
    assert Attachment.objects.of(demand).get().kind == FACES.name
    reader = user_with("auditor", place.district)
    assert not demand.shows_private_to(reader)
    assert demand.shows_private_to(place.lead)
    assert demand.shows_private_to(place.secretary)


def test_the_telephone_is_shown_for_a_reason_on_record(place):
    demand = register(place)
    with pytest.raises(BusinessError) as refusal:
        demands.reveal(demand, actor=place.secretary, reason="看")
    assert refusal.value.code == "reason_missing"
    with pytest.raises(BusinessError) as refusal:
        demands.reveal(demand, actor=user_with("auditor", place.district), reason="需要核对情况")
    assert refusal.value.code == "not_allowed"
    shown = demands.reveal(demand, actor=place.secretary, reason="回访需求人")
    assert shown["reporter_phone"] == "19900001234"
    assert Event.objects.get(kind="projects.demand.reveal").data["note"] == "回访需求人"


# ------------------------------------------------------------ routed
@pytest.mark.parametrize(("level", "days"), [("compound", 3), ("community", 7), ("street", 15)])
def test_each_level_has_its_time_and_its_people(place, level, days):
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    demand = demands.assign_to(demand, actor=place.secretary, level=level)
    who = {"compound": place.branch, "community": place.secretary, "street": place.street_user}[level]
    waiting = Deadline.objects.open().get(object_type="projects.demand", object_id=demand.pk)
    assert (demand.handler, waiting.assignee, waiting.rule) == (who, who, f"demand_answer_{level}")
    assert waiting.due_on == rules.deadline(f"demand_answer_{level}", clock.today())
    assert (waiting.due_on - clock.today()).days >= days
    demands.start(demand, actor=who)
    assert Deadline.objects.open().get(object_type="projects.demand", object_id=demand.pk).due_on == waiting.due_on


def test_a_wrong_assignment_is_refused(place):
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    refused("level_missing", demands.assign_to, demand, actor=place.secretary, level="moon")
    refused(
        "handler_may_not", demands.assign_to, demand, actor=place.secretary, level="community", handler=place.stranger
    )
    at_community = make.accepted_demand(place.secretary, place.secretary, place.community, place.category)
    refused("level_not_here", demands.assign_to, at_community, actor=place.secretary, level="compound")
    refused("not_allowed", demands.assign_to, demand, actor=place.lead, level="community")


def test_only_the_same_category_and_place_are_merged(place):
    first = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    again = register(place)
    other = make.make_category(place.district, "parking", "停车")
    different = make.make_demand(place.lead, place.compound, other)
    elsewhere = make.make_demand(place.stranger, place.other_compound, place.category)
    refused("merge_other_category", demands.merge, different, actor=place.secretary, into=first)
    refused("merge_other_place", demands.merge, elsewhere, actor=place.stranger, into=first)
    refused("merge_itself", demands.merge, again, actor=place.secretary, into=again)
    again = demands.merge(again, actor=place.secretary, into=first)
    assert (again.status, again.merged_into) == ("merged", first)
    third = register(place)
    refused("merge_ended", demands.merge, third, actor=place.secretary, into=again)


def test_a_department_answers_what_was_sent_to_it(place):
    unit = Organisation.objects.create(kind="unit", name="区住建局", area=place.district, status="active")
    officer = user_with("dept_officer", place.district, unit=unit)
    other = user_with("dept_officer", place.district)
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    demand = demands.to_department(demand, actor=place.secretary, unit=unit)
    waiting = Deadline.objects.open().get(object_type="projects.demand", object_id=demand.pk)
    assert (waiting.assignee, waiting.due_on) == (officer, clock.add_workdays(clock.today(), 15))
    assert Demand.objects.visible_to(officer).get() == demand
    assert not Demand.objects.visible_to(other).exists()
    refused("not_the_unit", demands.answer_by_department, demand, actor=other, answer="x")
    assert demands.answer_by_department(demand, actor=officer, answer="已列入计划").status == "answered"


def test_a_department_without_an_account_is_chased_by_the_sender(place):
    unit = Organisation.objects.create(kind="unit", name="区城管局", area=place.district, status="active")
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    demands.to_department(demand, actor=place.secretary, unit=unit)
    waiting = Deadline.objects.open().get(object_type="projects.demand", object_id=demand.pk)
    assert (waiting.assignee, waiting.task) == (place.secretary, "催办部门答复")


def test_mediation_and_petition_leave_by_their_events(place):
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    demands.to_mediation(demand, actor=place.secretary, note="邻里纠纷")
    told = Event.objects.get(kind="projects.demand.to_mediation")
    assert told.data["community"] == place.community.code
    demand.refresh_from_db()
    assert demands.take_back(demand, actor=place.secretary, note="当事人不同意调解").status == "accepted"


# ------------------------------------------------------------ projects
def test_a_demand_of_a_community_cannot_become_a_project(place):
    demand = make.accepted_demand(place.secretary, place.secretary, place.community, place.category)
    refused("not_a_compound", to_project, demand, actor=place.secretary)


def test_demands_join_a_draft_only(place):
    project = make.submitted_project(place.branch, place.demand, place.implementer)
    demand = make.accepted_demand(place.lead, place.secretary, place.compound, place.category)
    refused("project_not_open", to_project, demand, actor=place.branch, project=project)


# ------------------------------------------------------------ answered
def test_no_answer_no_closing(place):
    demand = demands.assign_to(
        make.accepted_demand(place.lead, place.secretary, place.compound, place.category),
        actor=place.secretary,
        level="community",
    )
    refused("answer_missing", demands.answer, demand, actor=place.secretary, answer="  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(status="closed")


def test_the_reporter_is_asked_and_the_clock_closes(place):
    demand = answered(place)
    refused("rating_missing", demands.confirm, demand, actor=place.lead, rating="unrated", is_solved=True)
    demand = demands.confirm(demand, actor=place.lead, rating="good", is_solved=True)
    assert (demand.status, demand.rated_on) == ("confirmed", clock.today())
    assert demands.close_silent() == 1
    demand.refresh_from_db()
    assert (demand.status, demand.rating) == ("closed", "good")


def test_silence_closes_as_unrated_once(place):
    demand = answered(place)
    assert demands.close_silent() == 0
    with clock.travel(rules.deadline("demand_confirm", clock.today())):
        assert demands.close_silent() == 0
    with clock.travel(rules.deadline("demand_confirm", clock.today()) + timedelta(1)):
        assert demands.close_silent() == 1
        assert demands.close_silent() == 0
    demand.refresh_from_db()
    assert (demand.status, demand.rating, demand.rated_on) == ("closed", "unrated", None)


def test_an_anonymous_demand_is_not_rated(place):
    demand = answered(place, is_anonymous=True, reporter_name="", reporter_phone="")
    refused("not_allowed", demands.confirm, demand, actor=place.lead, rating="good", is_solved=True)


def test_reopened_once_then_only_with_the_street(place):
    demand = demands.reopen(answered(place), actor=place.lead, note="还是不亮")
    assert (demand.status, demand.reopen_count) == ("reopened", 1)
    demand = demands.answer(demand, actor=place.secretary, answer="再次更换")
    refusal = refused("not_allowed", demands.reopen, demand, actor=place.lead, note="还是不亮")
    assert "须经街道同意" in refusal.message
    assert demands.reopen(demand, actor=place.street_user, note="同意重开").reopen_count == 2


# ------------------------------------------------------------ categories
def test_a_category_is_revised_by_a_new_version(place):
    category, tomorrow = place.category, clock.today() + timedelta(1)
    categories.revise(category, actor=place.office, valid_from=tomorrow, name="基础设施与更新")
    versions = list(DemandCategory.objects.filter(code="facility").order_by("valid_from"))
    assert [(one.name, one.status) for one in versions] == [("基础设施", "ended"), ("基础设施与更新", "in_force")]
    assert versions[0].valid_until == clock.today()
    place.demand.refresh_from_db()
    assert place.demand.category == versions[0]


def test_wrong_changes_of_the_catalogue_are_refused(place):
    category, today = place.category, clock.today()
    yesterday, long_ago = today - timedelta(1), category.valid_from - timedelta(1)
    refused("valid_from_in_past", categories.revise, category, actor=place.office, valid_from=yesterday, name="x")
    refused("valid_from_too_early", categories.revise, category, actor=place.office, valid_from=long_ago, name="x")
    refused("not_allowed", categories.revise, category, actor=place.secretary, valid_from=today, name="x")
    new = {"area": place.district, "code": "facility", "name": "重复", "valid_from": today}
    refused("code_taken", categories.add, DemandCategory(), actor=place.office, **new)
    refused("no_such_category", categories.end, category, actor=place.office, note="x", merged_into="facility")
    refused("ended_before_start", categories.end, category, actor=place.office, note="x", ended_on=long_ago)
    assert categories.end(category, actor=place.office, note="合并").status == "ended"


def edited(client, row, step, user):
    """The answers of an edit that changes nothing, by a program and on the page."""
    client.force_login(user)
    resource = {"demand": "demands", "microproject": "micro-projects"}[row._meta.model_name]
    address = f"/api/v1/projects/{resource}/{row.pk}/steps/{step}/"
    return [client.post(address, "{}", content_type="application/json"), Person(user).fill(row.url(step))]


def test_a_row_stays_editable_after_its_category_was_revised(client, place):
    branch = place.branch
    demand = make.make_demand(branch, place.compound, place.category)
    accepted = make.accepted_demand(branch, place.secretary, place.compound, place.category)
    draft = make.make_draft(branch, accepted, place.implementer)
    tomorrow = clock.today() + timedelta(1)
    categories.revise(place.category, actor=place.office, valid_from=tomorrow, name="基础设施与更新")
    with clock.travel(clock.now() + timedelta(2)):
        for row, step in ((demand, "amend"), (draft, "save")):
            assert [answer.status_code for answer in edited(client, row, step, branch)] == [200, 302]
            row.refresh_from_db()
            assert row.category_id == place.category.pk
