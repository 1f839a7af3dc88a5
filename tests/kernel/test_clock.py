"""The clock and the arithmetic of days: 民法典 201–203, make-up days, years not yet announced."""

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from governance.kernel.clock import clock, workdays
from governance.kernel.models import fresh
from governance.kernel.models.rules import WorkDay
from tests.unhurried import given

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2005, 1, 1), date(2040, 12, 31))
calendar = workdays.Calendar()


@pytest.fixture
def announced_only(monkeypatch):
    monkeypatch.setattr(workdays, "calendar", lambda: calendar)


def test_only_the_main_thread_sets_the_time():
    refused, begun = [], clock.now()

    def attempt():
        try:
            with clock.travel(date(2026, 11, 20)):
                pass
        except RuntimeError as fault:
            refused.append(str(fault))

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    assert refused == ["The time of all threads is set by the main thread."]
    assert clock.now() >= begun


def test_travel_stops_every_thread_of_the_process():
    seen, begun = [], clock.now()
    with clock.travel(date(2026, 11, 20)):
        thread = threading.Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
        with clock.travel(datetime(2027, 1, 1, 0, 30)):
            assert clock.now() == datetime(2027, 1, 1, 0, 30, tzinfo=SHANGHAI)
        assert clock.now() == datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
    assert seen == [date(2026, 11, 20)]
    assert timedelta(0) <= clock.now() - begun < timedelta(hours=1)


def test_today_is_the_day_in_shanghai_not_in_london():
    with clock.travel(datetime(2026, 11, 20, 17, tzinfo=ZoneInfo("UTC"))):
        assert clock.today() == date(2026, 11, 21)


def test_one_second_before_midnight_and_one_after_are_two_days():
    for moment, day in ((datetime(2026, 11, 20, 23, 59, 59), 20), (datetime(2026, 11, 21, 0, 0, 1), 21)):
        with clock.travel(moment):
            assert clock.today() == date(2026, 11, day)


def test_months_and_years_begin_in_shanghai_not_in_london():
    evening = datetime(2027, 12, 31, 16, 10, tzinfo=ZoneInfo("UTC"))  # ten past midnight on New Year's Day of 2028
    assert clock.local_date(evening) == date(2028, 1, 1)
    assert clock.month_start(evening) == clock.year_start(evening) == date(2028, 1, 1)
    assert clock.month_end(evening) == date(2028, 1, 31)
    assert f"{clock.local_moment(evening):%Y-%m-%d %H:%M}" == "2028-01-01 00:10"


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_month_begins_and_ends(day, first, last):
    assert (clock.month_start(day), clock.month_end(day)) == (first, last)


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        ("2026-10-01", False),
        ("2026-10-07", False),
        ("2026-10-10", True),  # a Saturday worked for the holiday
        ("2026-11-21", False),
        ("2026-11-20", True),
    ],
)
def test_announced_years_know_make_up_days(announced_only, day, is_workday):
    assert clock.is_workday(date.fromisoformat(day)) is is_workday
    assert not clock.is_provisional(date.fromisoformat(day))


def test_years_not_announced_are_provisional(announced_only):
    year = workdays.ANNOUNCED.stop
    assert clock.is_provisional(date(year, 6, 15))
    assert not clock.is_workday(date(year, 1, 1))
    assert not clock.is_workday(date(year, 10, 3))
    assert len(calendar.year(year)) in (365, 366)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2027-01-01", "元旦"),
        *((f"2027-02-0{n}", "春节") for n in (5, 6, 7, 8)),  # 除夕 to 初三
        ("2027-04-05", "清明节"),
        ("2028-04-04", "清明节"),
        ("2027-06-09", "端午节"),
        ("2027-09-15", "中秋节"),
        ("2027-10-03", "国庆节"),
        ("2028-10-03", "中秋节"),  # on 国庆节, too
        ("2034-02-19", "春节"),  # 2033 has the rare leap month: 冬月 counts twice
        ("2100-10-01", "国庆节"),
        ("2150-05-01", "劳动节"),  # beyond the lunar tables: the fixed days remain
    ],
)
def test_statutory_days_off_are_computed(announced_only, day, name):
    assert calendar.day(date.fromisoformat(day)) == workdays.Day(date.fromisoformat(day), False, name, True)


@pytest.mark.parametrize("year", range(2025, workdays.ANNOUNCED.stop))
def test_computed_days_off_agree_with_the_announced(year):
    days = workdays.statutory_days_off(year)
    assert len(days) >= 12
    assert not any(calendar.day(day).is_workday for day in days)


@pytest.mark.parametrize("year", range(2008, workdays.ANNOUNCED.stop))
def test_moving_holidays_agree_with_the_announced(year):
    for day, name in workdays.moving_days_off(year).items():
        if name != "春节":
            assert not calendar.day(day).is_workday


def test_only_years_ahead_are_provisional(announced_only):
    assert [clock.is_open_year(year) for year in (1998, 2026, workdays.ANNOUNCED.stop)] == [False, False, True]
    assert not clock.is_provisional(date(1998, 3, 3))


@pytest.mark.parametrize(
    ("start", "length", "unit", "last"),
    [
        ("2027-01-29", 5, "wd", "2027-02-09"),  # not 除夕
        ("2027-01-22", 15, "d", "2027-02-09"),  # not 初一
    ],
)
def test_no_period_ends_on_the_spring_festival_of_an_unannounced_year(announced_only, start, length, unit, last):
    assert clock.due_date(date.fromisoformat(start), length, unit) == date.fromisoformat(last)


