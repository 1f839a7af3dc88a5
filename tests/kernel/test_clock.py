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
    assert [workdays.fixed_holidays(2026)[date(2026, 4, 5)], workdays.fixed_holidays(2027)[date(2027, 4, 5)]] == [
        "清明节"
    ] * 2
    assert len(calendar.year(year)) in (365, 366)


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
