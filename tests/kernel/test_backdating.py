"""Facts entered late: every date of every form is decided, and the paper and the voucher are asked for."""

from datetime import date, timedelta

import pytest
from django import forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.steps import backdating, workflow
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.forms import StepForm
from governance.kernel.steps.workflow import REGISTRY, Workflow
from governance.kernel.upkeep.house import declared
from governance.models import Appointment
from governance.people.actions import posts
from tests.clients import Person, Program
from tests.factories.base import appoint, make_district, user_with
from tests.factories.deliberations import photo
from tests.factories.late import VOUCHER

TODAY = date(2026, 3, 25)  # a Wednesday
FACTS = [
    (flow, step, name, day)
    for flow in REGISTRY.values()
    for step, days in flow.days.items()
    for name, day in days.items()
    if day.is_fact
]


# ------------------------------------------------------------ every form
def test_every_date_of_every_form_is_decided():
    assert not declared.dates_are_decided(REGISTRY)
    assert sum(len(list(declared.dates_of(flow.form(step)))) for flow in REGISTRY.values() for step in flow.steps) > 50


def test_a_date_that_nobody_decided_stops_the_check(monkeypatch):
    class VisitForm(StepForm):
        visited_on = forms.DateField(label="走访日期")

    real = REGISTRY["projects.visit"]
    monkeypatch.setattr(workflow, "REGISTRY", {})
    flow = Workflow("projects.visit", *real.steps.values(), states=real.states)
    flow.use_forms({"record": VisitForm})
    found = declared.dates_are_decided({flow.kind: flow})
    assert len(found) == 1
    assert 'projects.visit.record asks for the date "visited_on"' in found[0]
    flow.use_days({"record": {"visited_on": backdating.fact()}})
    assert not declared.dates_are_decided({flow.kind: flow})
    flow.use_days({"record": {"answered_on": backdating.PLAN}})
    assert 'names "answered_on", which its form does not ask for' in declared.dates_are_decided({flow.kind: flow})[0]


@pytest.mark.parametrize(("flow", "step", "name", "day"), FACTS, ids=[f"{f.kind}.{s}.{n}" for f, s, n, _ in FACTS])
def test_the_form_of_a_fact_asks_for_its_voucher_and_has_a_place_for_the_paper(flow, step, name, day):
    fields = flow.form(step).base_fields
    assert "vouched_by" in fields
    assert not fields["vouched_by"].required
    papers = day.papers or ("evidence_photos",)
    assert all(hasattr(fields[paper], "extensions") for paper in papers), papers


# ------------------------------------------------------------ one step
@pytest.fixture
def place(db):
    rules.load_rules()
    return make_district()


@pytest.fixture
def post(place):
    with clock.travel(TODAY - timedelta(60)):
        return appoint("neighbour_head", place.building)


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)


def end(post, secretary, day, **proof):
    with clock.travel(TODAY):
        return posts.end(post, actor=secretary, note="搬离本小区", ended_on=day, **proof)


def test_two_working_days_are_free_and_the_third_needs_the_paper(place, post, secretary):
    friday, thursday = TODAY - timedelta(5), TODAY - timedelta(6)
    before = Event.objects.count()
    for proof in ({}, {"evidence_photos": [photo()]}, {"vouched_by": VOUCHER}, {"vouched_by": "  "}):
        for day in (friday, thursday):
            with pytest.raises(BusinessError) as refusal:
                end(post, secretary, day, **proof)
            assert refusal.value.code == "backdated_without_paper"
            assert refusal.value.status == 422
            assert "超过 2 个工作日" in refusal.value.message
    post.refresh_from_db()
    assert post.status == "active"
    assert (Event.objects.count(), Attachment.objects.count()) == (before, 0)
    monday = TODAY - timedelta(2)
    assert end(post, secretary, monday).status == "ended"


