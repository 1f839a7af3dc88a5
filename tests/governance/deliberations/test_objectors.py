"""Who raised an objection is named to those who answer and review it, and to nobody else, wherever it is told."""

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.models.notices import Notice
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo
from tests.factories.late import VOUCHER

pytestmark = pytest.mark.django_db
NAME, SHOWN = "张三丰", "张**"


@pytest.fixture
def row(place, secretary):
    """In force, then reopened by an objection of the last day."""
    row = made.publicised(secretary, place.compound)
    last = row.publicity_until
    with clock.travel(row.effective_on):
        row = acts.finalise(row, actor=secretary)
        return objections.challenge(row, actor=secretary, raised_by=NAME, text="未公开三家报价", raised_on=last)


def told(row):
    """Everything that is kept about the row beside the objection itself."""
    events = Event.objects.filter(object_type="governance.deliberation", object_id=row.pk)
    notices = Notice.objects.values_list("title", "body")
    return str([*events.values_list("data"), *notices, *Attachment.objects.values_list("caption", "name")])


def test_banner_timeline_and_messages_mask_the_objector(row, place, secretary):
    assert f"复核{SHOWN}于{clock.zh_near(row.publicity_until)}提出的异议" in row.halt
    street = user_with("street_admin", place.street)
    with clock.travel(row.effective_on or row.publicity_until):
        data = {"papers": [photo()], "note": "经解释同意", "vouched_by": VOUCHER}
        row = objections.retract(row, actor=street, objection=row.objections.get(), **data)
    assert NAME not in told(row)
    assert SHOWN in told(row)


def test_the_review_names_nobody_either(row, place):
    office = user_with("district_office", place.district)
    with clock.travel(row.effective_on):
        row = objections.uphold(row, actor=office, papers=[photo()], note="报价已公开，异议不成立")
    assert NAME not in told(row)
    assert f"{SHOWN}：未公开三家报价" in told(row)


def test_the_page_names_the_objector_to_handlers_only(client, row, place, secretary):
    for user, is_named in (
        (secretary, True),
        (user_with("district_office", place.district), True),
        (user_with("auditor", place.district), False),
        (user_with("district_leader", place.district), False),
    ):
        client.force_login(user)
        page = client.get(row.get_absolute_url())
        assert page.status_code == 200, user
        assert (NAME in page.content.decode()) is is_named, user
        assert is_named or SHOWN in page.content.decode()
        answer = client.get(f"/api/v1/governance/deliberations/{row.pk}/")
        if answer.status_code == 200:
            assert NAME not in answer.content.decode()
            assert answer.json()["objections"][0]["raised_by"] == SHOWN
