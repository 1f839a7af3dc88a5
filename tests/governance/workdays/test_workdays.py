"""The work calendar on its pages: single days, a year's table, its confirmation."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.kernel.clock import clock
from governance.kernel.clock.workdays import ANNOUNCED, calendar, statutory_days_off
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.rules import WorkDay
from governance.workdays import actions as workdays
from governance.workdays.checks import signed_changes
from governance.workdays.models import CalendarChange
from governance.workdays.year_tables import lines_of, year_status
from tests.factories.base import user_with

from .signing import enter_day, enter_year, refused, second, set_day, set_year, signed

YEAR = ANNOUNCED.stop  # the first year the library does not know
LOCAL, OFFICE = "株政办发〔2026〕31号", "国办发明电〔2026〕7号"


def off(name, first, last=None):
    return {"first": date(YEAR, *first), "last": date(YEAR, *(last or first)), "kind": "off", "name": name}


def whole():
    """A table with every statutory day off, and more days around the Spring Festival."""
    days = statutory_days_off(YEAR)
    spring = [day for day, name in days.items() if name == "春节"]
    rest = [off(name, (day.month, day.day)) for day, name in days.items() if name != "春节"]
    first, last = min(spring), max(spring) + timedelta(3)
    return [*rest, off("春节", (first.month, first.day), (last.month, last.day))]


def test_a_corrected_day_counts_from_its_second_signature(place):
    day = date(YEAR - 1, 11, 24)
    assert clock.is_workday(day) is (day.weekday() < 5)
    change = enter_day(place, day, is_workday=False, name="停工", note=f"台风，{LOCAL}")
    assert clock.is_workday(day)
    assert not WorkDay.objects.exists()
    change = signed(place, change)
    assert not clock.is_workday(day)
    assert (change.status, change.created_by, change.confirmed_by) == ("confirmed", place.office, place.office2)
    entered, confirmed = Event.objects.filter(object_type="governance.calendarchange").order_by("id")
    assert (entered.kind, entered.actor) == ("governance.calendar_change.set_day", place.office)
    assert (confirmed.kind, confirmed.actor) == ("governance.calendar_change.confirm", place.office2)
    assert confirmed.data["changes"] == [[clock.zh_date(day), "上班", "休息（停工）"]]
    assert ["通知文号", f"台风，{LOCAL}"] in confirmed.data["facts"]
    refused("nothing_changed", enter_day, place, day, is_workday=False, name="停工", note=LOCAL)


def test_whoever_entered_a_change_does_not_confirm_it(place, client):
    change = enter_day(place, date(YEAR - 1, 11, 24), is_workday=False, name="停工", note=LOCAL)
    for step in (workdays.confirm, workdays.refuse):
        message = refused("own_proposal", step, change, actor=place.office, note="核对").message
        assert message.startswith("这项更改由您登记")
        assert message.endswith("（本区默认）")
    with pytest.raises(IntegrityError, match="calendar_change_confirmed_by_another"), transaction.atomic():
        CalendarChange.objects.update(status="confirmed", confirmed_by=place.office)
    with pytest.raises(IntegrityError, match="calendar_change_made_is_confirmed"), transaction.atomic():
        CalendarChange.objects.update(status="confirmed")
    client.force_login(place.office)
    answer = client.post(change.url("confirm"), {"note": ""})
    assert (answer.status_code, WorkDay.objects.exists()) == (422, False)
    leader = user_with("district_leader", place.district)
    assert workdays.confirm(change, actor=leader).status == "confirmed"


def test_verify_names_a_change_that_nobody_signed(place):
    change = set_day(place, date(YEAR - 1, 11, 24), is_workday=False, name="停工", note=LOCAL)
    assert signed_changes() == []
    CalendarChange.objects.update(confirmed_by=user_with("district_leader", place.district))
    assert len(signed_changes()) == 1
    assert str(change) in signed_changes()[0]


def test_a_change_is_refused_by_another_and_taken_back_by_its_author(place):
    day = date(YEAR - 1, 11, 24)
    change = enter_day(place, day, is_workday=False, name="停工", note=LOCAL)
    refused("not_the_proposer", workdays.withdraw, change, actor=second(place))
    assert workdays.refuse(change, actor=place.office2, note="通知是另一天").status == "refused"
    change = enter_day(place, day, is_workday=False, name="停工", note=LOCAL)
    assert workdays.withdraw(change, actor=place.office).status == "withdrawn"
    refused("wrong_state", workdays.confirm, change, actor=place.office2)
    assert clock.is_workday(day)


def test_only_changes_of_the_same_days_wait_for_one_another(place):
    day, next_day = date(YEAR - 1, 11, 24), date(YEAR - 1, 11, 25)
    first = enter_day(place, day, is_workday=False, name="停工", note=LOCAL)
    found = refused("already_proposed", enter_day, place, day, is_workday=False, name="台风", note=LOCAL)
    assert str(first) in found.message
    with pytest.raises(IntegrityError, match="calendar_change_once_a_day_at_a_time"), transaction.atomic():
        CalendarChange.objects.create(
            kind="day", year=YEAR - 1, days=[[day.isoformat(), True, ""]], basis="x", created_by=place.office
        )
    set_day(place, next_day, is_workday=False, name="停工", note=LOCAL)
    assert not clock.is_workday(next_day)
    signed(place, first)
    assert not clock.is_workday(day)


def test_the_table_of_a_year_and_its_days_wait_for_one_another(place):
    table = enter_year(place, YEAR, whole(), OFFICE)
    given = {"is_workday": False, "name": "停工", "note": LOCAL}
    assert str(table) in refused("already_proposed", enter_day, place, date(YEAR, 3, 3), **given).message
    refused("already_proposed", enter_year, place, YEAR, [*whole(), off("停工", (3, 3))], OFFICE)
    workdays.withdraw(table, actor=place.office)
    enter_day(place, date(YEAR, 3, 3), **given)
    refused("already_proposed", enter_year, place, YEAR, whole(), OFFICE)


def test_the_second_signature_waits_on_a_desk(place):
    change = enter_day(place, date(YEAR - 1, 11, 24), is_workday=False, name="停工", note=LOCAL)
    waits = Deadline.objects.open().get(object_type="governance.calendarchange")
    assert (waits.task, waits.object_id) == ("确认工作日历的更改", change.pk)
    assert waits.is_assigned_to(second(place))
    signed(place, change)
    assert not Deadline.objects.open().filter(object_type="governance.calendarchange").exists()


def test_nobody_else_may(place):
    change = enter_day(place, date(YEAR - 1, 11, 24), is_workday=False, name="停工", note=LOCAL)
    for act in (
        lambda: enter_day(place, date(YEAR, 3, 1), actor=place.secretary, is_workday=False, note=LOCAL),
        lambda: enter_year(place, YEAR, whole(), OFFICE, actor=place.secretary),
        lambda: workdays.confirm(change, actor=place.secretary),
        lambda: workdays.withdraw(change, actor=place.secretary),
    ):
        refused("not_allowed", act)


def test_a_year_is_entered_and_then_confirmed(place):
    assert year_status(YEAR) == "provisional"
    saturday = next(date(YEAR, 2, n) for n in range(12, 20) if date(YEAR, 2, n).weekday() == 5)
    work = {"first": saturday, "last": None, "kind": "work", "name": ""}
    change = enter_year(place, YEAR, [*whole(), work], OFFICE)
    assert not clock.is_workday(saturday)
    assert not WorkDay.objects.exists()
    signed(place, change)
    assert clock.is_workday(saturday)
    assert clock.is_statutory_holiday(date(YEAR, 2, 6))
    assert year_status(YEAR) == "confirmed"
    assert not clock.is_provisional(date(YEAR, 3, 3))
    assert whole()[-1] in lines_of(calendar().year(YEAR))
    set_year(place, YEAR, whole(), OFFICE)
    assert year_status(YEAR) == "confirmed"
    assert not clock.is_workday(saturday)
    refused("nothing_changed", enter_year, place, YEAR, whole(), OFFICE)


def test_a_table_without_a_statutory_day_off_is_not_entered(place):
    gap = [line for line in whole() if line["name"] != "端午节"]
    found = refused("statutory_days_missing", enter_year, place, YEAR, gap, OFFICE)
    assert re.search("第二条.*端午节", found.message)


@pytest.mark.parametrize(
    ("periods", "code"),
    [
        ([off("春节", (2, 11), (2, 5))], "dates_the_wrong_way_round"),
        ([off("春节", (2, 5), (2, 28))], "holiday_too_long"),
        ([off("春节", (2, 5), (2, 8)), off("元宵", (2, 8))], "days_overlap"),
        ([off(" ", (2, 5))], "name_missing"),
        ([{"first": date(YEAR, 2, 7), "last": None, "kind": "work", "name": ""}], "not_a_weekend"),
        ([{"first": date(YEAR + 1, 2, 7), "last": None, "kind": "off", "name": "春节"}], "day_of_another_year"),
    ],
)
def test_a_wrong_table_writes_nothing(place, periods, code):
    if code == "not_a_weekend":
        periods[0]["first"] = next(date(YEAR, 2, n) for n in range(1, 8) if date(YEAR, 2, n).weekday() == 2)
    assert refused(code, enter_year, place, YEAR, periods, OFFICE).field == "periods"


def test_announced_and_far_years_are_not_replaced(place):
    for year, code in ((YEAR - 1, "year_announced"), (YEAR + 9, "year_out_of_range")):
        refused(code, enter_year, place, year, whole(), OFFICE)


def test_the_pages(place, client):
    client.force_login(place.office)
    page = client.get(f"/governance/workdays/?year={YEAR}").content.decode()
    assert "暂定" in page
    assert "登记放假安排" in page
    assert client.get("/governance/workdays/?year=9999").status_code == 200
    form = f"/governance/workdays/changes/new/plan_year/?year={YEAR}"
    assert "元旦" in client.get(form).content.decode()
    rows = {"year": str(YEAR)}
    for n, line in enumerate(whole()):
        rows |= {f"periods-{n}-{name}": str(value) for name, value in line.items()}
    wrong = client.post(form, rows | {"note": ""})
    assert wrong.status_code == 422
    assert "端午节" in wrong.content.decode()
    assert client.post(form, rows | {"note": OFFICE}).status_code == 302
    change = CalendarChange.objects.get()
    page = client.get(f"/governance/workdays/?year={YEAR}").content.decode()
    assert "等待另一人确认" in page
    assert change.get_absolute_url() in page
    assert f'href="{change.url("confirm")}"' not in client.get(change.get_absolute_url()).content.decode()
    client.force_login(second(place))
    assert OFFICE in client.get(change.url("confirm")).content.decode()
    assert client.post(change.url("confirm"), {"note": ""}).url == change.get_absolute_url()
    assert "已确认" in client.get(f"/governance/workdays/?year={YEAR}").content.decode()
    wrong = client.post("/governance/workdays/changes/new/", {"date": "2026-02-30", "is_workday": "1"})
    assert wrong.status_code == 422
    client.force_login(place.secretary)
    assert client.get("/governance/workdays/").status_code == 200
    assert client.get("/governance/workdays/changes/").status_code == 200
    assert client.get("/governance/workdays/changes/new/").status_code == 404


def test_the_api(place, client):
    client.force_login(place.office)
    days = client.get("/api/v1/governance/workdays/", {"year": YEAR - 1}).json()["results"]
    assert len(days) in (365, 366)
    given = {"date": f"{YEAR - 1}-12-01", "is_workday": False, "name": "停工", "note": LOCAL}
    address = "/api/v1/governance/calendar-changes/"
    answer = client.post(address, given, content_type="application/json")
    assert answer.status_code == 201, answer.content.decode()
    assert client.post(address, given, content_type="application/json").status_code == 422
    assert client.post(address, [1], content_type="application/json").status_code == 422
    assert clock.is_workday(date(YEAR - 1, 12, 1))
    row = client.get(f"{address}{answer.json()['id']}/").json()
    assert (row["days"], row["status"]) == ([{"date": given["date"], "is_workday": False, "name": "停工"}], "proposed")
    client.force_login(second(place))
    confirm = f"{address}{row['id']}/steps/confirm/"
    assert client.post(confirm, {}, content_type="application/json").status_code == 200
    assert not clock.is_workday(date(YEAR - 1, 12, 1))