@pytest.mark.parametrize("told", ["王芳", "王芳，", "社区专干王芳", "王芳，王芳", "王芳 1", "（王芳）"])
def test_a_name_alone_or_a_post_alone_vouches_for_nothing(place, post, secretary, told):
    before = Event.objects.count()
    for proof, code in (({"evidence_photos": [photo()]}, "voucher_incomplete"), ({}, "backdated_without_paper")):
        with pytest.raises(BusinessError) as refusal:
            end(post, secretary, TODAY - timedelta(20), vouched_by=told, **proof)
        assert (refusal.value.code, refusal.value.status) == (code, 422)
        assert "请写明证明人的姓名和职务，中间用逗号隔开，如 王芳，居民小组长" in str(
            refusal.value.errors["vouched_by"]
        )
    post.refresh_from_db()
    assert post.status == "active"
    assert (Event.objects.count(), Attachment.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    "told", [VOUCHER, "王芳,居民小组长", "王芳（社区专干）", "管委会秘书 王某", "阿依古丽·买买提、邻长"]
)
def test_a_name_with_its_post_vouches_in_either_order(place, post, secretary, told):
    assert backdating.voucher_fault(told) == ""
    assert end(post, secretary, TODAY - timedelta(20), evidence_photos=[photo()], vouched_by=told).status == "ended"


def test_paper_and_voucher_are_on_the_timeline_and_on_the_page(place, post, secretary):
    day = TODAY - timedelta(20)
    ended = end(post, secretary, day, evidence_photos=[photo()], vouched_by=VOUCHER)
    event = Event.objects.get(kind="governance.appointment.end")
    assert event.data["backdated"] == {"ended_on": day.isoformat()}
    assert event.data["vouched_by"] == VOUCHER
    assert ["证明人", VOUCHER] in event.data["facts"]
    page = Person(secretary).open(ended.get_absolute_url())
    assert "补录的事实" in page
    assert VOUCHER in page
    assert Attachment.objects.of(ended).get().caption == f"补录证明材料（证明人：{VOUCHER}）"


def test_a_fact_of_tomorrow_is_refused(place, post, secretary):
    with pytest.raises(BusinessError) as refusal:
        end(post, secretary, TODAY + timedelta(1))
    assert refusal.value.field == "ended_on"
    post.refresh_from_db()
    assert post.status == "active"


def test_page_and_api_ask_the_same(place, post, secretary):
    address, day = f"/governance/appointments/{post.pk}/end/", TODAY - timedelta(20)
    with clock.travel(TODAY):
        program, person = Program(secretary), Person(secretary)
        page = person.open(address)
        assert "发生 2 个工作日以后才登记的须写明姓名和职务，并上传纸质材料照片" in page
        values = person.form(address) | {"note": "搬离", "ended_on": day.isoformat()}
        answer = person.send(address, values)
        assert answer.status_code == 422
        assert "请填写证明人" in answer.content.decode()
        problem = program.refused("governance/appointments", post.pk, "end", note="搬离", ended_on=day)
        assert (problem["status"], problem["code"]) == (422, "backdated_without_paper")
        offered = program.offered("governance/appointments", post.pk, "end")
        assert {"vouched_by", "evidence_photos"} <= offered.keys()
        answer = person.send(address, values | {"vouched_by": "王芳", "evidence_photos": [photo()]})
        assert answer.status_code == 422
        assert "请写明证明人的姓名和职务" in answer.content.decode()
        assert "搬离" in answer.content.decode()
        answer = person.send(address, values | {"vouched_by": VOUCHER, "evidence_photos": [photo()]})
        assert answer.status_code == 302
    post.refresh_from_db()
    assert post.status == "ended"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(back=st.integers(-5, 40))
def test_a_day_needs_its_paper_exactly_beyond_the_limit(place, back):
    """However the work calendar lies: asked for beyond two working days, never within them, never ahead."""
    day = TODAY - timedelta(back)
    proof = backdating.Proof.__new__(backdating.Proof)
    proof.entered, proof.recorded = {"day": day}, {"day": None}
    with clock.travel(TODAY):
        ahead = backdating.replace(backdating.fact(), may_lie_ahead=True)
        assert proof.is_late("day", ahead) == (clock.workdays_between(day, TODAY) > 2 and day < TODAY)
        proof.recorded = {"day": day}
        assert not proof.is_late("day", backdating.corrected(ahead))


