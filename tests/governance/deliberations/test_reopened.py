"""Objections that are entered after the result took effect: reviewed, upheld, overturned, taken back."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.deliberations import publicity
from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.files import Attachment
from governance.kernel.steps.errors import BusinessError
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo, refuses, verified
from tests.factories.late import VOUCHER
from tests.factories.rolls import keep_roll

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(place):
    return user_with("district_office", place.district)


@pytest.fixture
def row(place, secretary):
    """In force since the first working day after the publicity."""
    row = made.publicised(secretary, place.compound)
    with clock.travel(row.effective_on):
        return acts.finalise(row, actor=secretary)


def raised_late(row, actor, on=None, **data):
    """An objection of the last day, entered on the first day of the result's force."""
    with clock.travel(row.effective_on):
        given = {"raised_by": "302 室", "text": "未公开三家报价", "raised_on": on or row.publicity_until, **data}
        return objections.challenge(row, actor=actor, **given)


def test_an_objection_of_the_last_day_reopens_the_result_and_gives_the_office_five_days(row, secretary):
    reopened = raised_late(row, secretary)
    assert reopened.status == "reopened"
    due = Deadline.objects.open().get()
    assert (due.rule, due.permission) == ("objection_review", "governance.review_objection")
    assert due.due_on == clock.add_workdays(row.effective_on, 5)
    assert "正在复核某住户" in reopened.halt


def test_it_is_challenged_where_it_is_entered_before_the_result(place, secretary):
    """Handed in on the last day of the publicity, entered the next morning: the clock has not been faster."""
    row = made.publicised(secretary, place.compound)
    with clock.travel(row.effective_on):
        assert acts.finalise_due() == 0
    assert raised_late(row, secretary).status == "challenged"


def test_after_the_period_somebody_is_told_where_to_turn(row, secretary):
    late = row.publicity_until + timedelta(1)
    with clock.travel(late):
        given = {"raised_by": "甲", "text": "晚", "raised_on": late}
        message = refuses("objection_too_late", lambda: objections.challenge(row, actor=secretary, **given))
    assert "信访工作条例" in message
    row.refresh_from_db()
    assert row.status == "final"
    owners = publicity.elsewhere(Deliberation(body="owners_ordinary", held_on=made.DAY))
    assert "一年内请求人民法院撤销（《民法典》第二百八十条第二款" in owners


def test_upheld_the_result_is_in_force_again(row, secretary, office):
    reopened = raised_late(row, secretary)
    with clock.travel(row.effective_on + timedelta(2)):
        refuses(
            "not_allowed", lambda: objections.uphold(reopened, actor=secretary, papers=[photo()], note="报价已公开")
        )
        refuses("paper_missing", lambda: objections.uphold(reopened, actor=office, papers=[], note="报价已公开"))
        upheld = objections.uphold(reopened, actor=office, papers=[photo()], note="报价已公开")
    assert (upheld.status, upheld.halt) == ("final", "")
    one = upheld.objections.get()
    assert (one.status, one.answer) == ("answered", "报价已公开")
    assert not Deadline.objects.open().exists()
    assert Attachment.objects.of(upheld).filter(caption="复核意见").count() == 1


def test_nobody_upholds_what_they_called_themselves(place, secretary, office):
    """Who is within the rights of calling and of reviewing alike, as the joint office is, does not do both."""
    row = made.final(office, place.compound)
    reopened = raised_late(row, secretary)
    with clock.travel(row.effective_on + timedelta(2)):
        given = {"papers": [photo()], "note": "报价已公开"}
        words = refuses("own_deliberation", lambda: objections.uphold(reopened, actor=office, **given))
        assert "由您召集、登记" in words
        another = user_with("street_admin", place.street)
        assert objections.uphold(reopened, actor=another, **given).status == "final"


def test_overturned_it_ends_and_nothing_more_is_entered(row, secretary, office):
    reopened = raised_late(row, secretary)
    with clock.travel(row.effective_on + timedelta(1)):
        gone = objections.overturn(reopened, actor=office, papers=[photo()], note="未公开报价，表决无效")
    assert (gone.status, gone.effective_on) == ("overturned", None)
    assert "已撤销" in gone.halt
    with clock.travel(row.effective_on + timedelta(1)):
        refuses("wrong_state", lambda: objections.challenge(gone, actor=secretary, raised_by="甲", text="再提"))


def test_two_at_once_are_reviewed_together_and_a_third_reopens_again(row, secretary, office):
    raised_late(row, secretary)
    row.refresh_from_db()
    reopened = raised_late(row, secretary, raised_by="501 室")
    assert reopened.status == "reopened"
    assert Deadline.objects.open().count() == 1
    with clock.travel(row.effective_on):
        upheld = objections.uphold(reopened, actor=office, papers=[photo()], note="逐条答复")
    assert not upheld.objections.open().exists()
    assert raised_late(upheld, secretary, raised_by="601 室").status == "reopened"


def test_a_result_under_review_is_not_voided(row, secretary):
    reopened = raised_late(row, secretary)
    with clock.travel(row.effective_on):
        refuses("wrong_state", lambda: acts.void(reopened, actor=secretary, note="不办了"))


# ------------------------------------------------------------ taken back
def test_taken_back_with_a_paper_the_result_stands_again(row, secretary, place):
    reopened = raised_late(row, secretary)
    one = reopened.objections.get()
    street = user_with("street_admin", place.street)
    with clock.travel(row.effective_on):
        refuses(
            "paper_missing",
            lambda: objections.retract(reopened, actor=street, objection=one, papers=[], note="已说明"),
        )
        back = objections.retract(reopened, actor=street, objection=one, papers=[photo()], note="已说明，不再坚持")
    assert (back.status, back.objections.get().status) == ("final", "retracted")


