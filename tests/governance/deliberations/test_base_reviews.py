"""A base that changed while a result waited is looked at when the waiting ends; what was judged is not asked again."""

from datetime import timedelta

import pytest

from governance.deliberations import registers
from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.deliberations.papers.posting import publicity_words
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.steps.events import deliver_events
from governance.models import Roll
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo, refuses
from tests.factories.late import VOUCHER
from tests.factories.rolls import keep_roll, voided

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
LATER = DAY + timedelta(9)
OWNERS = {"body": "owners_ordinary", "matter": "general", "held_on": DAY, "roll": 10}
TALLY = {"no": 1, "yes": 10, "yes_area": 1000, "no_votes": 0, "no_area": 0, "abstain": 0, "abstain_area": 0}


@pytest.fixture
def office(place):
    return user_with("district_office", place.district)


@pytest.fixture
def street(place):
    return user_with("street_admin", place.street)


def ballots():
    return {"ballots": [{"voter": f"1-{101 + n}", "choice": "yes"} for n in range(8)]}


def totals():
    return {"present": 10, "present_area": 1000, "tallies": [TALLY], "tally": [photo()]}


def settled(row):
    deliver_events()
    row.refresh_from_db()
    return row.status


@pytest.fixture
def unverified(place, secretary):
    """Posted on the day of the meeting, entered nine days later: it waits for another person."""
    row = made.looked_at(made.counted(secretary, place.compound, ballots(), **OWNERS))
    with clock.travel(LATER):
        proof = {"photos": [photo()], "vouched_by": VOUCHER}
        return acts.publicise(row, actor=secretary, publicised_on=DAY, publicity_place="公告栏", **proof)


def test_a_roll_voided_while_a_result_waits_for_its_check_is_reviewed_with_the_check(unverified, street, client):
    with clock.travel(LATER):
        voided(unverified.roll, street)
        assert settled(unverified) == "unverified"
        acts.verify_late(unverified, actor=street, note="查看通知、签到表原件，问过李明和两位居民")
        assert settled(unverified) == "reopened"
        assert Deadline.objects.open().get(object_id=unverified.pk).task == "复核议事结果"
        assert publicity_words(unverified).endswith("现因名册变动正在复核。")
        client.force_login(street)
        page = client.get(unverified.get_absolute_url()).content.decode()
        assert "复核中" in page
        assert "异议复核中" not in page


def test_one_voided_while_an_objection_waits_is_reviewed_with_the_answer(place, secretary, street):
    row = made.publicised(secretary, place.compound, ballots(), **OWNERS)
    with clock.travel(DAY + timedelta(1)):
        row = objections.challenge(row, actor=secretary, raised_by="302 室", text="未公开报价")
        voided(row.roll, street)
        assert settled(row) == "challenged"
        answered = {"objection": row.objections.get(), "answer": "报价已在公告栏公开", "actor": secretary}
        objections.answer(row, **answered)
        assert settled(row) == "reopened"


def test_one_voided_while_an_objection_is_reviewed_is_reviewed_after_its_withdrawal(place, secretary, street):
    row = made.publicised(secretary, place.compound, ballots(), **OWNERS)
    with clock.travel(row.effective_on):
        row = acts.finalise(row, actor=secretary)
        given = {"raised_by": "302 室", "text": "未公开报价", "raised_on": row.publicity_until}
        row = objections.challenge(row, actor=secretary, **given)
        assert publicity_words(row).endswith("现因异议正在复核。")
        voided(row.roll, street)
        assert settled(row) == "reopened"
        taken_back = {"objection": row.objections.get(), "papers": [photo()], "note": "已了解情况，撤回"}
        row = objections.retract(row, actor=street, **taken_back)
        assert row.status == "final"
        assert settled(row) == "reopened"
        assert publicity_words(row).endswith("现因名册变动正在复核。")


def test_a_check_of_a_base_that_stands_goes_on(unverified, street):
    with clock.travel(LATER):
        acts.verify_late(unverified, actor=street, note="查看通知、签到表原件，问过李明和两位居民")
        assert settled(unverified) == "publicised"


@pytest.fixture
def lost(place, secretary, street):
    """In force, then its roll was voided: under review by itself."""
    row = made.publicised(secretary, place.compound, totals(), **OWNERS)
    with clock.travel(row.effective_on):
        row = acts.finalise(row, actor=secretary)
        voided(row.roll, street)
        assert settled(row) == "reopened"
        yield row


def test_what_was_upheld_on_a_roll_filed_again_is_not_asked_about_again(place, lost, street, office):
    keep_roll("owners_ordinary", place.compound, 11, on=DAY)
    refiled = Roll.objects.filter(status="filed").latest("pk")
    upheld = objections.uphold(lost, actor=office, papers=[photo()], note="按重新备案的名册核对，仍达到比例")
    assert upheld.status == "final"
    assert registers.caveat(upheld)[0] == ""
    refuses("roll_stands", lambda: objections.review_base(upheld, actor=office, note="再复核"))
    voided(refiled, street)  # filed once more with the same numbers: nothing new for totals that name nobody
    keep_roll("owners_ordinary", place.compound, 11, on=DAY)
    assert registers.caveat(upheld)[0] == ""
    voided(Roll.objects.filter(status="filed").latest("pk"), street)
    keep_roll("owners_ordinary", place.compound, 12, on=DAY)
    assert objections.review_base(upheld, actor=office, note="又有新版").status == "reopened"
