"""One form records and posts: what the posting is refused for is said with the faults of the record."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from tests.governance.deliberations.test_ticking import called, photo, ticks

pytestmark = pytest.mark.django_db
DAY = timedelta(1)


def refused(client, user, row, on, **given):
    """{field: sentences} of the refused record; nothing of it was written."""
    before = Event.objects.count()
    with clock.travel(on):
        client.force_login(user)
        posting = {"is_posted": "on", "posted_at": "公告栏", "_version": row.version}
        answer = client.post(row.url("hold"), {"held_on": row.held_on.isoformat(), **posting, **given})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert (row.status, row.present, Event.objects.count()) == ("called", None, before)
    return answer.context["form"].errors


def test_a_wrong_field_of_the_record_hides_no_wrong_day_of_the_posting(client, place, secretary):
    row = called(place, secretary)
    given = {"posted_on": (row.held_on - DAY).isoformat(), "present": "many"}
    errors = refused(client, secretary, row, row.held_on, **ticks(*["yes"] * 9), **given, sign_in=photo("签到表.png"))
    assert {"present", "posted_on"} <= set(errors)
    assert "不能早于召开日期" in str(errors["posted_on"])


def test_what_the_record_itself_refuses_hides_no_wrong_day_of_the_posting(client, place, secretary):
    row = called(place, secretary)
    given = {"posted_on": (row.held_on - DAY).isoformat()}
    errors = refused(client, secretary, row, row.held_on, **given)  # nobody was ticked
    assert len(errors) > 1
    assert "不能早于召开日期" in str(errors["posted_on"])


def test_the_missing_paper_of_a_late_posting_is_said_with_a_wrong_field(client, place, secretary):
    row = called(place, secretary)
    given = {"posted_on": row.held_on.isoformat(), "present": "many", "vouched_by": "王芳，居民小组长"}
    given |= {"sign_in": photo("签到表.png")}
    errors = refused(client, secretary, row, row.held_on + 9 * DAY, **ticks(*["yes"] * 9), **given)
    assert {"present", "posted_photos"} <= set(errors)
    assert "photos" not in errors


def test_a_wrong_day_of_the_meeting_asks_nothing_of_the_day_of_the_posting(client, place, secretary):
    row = called(place, secretary)
    given = {"held_on": "2026-02-31", "posted_on": (row.held_on - DAY).isoformat()}
    errors = refused(client, secretary, row, row.held_on, **ticks(*["yes"] * 9), **given, sign_in=photo("签到表.png"))
    assert "held_on" in errors
    assert "posted_on" not in errors


def test_the_interface_hears_of_both(client, place, secretary):
    row = called(place, secretary)
    body = {"held_on": row.held_on.isoformat(), "is_posted": True, "posted_on": (row.held_on - DAY).isoformat()}
    with clock.travel(row.held_on):
        client.force_login(secretary)
        address = f"/api/v1/governance/deliberations/{row.pk}/steps/hold/"
        answer = client.post(address, {**body, "version": row.version}, content_type="application/json")
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert "posted_on" in errors
    assert len(errors) > 1
    row.refresh_from_db()
    assert row.status == "called"


def test_a_day_still_to_come_hides_nothing_else_of_the_record(client, place, secretary):
    row = called(place, secretary)
    given = {"held_on": (row.held_on + 20 * DAY).isoformat()}
    errors = refused(client, secretary, row, row.held_on, **given)  # nobody was ticked, and there is no paper
    assert "会后再登记结果" in str(errors["held_on"])
    assert len(errors) > 1
