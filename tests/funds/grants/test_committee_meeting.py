"""The fund committee's meeting: its members are told in time, and who was there can be read from the vote."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from funds.grants import actions as grants
from funds.models import CommitteeVote, FundMember, Grant
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from tests.factories.funds import ask, ballot, change_members, donate, members, opined, paper, voted
from tests.factories.papers import PNG
from tests.funds.grants.asking import refused, told_in_time


def picture():
    return SimpleUploadedFile("会议记录.png", PNG, content_type="image/png")


@pytest.fixture
def grant(case):
    """1,000 yuan in the fund, 300 asked for, the supervisor has spoken."""
    donate(case, "1000")
    return opined(case, ask(case, "300"))


@pytest.mark.parametrize("days", [2, 0, -1])
def test_the_members_are_told_three_days_before(case, grant, days):
    told = clock.today() - timedelta(days)
    given = {"voted_on": clock.today(), "papers": [paper()], "votes": ballot(case.fund)}
    refusal = refused("notice_too_short", grants.vote, grant, actor=case.manager, notified_on=told, **given)
    assert refusal.field == "notified_on"
    assert "规则“社区慈善基金管委会会前通知”，本区默认" in refusal.message
    assert clock.zh_near(told + timedelta(3)) in refusal.message
    grant = grants.vote(grant, actor=case.manager, notified_on=told_in_time(), **given)
    grant = grants.confirm_vote(grant, actor=case.street_admin)
    assert grant.notified_on == told_in_time()
    event = Event.objects.get(kind="funds.grant.confirm_vote")
    assert ["会议通知", clock.zh_date(told_in_time())] in event.data["facts"]


@pytest.mark.parametrize("days", [1, 30])
def test_nobody_is_told_of_a_request_that_was_not_made(case, grant, as_, days):
    told = grant.requested_on - timedelta(days)
    rows = ballot(case.fund)
    given = {"voted_on": clock.today(), "papers": [paper()], "votes": rows}
    refusal = refused("notice_before_request", grants.vote, grant, actor=case.manager, notified_on=told, **given)
    assert refusal.field == "notified_on"
    assert f"本项申请{clock.zh_near(grant.requested_on)}才提出" in refusal.message
    assert "规则“社区慈善基金管委会会前通知”" in refusal.message
    cells = {f"votes-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    sent = {"notified_on": told.isoformat(), "voted_on": clock.today().isoformat(), "papers": picture(), **cells}
    answer = as_(case.manager).post(grant.url("vote"), sent | {"_version": str(grant.version)})
    assert answer.status_code == 422
    assert "才提出" in answer.content.decode()
    assert f'value="{told.isoformat()}"' in answer.content.decode()
    assert not CommitteeVote.objects.exists()


def test_the_database_keeps_the_order_of_request_notice_and_vote(case, grant):
    day = timedelta(1)
    for wrong in (
        {"notified_on": grant.requested_on - day, "voted_on": clock.today()},
        {"notified_on": clock.today() + day, "voted_on": clock.today()},
        {"notified_on": grant.requested_on, "voted_on": grant.advised_on - day},
    ):
        with pytest.raises(IntegrityError, match="grant_asked_then_told_then_voted"), transaction.atomic():
            Grant.objects.filter(pk=grant.pk).update(**wrong)


def test_attendance_can_be_reconstructed(case, grant):
    grant = voted(case, grant, absent=1, recused=1)
    assert grant.vote_conditions()[0].sentence.startswith("到会（含回避 1 人） 4/5 人")
    assert grant.roll_call() == [
        ("到会并表决 3 人", "委员丙、委员丁、委员戊"),
        ("到会后回避（计入到会和应到） 1 人", "委员乙（承建单位亲属）"),
        ("缺席（计入应到） 1 人", "委员甲"),
    ]
    facts = Event.objects.get(kind="funds.grant.confirm_vote").data["facts"]
    assert ["缺席（计入应到） 1 人", "委员甲"] in facts


def test_the_committee_that_was_told_of_the_meeting_votes(case):
    donate(case, "1000")
    with clock.travel(clock.today() - timedelta(10)):
        FundMember.objects.update(since=clock.today())
        grant = opined(case, ask(case, "300"))
        day, before = clock.today(), ballot(case.fund)
    with clock.travel(clock.today() - timedelta(5)):
        change_members(case, [seat for seat in members(6) if seat["name"] != "委员甲"])
    given = {"actor": case.manager, "papers": [paper()], "vouched_by": "管委会秘书 王某", "voted_on": clock.today()}
    later = clock.today() - timedelta(4)
    refused("not_a_member", grants.vote, grant, votes=before, notified_on=later, **given)
    now = ballot(case.fund)
    refused("not_a_member", grants.vote, grant, votes=now, notified_on=day, **given)  # the new one was not told
    grant = grants.vote(grant, votes=before, notified_on=day, **given)
    assert grants.confirm_vote(grant, actor=case.street_admin).status == "committed"


def test_what_is_wrong_with_a_vote_is_said_at_once(case, grant):
    rows = ballot(case.fund, recused=1)
    rows[0]["reason"] = ""
    given = {"notified_on": clock.today(), "voted_on": clock.today() + timedelta(1), "papers": (), "votes": rows[:-1]}
    errors = refused("minutes_missing", grants.vote, grant, actor=case.manager, **given).errors
    assert errors.keys() == {"voted_on", "notified_on", "papers", "votes"}
    assert len(errors["votes"]) == 2  # who left without a reason, and who is missing
