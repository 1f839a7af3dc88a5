"""What is offered is kept: a step shown as allowed to somebody is not refused to the very same person."""

from datetime import timedelta

import pytest

from disputes.cases.actions import cases, proceedings
from disputes.models import MediationCase
from funds.donations import actions as donations
from governance.conferences.actions import action_items, agenda, attendance, decisions, votes
from governance.conferences.actions import sittings as conferences
from governance.deliberations.actions import deliberations
from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.models import ActionItem, AgendaItem, Deliberation, Organisation
from governance.organisations.actions import organisations
from governance.supervisions import actions as supervisions
from projects.demands.actions import demands
from projects.micro_projects.actions import reviews
from projects.models import MicroProject
from tests.factories import conferences as sittings
from tests.factories import disputes as rooms
from tests.factories import funds as purses
from tests.factories import projects as make
from tests.factories.base import user_with
from tests.factories.papers import photo
from tests.factories.town import make_town
from tests.walks import lies

APART = "几处各在一栋，互不重复"
pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    with clock.travel(sittings.TODAY):
        return make_town()


def kept(rows, users, *, at_least):
    found, tried = lies(rows, users)
    assert not found, "\n".join(found)
    assert len(tried) >= at_least, sorted(tried)  # else nothing much was tried


# ------------------------------------------------------------ conferences
def people_of(room):
    return [room.office, room.leader, *list(room.officers.values())[:3]]


def test_what_a_sitting_offers_is_kept(town):
    room = sittings.make_conference(town.place.district, room=town.room)
    users = [*people_of(room), user_with("district_leader", town.place.district), town.street_user]
    with clock.travel(sittings.TODAY):
        kept([room.conference], users, at_least=3)  # the agenda is empty
        item = sittings.listed(room, town.compound)
        kept([room.fresh(), item], users, at_least=5)
        conferences.fix_agenda(room.conference, actor=room.office)
        urgent = agenda.urge(
            AgendaItem(),
            actor=room.office,
            conference=room.conference,
            title="汛期抢修",
            area=town.compound,
            proposer="月塘街道",
            urgent_reason="汛期将至",
        )
    with clock.travel(sittings.DAY):
        kept([room.fresh(), item, urgent], users, at_least=4)
        conferences.hold(room.conference, actor=room.office)
        kept([room.fresh(), item, urgent], users, at_least=4)  # nobody has signed in
        for officer in list(room.officers.values())[:8]:
            attendance.sign_in(room.conference, actor=officer)
        first = next(iter(room.officers.values()))
        votes.declare(item, actor=first, reason="有利害关系")
        agenda.approve_urgent(urgent, actor=room.leader)
        kept([room.fresh(), fresh(item), fresh(urgent)], users, at_least=6)
        owner = next(iter(room.units.values()))
        for one in (item, urgent):
            sittings.voted(room, fresh(one), yes=0)
            given = {"decision": "approve", "support_class": "full", "amount": one.requested_amount}
            decisions.decide(fresh(one), actor=room.leader, owner_unit=owner, **given,
                by_consensus=True, agreed=sittings.agreeing(one))  # fmt: skip
        conferences.draft_minutes(room.conference, actor=room.office)
        kept([room.fresh(), fresh(item)], users, at_least=3)
        conferences.sign(room.conference, actor=room.leader)
        kept([room.fresh()], users, at_least=1)
        conferences.issue(room.conference, actor=room.office)
        kept([room.fresh(), *ActionItem.objects.all()], users, at_least=2)
        done = action_items.report(ActionItem.objects.first(), actor=first, result="已经落实")
        kept([done], users, at_least=2)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# ------------------------------------------------------------ projects
def test_what_demands_and_projects_offer_is_kept(town):
    place = town.place
    users = [
        town.branch,
        town.secretary,
        town.street_user,
        town.office,
        town.leader,
        town.stranger,
        user_with("community_staff", place.community),
        user_with("street_staff", place.street),
        town.officers[0],
    ]
    with clock.travel(sittings.TODAY):
        new = make.make_demand(town.branch, place.compound, town.category)
        at_large = make.accepted_demand(town.secretary, town.secretary, place.community, town.category)
        unit = next(iter(town.room.units.values()))
        sent = demands.to_department(
            make.accepted_demand(town.branch, town.secretary, place.compound, town.category),
            actor=town.secretary,
            unit=unit,
        )
        answered = demands.answer_by_department(
            demands.to_department(
                make.accepted_demand(town.branch, town.secretary, place.compound, town.category),
                actor=town.secretary,
                unit=unit,
            ),
            actor=town.officers[0],
            answer="已列入计划",
        )
        kept([new, at_large, sent, answered], users, at_least=12)

        needs = [make.accepted_demand(town.branch, town.secretary, place.compound, town.category) for _ in range(5)]
        draft = make.make_draft(town.branch, needs[0], town.implementer)
        bare = MicroProject.objects.create(title="空白草稿", area=place.compound, category=town.category)
        resolved = make.resolved_project(town.branch, needs[1], town.implementer, no_repeat_statement=APART)
        own = make.submitted_project(town.secretary, needs[2], town.implementer, no_repeat_statement=APART)
        seen = make.submitted_project(town.branch, needs[3], town.implementer, no_repeat_statement=APART)
        kept([draft, bare, resolved, own, seen], users, at_least=10)
        seen = reviews.check(seen, actor=town.secretary, note="属实", **make.CHECKED)
        kept([seen], users, at_least=3)
        visit = {"visited_on": clock.today(), "people": "街道", "finding": "场地不足"}
        seen = reviews.visit(seen, actor=town.street_user, is_feasible=False, **visit)
        kept([seen], users, at_least=3)
        seen = reviews.visit(seen, actor=town.street_user, is_feasible=True, **visit)
        seen = reviews.review(seen, actor=town.street_user, note="同意", **make.REVIEWED)
        kept([seen], users, at_least=1)