def test_taken_back_during_the_publicity_its_days_go_on(place, secretary):
    row = made.publicised(secretary, place.compound)
    until = row.publicity_until
    with clock.travel(made.DAY + timedelta(1)):
        row = objections.challenge(row, actor=secretary, raised_by="甲", text="一")
        row = objections.challenge(row, actor=secretary, raised_by="乙", text="二")
    first, second = row.objections.all()
    with clock.travel(made.DAY + timedelta(3)):
        row = objections.retract(row, actor=secretary, objection=first, papers=[photo()], note="不再坚持")
        assert row.status == "challenged"
        row = objections.answer(row, actor=secretary, objection=second, answer="已调整")
    assert (row.status, row.publicity_until) == ("publicised", until + timedelta(2))


# ------------------------------------------------------------ entered late
def test_an_objection_entered_days_later_needs_its_paper_and_a_voucher(row, secretary):
    day = row.publicity_until
    given = {"raised_by": "302 室", "text": "位置不妥", "raised_on": day}
    with clock.travel(clock.add_workdays(day, 3)):
        for proof in ({}, {"evidence_photos": [photo()]}, {"vouched_by": VOUCHER}):
            refuses("backdated_without_paper", lambda: objections.challenge(row, actor=secretary, **given, **proof))  # noqa: B023
        reopened = objections.challenge(row, actor=secretary, **given, evidence_photos=[photo()], vouched_by=VOUCHER)
    assert reopened.status == "reopened"
    assert Attachment.objects.of(reopened).filter(kind="evidence", caption__contains=VOUCHER).count() == 1


def test_notice_meeting_and_publicity_of_the_past_are_proven_and_still_seen(place, secretary):
    """All typed in one day from papers: without them refused; with them a working day passes before the result."""
    notice, held, today = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 24)
    base = {
        "title": "楼道照明", "owners_matters": "none",
        "area": place.compound, "body": "council", "matter": "project", "method": "meeting",
        "notice_on": notice, "held_on": held,
    }  # fmt: skip
    keep_roll("council", place.compound, 36, on=held)
    with clock.travel(today):
        refuses("backdated_without_paper", lambda: acts.call(Deliberation(), actor=secretary, **base))
        row = acts.call(Deliberation(), actor=secretary, **base, notice_photos=[photo()], vouched_by=VOUCHER)
        counts = made.totals() | {"held_on": held}
        refuses("backdated_without_paper", lambda: made.recorded(row, secretary, **counts))
        row = made.recorded(row, secretary, **made.totals(), held_on=held, vouched_by=VOUCHER)
        row = acts.count(row, actor=secretary)
        posted = {"publicised_on": held + timedelta(1), "publicity_place": "公示栏"}
        refuses("backdated_without_paper", lambda: acts.publicise(row, actor=secretary, **posted))
        row = acts.publicise(row, actor=secretary, **posted, photos=[photo()], vouched_by=VOUCHER)
        assert row.publicity_until < today
        row = verified(row, place)
        assert row.effective_on == clock.add_workdays(today, 2)
        refuses("publicity_running", lambda: acts.finalise(row, actor=secretary))
        assert acts.finalise_due() == 0
    between = clock.add_workdays(today, 1)
    with clock.travel(between):
        refuses("publicity_running", lambda: acts.finalise(row, actor=secretary))
    with clock.travel(row.effective_on):
        assert acts.finalise(row, actor=secretary).status == "final"


def test_a_publicity_too_short_is_refused_with_its_basis_and_a_longer_one_kept(place, secretary):
    row = made.counted(secretary, place.compound)
    with clock.travel(made.DAY):
        short = {"publicised_on": made.DAY, "publicity_until": made.DAY + timedelta(6), "publicity_place": "栏"}
        message = refuses("publicity_too_short", lambda: acts.publicise(row, actor=secretary, **short))
        assert "不少于 7 日" in message
        assert "3月17日" in message
        long = acts.publicise(row, actor=secretary, **short | {"publicity_until": made.DAY + timedelta(20)})
    assert long.publicity_until == made.DAY + timedelta(20)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(posted=st.integers(0, 30), entered=st.integers(0, 30))
def test_no_result_is_in_force_on_the_day_it_was_entered_or_on_a_day_of_rest(place, posted, entered):
    """However late a posting is entered, one whole working day lies between its entry and the result."""
    row = Deliberation(body="council", publicised_on=made.DAY + timedelta(posted), status="publicised")
    row.publicity_entered_on = row.publicised_on + timedelta(entered)
    row.publicity_until = row.publicised_on + timedelta(7)
    first = row.effective_on
    assert clock.is_workday(first)
    assert first > row.publicity_until
    assert clock.workdays_between(row.publicity_entered_on, first) >= 2


def test_nothing_is_written_by_a_refused_late_entry(row, secretary):
    with clock.travel(clock.add_workdays(row.publicity_until, 5)), pytest.raises(BusinessError) as refusal:
        objections.challenge(row, actor=secretary, raised_by="甲", text="一", raised_on=row.publicity_until)
    assert set(refusal.value.errors) == {"evidence_photos", "vouched_by"}
    row.refresh_from_db()
    assert row.status == "final"
    assert not row.objections.exists()
    assert not Attachment.objects.of(row).filter(kind="evidence").exists()
