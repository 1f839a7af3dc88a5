"""What one person may not do alone with a result of the own meeting: end its review, take it down, hurry it."""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.steps.events import deliver_events
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo, refuses
from tests.factories.late import VOUCHER
from tests.factories.rolls import voided

pytestmark = pytest.mark.django_db
LEFT = {"raised_by": "302 室", "text": "未公开三家报价"}


@pytest.fixture
def street(place):
    return user_with("street_admin", place.street)


@pytest.fixture
def office(place):
    return user_with("district_office", place.district)


def withdrawn(row, actor, **days):
    data = {"papers": [photo()], "note": "本人撤回", "vouched_by": VOUCHER, **days}
    return objections.retract(row, actor=actor, objection=row.objections.open().get(), **data)


def test_a_withdrawn_objection_ends_no_review_of_the_base(place, secretary, street, office):
    """Only a conclusion does; whatever is raised and taken back meanwhile."""
    row = made.publicised(secretary, place.compound)
    with clock.travel(row.effective_on):
        row = acts.finalise(row, actor=secretary)
        voided(row.roll, street)
        row = objections.review_base(row, actor=office, note="名册作废，核对应到户数")
        row = objections.challenge(row, actor=secretary, raised_on=row.publicity_until, **LEFT)
        refuses("own_deliberation", lambda: withdrawn(row, secretary))
        row = withdrawn(row, street)
        assert (row.status, row.objections.open().count()) == ("reopened", 0)
        assert "正在复核应到依据（名册已作废）" in row.halt
        assert Deadline.objects.open().get().rule == "objection_review"
        assert objections.overturn(row, actor=office, papers=[photo()], note="没有有效名册").status == "overturned"


@pytest.mark.parametrize("step", ["call", "hold", "publicise"])
def test_nobody_upholds_a_result_in_which_he_had_a_hand(place, secretary, street, office, step):
    hands = {name: street if name == step else secretary for name in ("call", "hold", "publicise")}
    row = made.called(hands["call"], place.compound)
    with clock.travel(row.held_on):
        row = acts.hold(row, actor=hands["hold"], **made.totals())
        row = acts.publicise(acts.count(row, actor=secretary), actor=hands["publicise"], publicity_place="栏")
    with clock.travel(row.effective_on):
        row = acts.finalise(row, actor=secretary)
        row = objections.challenge(row, actor=secretary, raised_on=row.publicity_until, **LEFT)
        given = {"note": "报价已公开，异议不成立"}
        refuses("own_deliberation", lambda: objections.uphold(row, actor=street, papers=[photo()], **given))
        assert objections.uphold(row, actor=office, papers=[photo()], **given).status == "final"


def test_what_hangs_is_taken_down_by_another_who_answers_the_objections(place, secretary, street):
    row = made.publicised(secretary, place.compound)
    with clock.travel(made.DAY + timedelta(2)):
        row = objections.challenge(row, actor=secretary, **LEFT)
        refuses("own_posting", lambda: acts.void(row, actor=secretary, note="重新召集"))
        assert row.objections.open().count() == 1
        row = acts.void(row, actor=street, note="通知漏写表决事项，重新召集")
    closed = row.objections.get()
    assert (row.status, closed.status, closed.answer) == ("void", "answered", "通知漏写表决事项，重新召集")


def test_before_it_hangs_its_caller_voids_it(place, secretary):
    assert acts.void(made.counted(secretary, place.compound), actor=secretary, note="改期").status == "void"


@pytest.mark.parametrize("reason", ["因为", "急急急急急急急急急急急", "有特殊情况"])
def test_a_short_notice_says_what_happened(place, secretary, reason):
    given = {"body": "residents_meeting", "matter": "community_affairs", "held_on": made.NOTICE + timedelta(3)}
    given["short_notice_reason"] = reason
    message = refuses("notice_too_short", lambda: made.called(secretary, place.community, **given))
    assert "写明发生了什么" in message


def test_the_street_learns_of_a_short_notice(place, secretary, street):
    given = {"body": "residents_meeting", "matter": "community_affairs", "held_on": made.NOTICE + timedelta(3)}
    reason = "供水主管爆裂，须当晚决定抢修"
    made.called(secretary, place.community, **given, short_notice_reason=reason)
    deliver_events()
    told = Notice.objects.get(title="会议提前通知不足规定日数，请核对")
    assert told.recipient == street
    assert reason in told.body
