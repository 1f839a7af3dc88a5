"""Forms that are no step: sent twice they do their work once, and a repeat is led to the first answer."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.models.pages import Draft, SavedView, Submission
from governance.models import ApiKey
from tests.factories.base import make_district, user_with

TOKEN = {"_submission": "f" * 32}
OLD, NEW = "Hetang-2026-Good", "Brand-New-2026"


@pytest.fixture
def office(db, client):
    rules.load_rules()
    office = user_with("district_office", make_district().district, "office")
    office.set_password(OLD)
    office.save()
    client.force_login(office)
    return office


def twice(client, address, data):
    return [client.post(address, {**data, **TOKEN}) for _ in range(2)]


def test_one_key_of_the_api(office, client):
    first, again = twice(
        client, "/account/keys/new/", {"name": "报表", "days": "30", "may_write": "read", "old_password": OLD}
    )
    assert first.status_code == 200
    assert (again.status_code, again.url) == (302, "/account/")
    assert ApiKey.objects.count() == 1


def test_a_key_is_ended_once_and_the_repeat_is_no_error(office, client):
    key = ApiKey.objects.create(user=office, name="x", digest="d", hint="h", expires_at=clock.now() + timedelta(30))
    answers = twice(client, f"/account/keys/{key.pk}/end/", {})
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.filter(kind="governance.user.end_key").count() == 1


def test_one_address_of_the_calendar_and_fresh_tokens_after_it(office, client):
    first, again = twice(client, "/account/calendar/", {"do": "renew"})
    assert TOKEN["_submission"] not in first.content.decode()
    assert again.status_code == 302
    assert Event.objects.filter(kind="governance.user.calendar").count() == 1


def test_other_content_under_an_old_token_does_nothing(office, client):
    client.post("/account/calendar/", {"do": "renew", **TOKEN})
    answer = client.post("/account/calendar/", {"do": "withdraw", **TOKEN}, follow=True)
    assert "内容不同" in answer.content.decode()
    office.refresh_from_db()
    assert office.calendar_digest
    assert Submission.objects.count() == 1


def test_a_view_is_kept_and_a_draft_dropped_once(office, client):
    answers = twice(client, "/governance/people/?q=陈", {"_view": "keep", "name": "陈姓"})
    assert answers[0].url == answers[1].url
    assert SavedView.objects.count() == 1
    draft = Draft.objects.create(user=office, path="/governance/people/", title="x", data="{}")
    answers = [client.post(f"/drafts/{draft.pk}/drop/", {"_submission": "d" * 32}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
