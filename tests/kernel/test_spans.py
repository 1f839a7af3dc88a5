"""Periods of lists: spans at the turn of months and years, exact days, the edges of the portal's day, the chips."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.pages import spans
from governance.kernel.pages.filters import FilterSet
from governance.kernel.pages.spans import PeriodFilter
from governance.models import Organisation
from tests.factories.base import make_district, user_with

DAY = date(2026, 3, 31)


class EventFilter(FilterSet):
    at = PeriodFilter("created_at", label="时间", shows_days=True)

    class Meta:
        model = Event
        fields = ["kind", "at"]


class TermFilter(FilterSet):
    term = PeriodFilter("term_until", label="任期至", spans=spans.AHEAD, empty_label="不限任期")

    class Meta:
        model = Organisation
        fields = ["status", "term"]


def filters(query, filterset=EventFilter, rows=None):
    request = SimpleNamespace(GET=QueryDict(query))
    rows = filterset._meta.model.objects.order_by("id") if rows is None else rows
    return filterset(request.GET, queryset=rows, request=request)


def words(query, filterset=EventFilter):
    found = filters(query, filterset)
    return found.chips(found.request)


@pytest.mark.parametrize(
    ("today", "span", "first", "last"),
    [
        (date(2026, 1, 1), spans.WEEK, date(2025, 12, 26), date(2026, 1, 1)),
        (date(2024, 3, 1), spans.DAYS30, date(2024, 2, 1), date(2024, 3, 1)),
        (date(2024, 2, 29), spans.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (date(2026, 1, 31), spans.LAST_MONTH, date(2025, 12, 1), date(2025, 12, 31)),
        (DAY, spans.LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 12, 31), spans.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), spans.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), spans.OVER, None, date(2025, 12, 31)),
        (date(2026, 12, 31), spans.WITHIN30, date(2026, 12, 31), date(2027, 1, 30)),
        (date(2026, 12, 31), spans.WITHIN90, date(2026, 12, 31), date(2027, 3, 31)),
    ],
)
def test_spans_at_the_turn_of_months_and_years(today, span, first, last):
    assert span.days(today) == (first, last)


def test_the_past_by_month_names_each_month_once():
    with clock.travel(DAY):
        found = {span.label: span.days(clock.today()) for span in spans.past_by_month()}
    assert list(found)[:8] == ["近 7 天", "近 30 天", "本月", "上月", "本年", "上年", "2026年1月", "2025年12月"]
    assert found["2026年1月"] == (date(2026, 1, 1), date(2026, 1, 31))
    assert list(found)[-1] == "2025年3月"
    assert len(found) == 6 + 11


@pytest.fixture
def events(db):
    """Events around the portal's 31st of March, which begins at 16:00 UTC of the 30th."""
    begins = datetime(2026, 3, 30, 16, tzinfo=UTC)
    moments = {
        "before": begins - timedelta(microseconds=1),
        "first": begins,
        "last": begins + timedelta(1) - timedelta(microseconds=1),
        "after": begins + timedelta(1),
    }
    for label, moment in moments.items():
        Event.objects.create(kind="x.y", label=label, object_type="x.y", object_id=1, created_at=moment)


def labels(query):
    return [event.label for event in filters(query).qs]


def test_exact_days_are_whole_days_of_the_portal(events):
    assert labels("at_after=2026-03-31&at_before=2026-03-31") == ["first", "last"]
    assert labels("at_after=2026-03-31") == ["first", "last", "after"]
    assert labels("at_before=2026-03-31") == ["before", "first", "last"]
    assert labels("at_after=1900-01-01&at_before=2199-12-31") == ["before", "first", "last", "after"]
    assert labels("at_after=2199-12-31") == labels("at_before=1900-01-01") == []


def test_spans_are_days_of_the_portal(events):
    with clock.travel(datetime(2026, 3, 31, 0, 30)):  # 16:30 UTC of the day before
        assert labels("at=week") == labels("at=month") == ["before", "first", "last"]
    with clock.travel(date(2026, 4, 1)):
        assert labels("at=month") == ["after"]
        assert labels("at=last_month") == ["before", "first", "last"]


def test_moments_are_compared_as_instants(events):
    assert "AT TIME ZONE" not in str(filters("at=month&at_after=2026-03-31").qs.query)


def test_days_are_included_at_both_ends(db):
    area = make_district().community
    for n in range(3):
        Organisation.objects.create(kind="volunteer_team", name=f"{n}", area=area, term_until=DAY + timedelta(n))
    Organisation.objects.create(kind="volunteer_team", name="不限", area=area)

    def names(query):
        return [row.name for row in filters(query, TermFilter).qs]

    assert names("term_after=2026-03-31&term_before=2026-04-01") == ["0", "1"]
    with clock.travel(DAY + timedelta(1)):
        assert names("term=over") == ["0"]
        assert names("term=within30") == ["1", "2"]
        assert names("term=year") == ["0", "1", "2"]
    assert names("") == ["0", "1", "2", "不限"]


def test_chips_say_the_days_in_words_and_go_one_by_one(db):
    assert words("at=month&kind=x.y&cursor=abc") == [("事项 x.y", "?at=month"), ("时间 本月", "?kind=x.y")]
    assert words("at_after=2026-01-01&at_before=2026-02-01&kind=x.y")[1:] == [
        ("时间 2026-01-01 至 2026-02-01", "?kind=x.y")
    ]
    assert words("at_after=2026-01-01") == [("时间 2026-01-01 起", "?")]
    assert words("at_before=2026-02-01&at=year") == [
        ("时间 本年", "?at_before=2026-02-01"),
        ("时间 截至 2026-02-01", "?at=year"),
    ]
    assert words("term=within90", TermFilter) == [("任期至 90 天内", "?")]


def test_the_days_are_hidden_unless_the_list_shows_them(db):
    def hidden(filterset):
        return [field.name for field in filters("", filterset).form.hidden_fields()]

    assert hidden(TermFilter) == ["term_after", "term_before"]
    assert hidden(EventFilter) == []
    assert list(EventFilter.base_filters) == ["kind", "at", "at_after", "at_before"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("recorded_after=nonsense", "登记日期自：日期不正确，请按 2026-03-05 的格式填写"),
        ("recorded=century", "登记日期：请从列表中选择一项"),
    ],
)
def test_a_day_that_is_none_is_answered_with_a_sentence(client, db, query, sentence):
    client.force_login(user_with("district_office", make_district().district))
    answer = client.get(f"/projects/demands/?{query}")
    assert answer.status_code == 200
    assert f"筛选条件有误（{sentence}" in answer.content.decode()
    refused = client.get(f"/api/v1/projects/demands/?{query}")
    assert refused.status_code == 422