@given(
    DAYS,
    st.integers(1, 90),
    st.sampled_from(("d", "wd", "month")),
    st.sampled_from(("none", "holiday", "rest_day")),
    st.sets(st.integers(0, 120), max_size=8),
)
def test_adding_holidays_never_moves_a_deadline_earlier(day, length, unit, moves, offsets):
    added = {day + timedelta(n): workdays.Day(day + timedelta(n), False, "加放") for n in offsets}
    before = due_by(calendar, day, min(length, 4) if unit == "month" else length, unit, moves)
    after = due_by(workdays.Calendar(added), day, min(length, 4) if unit == "month" else length, unit, moves)
    assert after >= before


def due_by(known, day, length, unit, moves):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workdays, "calendar", lambda: known)
        return clock.due_date(day, length, unit, moves)


@pytest.mark.django_db
def test_rows_of_the_office_override_both(django_assert_num_queries):
    saturday, holiday = date(2026, 11, 21), date(2028, 1, 26)
    WorkDay.objects.create(date=saturday, is_workday=True, name="临时上班")
    WorkDay.objects.create(date=holiday, is_workday=False, name="春节")
    with django_assert_num_queries(1):
        assert clock.is_workday(saturday)
        assert clock.is_statutory_holiday(holiday)
        assert not clock.is_provisional(holiday)
    WorkDay.objects.get(date=saturday).delete()
    assert not clock.is_workday(saturday)


@pytest.mark.django_db
def test_an_edit_by_another_process_is_seen_within_a_minute(monkeypatch):
    day = date(2026, 11, 21)
    assert not clock.is_workday(day)
    WorkDay.objects.bulk_create([WorkDay(date=day, is_workday=True)])  # nobody tells this process
    moment = fresh.time.monotonic() + fresh.LIFETIME + 1
    assert not clock.is_workday(day)
    monkeypatch.setattr(fresh.time, "monotonic", lambda: moment)
    assert fresh.LIFETIME < 60
    assert clock.is_workday(day)


@pytest.mark.parametrize(
    ("start", "length", "unit", "last"),
    [
        ("2026-09-16", 15, "d", "2026-10-08"),  # 1 October: on to the first day after the holiday
        ("2026-09-21", 10, "d", "2026-10-08"),
        ("2026-11-06", 15, "d", "2026-11-21"),  # a plain Saturday moves nothing
        ("2026-09-25", 60, "d", "2026-11-24"),  # petitions count natural days
        ("2026-01-31", 1, "month", "2026-02-28"),
        ("2027-01-31", 1, "month", "2027-02-28"),
        ("2026-08-31", 1, "month", "2026-09-30"),
        ("2026-12-31", 1, "month", "2027-01-31"),
        ("2026-02-28", 1, "month", "2026-03-28"),
        ("2028-01-31", 1, "month", "2028-02-29"),
        ("2026-09-30", 5, "wd", "2026-10-13"),  # 8, 9, 10 (make-up Saturday), 12, 13
        ("2026-12-31", -90, "d", "2026-10-02"),  # counting back is not moved
        ("2026-12-31", -3, "month", "2026-09-30"),
        ("2026-05-31", 0, "d", "2026-05-31"),
        ("2021-11-20", 5, "year", "2026-11-20"),
    ],
)
def test_due_dates(announced_only, start, length, unit, last):
    assert clock.due_date(date.fromisoformat(start), length, unit) == date.fromisoformat(last)


def test_an_instant_counts_from_its_day_in_shanghai(announced_only):
    late = datetime(2026, 11, 20, 16, 30, tzinfo=ZoneInfo("UTC"))  # already the 21st
    assert clock.due_date(late, 1, "d") == date(2026, 11, 22)


def test_unknown_units_are_a_mistake_of_the_program(announced_only):
    with pytest.raises(ValueError, match="fortnight"):
        clock.due_date(date(2026, 1, 1), 1, "fortnight")


@given(DAYS, st.integers(-400, 400))
def test_adding_working_days_lands_on_one_and_counts_back(day, n):
    there = calendar.add(day, n)
    assert n == 0 or calendar.day(there).is_workday
    assert calendar.between(day, there) == n
    if calendar.day(day).is_workday:
        assert calendar.add(there, -n) == day


@given(DAYS, st.integers(0, 200), st.integers(0, 200))
def test_working_days_add_up(day, one, other):
    middle, last = day + timedelta(one), day + timedelta(one + other)
    assert calendar.between(day, last) == calendar.between(day, middle) + calendar.between(middle, last)


@given(DAYS, st.integers(-500, 500))
def test_months_keep_the_day_or_take_the_last(day, n):
    there = clock.add_months(day, n)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == n
    assert there.day == day.day or (there.day < day.day and (there + timedelta(1)).day == 1)


@given(DAYS, st.integers(1, 400))
def test_periods_end_no_earlier_than_their_length_and_never_on_a_holiday(day, n):
    last = calendar.settle(day + timedelta(n), "holiday")
    assert last >= day + timedelta(n)
    assert not calendar.day(last).is_statutory_holiday
    assert last == day + timedelta(n) or calendar.day(last).is_workday
