"""A roll that is voided after a deliberation rested on it: pointed out, told to whoever reviews, reviewed once."""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.deliberations.workflow import DELIBERATION
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.models.scopes import MOOT
from governance.kernel.steps.events import deliver_events
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo, refuses
from tests.factories.rolls import voided

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(place):
    return user_with("district_office", place.district)


@pytest.fixture
def street(place):
    return user_with("street_admin", place.street)


@pytest.fixture
def row(place, secretary):
    row = made.publicised(secretary, place.compound)
    with clock.travel(row.effective_on):
        yield acts.finalise(row, actor=secretary)


@pytest.fixture
def without_roll(row, street):
    voided(row.roll, street)
    row.refresh_from_db()
    return row


def test_the_result_keeps_what_it_used_and_its_page_says_that_the_roll_is_void(client, without_roll, secretary):
    before = (without_roll.entitled, without_roll.passed, without_roll.status)
    assert all(value is not None for value in before)
    client.force_login(secretary)
    page = client.get(without_roll.get_absolute_url()).content.decode()
    assert "应到依据有变：名册已作废，现在没有在召开当日有效的名册。登记的应到人数和结果保留不变" in page
    without_roll.refresh_from_db()
    assert (without_roll.entitled, without_roll.passed, without_roll.status) == before


def test_whoever_reviews_is_told_once(without_roll, office, street, secretary):
    deliver_events()
    deliver_events()
    told = Notice.objects.filter(title="议事所依据的名册已作废，请复核应到依据")
    assert {notice.recipient_id for notice in told} > {office.pk, street.pk}
    assert told.count() == 3  # and the second hand of the street


def test_the_review_stops_what_rests_on_it_and_is_held_once(without_roll, office, secretary):
    refuses("not_allowed", lambda: objections.review_base(without_roll, actor=secretary, note="名册作废"))
    under_review = objections.review_base(without_roll, actor=office, note="名册作废，核对应到户数")
    assert under_review.status == "reopened"
    assert "正在复核应到依据（名册已作废）" in under_review.halt
    assert Deadline.objects.open().get().rule == "objection_review"
    upheld = objections.uphold(under_review, actor=office, papers=[photo()], note="按有效名册复核，比例仍达到")
    assert (upheld.status, upheld.halt) == ("final", "")
    refuses("roll_stands", lambda: objections.review_base(upheld, actor=office, note="再复核"))


def test_a_result_whose_roll_stands_is_not_reviewed(row, office):
    refuses("roll_stands", lambda: objections.review_base(row, actor=office, note="核对"))
    assert "review_base" not in {view.name for view in DELIBERATION.open_to(row, office) if view.kind != MOOT}


def test_a_record_whose_roll_is_voided_is_not_counted(place, secretary, street):
    """Its number is no longer the registers': owners wait for another roll, nothing passes meanwhile."""
    day = made.NOTICE + timedelta(20)
    votes = [{"voter": f"1-{101 + n}", "choice": "yes"} for n in range(8)]
    given = {"body": "owners_ordinary", "matter": "general", "held_on": day, "roll": 10}
    row = made.held(secretary, place.compound, {"ballots": votes}, **given)
    voided(row.roll, street)
    with clock.travel(day):
        assert "名册已作废" in refuses("base_outdated", lambda: acts.count(row, actor=secretary))
        proof = {"correction_reason": "名册作废", "sign_in": [photo()]}
        refuses("roll_missing", lambda: acts.correct(row, actor=secretary, ballots=votes, **proof))
    row.refresh_from_db()
    assert (row.status, row.passed) == ("held", None)
