"""The work calendar on its pages: single days, a year's table, its confirmation."""

from datetime import date, timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.clock.workdays import ANNOUNCED
from governance.kernel.models.events import Event
from governance.kernel.models.rules import WorkDay
from governance.kernel.steps.errors import BusinessError
from governance.workdays import actions as workdays

YEAR = ANNOUNCED.stop  # the first year the library does not know
LOCAL, OFFICE = "株政办发〔2026〕31号", "国办发明电〔2026〕7号"


def off(name, first, last=None):
    return {"first": date(YEAR, *first), "last": date(YEAR, *(last or first)), "kind": "off", "name": name}


def whole():
    """A table with every statutory day off, and more days around the Spring Festival."""
    days = workdays.statutory_days_off(YEAR)
    spring = [day for day, name in days.items() if name == "春节"]
    rest = [off(name, (day.month, day.day)) for day, name in days.items() if name != "春节"]
    first, last = min(spring), max(spring) + timedelta(3)
    return [*rest, off("春节", (first.month, first.day), (last.month, last.day))]


def test_a_corrected_day_counts_at_once(place):
    day = date(YEAR - 1, 11, 24)
    assert clock.is_workday(day) is (day.weekday() < 5)
    workdays.set_day(day, actor=place.office, is_workday=False, name="停工", note=f"台风，{LOCAL}")
    assert not clock.is_workday(day)
    event = Event.objects.get(kind="governance.workday.set")
    assert (event.object_id, event.actor) == (int(f"{day:%Y%m%d}"), place.office)
    with pytest.raises(BusinessError) as refusal:
        workdays.set_day(day, actor=place.office, is_workday=False, name="停工", note=LOCAL)
    assert refusal.value.code == "nothing_changed"


def test_nobody_else_may(place):
    for act in (
        lambda: workdays.set_day(date(YEAR, 3, 1), actor=place.secretary, is_workday=True, note=OFFICE),
        lambda: workdays.plan_year(YEAR, actor=place.secretary, periods=whole()),
        lambda: workdays.confirm_year(YEAR, actor=place.secretary),
    ):
        with pytest.raises(BusinessError) as refusal:
            act()
        assert refusal.value.code == "not_allowed"
    assert not WorkDay.objects.exists()
    assert not Event.objects.exists()


def test_a_year_is_entered_and_then_confirmed(place):
    assert workdays.year_status(YEAR) == "provisional"
    with pytest.raises(BusinessError) as refusal:
        workdays.confirm_year(YEAR, actor=place.office, note=OFFICE)
    assert refusal.value.code == "not_entered"
    assert not WorkDay.objects.exists()
    saturday = next(date(YEAR, 2, n) for n in range(12, 20) if date(YEAR, 2, n).weekday() == 5)
    work = {"first": saturday, "last": None, "kind": "work", "name": ""}
    workdays.plan_year(YEAR, actor=place.office, periods=[*whole(), work])
    assert clock.is_workday(saturday)
    assert clock.is_statutory_holiday(date(YEAR, 2, 6))
    assert clock.is_provisional(date(YEAR, 2, 6))
    workdays.confirm_year(YEAR, actor=place.office, note=OFFICE)
    assert workdays.year_status(YEAR) == "confirmed"
    assert not clock.is_provisional(date(YEAR, 3, 3))
    lines = workdays.periods_of(YEAR)
    assert whole()[-1] in lines
    workdays.plan_year(YEAR, actor=place.office, periods=whole(), note=OFFICE)
    assert workdays.year_status(YEAR) == "confirmed"
    with pytest.raises(BusinessError) as refusal:
        workdays.confirm_year(YEAR, actor=place.office, note=OFFICE)
    assert refusal.value.code == "already_confirmed"


def test_a_table_without_a_statutory_day_off_is_not_confirmed(place):
    gap = [line for line in whole() if line["name"] != "端午节"]
    with pytest.raises(BusinessError, match=r"第二条.*端午节") as refusal:
        workdays.plan_year(YEAR, actor=place.office, periods=gap)
    assert refusal.value.code == "statutory_days_missing"
    assert not WorkDay.objects.exists()
    workdays.plan_year(YEAR, actor=place.office, periods=whole())
    WorkDay.objects.filter(name="端午节").update(is_workday=True)  # however it came about
    before = list(WorkDay.objects.values()), Event.objects.count()
    with pytest.raises(BusinessError, match=r"第二条.*端午节") as refusal:
        workdays.confirm_year(YEAR, actor=place.office, note=OFFICE)
    assert refusal.value.code == "statutory_days_missing"
    assert (list(WorkDay.objects.values()), Event.objects.count()) == before


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
    with pytest.raises(BusinessError) as refusal:
        workdays.plan_year(YEAR, actor=place.office, periods=periods)
    assert refusal.value.code == code
    assert not WorkDay.objects.exists()
    assert not Event.objects.exists()


def test_announced_and_far_years_are_not_replaced(place):
    for year, code in ((YEAR - 1, "year_announced"), (YEAR + 9, "year_out_of_range")):
        with pytest.raises(BusinessError) as refusal:
            workdays.plan_year(year, actor=place.office, periods=whole())
        assert refusal.value.code == code


def seen():
    """What a page that was opened now carries along."""
    return {"_version": str(workdays.year_version(YEAR))}


def test_the_pages(place, client):
    client.force_login(place.office)
    page = client.get(f"/governance/workdays/?year={YEAR}").content.decode()
    assert "暂定" in page
    assert "登记放假安排" in page
    assert client.get("/governance/workdays/?year=9999").status_code == 200
    assert "元旦" in client.get(f"/governance/workdays/plan/?year={YEAR}").content.decode()
    rows = {}
    for n, line in enumerate(whole()):
        rows |= {f"periods-{n}-{name}": str(value) for name, value in line.items()}
    assert client.post(f"/governance/workdays/plan/?year={YEAR}", rows | seen()).status_code == 302
    assert client.post(f"/governance/workdays/confirm/?year={YEAR}", {"note": ""}).status_code == 422
    answer = client.post(f"/governance/workdays/confirm/?year={YEAR}", {"note": "国办发明电〔2026〕7号"} | seen())
    assert answer.url == f"/governance/workdays/?year={YEAR}"
    assert "已确认" in client.get(answer.url).content.decode()
    wrong = client.post("/governance/workdays/set/", {"date": "2026-02-30", "is_workday": "1"})
    assert wrong.status_code == 422
    client.force_login(place.secretary)
    assert client.get("/governance/workdays/").status_code == 200
    assert client.get("/governance/workdays/set/").status_code == 404


def test_the_api(place, client):
    client.force_login(place.office)
    days = client.get("/api/v1/governance/workdays/", {"year": YEAR - 1}).json()["results"]
    assert len(days) in (365, 366)
    given = {"date": f"{YEAR - 1}-12-01", "is_workday": False, "name": "停工", "note": LOCAL}
    assert client.post("/api/v1/governance/workdays/", given, content_type="application/json").status_code == 200
    assert client.post("/api/v1/governance/workdays/", given, content_type="application/json").status_code == 422
    assert client.post("/api/v1/governance/workdays/", [1], content_type="application/json").status_code == 422
    assert not clock.is_workday(date(YEAR - 1, 12, 1))
