"""The conference asks, the fund's committee decides: request, supervisor's opinion, vote by member, money."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from funds.funds import actions as funds
from funds.grants import actions as grants
from funds.grants import reactions as tasks
from funds.grants.checks import votes as check_votes
from funds.models import CommitteeVote, Entry, FundMember, Grant
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Delivery, Event
from governance.kernel.models.files import Attachment
from governance.kernel.models.notices import Notice
from governance.kernel.steps import events
from projects.models import MicroProject
from tests.factories.base import appoint, user_with
from tests.factories.funds import (
    ask,
    ballot,
    donate,
    make_project,
    opined,
    paper,
    promise,
    voted,
)
from tests.funds.grants.asking import approved, available, refused, told_in_time


def due(grant):
    """(task, permission, day) of what the grant waits for."""
    (one,) = Deadline.objects.open().filter(object_type="funds.grant", object_id=grant.pk)
    return one.task, one.permission, one.due_on


@pytest.fixture
def grant(case):
    """1,000 yuan in the fund, 300 asked for, the supervisor has spoken."""
    donate(case, "1000")
    return opined(case, ask(case, "300"))


# ------------------------------------------------------------ asked for
def test_an_approved_project_asks_once_and_binds_no_money(case):
    donate(case, "1000")
    tasks.request_share(approved(case))
    tasks.request_share(approved(case))  # the outbox delivers at least once
    grant = Grant.objects.get()
    assert (grant.status, grant.fund, grant.amount) == ("requested", case.fund, 300)
    assert (grant.committed_on, grant.requested_on) == (None, clock.today())
    assert not Entry.objects.filter(key__startswith="commit").exists()
    assert available(case) == 1000
    assert Event.objects.filter(kind="funds.grant.request").count() == 1
    assert due(grant) == ("出具表决前监督意见", "funds.oversee", clock.due_date(clock.today(), 15, "d"))


def test_a_project_without_fund_money_concerns_no_fund(case):
    tasks.request_share(approved(case, amount="0"))
    tasks.request_share(approved(case, amount=""))
    assert not Grant.objects.exists()


def test_manager_and_supervisor_are_told_with_what_the_fund_has(case):
    donate(case, "200")
    tasks.request_share(approved(case))
    tasks.tell_fund(Event.objects.get(kind="funds.grant.request"))
    for who in (case.manager, case.supervisor):
        assert "可统筹余额 200.00 元" in Notice.objects.get(recipient=who).body


def test_the_outbox_brings_the_approval_to_the_fund(case):
    donate(case, "1000")
    told = approved(case)
    with transaction.atomic():
        event = events.record(told.kind, make_project(case, 42), actor=None, data=told.data)
    events.deliver_events()
    assert Grant.objects.get().status == "requested"
    Delivery.objects.filter(event=event).update(done_at=None)  # as if the worker had died before it could say so
    events.deliver_events()
    assert not Delivery.objects.filter(done_at=None).exists()
    assert Grant.objects.count() == 1
    assert available(case) == 1000


def test_a_community_without_a_running_fund_waits_for_one(case):
    grant = ask(case, "50", area=case.district.other_community)
    assert (grant.status, grant.fund) == ("fundless", None)
    refused("fund_missing", grants.submit, grant, actor=case.stranger)
    funds.suspend(case.fund, actor=case.street_admin, note="整改")
    late = ask(case, "50", project_id=8)
    assert late.status == "fundless"
    funds.rectify(case.fund, actor=case.street_admin)
    late = grants.submit(late, actor=case.manager)
    assert (late.status, late.fund, late.requested_on) == ("requested", case.fund, clock.today())


# ------------------------------------------------------------ the supervisor first
def test_no_vote_before_the_supervisor_has_spoken(case):
    donate(case, "1000")
    grant = ask(case, "300")
    refused("opinion_missing", voted, case, grant)
    refused("not_allowed", grants.opine, grant, actor=case.manager, agrees=True, opinion="同意")
    grant = opined(case, grant)
    assert (grant.status, grant.advised_by) == ("opined", case.supervisor)
    assert due(grant) == ("组织管委会表决并登记", "funds.vote", clock.due_date(grant.requested_on, 15, "d"))
    refused("wrong_state", opined, case, grant)
    assert voted(case, grant).status == "committed"


def test_a_dissenting_opinion_is_kept_and_does_not_stop_the_vote(case):
    donate(case, "1000")
    grant = opined(case, ask(case, "300"), agrees=False)
    assert (grant.status, grant.advice_agrees) == ("opined", False)
    assert voted(case, grant).status == "committed"


def test_only_the_manager_enters_the_vote_and_then_pays_nothing(case, grant):
    for who in (case.supervisor, case.finance, case.street_admin, case.stranger):
        refused("not_allowed", voted, case, grant, actor=who)
    both = user_with("fund_manager", case.district.community)
    Grant.objects.filter(pk=grant.pk).update(advised_by=both)
    refused("own_advice", voted, case, grant, actor=both)
    grant = voted(case, grant)
    appoint("fund_supervisor", case.district.community, case.manager.person)
    refused("own_commitment", grants.oversee, grant, actor=type(case.manager).objects.get(pk=case.manager.pk),
            agrees=True, opinion="同意")  # fmt: skip


# ------------------------------------------------------------ the vote
def test_the_passing_vote_sets_the_money_aside(case, grant):
    grant = voted(case, grant, no=1, absent=1)
    assert (grant.status, grant.committed_on, grant.voted_on) == ("committed", clock.today(), clock.today())
    assert available(case) == 700
    assert Entry.objects.filter(key="commit:micro_project:7").count() == 1
    assert [condition.sentence for condition in grant.vote_conditions()] == [
        "到会 4/5 人，要求不低于三分之二（4 人），已达到",
        "同意 3/5 人，要求超过半数（3 人），已达到",
    ]
    assert CommitteeVote.objects.filter(grant=grant).count() == 5
    assert Attachment.objects.of(grant).get().kind == "minutes"
    assert Event.objects.get(kind="funds.grant.confirm_vote").data["passed"] is True
    assert check_votes() == []


@pytest.mark.parametrize(
    ("counted", "status"),
    [
        ({"no": 2}, "committed"),
        ({"no": 3}, "refused"),
        ({"abstain": 3}, "refused"),
        ({"recused": 1, "no": 1}, "committed"),
        ({"recused": 1, "no": 2}, "refused"),  # the recused stay in the whole: 2 of 5 is no majority
        ({"recused": 2}, "committed"),
        ({"absent": 1, "recused": 1, "abstain": 1}, "refused"),
    ],
)
def test_more_than_half_of_all_members_must_agree(case, grant, counted, status):
    grant = voted(case, grant, **counted)
    assert (grant.status, grant.vote_passes()) == (status, status == "committed")
    assert available(case) == (700 if status == "committed" else 1000)


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        ({"absent": 2}, "not_quorate"),
        ({"absent": 5}, "not_quorate"),
        ({"recused": 3}, "not_quorate_after_recusal"),
        ({"recused": 4}, "not_quorate_after_recusal"),
        ({"absent": 1, "recused": 2}, "not_quorate_after_recusal"),
    ],
)
def test_too_few_decide_nothing(case, grant, counted, code):
    refused(code, voted, case, grant, **counted)


def test_the_fund_must_have_the_money_when_the_committee_agrees(case):
    donate(case, "200")
    grant = opined(case, ask(case, "300"))
    words = refused("overdrawn", voted, case, grant).message
    assert "可统筹余额 200.00 元，还差 100.00 元" in words
    donate(case, "100")
    assert voted(case, grant).status == "committed"
    assert available(case) == 0


def test_a_refusal_needs_no_money(case):
    grant = opined(case, ask(case, "300"))
    assert voted(case, grant, no=5).status == "refused"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: rows[1:], "member_missing"),
        (lambda rows: [*rows, rows[0]], "member_twice"),
        (lambda rows: [{**rows[0], "member": 999_999_999}, *rows[1:]], "not_a_member"),
        (lambda rows: [{**rows[0], "choice": "recused", "reason": " "}, *rows[1:]], "recusal_reason_missing"),
        (lambda rows: [], "member_missing"),
    ],
)
def test_the_rows_are_the_whole_committee(case, grant, change, code):
    refused(code, grants.vote, grant, actor=case.manager, notified_on=told_in_time(), voted_on=clock.today(),
            papers=[paper()], votes=change(ballot(case.fund)))  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"papers": []}, "minutes_missing"),
        ({"voted_on": timedelta(1)}, "voted_in_future"),
        ({"voted_on": timedelta(-1)}, "voted_before_opinion"),
    ],
)
def test_a_vote_has_minutes_and_a_day(case, grant, facts, code):
    if "voted_on" in facts:
        facts = {"voted_on": clock.today() + facts["voted_on"]}
    told = {"notified_on": told_in_time(), "papers": [paper()], "votes": ballot(case.fund)}
    given = {"voted_on": clock.today(), **told, **facts}
    refused(code, grants.vote, grant, actor=case.manager, **given)


@pytest.mark.parametrize(("number", "code"), [(4, "committee_too_small"), (6, "committee_even")])
def test_the_committee_is_five_or_more_and_odd(case, grant, number, code):
    if number < 5:
        FundMember.objects.filter(fund=case.fund, name="委员甲").update(left_on=clock.today() - timedelta(9))
    else:
        FundMember.objects.create(fund=case.fund, seat="committee", name="委员己", since=grant.requested_on)
    refused(code, voted, case, grant)


def test_a_member_whose_term_is_over_votes_no_more(case, grant):
    FundMember.objects.filter(name="委员甲").update(term_until=clock.today() - timedelta(1))
    assert "委员甲任期已满" in refused("term_over", voted, case, grant).message
    FundMember.objects.filter(name="委员甲").update(term_until=clock.today())
    assert voted(case, grant).status == "committed"


def test_a_suspended_fund_decides_nothing(case, grant):
    funds.suspend(case.fund, actor=case.street_admin, note="整改")
    refused("fund_not_running", voted, case, grant)


# ------------------------------------------------------------ refused
def test_a_refused_share_goes_back_to_the_office(case, grant):
    office = user_with("district_office", case.district.district)
    MicroProject.objects.filter(pk=7).update(applicant=case.street_admin)
    grant = voted(case, grant, no=3)
    assert due(grant) == ("另行落实资金或重新提请会议", "funds.settle", clock.due_date(clock.today(), 30, "d"))
    told = Event.objects.get(kind="projects.micro_project.fund_voted")
    assert (told.object_id, told.label, told.data["passed"]) == (7, "基金管委会表决未通过", False)
    events.deliver_events()
    events.deliver_events()
    assert "未同意承担 300.00 元" in Notice.objects.get(recipient=office).body
    assert "基金管委会表决未通过" in Notice.objects.get(recipient=case.street_admin).title
    refused("not_allowed", grants.settle, grant, actor=case.manager, way="conference", note="再议")
    grant = grants.settle(grant, actor=office, way="other_money", note="由街道经费承担")
    assert grant.status == "settled"
    assert not Deadline.objects.open().filter(object_type="funds.grant").exists()


def test_a_vote_is_final(case, grant):
    grant = voted(case, grant)
    refused("wrong_state", voted, case, grant, no=5)
    with pytest.raises(IntegrityError, match="不能修改或删除"), transaction.atomic():
        CommitteeVote.objects.filter(grant=grant).update(choice="no")
    with pytest.raises(IntegrityError, match="不能修改或删除"), transaction.atomic():
        CommitteeVote.objects.filter(grant=grant).delete()


def test_the_database_commits_nothing_without_a_vote(case, grant):
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(status="committed", committed_on=clock.today())


def test_verify_finds_money_without_a_passing_vote(case):
    donate(case, "1000")
    passed, failed = promise(case, "100", project_id=1), opined(case, ask(case, "100", project_id=2))
    voted(case, failed, no=5)
    assert check_votes() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        Grant.objects.filter(pk=failed.pk).update(status="committed", committed_on=clock.today())
        Grant.objects.filter(pk=passed.pk).update(status="refused")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert len(check_votes()) == 2
