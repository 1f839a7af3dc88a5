"""Mergers that meet each other, and people who serve twice in one place."""

from datetime import timedelta

import pytest
from django.db import models

from governance.demo_world import invented_id_number
from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError, Refused
from governance.models import Appointment, Force, ForceMember, Organisation, OrgMember, Person
from governance.people.actions import merging
from governance.people.actions.posts import fill
from governance.people.workflow.people import PERSON
from tests.factories import disputes as rooms
from tests.factories.base import BEGAN, appoint, make_district, person, user_with

LATER = BEGAN + timedelta(30)
JSON = {"content_type": "application/json"}


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.first = user_with("street_admin", place.street, "first")
    place.second = user_with("street_admin", place.street, "second")
    place.one, place.two, place.three = (person(place.compound, "陈小甲") for _ in range(3))
    for n, who in enumerate((place.one, place.two, place.three)):
        fill(who, phone=f"1990000800{n}")
        who.save()
    return place


def state():
    people = list(Person.objects.order_by("pk").values_list("pk", "status", "merge_into", "merged_into", "version"))
    posts = list(Appointment.objects.order_by("pk").values_list("pk", "person", "status"))
    members = list(OrgMember.objects.order_by("pk").values_list("pk", "person", "ends_on"))
    return people, posts, members, Event.objects.count(), Deadline.objects.open().count()


def refused(code, work, error=BusinessError):
    before = state()
    with pytest.raises(error) as refusal:
        work()
    assert refusal.value.code == code
    assert state() == before
    return refusal.value.message


def propose(place, goes, stays):
    return merging.propose_merge(goes, actor=place.first, into=stays, note="同一人")


def confirm(place, who):
    return merging.confirm_merge(Person.objects.get(pk=who.pk), actor=place.second)


def merged(place, goes, stays):
    return confirm(place, propose(place, goes, stays))


def offered(place, who):
    """{step: whether it is offered} of a row, to the second administrator."""
    steps = PERSON.open_to(Person.objects.get(pk=who.pk), place.second)
    return {step.name: step.allowed for step in steps}


# ------------------------------------------------------------ mergers that meet
def test_two_rows_are_not_proposed_into_each_other(place, client):
    propose(place, place.one, place.two)
    words = refused("named_by_another_merge", lambda: propose(place, place.two, place.one), Refused)
    assert "不予并入" in words
    assert not offered(place, place.two)["propose_merge"]
    client.force_login(place.second)
    before = state()
    given = {"into": place.one.pk, "note": "同一人", "_version": place.two.version}
    answer = client.post(place.two.url("propose_merge"), given)
    assert (answer.status_code, "已有人提请把" in answer.content.decode()) == (422, True)
    address = f"/api/v1/governance/people/{place.two.pk}/steps/propose_merge/"
    given = {"into": place.one.pk, "note": "同一人", "version": place.two.version}
    assert client.post(address, given, **JSON).json()["code"] == "named_by_another_merge"
    assert state() == before


def test_mergers_make_no_chain(place):
    propose(place, place.one, place.two)
    refused("named_by_another_merge", lambda: propose(place, place.two, place.three), Refused)
    assert "自己已被提请并入" in refused("merge_open", lambda: propose(place, place.three, place.one), Refused)


def test_three_rows_of_one_person_are_merged_into_one(place):
    for goes in (place.one, place.two):
        propose(place, goes, place.three)
    for goes in (place.one, place.two):
        confirm(place, goes)
    assert set(Person.objects.filter(merged_into=place.three)) == {place.one, place.two}
    assert not Deadline.objects.open().exists()


def write_proposal(place, goes, stays):
    """A proposal as two people could leave it behind before such mergers were refused."""
    Person.objects.filter(pk=goes.pk).update(merge_into=stays, merge_proposed_by=place.first)
    merging.ask_confirmation(Person.objects.get(pk=goes.pk))


@pytest.mark.parametrize("stays", ["one", "three"])
def test_a_proposal_that_names_a_merged_row_ends_with_its_duty(place, stays):
    write_proposal(place, place.one, place.two)
    write_proposal(place, place.two, getattr(place, stays))
    assert offered(place, place.two)["confirm_merge"]
    confirm(place, place.two)
    left = Person.objects.get(pk=place.one.pk)
    assert (left.status, left.merge_into, left.merge_proposed_by) == ("current", None, None)
    assert not Deadline.objects.open().exists()
    event = Event.objects.get(kind="governance.person.lapse_merge", object_id=left.pk)
    assert "已并入" in event.data["note"]
    assert not offered(place, left)["confirm_merge"]


