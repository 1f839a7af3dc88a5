"""Named duties follow posts: whatever ends a right puts what was named to that person on the desk that holds it."""

from datetime import timedelta

import pytest

from governance.areas.actions import areas
from governance.kernel.clock import clock, desks, reminders, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.models import Appointment
from governance.people.actions import posts as people
from governance.people.actions import switching
from governance.people.checks import desks_in_place, named_to_the_able
from tests.factories.base import make_area, make_district, user_with


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.office = user_with("district_office", place.district)
    place.system = user_with("sys_admin", place.district)
    place.security = user_with("sec_admin", place.district)
    place.second = user_with("community_secretary", place.community)
    place.user = user_with("community_secretary", place.community)
    place.post = Appointment.objects.get(person=place.user.person)
    place.deadline = named(place, place.compound, place.user)
    return place


def named(place, area, user):
    """A demand's duty in an area, named to somebody."""
    row = Appointment.objects.create(person=place.second.person, role="group_leader", area=area)
    return reminders.begin(row, reminders.Due("", "projects.route", "答复需求", assignee=lambda row: user))


def expire(place):
    Appointment.objects.filter(pk=place.post.pk).update(ends_on=clock.today())
    with clock.travel(clock.now() + timedelta(days=1)):
        people.expire_posts()


ENDS = {
    "stop": lambda place: switching.stop(place.user, actor=place.system, note="调离本单位"),
    "revoke": lambda place: people.revoke(place.post, actor=place.security, note="调离本单位"),
    "expire": expire,
    "merge": lambda place: areas.merge(place.community, actor=place.office, into=place.other_community),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_a_right_puts_the_duty_on_the_desk_in_the_same_transaction(place, end):
    assert Deadline.objects.get(pk=place.deadline.pk).assignee_id == place.user.pk
    assert (named_to_the_able(), desks_in_place()) == ([], [])
    ENDS[end](place)
    found = Deadline.objects.get(pk=place.deadline.pk)
    assert found.assignee_id is None
    assert (named_to_the_able(), desks_in_place()) == ([], [])
    heirs = place.office if end == "merge" else place.second
    assert Deadline.objects.waiting_for(type(heirs).objects.get(pk=heirs.pk)).filter(pk=found.pk).exists()
    event = Event.objects.get(kind="governance.deadline.release")
    assert (event.object_type, event.object_id) == (found.object_type, found.object_id)
    assert ["原承办人", place.user.name] in event.data["facts"]


def test_a_post_of_a_registered_role_that_ends_releases_too(place):
    branch = user_with("branch_secretary", place.compound)
    due = reminders.Due("", "projects.apply", "提交申报", assignee=lambda row: branch)
    deadline = reminders.begin(Appointment.objects.filter(area=place.compound).first(), due)
    assert Deadline.objects.get(pk=deadline.pk).assignee_id == branch.pk
    people.end(Appointment.objects.get(person=branch.person), actor=place.user, note="换届离任")
    assert Deadline.objects.get(pk=deadline.pk).assignee_id is None


def test_a_person_with_another_post_that_may_act_keeps_the_duty(place):
    people.grant(Appointment(), actor=place.security, person=place.user.person, role="street_admin", area=place.street)
    people.revoke(place.post, actor=place.security, note="调离本单位")
    assert Deadline.objects.get(pk=place.deadline.pk).assignee_id == place.user.pk


def test_no_duty_begins_named_to_somebody_who_may_not_act(place):
    switching.stop(place.user, actor=place.system, note="调离本单位")
    assert Deadline.objects.get(pk=named(place, place.building, place.user).pk).assignee_id is None
    stranger = user_with("community_secretary", place.other_community)
    again = make_area(place.compound, "2栋")
    assert Deadline.objects.get(pk=named(place, again, stranger).pk).assignee_id is None


def test_verify_and_the_clock_find_a_name_that_somebody_put_there(place):
    stranger = user_with("community_secretary", place.other_community)
    Deadline.objects.filter(pk=place.deadline.pk).update(assignee=stranger)
    assert named_to_the_able() == [f"deadline {place.deadline.pk}: named to account {stranger.pk}, which may not act"]
    assert desks.follow_all() == 1
    assert named_to_the_able() == []


def test_two_compounds_merge_although_both_have_a_first_building(place):
    other = make_area(place.community, "景泰小区")
    theirs = make_area(other, "1栋")
    areas.merge(place.compound, actor=place.office, into=other)
    place.building.refresh_from_db()
    theirs.refresh_from_db()
    assert (place.building.name, theirs.name) == ("荷馨苑1栋", "1栋")
    assert place.building.parent_id == theirs.parent_id == other.pk
    assert "1栋" in place.building.aliases
    assert place.building.names.get().name == "1栋"
    assert Event.objects.filter(kind="governance.area.rename", object_id=place.building.pk).exists()
    assert desks_in_place() == []
