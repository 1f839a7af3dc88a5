"""What must not happen to the calendar: holidays worked, no notice, years over, two people at once, odd requests."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db.models import F

from governance.kernel.clock import clock, rules
from governance.kernel.clock.workdays import (
    ANNOUNCED,
    LEGAL_NAMES,
    Calendar,
    calendar,
    expected_workdays,
    statutory_days_off,
)
from governance.kernel.models.events import Event
from governance.kernel.models.rules import WorkDay
from governance.kernel.steps.errors import BusinessError
from governance.workdays import actions as workdays
from governance.workdays.models import CalendarChange
from tests.factories.base import make_district, user_with
from tests.kernel.threads import in_thread

from .signing import enter_day, enter_year, refused, second, set_day, set_year
from .test_workdays import LOCAL, OFFICE, YEAR, off, whole


# ------------------------------------------------------------ single days
@pytest.mark.parametrize("year", [YEAR - 1, YEAR])
def test_no_statutory_day_off_becomes_a_work_day(place, year):
    for day, name in statutory_days_off(year).items():
        found = refused("statutory_day_off", enter_day, place, day, is_workday=True, note=OFFICE)
        assert name in found.message
        assert found.field == "is_workday"


@pytest.mark.parametrize("note", ["", "台风停工", "〔2026〕7号", "国办发明电2026年7号", "国办发明电〔2026〕号"])
def test_every_change_rests_on_a_numbered_notice(place, note):
    day = date(YEAR - 1, 11, 24)
    refusal = refused("notice_missing", enter_day, place, day, is_workday=False, note=note)
    assert refusal.field == "note"


@pytest.mark.parametrize(
    "note", [LOCAL, OFFICE, "国办发明电[2026]7号", "国办发明电 〔２０２６〕 7 号", "依据株政办发〔2026〕31号"]
)
def test_notice_numbers_are_read_as_people_write_them(place, note):
    set_day(place, date(YEAR - 1, 11, 24), is_workday=False, name="停工", note=note)
    assert not clock.is_workday(date(YEAR - 1, 11, 24))


@pytest.mark.parametrize(
    "note",
    [
        "荷国务院办公厅未发〔2026〕5号",
        "国务院办公厅未发〔2026〕5号",
        "株国办发〔2026〕5号",
        "国办〔2026〕5号",
        "国办发明电大〔2026〕5号",
        "国务院办公厅通知，荷政办发〔2026〕5号",
        "荷政办发〔2026〕5号（国务院办公厅）",
    ],
)
def test_the_number_is_read_as_a_whole(place, note):
    given = {"is_workday": True, "note": note}
    assert refused("notice_missing", enter_day, place, date(YEAR - 1, 12, 5), **given).field == "note"
    assert refused("notice_missing", enter_year, place, YEAR, whole(), note).field == "note"


@pytest.mark.parametrize(
    "note",
    [
        "根据国办发明电〔2026〕7号",
        "国务院办公厅国办发明电〔2026〕7号",
        "《国务院办公厅关于2027年部分节假日安排的通知》（国办发明电〔2026〕7号）",
        "国办函〔2026〕第7号",
    ],
)
def test_the_offices_own_numbers_are_taken_with_what_stands_around_them(place, note):
    set_day(place, date(YEAR - 1, 12, 5), is_workday=True, note=note)
    assert clock.is_workday(date(YEAR - 1, 12, 5))


@pytest.mark.parametrize(
    ("day", "note"),
    [
        (date(YEAR - 1, 12, 5), f"国办发明电〔{YEAR}〕7号"),  # of a year that has not begun
        (date(YEAR - 1, 12, 5), "国办发明电〔2019〕16号"),
        (date(YEAR, 2, 27), f"国办发明电〔{YEAR - 2}〕7号"),
        (date(YEAR - 1, 11, 24), f"株政办发〔{YEAR}〕3号"),
        (date(YEAR - 1, 11, 24), f"株政办发〔{YEAR + 3}〕3号"),
        (date(YEAR - 1, 11, 24), "株政办发〔2019〕3号"),
    ],
)
def test_a_notice_is_of_the_time_of_what_it_arranges(place, day, note):
    given = {"is_workday": day.weekday() > 4, "note": note}
    refusal = refused("notice_of_another_year", enter_day, place, day, **given)
    assert (refusal.field, "请核对" in refusal.message) == ("note", True)


def test_the_table_of_a_year_rests_on_no_notice_of_a_year_to_come(place):
    refusal = refused("notice_of_another_year", enter_year, place, YEAR, whole(), f"国办发明电〔{YEAR}〕7号")
    assert "还没有到" in refusal.message


def test_only_the_office_of_the_state_council_shifts_weekends(place):
    day = date(YEAR - 1, 12, 5)
    refused("notice_missing", enter_day, place, day, is_workday=True, note=LOCAL)
    set_day(place, day, is_workday=True, note=OFFICE)
    assert clock.is_workday(day)


@pytest.mark.parametrize("year", [ANNOUNCED.start, YEAR - 3, YEAR - 2])
def test_a_year_that_is_over_stays_as_it_was(place, year):
    day = date(year, 6, 2)
    refused("year_is_over", enter_day, place, day, is_workday=not clock.is_workday(day), note=OFFICE)


def test_a_holiday_bears_the_name_of_the_law(place, client):
    names = {name for year in range(ANNOUNCED.start, YEAR + 2) for name in statutory_days_off(year).values()}
    assert names == {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}
    used = {day.name for year in (2024, 2025, 2026) for day in calendar().year(year) if day.is_statutory_holiday}
    assert used <= names
    short = {full: name for name, full in LEGAL_NAMES.items()}
    lines = [{**line, "name": short.get(line["name"], line["name"])} for line in whole()]
    set_year(place, YEAR, lines, OFFICE)
    assert set(WorkDay.objects.exclude(name="").values_list("name", flat=True)) == names
    client.force_login(place.office)
    page = client.get(f"/governance/workdays/?year={YEAR}").content.decode()
    assert '<span class="n">端午节</span>' in page


# ------------------------------------------------------------ the count of a year
@pytest.mark.parametrize("year", [2025, 2026])
def test_the_expected_count_is_that_of_the_announced_years(year):
    assert sum(day.is_workday for day in Calendar().year(year)) == expected_workdays(year) == 248


def test_the_page_counts_right_before_the_table_and_doubts_a_table_that_does_not_add_up(place, client):
    client.force_login(place.office)
    page = client.get(f"/governance/workdays/?year={YEAR}").content.decode()
    assert f"全年应为 {expected_workdays(YEAR)} 个工作日" in page
    change = enter_year(place, YEAR, whole(), OFFICE)
    client.force_login(second(place))
    for address in (change.get_absolute_url(), change.url("confirm")):
        assert "请核对是否漏登补假或者调休上班" in client.get(address).content.decode()


# ------------------------------------------------------------ the table and its confirmation
def test_a_table_names_the_notice_of_the_year(place):
    for note, code in (
        ("", "notice_missing"),
        ("按通知办理", "notice_missing"),
        (LOCAL, "notice_missing"),
        ("国办发明电〔2019〕16号", "notice_of_another_year"),
    ):
        assert refused(code, enter_year, place, YEAR, whole(), note).field == "note"


def test_a_year_is_entered_when_it_can_be_known(place):
    refused("not_announced_yet", enter_year, place, YEAR + 1, whole(), f"国办发明电〔{YEAR}〕7号")


def test_a_confirmed_year_is_not_changed_once_it_is_over(place):
    set_year(place, YEAR, whole(), OFFICE)
    more = [*whole(), off("停工", (3, 3))]
    gap = [line for line in whole() if line["name"] != "中秋节"]
    refused("statutory_days_missing", enter_year, place, YEAR, gap, OFFICE)
    change = enter_year(place, YEAR, more, OFFICE)
    with clock.travel(date(YEAR + 1, 1, 1)):
        refused("year_is_over", workdays.confirm, change, actor=second(place))
        workdays.withdraw(change, actor=place.office)
        refused("year_is_over", enter_year, place, YEAR, more, OFFICE)


def test_a_change_that_the_calendar_says_already_is_not_confirmed(place):
    change = enter_day(place, date(YEAR - 1, 11, 24), is_workday=False, name="停工", note=LOCAL)
    WorkDay.objects.create(date=date(YEAR - 1, 11, 24), is_workday=False, name="停工")  # however it came about
    refused("nothing_changed", workdays.confirm, change, actor=second(place))


def test_a_double_click_confirms_once(place, client):
    change = enter_year(place, YEAR, whole(), OFFICE)
    client.force_login(second(place))
    sent = {"note": "", "_submission": "a" * 32}
    assert [client.post(change.url("confirm"), sent).status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(kind="governance.calendar_change.confirm").count() == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"date": ["2026-12-01"]},
        {"date": {"a": 1}},
        {"date": "0000-00-00"},
        {"date": "9999-12-31"},
        {"date": "2026-12-01T10:00:00Z"},
        {"is_workday": "maybe"},
        {"is_workday": [True]},
        {"is_workday": None},
        {"name": "长" * 41},
        {"name": "\u0000"},
        {"note": ["国办"]},
        {"note": ""},
        {"note": None},
    ],
)
def test_odd_bodies_are_refused(place, client, odd):
    client.force_login(place.office)
    body = {"date": "2026-12-01", "is_workday": False, "name": "停工", "note": LOCAL, **odd}
    answer = client.post("/api/v1/governance/calendar-changes/", body, content_type="application/json")
    assert answer.status_code == 422, answer.content
    assert not CalendarChange.objects.exists()


@pytest.mark.parametrize("year", ["abcd", "-1", "99999", "２０２７", "2027'", ""])
def test_odd_years_show_this_year(place, client, year):
    client.force_login(place.office)
    page = client.get("/governance/workdays/", {"year": year}).content.decode()
    assert f"工作日历 {YEAR - 1} 年" in page
    assert ("之间的整数，现在显示今年" in page) == bool(year)


# ------------------------------------------------------------ at once
@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_enter_one_change_and_confirm_once():
    rules.load_rules()
    place = make_district()
    first, other, third = (user_with("district_office", place.district, name) for name in ("o1", "o2", "o3"))

    def attempt(call, *users):
        def run(user):
            try:
                call(user)
            except BusinessError as refusal:
                return refusal.code
            return "done"

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(in_thread(run), users))

    def enter(user):
        return workdays.plan_year(CalendarChange(), actor=user, year=YEAR, periods=whole(), note=OFFICE)

    with clock.travel(date(YEAR - 1, 11, 20)):
        both = attempt(enter, first, other)
        assert both[0] in ("already_proposed", "done")
        assert both.count("done") == 1
        change = CalendarChange.objects.get()
        both = attempt(lambda user: workdays.confirm(change, actor=user), change.created_by, third)
        assert both == ["done", "own_proposal"] or both == ["done", "wrong_state"]
        assert WorkDay.objects.filter(date__year=YEAR).count() == (date(YEAR + 1, 1, 1) - date(YEAR, 1, 1)).days
        more = enter_more(first)
        both = attempt(lambda user: workdays.confirm(more, actor=user), other, third)
        assert both == ["done", "wrong_state"]
    assert Event.objects.filter(kind="governance.calendar_change.confirm").count() == 2
    assert not CalendarChange.objects.filter(confirmed_by=F("created_by")).exists()


def enter_more(user):
    periods = [*whole(), off("停工", (3, 3))]
    return workdays.plan_year(CalendarChange(), actor=user, year=YEAR, periods=periods, note=OFFICE)
