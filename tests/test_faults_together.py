"""Steps that found one fault after another name all of them at once, and write nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from disputes.cases.actions import mediators
from disputes.committees import actions as committees
from disputes.models import MediationCommittee
from funds.donations import actions as donations
from funds.donations.donors import total_value
from funds.grants import actions as grants
from funds.models import Donation
from governance.areas.actions import areas
from governance.areas.models import Area
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import Refused
from governance.models import Appointment, Organisation
from governance.organisations.actions import organisations
from governance.people.actions import posts
from projects.demands.actions import demands
from tests.factories import disputes as rooms
from tests.factories import funds as purses
from tests.factories import projects as make
from tests.factories.base import make_area
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
