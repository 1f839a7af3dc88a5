"""A place has one secretary at a time, whoever registers the second one, and the database holds it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.steps.errors import Refused
from governance.models import Appointment, Person
from governance.people.actions import posts as people
from tests.factories.base import appoint, make_district, person, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db):
    place = make_district()
    place.user = user_with("street_admin", place.street)
    place.security = user_with("sec_admin", place.district)
    return place


def given(place, **more):
    return {
        "role": "branch_secretary",
        "area": place.compound,
        "name": "周建国",
        "starts_on": clock.today(),
        "chosen_by": "elected",
        **more,
    }


def refused(place, **more):
    with pytest.raises(Refused) as refusal:
        people.appoint(Appointment(), actor=place.user, **given(place, **more))
    return refusal.value


def test_a_second_secretary_is_refused_with_the_holder_and_the_way(place, client):
    until = clock.today() + timedelta(300)
    appoint("branch_secretary", place.compound, person(place.compound, "刘小敏"), ends_on=until)
    before = Appointment.objects.count(), Person.objects.count()
    refusal = refused(place)
    assert refusal.code == "post_taken"
    for words in ("现任是刘小敏", f"任期到{clock.zh_date(until)}", "请先在其任职页面办理离任"):
        assert words in refusal.message
    client.force_login(place.user)
    sent = {
        "role": "branch_secretary",
        "area": place.compound.code,
        "name": "周建国",
        "starts_on": clock.today(),
        "chosen_by": "elected",
    }
    page = client.post("/governance/appointments/new/", sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "现任是刘小敏" in text
    assert 'value="周建国"' in text
    assert (Appointment.objects.count(), Person.objects.count()) == before


def test_a_successor_follows_on_the_term_or_on_the_leave(place):
    until = clock.today() + timedelta(30)
    holder = appoint("branch_secretary", place.compound, ends_on=until)
    assert refused(place, starts_on=until).code == "post_taken"
    after = people.appoint(Appointment(), actor=place.user, **given(place, starts_on=until + timedelta(1)))
    with pytest.raises(Refused) as refusal:  # nor is the holder's term made to reach into it
        people.amend(holder, actor=place.user, ends_on=until + timedelta(1))
    assert (refusal.value.code, refusal.value.field) == ("post_taken", "ends_on")
    holder.refresh_from_db()
    people.end(after, actor=place.user, note="改选")
    people.end(holder, actor=place.user, note="届中调整")
    assert people.appoint(Appointment(), actor=place.user, **given(place, name="陈芳")).pk


def test_what_else_is_wrong_is_said_with_it(place, client):
    """A level, a term and a holder of one form come at once."""
    appoint("branch_secretary", place.compound)
    refusal = refused(place, ends_on=clock.today() - timedelta(1), starts_on=clock.today() - timedelta(9))
    assert set(refusal.errors) == {"ends_on", "role"}


def test_other_places_and_other_posts_have_their_own(place):
    appoint("branch_secretary", place.compound)
    people.appoint(Appointment(), actor=place.user, **given(place, area=place.building))
    for name in ("张一", "张二"):  # a compound has several patches
        people.appoint(Appointment(), actor=place.user, **given(place, role="patch_leader", name=name))


def test_the_administrator_of_rights_grants_no_second_secretary(place):
    appoint("branch_secretary", place.compound, person(place.compound, "莫辉"))
    other = user_with(None, place.community)
    data = {"role": "branch_secretary", "area": place.compound, "starts_on": clock.today(), "person": other.person}
    with pytest.raises(Refused) as refusal:
        people.grant(Appointment(), actor=place.security, chosen_by="elected", **data)
    assert refusal.value.code == "post_taken"
    assert "现任是莫辉，未填任期止日；请先在其任职页面办理离任" in refusal.value.message
    assert Appointment.objects.filter(person=other.person).count() == 0


def test_the_database_takes_no_second_one_of_overlapping_terms(place):
    role, area = "branch_secretary", place.compound
    until = clock.today() + timedelta(30)
    appoint(role, area, ends_on=until)
    with pytest.raises(IntegrityError, match="appointment_one_at_a_time"), transaction.atomic():
        appoint(role, area, starts_on=until)
    assert appoint(role, area, starts_on=until + timedelta(1)).pk


def test_posts_that_come_by_the_roster_are_of_those_a_place_has_several_of():
    assert not set(roles.SINGLE) & set(roles.GRASSROOTS)
