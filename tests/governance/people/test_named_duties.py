"""Named duties follow posts: whatever ends a right puts what was named to that person on the desk that holds it."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from governance.areas.actions import areas
from governance.kernel.clock import clock, desks, reminders, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.papers import imports
from governance.models import Appointment, Organisation
from governance.people.actions import posts as people
from governance.people.actions import switching
from governance.people.actions.roster import ROSTER
from governance.people.checks import desks_in_place, named_to_the_able
from projects.demands.actions import demands
from tests.factories.base import make_area, make_district, user_with
from tests.factories.projects import make_category, make_demand
from tests.factories.sheets import sheet_of


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


# ------------------------------------------------------------ other ways by which rights come and go
REPORT = reminders.Due("", "projects.report", "请反映人评价")


def reporting(place, user):
    """The duty of somebody who reported a demand in the compound."""
    row = Appointment.objects.filter(area=place.compound).first()
    return reminders.begin(row, replace(REPORT, assignee=lambda row: user))


def by_sheet(place, user, **cells):
    """Import a roster of one row; returns how many posts are new and how many changed."""
    row = {"区域": place.compound.code, "姓名": user.name, "手机号": user.person.phone, **cells}
    sheet = io.BytesIO(sheet_of(ROSTER, row))
    _, created, updated = imports.import_rows(ROSTER, sheet, actor=place.office, dry_run=False)
    return created, updated


def test_a_term_that_a_sheet_puts_off_releases_at_once(place):
    leader = user_with("group_leader", place.compound)
    deadline = reporting(place, leader)
    assert Deadline.objects.get(pk=deadline.pk).assignee_id == leader.pk
    later = (clock.today() + timedelta(7)).isoformat()
    assert by_sheet(place, leader, 岗位="组长", 任期自=later) == (0, 1)
    assert Deadline.objects.get(pk=deadline.pk).assignee_id is None
    assert (named_to_the_able(), desks_in_place()) == ([], [])


def test_work_moves_to_the_desk_of_a_post_that_a_sheet_gives(place):
    there = place.other_compound
    newcomer = user_with(area=there)  # an account that holds nothing yet
    deadline = reminders.begin(there, REPORT)
    assert Deadline.objects.get(pk=deadline.pk).desk_id != there.pk
    assert by_sheet(place, newcomer, 岗位="组长", 区域=there.code) == (1, 0)
    assert Deadline.objects.get(pk=deadline.pk).desk_id == there.pk
    assert desks_in_place() == []


def test_a_term_is_not_amended_into_the_past(place, client):
    """Who has left is told by the step for it, from which rights and duties end."""
    branch = user_with("branch_secretary", place.compound)
    due = reminders.Due("", "projects.apply", "提交申报", assignee=lambda row: branch)
    deadline = reminders.begin(Appointment.objects.filter(area=place.compound).first(), due)
    post, before = Appointment.objects.get(person=branch.person), Event.objects.count()
    client.force_login(place.user)
    for past in (clock.today() - timedelta(1), post.starts_on):
        page = client.post(f"/governance/appointments/{post.pk}/amend/", {"ends_on": past.isoformat(), "_version": 1})
        assert page.status_code == 422
        assert "已经离任的，请办理离任" in page.content.decode()
    assert Appointment.objects.get(pk=post.pk).ends_on is None
    assert Deadline.objects.get(pk=deadline.pk).assignee_id == branch.pk
    assert Event.objects.count() == before


def test_work_comes_back_with_a_term_that_is_lengthened_before_the_clock_ended_it(place):
    branch = user_with("branch_secretary", place.compound)
    post = Appointment.objects.get(person=branch.person)
    Appointment.objects.filter(pk=post.pk).update(ends_on=clock.today())
    deadline = reminders.begin(post, reminders.Due("", "projects.apply", "提交申报"))
    with clock.travel(clock.now() + timedelta(days=1)):
        desks.follow_all()
        assert Deadline.objects.get(pk=deadline.pk).desk_id != place.compound.pk
        post.refresh_from_db()
        people.amend(post, actor=place.user, ends_on=clock.today() + timedelta(30))
        assert Deadline.objects.get(pk=deadline.pk).desk_id == place.compound.pk
        assert desks_in_place() == []


def test_a_demand_that_is_moved_waits_on_the_desk_of_its_place(place):
    """Neither the old place keeps its words, nor whoever was named there the duty."""
    category = make_category(place.district)
    demand = make_demand(place.user, place.compound, category, title="旧名称")
    deadline = Deadline.objects.open().get(object_type="projects.demand")
    Deadline.objects.filter(pk=deadline.pk).update(assignee=place.user)
    both = user_with("district_office", place.district)
    user_with("community_secretary", place.other_community)
    demands.amend(demand, actor=both, area=place.other_compound, title="新名称", place="1 栋", category=category)
    moved = Deadline.objects.get(pk=deadline.pk)
    assert (moved.area, moved.desk, moved.title) == (place.other_compound, place.other_community, "新名称")
    assert moved.assignee_id is None
    assert Deadline.objects.waiting_for(fresh(place.second)).filter(pk=moved.pk).count() == 0
    assert (named_to_the_able(), desks_in_place()) == ([], [])


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_what_is_named_to_an_administrator_is_released_when_two_stop_the_account(place):
    second, third = user_with("sys_admin", place.district), user_with("sec_admin", place.district)
    due = reminders.Due("", "governance.accounts", "开通账号", assignee=lambda row: second)
    deadline = reminders.begin(Appointment.objects.filter(area=place.compound).first(), due)
    assert Deadline.objects.get(pk=deadline.pk).assignee_id == second.pk
    proposed = switching.propose_stop(second, actor=place.system, note="调离本单位")
    switching.confirm_stop(proposed, actor=third, note="情况属实")
    assert Deadline.objects.get(pk=deadline.pk).assignee_id is None
    assert named_to_the_able() == []


def test_somebody_with_a_unit_is_able_elsewhere_only_where_a_unit_may_act(place):
    """A street's own administrator, who also speaks for it at the conference, may not urge in another street."""
    unit = Organisation.objects.create(kind="unit", name="月塘街道", area=place.district, status="active")
    street = user_with("street_admin", place.street, unit=unit)
    row = Appointment.objects.create(person=place.second.person, role="group_leader", area=place.other_compound)
    for permission, named in (("governance.urge", None), ("governance.act", street.pk)):
        due = reminders.Due("", permission, f"由单位办理{permission}", assignee=lambda row: street)
        assert Deadline.objects.get(pk=reminders.begin(row, due).pk).assignee_id == named
    assert named_to_the_able() == []
