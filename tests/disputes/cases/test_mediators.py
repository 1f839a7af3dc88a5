"""Accepting a case and assigning its mediators."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from disputes.cases.actions import cases, mediators
from governance.kernel.clock import clock
from tests.disputes.refusals import refused
from tests.factories import disputes as make
from tests.factories.base import user_with


def test_acceptance_is_refused_when_a_party_refuses_mediation(room):
    case = make.registered(room, parties=make.parties(consent="no"))
    refused("party_refuses", cases.accept, case, actor=room.head)


@pytest.mark.parametrize("step", [cases.decline, cases.refer])
def test_turning_away_gives_the_reason_and_other_ways(room, step):
    case = make.registered(room)
    refused("reason_missing", step, case, actor=room.head, reason=" ", told_where="向法院起诉")
    refused("told_where_missing", step, case, actor=room.head, reason="已由法院受理", told_where="")
    case = step(case, actor=room.head, reason="已由法院受理", told_where="荷塘区人民法院")
    assert case.status in ("declined", "referred")
    assert case.accepted_on is None


def test_only_the_head_of_the_very_committee_accepts(room):
    street_committee = make.make_committee(room.place.street, level="street")
    case = make.registered(room, committee=street_committee)
    error = refused("not_the_head", cases.accept, case, actor=room.head)
    assert street_committee.name in error.message
    head = user_with("committee_head", room.place.street)
    refused("not_the_head", cases.accept, case, actor=head)
    make.make_mediator(street_committee, head.person, post="head")
    head = type(head).objects.get(pk=head.pk)
    assert cases.accept(case, actor=head).status == "accepted"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("mediator_missing", {"lead": None}),
        ("conflict_unchecked", {"is_conflict_free": False}),
        ("consent_missing", {"has_consent": False}),
        ("rights_notice_missing", {"rights_told_on": None}),
        ("date_in_future", {"rights_told_on": date(2099, 1, 1)}),
    ],
)
def test_assigning_is_refused(room, code, changes):
    refused(code, mediators.assign, make.accepted(room), actor=room.head, **make.assignment(room, **changes))


def test_nobody_is_told_of_rights_in_a_case_that_was_not_there(room):
    case = make.accepted(room)
    before = case.registered_on - timedelta(1)
    error = refused(
        "told_before_registration",
        mediators.assign,
        case,
        actor=room.head,
        **make.assignment(room, rights_told_on=before),
    )
    assert error.field == "rights_told_on"
    assert clock.zh_near(case.registered_on) in error.message
    with pytest.raises(IntegrityError, match="case_rights_told_after_registration"), transaction.atomic():
        type(case).objects.filter(pk=case.pk).update(rights_told_on=before)


def test_a_mediator_of_another_committee_is_refused(room):
    stranger = make.make_mediator(make.make_committee(room.place.other_community))
    refused(
        "foreign_mediator",
        mediators.assign,
        make.accepted(room),
        actor=room.head,
        **make.assignment(room, lead=stranger),
    )


def test_a_mediator_who_is_a_party_is_refused(room):
    from governance.people.actions.posts import fill

    fill(room.lead.person, phone="19900000012")
    room.lead.person.save()
    refused("mediator_conflict", mediators.assign, make.accepted(room), actor=room.head, **make.assignment(room))


def test_a_declared_conflict_keeps_the_mediator_off_the_case(room):
    case = make.assigned(room)
    refused("not_the_handler", mediators.recuse, case, actor=room.second, reason="同事")
    refused("reason_missing", mediators.recuse, case, actor=room.mediator, reason="")
    case = mediators.recuse(case, actor=room.mediator, reason="与申请人是表亲")
    assert (case.status, case.handlers, case.mediator) == ("accepted", [], None)
    refused("mediator_conflict", mediators.assign, case, actor=room.head, **make.assignment(room))
    case = mediators.assign(case, actor=room.head, **make.assignment(room, lead=room.other))
    assert case.handlers == [room.second.pk]


def test_one_of_two_mediators_may_leave(room):
    case = mediators.assign(make.accepted(room), actor=room.head, **make.assignment(room, others=[room.other]))
    case = mediators.recuse(case, actor=room.mediator, reason="与申请人是表亲")
    assert (case.status, case.mediator) == ("assigned", room.other)
    assert case.mediators.get(ended_on=None).is_lead


def test_mediators_are_changed_on_a_running_case(room):
    case = mediators.reassign(make.mediating(room), actor=room.head, lead=room.other, is_conflict_free=True)
    assert (case.status, case.mediator, case.handlers) == ("mediating", room.other, [room.second.pk])
    assert case.mediators.filter(ended_on=None).get().mediator == room.other
