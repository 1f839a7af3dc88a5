"""What counts as a gap, computed from the register as it stands."""

from datetime import timedelta

import pytest

from governance.areas.actions import areas
from governance.gaps.kinds import BODY, KINDS, PHONE, STALE, TERM, VACANCY
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from governance.models import Appointment, Person
from tests.factories.base import appoint, person

from .conftest import TODAY, body, ends, reachable, untouched


def rows(kind):
    return list(kind.of(kind.model.objects.order_by("pk")))


def test_a_seat_is_vacant_until_as_many_hold_it_in_the_building_and_its_units(place):
    assert [(seat.pk, seat.held, seat.missing) for seat in rows(VACANCY)] == [
        (place.seat.pk, 1, 1),
        (place.elsewhere.pk, 0, 1),
    ]
    assert VACANCY.words(rows(VACANCY)[0]) == "荷馨苑 1栋缺邻长 1 名"
    assert METRICS["posts_vacant"].figure(Period(place.district)).value == 2
    assert METRICS["posts_vacant"].figure(Period(place.street)).value == 1
    late = appoint("neighbour_head", place.building, reachable(place.building), starts_on=TODAY + timedelta(3))
    assert len(rows(VACANCY)) == 2  # it begins in three days
    Appointment.objects.filter(pk=late.pk).update(starts_on=TODAY)
    assert rows(VACANCY) == [place.elsewhere]


@pytest.mark.parametrize(("days", "found"), [(0, True), (90, True), (91, False)])
def test_terms_are_listed_ninety_days_ahead(place, days, found):
    ends(place.head, days)
    assert (rows(TERM) == [place.head]) is found
    committee = body(place.compound, days)
    assert (rows(BODY) == [committee]) is found


def test_bodies_whose_term_is_over_stay_listed_until_the_election(place):
    committee = body(place.compound, -30)
    type(committee).objects.filter(pk=committee.pk).update(status="expired")
    assert rows(BODY) == [committee]
    type(committee).objects.filter(pk=committee.pk).update(status="dissolved", dissolved_on=TODAY)
    assert rows(BODY) == []


def test_leads_need_a_telephone_of_their_own_and_others_one_of_the_post(place):
    assert rows(PHONE) == []
    Person.objects.filter(pk=place.head.person_id).update(phone="", phone_index="")
    office = appoint("community_staff", place.community, reachable(place.community, "小莫"))
    assert rows(PHONE) == [place.head, office]
    assert PHONE.words(rows(PHONE)[0]) == "荷馨苑 1单元邻长陈红霞没有登记手机号"
    assert PHONE.words(rows(PHONE)[1]) == "野鸭冲社区社区专干小莫没有登记工作电话"
    Appointment.objects.update(work_phone="0731-00000009")
    assert rows(PHONE) == []
    appoint("sec_admin", place.district, person(place.district))
    assert rows(PHONE) == []  # administrators are not called


@pytest.mark.parametrize("touch", ["area", "building", "profile", "post", "confirm"])
def test_a_register_is_stale_until_anything_of_it_is_written(place, touch):
    untouched(place.compound, 364)
    assert rows(STALE) == []
    untouched(place.compound)
    assert rows(STALE) == [place.compound]
    place.compound.refresh_from_db()
    if touch == "confirm":
        areas.confirm(place.compound, actor=place.community_secretary)
    else:
        owner = {
            "area": place.compound,
            "building": place.building,
            "profile": place.compound.profile,
            "post": place.head,
        }[touch]
        owner.refresh_from_db()
        owner.save()
    assert rows(STALE) == []


def test_only_whole_compounds_are_confirmed(place, client):
    client.force_login(place.community_secretary)
    url = f"{place.compound.get_absolute_url()}confirm/"
    assert client.post(url, {"_version": place.compound.version}).status_code == 302
    assert client.post(f"{place.building.get_absolute_url()}confirm/", {}).status_code in (403, 409, 422)


def test_each_kind_is_asked_in_one_query(place, django_assert_num_queries):
    clock.today()
    for kind in KINDS:
        list(kind.of(kind.model.objects.all()))  # rules are read once
        with django_assert_num_queries(1):
            list(kind.of(kind.model.objects.all()))