# ------------------------------------------------------------ days to come
AHEAD = [
    (flow, step, name, day)
    for flow in REGISTRY.values()
    for step, days in flow.days.items()
    for name, day in days.items()
    if day.ahead
]
BACK = [found for found in AHEAD if found[3].back]


@pytest.mark.django_db
@pytest.mark.parametrize(("flow", "step", "name", "day"), AHEAD, ids=[f"{f.kind}.{s}.{n}" for f, s, n, _ in AHEAD])
def test_no_day_lies_further_ahead_than_anybody_plans(flow, step, name, day):
    """A mistyped year (2199) is refused, whatever the row; the last day that the rule allows is not."""
    rules.load_rules()
    field, _, column = name.partition(".")

    def entered(value):
        data = {field: [{column: value}]} if column else {field: value}
        return backdating.Proof(flow, flow.steps[step], None, data)

    with clock.travel(TODAY):
        months = int(rules.value(day.ahead)) * (12 if rules.get(day.ahead).unit == "year" else 1)
        last = clock.add_months(TODAY, months)
        entered(last).refuse_distant()
        for far in (last + timedelta(1), date(2199, 12, 31)):
            with pytest.raises(BusinessError) as refusal:
                entered(far).refuse_distant()
            assert refusal.value.code == "day_too_far"
            assert field in refusal.value.errors


@pytest.mark.django_db
@pytest.mark.parametrize(("flow", "step", "name", "day"), BACK, ids=[f"{f.kind}.{s}.{n}" for f, s, n, _ in BACK])
def test_nothing_that_a_register_takes_over_began_in_another_age(flow, step, name, day):
    """1900-01-01 is what a workbook makes of nothing; the first day that the rule allows is taken."""
    rules.load_rules()
    field, _, column = name.partition(".")

    def entered(value):
        return backdating.Proof(flow, flow.steps[step], None, {field: [{column: value}] if column else value})

    with clock.travel(TODAY):
        first = clock.add_months(TODAY, -12 * rules.value(day.back))
        entered(first).refuse_distant()
        for old in (first - timedelta(1), date(1900, 1, 1)):
            with pytest.raises(BusinessError, match="太早，请核对年份") as refusal:
                entered(old).refuse_distant()
            assert refusal.value.code == "day_too_old"
            assert field in refusal.value.errors


@pytest.mark.django_db
def test_a_term_of_another_century_writes_nothing():
    rules.load_rules()
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    given = {"name": "张小邻", "phone": "19900005678", "role": "neighbour_head", "area": place.building}
    far, mistyped = date(2199, 1, 1), date(1900, 1, 1)
    wrong = {"starts_on": far}, {"starts_on": TODAY, "ends_on": far}, {"starts_on": mistyped}
    for days in wrong:
        with clock.travel(TODAY), pytest.raises(BusinessError, match=r"太远|太早"):
            posts.appoint(Appointment(), actor=secretary, **given, **days)
    assert not Appointment.objects.filter(person__name="张小邻").exists()


@pytest.mark.django_db
def test_a_post_that_has_not_begun_is_taken_back():
    rules.load_rules()
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    given = {"name": "张小邻", "phone": "19900005678", "role": "neighbour_head", "area": place.building}
    with clock.travel(TODAY):
        post = posts.appoint(Appointment(), actor=secretary, starts_on=TODAY + timedelta(60), ends_on=None, **given)
        posts.end(post, actor=secretary, note="人选有误，任期开始前收回")
    post.refresh_from_db()
    assert (post.status, post.ended_on) == ("ended", post.starts_on)
    with clock.travel(post.starts_on):
        assert not Appointment.objects.in_office().filter(pk=post.pk).exists()
