"""Nobody is late with what a fund may not do while its faults are mended, nor with the share of a halted project."""

from datetime import timedelta

import pytest

from funds.funds import actions as funds
from funds.grants.workflow import GRANT
from funds.models import CommunityFund, Grant
from governance.deliberations.actions import objections
from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.models import Deliberation
from projects.models import MicroProject
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.funds import ask, donate, opined, pledge
from tests.factories.late import VOUCHER
from tests.factories.papers import photo

pytestmark = pytest.mark.django_db
PAUSE = timedelta(30)


def suspend(case):
    return funds.suspend(case.fund, actor=case.street_admin, note="未按季公开")


def rectify(case):
    return funds.rectify(CommunityFund.objects.get(pk=case.fund.pk), actor=case.street_admin, note="已补公开")


def waiting(row):
    return Deadline.objects.open().get(object_type=row._meta.label_lower, object_id=row.pk)


@pytest.mark.parametrize("is_opined", [False, True])
def test_a_vote_waits_for_its_fund(case, is_opined):
    donate(case, "1000")
    grant = ask(case, "500")
    grant = opined(case, grant) if is_opined else grant
    due = waiting(grant).due_on
    suspend(case)
    assert waiting(grant).is_stopped
    with clock.travel(clock.today() + PAUSE):
        assert waiting(grant).days_late == 0
        rectify(case)
        assert waiting(grant).is_stopped is False
        assert due + PAUSE <= waiting(grant).due_on <= due + PAUSE + timedelta(10)  # never on a holiday
    told = Event.objects.filter(object_type="funds.grant", object_id=grant.pk, kind__startswith="governance.deadline.")
    assert [event.label for event in told.order_by("id")] == ["暂停计时", "恢复计时"]


def test_an_opinion_given_meanwhile_starts_no_clock_and_keeps_the_days(case):
    donate(case, "1000")
    grant = ask(case, "500")
    due = waiting(grant).due_on
    suspend(case)
    grant = opined(case, Grant.objects.get(pk=grant.pk))
    assert (waiting(grant).task, waiting(grant).is_stopped) == ("组织管委会表决并登记", True)
    with clock.travel(clock.today() + PAUSE):
        rectify(case)
        assert waiting(grant).due_on >= due + PAUSE


def test_the_days_of_a_pause_stay_when_the_next_state_counts_from_the_same_day(case):
    donate(case, "1000")
    grant = ask(case, "500")
    suspend(case)
    with clock.travel(clock.today() + PAUSE):
        rectify(case)
        due = waiting(grant).due_on
        grant = opined(case, Grant.objects.get(pk=grant.pk))
        assert waiting(grant).due_on == due


def test_a_gift_waits_for_its_fund(case):
    gift = pledge(case, "5000", received_on=None, slip_no="", due_on=clock.today() + timedelta(7))
    suspend(case)
    assert waiting(gift).is_stopped
    with clock.travel(clock.today() + PAUSE):
        rectify(case)
        assert waiting(gift).due_on == clock.today() + timedelta(7)


def test_the_share_of_a_project_under_review_waits_with_it(case):
    rules.load_rules()
    donate(case, "1000")
    grant = ask(case, "500")
    secretary = user_with("community_secretary", case.district.community)
    office = user_with("district_office", case.district.district)
    row = made.final(secretary, case.district.compound)
    MicroProject.objects.filter(pk=grant.project_id).update(deliberation=row)
    day = row.effective_on + timedelta(40)
    with clock.travel(day):
        row = objections.challenge(
            Deliberation.objects.get(pk=row.pk), actor=secretary, raised_by="302 室", text="未公开报价",
            raised_on=row.publicity_until, evidence_photos=[photo()], vouched_by=VOUCHER,
        )  # fmt: skip
        assert waiting(grant).is_stopped
        suspend(case)
        rectify(case)
        assert waiting(grant).is_stopped  # one of two reasons is gone
        objections.uphold(row, actor=office, papers=[photo()], note="报价已公开")
        assert not waiting(grant).is_stopped


def test_what_was_decided_does_not_wait_for_the_fund():
    grant = Grant(status="committed", fund=CommunityFund(pk=1, status="rectifying"))
    assert GRANT.waits(grant) == ""