# ------------------------------------------------------------ cases
def test_what_cases_offer_is_kept():
    rules.load_rules()
    room = rooms.make_room()
    supervisor = user_with("justice_office", room.place.street)
    rival = user_with("committee_head", room.place.community)
    rooms.make_mediator(rooms.make_committee(room.place.community), rival.person, post="head")
    users = [
        room.head,
        room.mediator,
        room.second,
        room.secretary,
        supervisor,
        rival,
        user_with("street_admin", room.place.street),
        user_with("branch_secretary", room.place.compound),
    ]
    asked = rooms.mediating(room)
    proceedings.ask_extension(asked, actor=room.mediator, days=5, reason="等待鉴定", has_consent=True)
    by_head = rooms.mediating(room)
    proceedings.ask_extension(by_head, actor=room.head, days=5, reason="等待鉴定", has_consent=True)
    clue = cases.report(MediationCase(), actor=users[-1], area=room.place.compound, title="楼道堆物争吵")
    rows = [
        clue,
        rooms.registered(room),
        rooms.registered(room, actor=room.head),
        rooms.accepted(room),
        rooms.assigned(room),
        rooms.mediating(room),
        asked,
        by_head,
        rooms.agreed(room),
        room.committee,
    ]
    kept([fresh(row) for row in rows], users, at_least=20)


# ------------------------------------------------------------ funds
def test_what_funds_offer_is_kept():
    case = purses.make_fund_case()
    users = [
        case.street_admin,
        case.manager,
        case.finance,
        case.second_finance,
        case.supervisor,
        case.stranger,
        user_with("community_secretary", case.district.community),
    ]
    promised = purses.pledge(case, received_on=None, slip_no="", due_on=clock.today() + timedelta(9))
    waits = purses.pledge(case)
    short = purses.ask(case, "5000.00", project_id=8)
    kept([case.fund, promised, waits, short], users, at_least=8)
    booked = purses.donate(case, "9000.00")
    spent = purses.promise(case, "500.00", project_id=9)
    kept([fresh(booked), fresh(short), spent], users, at_least=5)
    purses.donate(case, "900.00")
    donations.receipt(booked, actor=case.finance, ticket_no="0001")
    kept([fresh(booked)], users, at_least=1)


# ------------------------------------------------------------ the registry
def test_what_the_registry_offers_is_kept(town):
    place = town.place
    users = [town.branch, town.secretary, town.street_user, town.office, user_with("sys_admin", place.district)]
    with clock.travel(sittings.TODAY):
        team = organisations.propose(
            Organisation(), actor=town.branch, kind="volunteer_team", name="荷馨苑志愿队", area=place.compound
        )
        called = deliberations.call(
            Deliberation(),
            actor=town.branch,
            title="停车管理",
            area=place.compound,
            body="council",
            matter="project",
            owners_matters="none",
            notice_on=clock.today() - timedelta(16),
            held_on=clock.today(),
            notice_photos=[photo("通知.png")],
            vouched_by="王芳（社区专干）",
        )
        rows = [team, town.implementer, called, *vars(place).values(), town.room.budget, town.branch]
        kept(rows, users, at_least=20)


# ------------------------------------------------------------ overdue work
def test_what_overdue_work_offers_is_kept(town):
    place = town.place
    users = [town.leader, town.office, town.street_user, town.secretary, town.branch, town.stranger]
    with clock.travel(sittings.TODAY - timedelta(20)):
        make.make_demand(town.branch, place.compound, town.category)
        make.make_demand(town.branch, place.compound, town.category)
    with clock.travel(sittings.TODAY):
        first, second = Deadline.objects.open().filter(object_type="projects.demand").order_by("id")
        urged = supervisions.urge(first, actor=town.leader, requirement="请尽快办理").supervision
        kept([fresh(first), second, urged], users, at_least=4)
        answered = supervisions.answer(urged, actor=town.secretary, answer="已办", promised_on=clock.today())
        kept([answered], users, at_least=3)
