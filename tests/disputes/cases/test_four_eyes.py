"""Rights follow the very committee; creator and accepter differ."""

from datetime import timedelta

import pytest

from disputes.cases.actions import cases, mediators, proceedings
from disputes.models import MediationCase
from governance.kernel.clock import clock
from governance.kernel.clock.ladders import who_acts
from governance.models import User
from tests.disputes.refusals import due_of, refused
from tests.factories import disputes as make
from tests.factories.base import user_with


# ------------------------------------------------------------ rights follow the committee
@pytest.fixture
def rival(room):
    """The head of a second committee of the very same community."""
    head = user_with("committee_head", room.place.community, name="钱主任")
    make.make_mediator(make.make_committee(room.place.community), head.person, post="head")
    return head


def test_two_committees_of_one_place_share_no_rights(room, rival):
    case = make.registered(room)
    assert not case.may_read_text(rival)
    assert not MediationCase.objects.readable_by(rival).exists()
    for step, data in (
        (cases.accept, {}),
        (cases.decline, {"reason": "x", "told_where": "y"}),
        (cases.refer, {"reason": "x", "told_where": "y"}),
    ):
        error = refused("not_the_head", step, case, actor=rival, **data)
        assert room.committee.name in error.message
    case = cases.accept(case, actor=room.head)
    refused("not_the_head", mediators.assign, case, actor=rival, **make.assignment(room))
    case = mediators.assign(case, actor=room.head, **make.assignment(room))
    refused("not_the_head", mediators.reassign, case, actor=rival, lead=room.other, is_conflict_free=True)
    refused("not_yours_to_read", proceedings.mediate, case, actor=rival, **make.session())


def waits_for(case, *people):
    """The names of those among some people who are to act on a case now."""
    ids = who_acts(due_of(case), User.objects.directory())
    return [person.person.name for person in people if person.pk in ids]


def test_only_the_head_of_the_very_committee_is_to_act(room, rival):
    """A desk is no place for work that somebody there may not even read."""
    case = make.registered(room)
    assert waits_for(case, room.head, rival) == ["贺主任"]
    case = cases.accept(case, actor=room.head)
    assert waits_for(case, room.head, rival) == ["贺主任"]


def test_what_a_committee_above_handles_waits_for_its_head(room):
    head = user_with("committee_head", room.place.district, name="区主任")
    above = make.make_committee(room.place.district)
    make.make_mediator(above, head.person, post="head")
    case = make.registered(room, committee=above)
    assert waits_for(case, room.head, head) == ["区主任"]
    case = cases.accept(case, actor=head)
    assert waits_for(case, room.head, head) == ["区主任"]


def test_where_one_committee_stands_its_heads_share_the_desk(room):
    deputy = user_with("committee_head", room.place.community, name="副主任")
    make.make_mediator(room.committee, deputy.person, post="deputy")
    assert waits_for(make.registered(room), room.head, deputy) == ["贺主任", "副主任"]


def test_a_deputy_of_the_committee_heads_it_too(room):
    deputy = user_with("committee_head", room.place.community)
    case = make.registered(room)
    refused("not_the_head", cases.accept, case, actor=deputy)
    make.make_mediator(room.committee, deputy.person, post="deputy")
    deputy = type(deputy).objects.get(pk=deputy.pk)
    assert case.may_read_text(deputy)
    assert cases.accept(case, actor=deputy).status == "accepted"


def test_who_left_the_committee_heads_it_no_longer(room):
    case = make.registered(room)
    room.committee.mediators.filter(person=room.head.person).update(left_on=clock.today())
    refused("not_the_head", cases.accept, case, actor=type(room.head).objects.get(pk=room.head.pk))


# ------------------------------------------------------------ four eyes
def test_nobody_accepts_what_they_registered(room):
    case = make.registered(room, actor=room.head)
    error = refused("own_registration", cases.accept, case, actor=room.head)
    assert "由您登记" in error.message
    refused("not_allowed", cases.accept_for_head, case, actor=room.secretary)
    justice = user_with("justice_office", room.place.street)
    case = cases.accept_for_head(case, actor=justice)
    assert case.status == "accepted"
    assert room.committee.short_name in case.number


def test_a_head_s_own_case_waits_for_the_supervisor(room):
    justice = user_with("justice_office", room.place.street)
    assert due_of(make.registered(room)).assignee is None
    assert due_of(make.registered(room, actor=room.head)).assignee == justice
    deputy = user_with("committee_head", room.place.community)
    make.make_mediator(room.committee, deputy.person, post="deputy")
    assert due_of(make.registered(room, actor=room.head)).assignee == deputy


def test_the_supervisor_accepts_only_in_the_head_s_place(room):
    justice = user_with("justice_office", room.place.street)
    refused("head_accepts", cases.accept_for_head, make.registered(room), actor=justice)
    elsewhere = user_with("justice_office", room.place.other_street)
    refused("not_allowed", cases.accept_for_head, make.registered(room, actor=room.head), actor=elsewhere)


def test_the_supervisor_approves_the_extension_a_head_asked_for(room):
    justice = user_with("justice_office", room.place.street)
    asked = {"days": 5, "reason": "等待", "has_consent": True}
    case = proceedings.ask_extension(make.mediating(room), actor=room.mediator, **asked)
    refused("head_approves", proceedings.approve_extension_for_head, case, actor=justice)
    case = proceedings.ask_extension(make.mediating(room), actor=room.head, **asked)
    due = case.due_on
    case = proceedings.approve_extension_for_head(case, actor=justice)
    assert (case.extension, case.due_on, due_of(case).due_on) == ("approved", due + timedelta(5), due + timedelta(5))
