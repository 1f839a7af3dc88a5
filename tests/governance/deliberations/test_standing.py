"""What an application may rest on: one true sentence for each state of the deliberation."""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.deliberations.standing import unfit_to_apply
from governance.deliberations.workflow import STATES
from governance.kernel.clock import clock
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo
from tests.factories.late import VOUCHER

pytestmark = pytest.mark.django_db
REJECTED = made.totals(present=30, yes=2, no_votes=26, abstain=2)
FEW = made.totals(present=23, yes=23, no_votes=0, abstain=0)


def final(actor, area):
    row = made.publicised(actor, area)
    with clock.travel(row.effective_on):
        return acts.finalise(row, actor=actor)


def challenged(actor, area):
    row = made.publicised(actor, area)
    with clock.travel(made.DAY + timedelta(1)):
        return objections.challenge(row, actor=actor, raised_by="302 室", text="未公开报价")


def reopened(actor, area):
    row = final(actor, area)
    with clock.travel(row.effective_on):
        given = {"raised_by": "302 室", "text": "未公开报价", "raised_on": row.publicity_until}
        return objections.challenge(row, actor=actor, **given)


def overturned(actor, area):
    row, office = reopened(actor, area), user_with("street_admin", area.street)
    with clock.travel(row.effective_on):
        return objections.overturn(row, actor=office, papers=[photo()], note="未公开报价")


def unverified(actor, area):
    row = made.counted(actor, area)
    with clock.travel(made.DAY + timedelta(9)):
        data = {"publicised_on": made.DAY, "publicity_place": "栏", "photos": [photo()], "vouched_by": VOUCHER}
        return acts.publicise(row, actor=actor, **data)


def void(actor, area):
    return acts.void(made.called(actor, area), actor=actor, note="改期")


SAID = (
    (made.called, "called", "尚未召开"),
    (made.held, "held", "尚未计票"),
    (made.counted, "counted", "已协商一致，结果尚未公示"),
    (lambda *who: made.counted(*who, REJECTED), "counted", "未协商一致，不能作为申报依据"),
    (lambda *who: made.counted(*who, FEW), "counted", "会议不成立"),
    (made.publicised, "publicised", "已协商一致，正在公示，3月18日（期满后第一个工作日）起生效后才能申报"),
    (unverified, "unverified", "补录的事实由街道或联席办核实并公示期满生效后才能申报"),
    (challenged, "challenged", "公示期间有异议待答复"),
    (final, "final", ""),
    (reopened, "reopened", "正在复核某住户于3月17日提出的异议"),
    (overturned, "overturned", "结果经复核已撤销"),
    (void, "void", "已作废"),
)


@pytest.mark.parametrize(("make", "status", "words"), SAID)
def test_the_sentence_is_true_of_the_state(place, secretary, make, status, words):
    row = make(secretary, place.compound)
    assert row.status == status
    with clock.travel(made.DAY):  # a day of another year is said with its year
        sentence = unfit_to_apply(row.motions.get())
    assert (words in sentence) if words else sentence == ""
    if status in ("reopened", "overturned"):
        assert "通过" not in sentence
        assert "尚未公示" not in sentence


def test_every_state_has_its_sentence():
    assert {status for _, status, _ in SAID} == {state for state, _ in STATES.choices}
    assert "尚未召集" in unfit_to_apply(None)


def test_a_meeting_whose_day_is_over_is_not_said_to_be_still_to_come(place, secretary):
    row = made.called(secretary, place.compound)
    with clock.travel(row.held_on):
        assert "尚未召开" in unfit_to_apply(row.motions.get())
    with clock.travel(row.held_on + timedelta(1)):
        sentence = unfit_to_apply(row.motions.get())
    assert "已过召开日期（" in sentence
    assert "尚未登记结果" in sentence
    assert "尚未召开" not in sentence
