"""Whom to call about a row that waits: the post that has it, its telephone, and who stands above."""

import pytest

from governance.kernel.clock import reminders, rules
from governance.kernel.models.deadlines import Deadline
from governance.people.contacts import Contacts, responsible
from tests.factories.base import appoint, make_district, person, user_with

DUE = reminders.Due("", "projects.route", "受理需求")


@pytest.fixture
def place(db):
    for path in rules.CATALOGUE:
        rules.load_rules(path)
    place = make_district()
    place.office = user_with("district_office", place.district)
    place.chief = user_with("street_leader", place.street)
    place.street_admin = user_with("street_admin", place.street)
    place.about = appoint("group_leader", place.compound)
    return place


def asked(deadline):
    rows = list(Deadline.objects.filter(pk=deadline.pk).select_related("desk"))
    return Contacts.of_deadlines(rows), rows[0]


def test_the_nearest_post_of_the_desk_and_the_one_above(place):
    contacts, row = asked(reminders.begin(place.about, DUE))
    assert contacts.holder(row).account == place.street_admin.pk  # nobody in the community yet
    assert contacts.superior(row).account == place.chief.pk
    secretary = user_with("community_secretary", place.community)
    post = secretary.person.appointments.get()
    post.work_phone = "0731-00000001"
    post.save()
    other = appoint("group_leader", place.compound)
    contacts, row = asked(reminders.begin(other, DUE))
    held = contacts.holder(row)
    assert (held.account, held.phone, held.post) == (secretary.pk, "0731-00000001", "野鸭冲社区 社区（村）书记")
    assert held.url == post.get_absolute_url()
    assert contacts.superior(row).account == place.street_admin.pk


def test_who_is_named_has_it_wherever_the_desk_is(place):
    staff = user_with("community_staff", place.community)
    due = reminders.Due("", "projects.route", "受理需求", assignee=lambda row: staff.pk)
    contacts, row = asked(reminders.begin(place.about, due))
    assert contacts.holder(row).account == staff.pk


def test_nobody_is_named_where_nobody_may_act(place):
    contacts, row = asked(reminders.begin(place.about, reminders.Due("", "funds.vote", "表决")))
    assert contacts.holder(row) is None
    assert contacts.superior(row) is None


def test_above_the_district_office_stands_the_leader(place):
    leader = user_with("district_leader", place.district)
    contacts, row = asked(reminders.begin(place.about, reminders.Due("", "projects.list", "提请会议")))
    assert contacts.holder(row).account == place.office.pk
    assert contacts.superior(row).account == leader.pk


def test_a_page_of_rows_costs_one_query(place, django_assert_num_queries):
    for _ in range(5):
        reminders.begin(appoint("group_leader", place.compound), DUE)
    rows = list(Deadline.objects.open().select_related("desk"))
    with django_assert_num_queries(1):
        contacts = Contacts.of_deadlines(rows)
        assert all(contacts.holder(row) and contacts.superior(row) for row in rows)


def test_who_answers_for_a_place_is_its_leader_with_or_without_an_account(place):
    secretary = appoint("community_secretary", place.community, person(place.community, "林永红"))
    found = responsible([place.street, place.community, place.other_street])
    assert found[place.street.pk].account == place.chief.pk
    assert found[place.community.pk].pk == secretary.pk
    assert place.other_street.pk not in found
    secretary.ends_on = secretary.starts_on
    secretary.save()
    assert place.community.pk not in responsible([place.community])
    assert responsible([]) == {}
