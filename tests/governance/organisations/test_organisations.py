"""Bodies from plan to dissolution; refusals write nothing."""

from datetime import date, timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError, WrongState
from governance.models import Organisation, OrgFill
from governance.organisations.actions import organisations as actions
from tests.factories.base import make_area, person, user_with
from tests.factories.organisations import make_body, make_scheme

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def plan(place, secretary, **data):
    data = {"kind": "branch", "branch_kind": "single", "name": "荷馨苑党支部", "area": place.compound, **data}
    data.setdefault("covers", [place.compound])
    return actions.propose(Organisation(), actor=secretary, **data)


READY = {"founded_on": date(2026, 11, 1), "term_until": date(2029, 11, 1), "member_count": 12}


# ------------------------------------------------------------ branches
def test_a_branch_is_planned_approved_and_counted(place, secretary, approver):
    branch = plan(place, secretary)
    assert branch.status == "proposed"
    assert list(branch.covers.all()) == [place.compound]
    assert METRICS["branches"].numerator(Period(place.district)) == 0
    branch = actions.activate(branch, actor=approver, document="月塘〔2026〕1号", **READY)
    assert branch.status == "active"
    period = Period(place.district)
    assert METRICS["branches"].numerator(period) == 1 == METRICS["branches"].counted(period)
    figure = METRICS["branch_coverage"].figure(period)
    assert (figure.text, figure.numerator, figure.denominator) == ("50.00", 1, 2)
    kinds = list(Event.objects.filter(object_type="governance.organisation").values_list("kind", flat=True))
    assert kinds == ["governance.organisation.activate", "governance.organisation.propose"]


def test_nobody_approves_the_body_they_registered(place, secretary):
    branch = plan(place, secretary)
    with pytest.raises(BusinessError) as refusal:
        actions.activate(branch, actor=secretary, **READY)
    assert (refusal.value.code, refusal.value.status) == ("own_proposal", 403)
    branch.refresh_from_db()
    assert branch.status == "proposed"


def test_a_joint_branch_covers_several_compounds(place, secretary, approver):
    second = make_area(place.community, "桃花苑")
    branch = plan(place, secretary, branch_kind="joint", area=place.community, covers=[place.compound, second])
    actions.activate(branch, actor=approver, **READY)
    figure = METRICS["branch_coverage"].figure(Period(place.community))
    assert (figure.numerator, figure.denominator) == (2, 2)


def test_a_branch_on_a_building_covers_its_compound(place, secretary, approver):
    branch = plan(place, secretary, area=place.building, covers=[place.building])
    actions.activate(branch, actor=approver, **READY)
    assert METRICS["compounds_covered"].numerator(Period(place.community)) == 1


@pytest.mark.parametrize(
    ("_case", "data", "code"),
    [
        ("covers nothing", {"covers": []}, "covers_nothing"),
        ("single over two", {"covers": "both"}, "single_covers_many"),
        ("joint over one", {"branch_kind": "joint"}, "joint_covers_one"),
        ("covers a community", {"covers": "community"}, "wrong_cover"),
        ("covers a foreign compound", {"covers": "foreign"}, "foreign_cover"),
        ("a foreign place", {"area": "foreign"}, "not_allowed"),
        ("no kind of branch", {"branch_kind": ""}, "invalid"),
    ],
)
def test_refused_plans_write_nothing(place, secretary, _case, data, code):
    places = {
        "both": [place.compound, make_area(place.community, "桃花苑")],
        "community": [place.community],
        "foreign": [place.other_compound],
    }
    data = dict(data)
    if isinstance(data.get("covers"), str):
        data["covers"] = places[data["covers"]]
    if data.get("area") == "foreign":
        data |= {"area": place.other_compound, "covers": [place.other_compound]}
    with pytest.raises(BusinessError) as refusal:
        plan(place, secretary, **data)
    assert refusal.value.code == code
    assert not Organisation.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("_case", "data", "code"),
    [
        ("two members", {"member_count": 2}, "too_few_members"),
        ("fifty-one members", {"member_count": 51}, "too_many_members"),
        ("founded tomorrow", {"founded_on": TODAY + timedelta(1)}, "founded_in_future"),
        ("no term", {"term_until": None}, "term_missing"),
        ("term over", {"term_until": TODAY}, "term_over"),
    ],
)
def test_refused_approvals_write_nothing(place, secretary, approver, _case, data, code):
    branch = plan(place, secretary)
    with pytest.raises(BusinessError) as refusal:
        actions.activate(branch, actor=approver, **{**READY, **data})
    assert refusal.value.code == code
    branch.refresh_from_db()
    assert branch.status == "proposed"
    assert branch.founded_on is None
    assert Event.objects.count() == 1


