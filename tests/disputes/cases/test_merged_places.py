"""Places are merged or split: no open case stays with a committee that is no more, or with people who may not act."""

import pytest

from disputes.cases.actions import cases, mediators
from disputes.cases.querysets import Reader
from disputes.cases.workflow import CASE
from disputes.committees.actions import close
from disputes.models import CaseMediator, MediationCase
from governance.areas.actions import areas
from governance.kernel.clock import ladders
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.upkeep.checks import run
from governance.models import Area, User
from tests.factories.base import make_area, user_with
from tests.factories.disputes import (
    accepted,
    agreed,
    assigned,
    assignment,
    make_committee,
    make_mediator,
    make_room,
    mediating,
    registered,
)

STATES = {"registered": registered, "accepted": accepted, "assigned": assigned, "mediating": mediating}
CHECKS = ["desks", "named duties", "disputes.numbers", "disputes.places", "tallies"]


@pytest.fixture
def room(db):
    room = make_room()
    room.office = user_with("district_office", room.place.district)
    room.street_admin = user_with("street_admin", room.place.street)
    room.neighbour = make_area(room.place.street, "赵家冲社区")
    room.theirs = make_committee(room.neighbour, "赵家冲")
    room.new_head = user_with("committee_head", room.neighbour, name="冯主任")
    room.new_secretary = user_with("community_secretary", room.neighbour, name="周书记")
    make_mediator(room.theirs, room.new_head.person, post="head")
    return room


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def who_can(case):
    """Names of those whom the case waits for and who may take a step of it, and all whom it waits for."""
    deadline = Deadline.objects.open().get(object_type="disputes.mediationcase", object_id=case.pk)
    waiting = User.objects.filter(pk__in=ladders.who_acts(deadline, User.objects.directory()))
    able = []
    for user in waiting:
        seen = MediationCase.objects.visible_to(user).get(pk=case.pk)
        if any(step.allowed for step in CASE.open_to(seen, user)):
            able.append(user.name)
    return able, [user.name for user in waiting]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("at", ["compound", "community"])
def test_after_a_merger_the_committee_of_the_successor_goes_on(room, state, at):
    """at -- the place of the dispute: below the merged community, or the community itself"""
    case = STATES[state](room, area=getattr(room.place, at))
    number, due_on = case.number, case.due_on
    areas.merge(room.place.community, actor=room.office, into=room.neighbour)
    case = fresh(case)
    assert (case.committee, case.number, case.due_on) == (room.theirs, number, due_on)
    assert case.status == ("registered" if state == "registered" else "accepted")
    assert (case.handlers, case.mediator, case.mediators_label) == ([], None, "")
    assert not CaseMediator.objects.filter(case=case, ended_on=None).exists()
    assert who_can(case) == (["冯主任"], ["冯主任"])
    told = Event.objects.get(kind="disputes.mediation_case.hand_over", object_id=case.pk)
    assert told.data["facts"] == [["原承办", room.committee.name], ["现承办", room.theirs.name]]
    assert run(CHECKS) == []


def test_the_successor_takes_the_case_to_its_end(room):
    case = mediating(room)
    areas.merge(room.place.community, actor=room.office, into=room.neighbour)
    taken = mediators.assign(
        fresh(case), actor=fresh(room.new_head), **assignment(room, lead=room.theirs.mediators.get())
    )
    assert (taken.status, taken.handlers) == ("assigned", [room.new_head.pk])
    assert close(room.committee, actor=room.street_admin, reason="随社区并入").status == "closed"


def test_a_clue_is_checked_by_the_secretary_of_the_successor(room):
    case = cases.report(MediationCase(), actor=None, area=room.place.compound, title="楼道堆物争吵")
    areas.merge(room.place.community, actor=room.office, into=room.neighbour)
    assert fresh(case).unit == room.neighbour
    assert who_can(case) == (["周书记"], ["周书记"])


def test_whose_committee_has_no_successor_goes_to_the_one_above(room):
    case = mediating(room)
    above = make_committee(room.place.street, "月塘")
    head = user_with("committee_head", room.place.street, name="街道主任")
    make_mediator(above, head.person, post="head")
    target = make_area(room.place.street, "无调委会社区")
    areas.merge(room.place.community, actor=room.office, into=target)
    assert fresh(case).committee == above
    assert who_can(case) == (["街道主任"], ["街道主任"])


def test_a_case_that_a_split_takes_out_of_the_committees_place_goes_on(room):
    case, stays = mediating(room), registered(room, area=make_area(room.place.community, "留下的小区"))
    above = make_committee(room.place.street, "月塘")
    make_mediator(above, user_with("committee_head", room.place.street, name="街道主任").person, post="head")
    code = f"{room.place.street.code}899"
    areas.split(room.place.community, actor=room.office, name="新设社区", code=code, children=[room.place.compound])
    assert (fresh(case).committee, fresh(stays).committee) == (above, room.committee)
    assert fresh(case).unit == Area.objects.get(code=code)
    assert who_can(case) == (["街道主任"], ["街道主任"])
    assert run(CHECKS) == []


def test_the_supervisor_reads_closed_cases_of_a_merged_committee_in_lists_and_on_pages(room):
    case = agreed(room)
    areas.merge(room.place.community, actor=room.office, into=room.neighbour)
    reader = Reader.of(fresh(room.street_admin))
    assert reader.may_read(fresh(case))
    assert MediationCase.objects.filter(reader.q()).filter(pk=case.pk).exists()


def test_a_merger_of_compounds_hands_nothing_over(room):
    case = mediating(room)
    areas.merge(room.place.compound, actor=room.office, into=make_area(room.place.community, "对面小区"))
    assert (fresh(case).committee, fresh(case).status) == (room.committee, "mediating")
    assert not Event.objects.filter(kind="disputes.mediation_case.hand_over").exists()
