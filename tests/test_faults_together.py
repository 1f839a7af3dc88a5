"""Steps that found one fault after another name all of them at once, and write nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from disputes.cases.actions import mediators
from disputes.committees import actions as committees
from disputes.models import MediationCommittee
from funds.donations import actions as donations
from funds.donations.donors import total_value
from funds.funds import actions as funds
from funds.funds.workflow import PROPOSED
from funds.grants import actions as grants
from funds.models import CommunityFund, Donation
from governance.areas.actions import areas
from governance.areas.models import Area
from governance.conferences.actions import seating
from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import Refused
from governance.models import Appointment, JointConference, Organisation
from governance.organisations.actions import organisations
from governance.people.actions import posts
from projects.demands.actions import demands
from tests.factories import conferences as sittings_of
from tests.factories import disputes as rooms
from tests.factories import funds as purses
from tests.factories import projects as make
from tests.factories.base import appoint, make_area, make_district, user_with
from tests.factories.town import make_town, make_town_fund

pytestmark = pytest.mark.django_db
DAY = timedelta(1)


@pytest.fixture
def town(db):
    rules.load_rules()
    return make_town()


def refused(action, row, **given):
    """{field: sentences} of what is refused; the events are as many as before."""
    before = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        action(row, **given)
    assert Event.objects.count() == before
    return refusal.value.errors


def test_a_gift_without_name_slip_and_paper(town):
    case = make_town_fund(town)
    given = {"donor_kind": "unit", "donor_age": "child", "kind": "money", "amount": None, "received_on": clock.today()}
    found = refused(donations.record, Donation(), actor=case.manager, fund=case.fund, donor_name="", **given)
    assert found.keys() == {"amount", "slip_no", "papers", "donor_age", "guardian_name", "donor_name"}
    assert not Donation.objects.filter(donor_name="").exists()


def test_a_gift_that_comes_without_sum_and_paper(town):
    case = make_town_fund(town)
    gift = purses.pledge(case, "100", received_on=None)
    found = refused(donations.receive, gift, actor=case.manager, received_on=clock.today() + DAY)
    assert found.keys() == {"received_on", "amount", "slip_no", "papers"}


def test_a_ticket_of_tomorrow_without_number(town):
    case = make_town_fund(town)
    gift = donations.confirm(purses.pledge(case, "100"), actor=case.finance)
    found = refused(donations.receipt, gift, actor=case.finance, ticket_on=clock.today() + DAY)
    assert found.keys() == {"ticket_no", "ticket_on"}


def test_a_payment_of_tomorrow_without_paper(town):
    case = make_town_fund(town)
    grant = grants.oversee(
        purses.voted(case, purses.opined(case, purses.ask(case, "300"))),
        actor=case.supervisor,
        agrees=True,
        opinion="同意拨付",
    )
    given = {"payee": "施工方", "voucher_no": "1", "paid_on": clock.today() + DAY}
    assert refused(grants.pay, grant, actor=case.finance, **given).keys() == {"papers", "paid_on"}


def test_a_post_at_the_wrong_level_whose_term_is_over(town):
    given = {"name": "王小明", "role": "neighbour_head", "starts_on": clock.today(), "ends_on": clock.today() - DAY}
    found = refused(posts.appoint, Appointment(), actor=town.street_user, area=town.place.community, **given)
    assert found.keys() == {"area", "ends_on"}


def test_a_committee_too_small_without_head_and_woman_at_the_wrong_level(town):
    row = {"name": "王小明", "gender": "m", "post": "member", "phone": "", "account": ""}
    given = {"name": "调委会", "short_name": "甲", "level": "community", "area": town.compound}
    found = refused(committees.establish, MediationCommittee(), actor=town.street_user, mediators=[row, row], **given)
    assert found.keys() == {"area", "mediators"}
    assert len(found["mediators"]) == 4


def test_a_household_whose_number_and_name_are_taken(town):
    make_area(town.compound, "1栋")
    found = refused(areas.create, Area(), actor=town.street_user, parent=town.compound, name="1栋", segment="甲")
    assert found.keys() == {"segment", "name"}


def test_a_new_name_that_is_the_old_one_from_tomorrow(town):
    given = {"name": town.compound.name, "renamed_on": clock.today() + DAY}
    assert refused(areas.rename, town.compound, actor=town.street_user, **given).keys() == {"name", "renamed_on"}


def test_a_merger_of_tomorrow_with_another_level(town):
    given = {"into": town.place.community, "merged_on": clock.today() + DAY}
    assert refused(areas.merge, town.compound, actor=town.street_user, **given).keys() == {"into", "merged_on"}


def test_a_body_at_the_wrong_level_that_covers_nothing(town):
    given = {"kind": "branch", "branch_kind": "single", "name": "党支部", "area": town.place.district}
    found = refused(organisations.propose, Organisation(), actor=town.street_user, covers=[], **given)
    assert found.keys() == {"area", "covers"}


def test_a_demand_for_no_level_and_somebody_else(town):
    demand = make.accepted_demand(town.branch, town.secretary, town.compound, town.category)
    found = refused(demands.assign_to, demand, actor=town.secretary, level="dept", handler=town.stranger)
    assert found.keys() == {"level", "handler"}


def test_a_demand_of_another_kind_and_place(town):
    mine = make.accepted_demand(town.branch, town.secretary, town.compound, town.category)
    other = make_area(town.place.community, "桃花苑")
    category = make.make_category(town.place.district, code="C99")
    into = make.accepted_demand(town.secretary, town.secretary, other, category)
    assert len(refused(demands.merge, mine, actor=town.secretary, into=into)["into"]) == 2


def test_mediators_of_another_committee_without_a_look_at_conflicts(town):
    room = rooms.make_room(town.place)
    case = rooms.assigned(room)
    other = rooms.make_mediator(rooms.make_committee(town.place.other_community, "别处"), town.stranger.person)
    found = refused(mediators.reassign, case, actor=room.head, lead=other, others=[other])
    assert found.keys() == {"is_conflict_free", "lead"}


def test_goods_without_number_have_no_sum():
    assert total_value([{"quantity": None, "unit_value": Decimal(3)}]) is None


# ------------------------------------------------------------ bodies and sittings
def test_a_fund_of_a_weak_committee_at_a_wrong_place_without_a_reason_for_its_host(town):
    case = make_town_fund(town)
    weak = [*purses.members(4, 0, is_paid=True), {"seat": "committee", "name": "委员甲", "unit": ""}]
    given = {"kind": "community", "name": "第二基金", "host": "某协会", "purpose": "互助", "host_may_raise": False}
    before = CommunityFund.objects.count()
    found = refused(
        funds.propose,
        CommunityFund(),
        actor=case.street_admin,
        members=weak,
        area=town.compound,
        host_reason="",
        **given,
    )
    assert found.keys() == {"members", "area", "host_reason"}
    assert len(found["members"]) == 3  # nobody supervises, four are paid, one stands twice
    assert CommunityFund.objects.count() == before


def test_a_fund_is_edited_into_what_is_refused(town):
    case = make_town_fund(town)
    CommunityFund.objects.filter(pk=case.fund.pk).update(status=PROPOSED)
    case.fund.refresh_from_db()
    found = refused(
        funds.edit, case.fund, actor=case.street_admin, members=purses.members(4), host_may_raise=False, host_reason=""
    )
    assert found.keys() == {"members", "host_reason"}
    assert case.fund.members.sitting().count() == 6


def test_members_change_without_reason_paper_and_supervisor(town):
    case = make_town_fund(town)
    found = refused(funds.change_members, case.fund, actor=case.street_admin, members=purses.members(4, 0))
    assert found.keys() == {"note", "papers", "members"}
    assert len(found["members"]) == 2
    found = refused(funds.change_members, case.fund, actor=case.street_admin, members=purses.members())
    assert found.keys() == {"note", "papers", "members"}  # they are the same


def test_an_agreement_of_tomorrow_that_has_ended(town):
    case = make_town_fund(town)
    CommunityFund.objects.filter(pk=case.fund.pk).update(status=PROPOSED)
    case.fund.refresh_from_db()
    days = {"agreement_on": clock.today() + DAY, "agreement_until": clock.today()}
    found = refused(funds.agree, case.fund, actor=case.street_admin, agreement_no="协", papers=[purses.paper()], **days)
    assert found.keys() == {"agreement_on", "agreement_until"}


def test_a_post_is_amended_into_what_it_is_not(town):
    post = appoint("branch_secretary", make_area(town.place.community, "桃花苑"))
    admin = user_with("street_admin", town.place.street)
    found = refused(posts.amend, post, actor=admin, is_building_head=True, ends_on=clock.today() - DAY)
    assert found.keys() == {"is_building_head", "ends_on"}
    post.refresh_from_db()
    assert (post.is_building_head, post.ends_on) == (False, None)


def test_a_sitting_is_planned_for_yesterday_under_somebody_without_the_right(db):
    place = make_district()
    room = sittings_of.make_room(place.district)
    clerk = room.office.person
    people = {"chair": clerk, "recorder": clerk}
    given = {"area": place.district, "held_on": clock.today() - DAY, "place": "三楼"}
    found = refused(conferences.plan, JointConference(), actor=room.office, **given, **people)
    assert found.keys() == {"held_on", "chair", "recorder"}
    given["area"], street = place.street, user_with("street_admin", place.street)
    found = refused(conferences.plan, JointConference(), actor=street, **given)
    assert found.keys() == {"area", "held_on"}
    assert not JointConference.objects.exists()


def test_a_sitting_is_moved_into_last_year_under_its_clerk(db):
    _, room = sittings_of.make_sitting()
    row, clerk = room.conference, room.office.person
    with clock.travel(sittings_of.TODAY):
        found = refused(conferences.edit, row, actor=room.office, held_on=clock.today() - 400 * DAY, chair=clerk)
    assert found.keys() == {"held_on", "chair", "recorder"}
    assert len(found["held_on"]) == 2
    assert room.fresh().chair == room.leader.person


def test_units_are_seated_twice_too_few_and_with_another_speaker(db):
    _, room = sittings_of.make_sitting()
    unit, other = list(room.units.values())[:2]
    rows = [{"unit": unit.pk, "person": room.officers[other.name].person_id}, {"unit": unit.pk}]
    before = room.conference.members.count()
    with clock.travel(sittings_of.TODAY):
        found = refused(seating.seat, room.conference, actor=room.office, members=rows)
    assert found.keys() == {"members", "note"}
    assert len(found["members"]) == 3
    assert room.conference.members.count() == before