@pytest.mark.parametrize("members", [3, 50])
def test_three_and_fifty_members_are_enough(place, secretary, approver, members):
    branch = actions.activate(plan(place, secretary), actor=approver, **{**READY, "member_count": members})
    assert branch.status == "active"


def test_a_committee_needs_five(place, secretary, approver):
    committee = plan(place, secretary, kind="self_gov_committee", branch_kind="", name="自治委员会", covers=[])
    with pytest.raises(BusinessError) as refusal:
        actions.activate(committee, actor=approver, **{**READY, "member_count": 4})
    assert refusal.value.code == "too_few_members"
    assert actions.activate(committee, actor=approver, **{**READY, "member_count": 5}).status == "active"
    assert METRICS["committee_rate"].figure(Period(place.community)).text == "100.00"


# ------------------------------------------------------------ terms
def test_a_term_ends_by_the_clock_and_begins_anew_by_election(place, secretary):
    branch = make_body(place.compound, term_until=TODAY + timedelta(30))
    assert actions.announce_terms() == 1
    assert actions.announce_terms() == 0
    deadline = Deadline.objects.open().get(object_type="governance.organisation")
    assert deadline.due_on == TODAY + timedelta(30 - 90)
    assert actions.expire_terms() == 0
    with clock.travel(TODAY + timedelta(31)):
        assert actions.expire_terms() == 1
        assert actions.expire_terms() == 0
        branch.refresh_from_db()
        assert branch.status == "expired"
        assert METRICS["branches"].numerator(Period(place.district)) == 0
        assert Deadline.objects.open().get().due_on == TODAY + timedelta(30)
        branch = actions.renew(
            branch, actor=secretary, elected_on=clock.today(), term_until=date(2030, 1, 1), member_count=14
        )
    assert branch.status == "active"
    assert not Deadline.objects.open().exists()
    assert METRICS["branches"].numerator(Period(place.district)) == 1


def test_a_company_has_no_election(place):
    company = make_body(place.street, "property_company")
    with pytest.raises(BusinessError, match="没有任期"):
        actions.renew(
            company, actor=user_with("street_admin", place.street), elected_on=TODAY, term_until=date(2030, 1, 1)
        )


def test_a_dissolved_body_leaves_its_places(place, secretary):
    slot = make_scheme().slots.get(no=0)
    branch = make_body(place.compound)
    OrgFill.objects.create(area=place.compound, slot=slot, organisation=branch, starts_on=TODAY)
    actions.enrol(branch, actor=secretary, person=person(place.compound), duty="委员")
    branch = actions.dissolve(branch, actor=secretary, note="小区拆迁")
    assert branch.status == "dissolved"
    assert branch.dissolved_on == TODAY
    assert not OrgFill.objects.filter(ends_on=None).exists()
    assert not branch.members.filter(ends_on=None).exists()
    with pytest.raises(WrongState):
        actions.edit(branch, actor=secretary, name="别名")


def test_members_come_and_go(place, secretary):
    branch, who = make_body(place.compound), person(place.compound)
    branch = actions.enrol(branch, actor=secretary, person=who, duty="支部书记", is_leader=True)
    assert branch.leader == who
    with pytest.raises(BusinessError, match="已是该组织成员"):
        actions.enrol(branch, actor=secretary, person=who, duty="委员")
    branch = actions.release(branch, actor=secretary, member=branch.members.get(), note="调离")
    assert branch.leader is None
    assert branch.members.get().ends_on == TODAY


def test_what_keeps_a_body_from_beginning_is_said_at_once(place, secretary, approver):
    branch = plan(place, secretary)
    given = {"founded_on": date(2999, 1, 1), "term_until": date(2000, 1, 1), "member_count": 1}
    with pytest.raises(BusinessError) as refusal:
        actions.activate(branch, actor=approver, **given)
    assert refusal.value.errors.keys() == {"founded_on", "term_until", "member_count"}
    branch.refresh_from_db()
    assert (branch.status, branch.founded_on) == ("proposed", None)
