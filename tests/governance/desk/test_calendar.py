"""A person's deadlines as a calendar: the address is a secret, made, changed and withdrawn by its owner."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.people.actions import access, switching
from tests.factories.base import make_district, user_with

NAME = "王小邻诉李小舍"


@pytest.fixture
def place(db):
    place = make_district()
    place.secretary = user_with("community_secretary", place.community)
    Deadline.objects.create(
        object_type="projects.micro_project",
        object_id=1,
        title=NAME,
        number="HT-1",
        task="社区初审",
        url="/projects/1/",
        permission="projects.check",
        area=place.building,
        desk=place.community,
        opened_on=clock.today(),
        due_on=clock.today() + timedelta(3),
    )
    return place


def address(client, do="renew"):
    """The address that the answer shows, once."""
    page = client.post("/account/calendar/", {"do": do}).content.decode()
    found = re.search(r"/calendar/[\w-]+\.ics", page)
    return found and found.group(0)


def test_the_feed_holds_my_deadlines_without_personal_data(place, client):
    client.force_login(place.secretary)
    feed = address(client)
    assert feed.split("/")[2].removesuffix(".ics") not in client.get("/account/").content.decode()
    client.logout()
    answer = client.get(feed)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["SUMMARY"], event["LOCATION"]) == ("社区初审 HT-1", "野鸭冲社区")
    assert event.decoded("DTSTART") == clock.today() + timedelta(3)
    assert NAME not in answer.content.decode()


def test_a_renewed_or_withdrawn_address_stops_working(place, client):
    client.force_login(place.secretary)
    first = address(client)
    second = address(client)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    client.post("/account/calendar/", {"do": "withdraw"})
    assert client.get(second).status_code == 404
    kinds = Event.objects.filter(kind="governance.user.calendar").order_by("id")
    assert [event.label for event in kinds] == ["设置日历订阅", "设置日历订阅", "停用日历订阅"]
    tokens = [found.split("/")[2].removesuffix(".ics") for found in (first, second)]
    assert not any(token in str(event.data) for event in kinds for token in tokens)


def test_a_stopped_account_has_no_calendar(place, client):
    token = access.renew_calendar(place.secretary, actor=place.secretary)
    assert client.get(f"/calendar/{token}.ics").status_code == 200
    admin = user_with("sys_admin", place.district)
    switching.stop(place.secretary, actor=admin, note="调离本单位")
    assert client.get(f"/calendar/{token}.ics").status_code == 404
    assert client.get("/calendar/none.ics").status_code == 404
    assert client.post(f"/calendar/{token}.ics").status_code == 405


def test_too_many_requests_are_refused(place, client):
    token = access.renew_calendar(place.secretary, actor=place.secretary)
    answers = {client.get(f"/calendar/{token}.ics").status_code for _ in range(61)}
    assert answers == {200, 429}
    assert client.get(f"/calendar/{token}.ics", REMOTE_ADDR="10.0.0.7").status_code == 200
    assert client.get("/calendar/none.ics").status_code == 404  # an office is one address


def test_the_address_is_kept_as_a_digest(place):
    token = access.renew_calendar(place.secretary, actor=place.secretary)
    place.secretary.refresh_from_db()
    assert place.secretary.calendar_digest not in ("", token)