def test_what_stands_in_the_way_since_the_proposal_is_said_beside_the_step(place, client):
    propose(place, place.one, place.two)
    for n, who in enumerate((place.one, place.two)):
        row = Person.objects.get(pk=who.pk)
        fill(row, id_number=invented_id_number(950_000 + n))
        row.save()
    assert not offered(place, place.one)["confirm_merge"]
    refused("other_id_number", lambda: confirm(place, place.one), Refused)
    client.force_login(place.second)
    assert "两人登记的身份证号不同" in client.get(place.one.get_absolute_url()).content.decode()


# ------------------------------------------------------------ people who serve twice
@pytest.mark.parametrize(("own", "others"), [(BEGAN, LATER), (LATER, BEGAN), (BEGAN, BEGAN)])
def test_of_a_post_held_twice_the_earlier_stays(place, own, others):
    appoint("group_leader", place.other_compound, place.one, starts_on=own)
    appoint("group_leader", place.other_compound, place.two, starts_on=others)
    merged(place, place.one, place.two)
    posts = Appointment.objects.filter(role="group_leader", person=place.two)
    assert posts.count() == 2
    assert posts.get(status="active").starts_on == min(own, others)
    ended = posts.get(status="ended")
    assert (ended.starts_on, ended.ended_on) == (max(own, others), clock.today())
    assert "重复登记" in ended.end_reason
    assert Event.objects.filter(kind="governance.appointment.end_double", object_id=ended.pk).count() == 1


@pytest.mark.parametrize(("own", "others"), [(BEGAN, LATER), (LATER, BEGAN)])
def test_of_two_memberships_of_one_body_the_earlier_stays(place, own, others):
    body = Organisation.objects.create(
        name="志愿服务队", kind="volunteer_team", area=place.compound, status="active", founded_on=BEGAN
    )
    for who, day in ((place.one, own), (place.two, others)):
        OrgMember.objects.create(organisation=body, person=who, duty="委员", starts_on=day)
    done = merged(place, place.one, place.two)
    rows = OrgMember.objects.filter(organisation=body, person=place.two)
    assert rows.get(ends_on=None).starts_on == min(own, others)
    assert rows.get(ends_on=clock.today()).starts_on == max(own, others)
    facts = Event.objects.get(kind="governance.person.confirm_merge", object_id=done.pk).data["facts"]
    assert [head for head, _ in facts] == ["并入", "重复登记终止"]
    assert "志愿服务队" in facts[1][1]


def test_of_two_places_in_one_force_the_earlier_stays(place):
    force = Force.objects.create(code="test", name="测试力量")
    for who, day in ((place.one, BEGAN), (place.two, LATER)):
        ForceMember.objects.create(area=place.compound, force=force, person=who, starts_on=day)
    merged(place, place.one, place.two)
    rows = ForceMember.objects.filter(force=force, person=place.two)
    assert (rows.count(), rows.get(ends_on=None).starts_on) == (2, BEGAN)


def test_two_seats_in_one_committee_are_settled_there_first(place):
    room = rooms.make_room(place)
    committee = room.committee
    for who in (place.one, place.two):
        committee.mediators.create(person=who, gender="f", post="member", joined_on=BEGAN)
    words = refused("serve_together", lambda: propose(place, place.one, place.two), Refused)
    assert "请先办理其中一人离任" in words
    seat = committee.mediators.get(person=place.one)
    committee.mediators.filter(pk=seat.pk).update(left_on=clock.today())
    propose(place, place.one, place.two)
    committee.mediators.filter(pk=seat.pk).update(left_on=None)
    refused("serve_together", lambda: confirm(place, place.one), Refused)
    assert not offered(place, place.one)["confirm_merge"]


def test_every_table_that_holds_a_person_once_says_how_it_is_merged():
    relations = [r for r in Person._meta.related_objects if r.related_model._meta.label_lower != "governance.user"]
    once = {
        relation.related_model
        for relation in relations
        for constraint in relation.related_model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and relation.field.name in constraint.fields
    }
    assert {OrgMember, Appointment} <= once
    for model in once - {Person, Appointment}:
        declared = {*model.serving.of, "person"}
        unique = [set(c.fields) for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
        assert declared in unique, model
