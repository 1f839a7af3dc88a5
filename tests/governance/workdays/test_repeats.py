"""A day of the calendar set twice: by a program with its key, on the page with its token."""

from datetime import date

from governance.kernel.clock.workdays import calendar
from governance.kernel.models.events import Event
from governance.workdays.models import CalendarChange
from tests.clients import Program

from .signing import enter_day, refused, set_day, signed

ADDRESS, PAGE = "governance/calendar-changes/", "/governance/workdays/changes/new/"
NEW_YEAR = date(2026, 1, 1)
OFFICE = "国办发明电〔2025〕7号"
STORM = {"date": "2026-12-07", "is_workday": "0", "note": OFFICE}


def written():
    return list(CalendarChange.objects.order_by("id").values("days", "basis")), Event.objects.count()


def test_the_same_key_and_content_gets_the_first_answer(place):
    office = Program(place.office)
    first = office.post(ADDRESS, STORM, key="k1")
    assert first.status_code == 201, first.content.decode()
    before = written()
    again = office.post(ADDRESS, STORM, key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replay"] == "true"
    assert written() == before


def test_the_same_key_with_another_day_is_refused_and_writes_nothing(place):
    office = Program(place.office)
    assert office.post(ADDRESS, STORM, key="k1").status_code == 201
    before = written()
    other = office.post(ADDRESS, STORM | {"date": "2026-12-08"}, key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert written() == before


def test_a_statutory_name_is_not_lost_where_none_is_sent(place):
    office = Program(place.office)
    before = written()
    same = office.post(ADDRESS, {"date": "2026-01-01", "is_workday": "0", "note": OFFICE})
    assert (same.status_code, same.json()["code"]) == (422, "nothing_changed")
    assert written() == before
    refused("nothing_changed", enter_day, place, NEW_YEAR, is_workday=False, name="", note=OFFICE)
    assert calendar().day(NEW_YEAR).name == "元旦"


def test_the_name_of_a_day_that_is_set_stays_where_none_is_sent(place):
    day = date(2026, 12, 7)
    set_day(place, day, is_workday=False, name="停工", note=OFFICE)
    refused("nothing_changed", enter_day, place, day, is_workday=False, note=OFFICE)
    set_day(place, day, is_workday=True, note=OFFICE)
    assert calendar().day(day).name == ""


def test_other_content_under_an_old_token_of_the_page_is_asked_for_and_then_taken(place, client):
    client.force_login(place.office)
    token = {"_submission": "a" * 32}
    first = client.post(PAGE, STORM | token)
    assert first.status_code == 302
    assert client.post(PAGE, STORM | token).url == first.url
    before, other = written(), STORM | {"date": "2026-12-08"}
    asked = client.post(PAGE, other | token)
    page = asked.content.decode()
    assert asked.status_code == 409
    assert "确要另外提交" in page
    assert "2026-12-08" in page
    assert "a" * 32 not in page
    assert written() == before
    signed(place, CalendarChange.objects.get())
    assert client.post(PAGE, other | {"_submission": "b" * 32}).status_code == 302
    assert CalendarChange.objects.count() == 2
