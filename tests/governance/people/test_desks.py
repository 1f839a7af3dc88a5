"""Work lies on the nearest desk that has somebody, and moves when people come and go."""

from datetime import date

import pytest

from governance.desk.views.work import QUEUE
from governance.kernel.clock import clock, desks, reminders, rules
from governance.kernel.models.deadlines import Deadline
from governance.models import Appointment, User
from governance.people.actions import posts as people
from governance.people.actions import switching
from governance.people.checks import desks_in_place
from tests.factories.base import appoint, make_district, user_with

DUE = reminders.Due("", "projects.route", "受理需求")


@pytest.fixture
def place(db):
    """A demand's deadline in a compound, while street and district have somebody and the community nobody."""
    for path in rules.CATALOGUE:
        rules.load_rules(path)
    place = make_district()
    place.office = user_with("district_office", place.district)
    place.street_admin = user_with("street_admin", place.street)
    place.security = user_with("sec_admin", place.district)
    place.system = user_with("sys_admin", place.district)
    place.deadline = reminders.begin(appoint("group_leader", place.compound), DUE)
    return place


def waiting(*users):
    return [
        Deadline.objects.waiting_for(user).count() for user in (type(user).objects.get(pk=user.pk) for user in users)
    ]


def test_only_the_nearest_post_is_expected_to_act(place):
    assert waiting(place.street_admin, place.office) == [1, 0]
    other = user_with("street_admin", place.other_street)
    assert waiting(other) == [0]


def test_work_moves_down_when_a_secretary_takes_office_and_up_when_she_leaves(place):
    secretary = user_with(area=place.community)
    post = people.grant(
        Appointment(role="community_secretary"),
        actor=place.security,
        person=secretary.person,
        area=place.community,
        chosen_by="elected",
    )
    assert waiting(secretary, place.street_admin, place.office) == [1, 0, 0]
    people.revoke(post, actor=place.security, note="调任")
    assert waiting(secretary, place.street_admin, place.office) == [0, 1, 0]


def test_work_moves_when_an_account_stops_and_comes_back(place):
    switching.stop(place.street_admin, actor=place.system, note="休假")
    assert waiting(place.office) == [1]
    switching.restart(place.street_admin, actor=place.system)
    assert waiting(place.street_admin, place.office) == [1, 0]


def test_what_nobody_can_do_waits_without_a_desk_until_somebody_can(place):
    due = reminders.Due("", "disputes.accept", "受理")
    deadline = reminders.begin(appoint("group_leader", place.compound), due)
    assert deadline.desk_id is None
    head = user_with("committee_head", place.community)  # appears without an action: the clock finds it
    assert len(desks_in_place()) == 1
    assert desks.rehome() == 1
    assert waiting(head) == [1]
    assert desks_in_place() == []


def test_a_post_that_begins_later_gets_the_work_on_its_first_day(place):
    starts = date(2030, 1, 7)
    secretary = user_with(area=place.community)
    appoint("community_secretary", place.community, secretary.person, starts_on=starts)
    assert desks.rehome() == 0
    with clock.travel(starts):
        assert desks.rehome() == 1
        assert waiting(secretary) == [1]


def test_what_is_assigned_by_name_waits_for_that_person_only(place):
    due = reminders.Due("", "projects.route", "答复需求", assignee=lambda row: place.office)
    reminders.begin(appoint("group_leader", place.compound), due)
    assert waiting(place.street_admin, place.office) == [1, 1]


def test_a_long_queue_shows_the_most_urgent_first_and_the_rest_on_demand(place, client):
    secretary = user_with("community_secretary", place.community)
    with clock.travel(date(2026, 11, 2)):
        dated = reminders.Due("demand_accept", "projects.route", "受理需求")
        late = [reminders.begin(appoint("neighbour_head", place.building), dated) for _ in range(3)]
    with clock.travel(date(2026, 11, 20)):
        for _ in range(QUEUE):
            reminders.begin(appoint("neighbour_head", place.building), dated)
        client.force_login(secretary)
        page = client.get("/").content.decode()
        assert page.count("受理需求：") == QUEUE
        assert f"显示最急的 {QUEUE} 件，共 {QUEUE + 3} 件" in page
        assert page.index('id="g-over">') < page.index(late[0].url)
        assert client.get("/?all=1").content.decode().count("受理需求：") == QUEUE + 3


def test_the_supervisor_is_the_role_directly_above_the_desk(place):
    def told(permission, area):
        return User.objects.directory().recipients("supervisor", permission, area.path)

    leader = user_with("district_leader", place.district)
    assert told("projects.route", place.compound) == [place.office.pk]  # the street handles it
    secretary = user_with("community_secretary", place.community)
    assert told("projects.route", place.compound) == [place.street_admin.pk]
    assert told("projects.review", place.compound) == [place.office.pk]
    assert told("projects.list", place.compound) == [leader.pk]
    branch = user_with("branch_secretary", place.compound)
    assert told("projects.apply", place.compound) == [secretary.pk]
    assert told("projects.apply", place.other_compound) == []
    assert branch.pk not in told("projects.route", place.compound)
