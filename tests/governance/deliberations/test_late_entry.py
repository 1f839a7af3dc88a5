"""What was entered late takes effect only once another person verified it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.deliberations.papers.posting import publicity_words
from governance.deliberations.standing import unfit_to_apply
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo, refuses
from tests.factories.late import VOUCHER

pytestmark = pytest.mark.django_db
LATER = made.DAY + timedelta(9)  # when the posting of the day of the meeting is entered


@pytest.fixture
def street(place):
    return user_with("street_admin", place.street)


@pytest.fixture
def row(place, secretary):
    """Held and counted in time, posted on that day, entered nine days later."""
    return posted_late(made.counted(secretary, place.compound), secretary)


def posted_late(row, actor):
    with clock.travel(LATER):
        proof = {"photos": [photo()], "vouched_by": VOUCHER}
        return acts.publicise(row, actor=actor, publicised_on=row.held_on, publicity_place="公告栏", **proof)


def test_a_posting_entered_late_waits_for_another_person(row, secretary, street):
    assert (row.status, row.is_entered_late, row.effective_on) == ("unverified", True, None)
    due = Deadline.objects.open().get()
    assert (due.rule, due.permission) == ("late_entry_check", "governance.review_objection")
    assert due.due_on == clock.add_workdays(LATER, 3)
    with clock.travel(LATER + timedelta(20)):
        assert acts.finalise_due() == 0
        refuses("wrong_state", lambda: acts.finalise(row, actor=secretary))
        motion = row.motions.get()
        assert "补录的事实由街道或联席办核实并公示期满生效后才能申报" in unfit_to_apply(motion)
        assert publicity_words(row).endswith("补录的事实由街道或联席办核实后才能生效。")
        row = acts.verify_late(row, actor=street, note="查看通知、签到表原件，问过李明和两位居民")
        first = clock.add_workdays(LATER + timedelta(20), 1)
        assert (row.status, row.verified_by, row.effective_on) == ("publicised", street, first)
        refuses("publicity_running", lambda: acts.finalise(row, actor=street))
        assert "核实，其后第一个工作日" in publicity_words(row)
    with clock.travel(first):
        assert acts.finalise(row, actor=secretary).status == "final"


def test_a_meeting_recorded_late_waits_though_it_is_posted_in_time(place, secretary):
    row = made.called(secretary, place.compound)
    with clock.travel(LATER):
        row = made.recorded(row, secretary, **made.totals(), vouched_by=VOUCHER)
        row = acts.publicise(acts.count(row, actor=secretary), actor=secretary, publicity_place="公告栏")
    assert row.status == "unverified"


def test_what_is_entered_in_time_waits_for_nobody(place, secretary):
    row = made.publicised(secretary, place.compound)
    assert (row.status, row.is_entered_late) == ("publicised", False)


@pytest.mark.parametrize("step", ["hold", "publicise"])
def test_whoever_entered_a_part_of_it_late_does_not_verify_it(place, secretary, street, step):
    """Nor does whoever called it; neither by page nor by statement."""
    row = made.called(secretary, place.compound)
    with clock.travel(LATER):
        holder, poster = (street, secretary) if step == "hold" else (secretary, street)
        row = made.recorded(row, holder, **made.totals(), vouched_by=VOUCHER)
        row = acts.publicise(acts.count(row, actor=secretary), actor=poster, publicity_place="公告栏")
        refuses("own_late_entry", lambda: acts.verify_late(row, actor=street, note="属实"))
        other = user_with("district_office", place.district)
        assert acts.verify_late(row, actor=other, note="属实").status == "publicised"


def test_who_called_it_verifies_nothing_with_whatever_post(place, street):
    row = made.called(street, place.compound)
    other = user_with("community_secretary", place.community)
    with clock.travel(LATER):
        row = made.recorded(row, other, **made.totals(), vouched_by=VOUCHER)
        row = acts.publicise(acts.count(row, actor=other), actor=other, publicity_place="公告栏")
        refuses("own_late_entry", lambda: acts.verify_late(row, actor=street, note="属实"))
    values = {"status": "publicised", "verified_on": row.publicity_entered_on, "verified_by": street}
    with pytest.raises(IntegrityError, match="deliberation_verified_by_another"), transaction.atomic():
        Deliberation.objects.filter(pk=row.pk).update(**values)


def test_no_statement_lets_it_take_effect_unverified(row):
    for values in ({"status": "publicised"}, {"status": "final"}, {"is_entered_late": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deliberation.objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    assert (row.status, row.is_entered_late) == ("unverified", True)


def test_an_answered_objection_leads_back_to_the_check(row, secretary, street):
    with clock.travel(LATER + timedelta(1)):
        row = objections.challenge(
            row, actor=secretary, raised_by="302 室", text="没有开过会", raised_on=made.DAY + timedelta(7),
            evidence_photos=[photo()], vouched_by=VOUCHER,
        )  # fmt: skip
        assert row.status == "challenged"
        row = objections.answer(row, actor=street, objection=row.objections.get(), answer="已核对签到表")
        assert row.status == "unverified"
        assert acts.verify_late(row, actor=street, note="属实").status == "publicised"


def test_what_did_not_take_place_is_void(row, street):
    with clock.travel(LATER + timedelta(1)):
        assert acts.void(row, actor=street, note="没有开过会").status == "void"


def test_a_withdrawal_under_review_is_entered_by_another(place, secretary, street):
    """Whoever called a meeting does not set its reopened result right by entering that the objection was taken back."""
    row = made.publicised(secretary, place.compound)
    with clock.travel(row.effective_on):
        row = acts.finalise(row, actor=secretary)
        given = {"raised_by": "302 室", "text": "未公开报价", "raised_on": row.publicity_until}
        row = objections.challenge(row, actor=secretary, **given)
        data = {"objection": row.objections.get(), "papers": [photo()], "note": "本人撤回"}
        refuses("own_deliberation", lambda: objections.retract(row, actor=secretary, **data))
        assert objections.retract(row, actor=street, **(data | {"papers": [photo()]})).status == "final"


def test_the_page_says_what_it_waits_for_and_offers_it_to_others_only(client, row, secretary, street):
    for user, offered in ((secretary, False), (street, True)):
        client.force_login(user)
        page = client.get(row.get_absolute_url()).content.decode()
        assert "待核实" in page
        assert "补录的事实由街道或联席办核实后才能生效" in page
        assert (row.url("verify_late") in page) is offered
