"""The period filter of a list: spans of days by name, and exact days in the address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import django_filters
from django import forms
from django.db import models

from governance.kernel.clock import clock

SIDES = ("after", "before")


@dataclass(frozen=True)
class Span:
    """Some days by name.

    days -- fn(today) -> (first day, last day), both included; None where it is open
    """

    name: str
    label: str
    days: Callable


def last_month(today):
    this = clock.month_start(today)
    return clock.add_months(this, -1), this - timedelta(1)


def last_year(today):
    this = clock.year_start(today)
    return clock.add_months(this, -12), this - timedelta(1)


def whole_year(today):
    first = clock.year_start(today)
    return first, clock.add_months(first, 12) - timedelta(1)


WEEK = Span("week", "近 7 天", lambda today: (today - timedelta(6), today))
DAYS30 = Span("days30", "近 30 天", lambda today: (today - timedelta(29), today))
MONTH = Span("month", "本月", lambda today: (clock.month_start(today), clock.month_end(today)))
LAST_MONTH = Span("last_month", "上月", last_month)
YEAR = Span("year", "本年", whole_year)
LAST_YEAR = Span("last_year", "上年", last_year)
OVER = Span("over", "已过", lambda today: (None, today - timedelta(1)))
WITHIN30 = Span("within30", "30 天内", lambda today: (today, today + timedelta(30)))
WITHIN90 = Span("within90", "90 天内", lambda today: (today, today + timedelta(90)))

PAST = (WEEK, DAYS30, MONTH, LAST_MONTH, YEAR, LAST_YEAR)
AHEAD = (OVER, WITHIN30, WITHIN90, YEAR)  # of days on which something ends
AROUND = (WITHIN30, MONTH, LAST_MONTH, YEAR, LAST_YEAR)  # of days on either side of today


def past_by_month(months=11):
    """The spans of the past, and each month before the last by its name: 2026年9月."""
    found, this = list(PAST), clock.month_start(clock.today())
    for n in range(2, months + 2):
        first = clock.add_months(this, -n)
        days = first, clock.month_end(first)
        found.append(Span(f"{first:%Y-%m}", f"{first.year}年{first.month}月", lambda today, days=days: days))
    return found


def field_of(model, path):
    """The column at the end of an ORM path."""
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._meta.get_field(name)


def within(rows, path, first=None, last=None):
    """The rows whose day lies from `first` to `last`, both included; instants are compared as such: an index serves.

    path -- a column's, or the name of a day that the rows compute
    """
    computed = rows.query.annotations.get(path)
    field = field_of(rows.model, path) if computed is None else computed.output_field
    is_moment = isinstance(field, models.DateTimeField)
    if first is not None:
        rows = rows.filter(**{f"{path}__gte": clock.midnight(first) if is_moment else first})
    if last is None or (is_moment and last == date.max):
        return rows
    if is_moment:
        return rows.filter(**{f"{path}__lt": clock.midnight(last + timedelta(1))})
    return rows.filter(**{f"{path}__lte": last})


def days_words(first, last):
    """2026-01-01 至 2026-02-01, or what is known of it."""
    if first and last:
        return f"{first} 至 {last}"
    return f"{first} 起" if first else f"截至 {last}"


def known_spans(spans):
    return spans() if callable(spans) else spans


def span_choices(spans):
    return [(span.name, span.label) for span in known_spans(spans)]


class DayFilter(django_filters.DateFilter):
    """One end of a period: the rows from a day on, or up to it.

    period -- the name of the period in its FilterSet
    ends   -- the names of both ends
    """

    def __init__(self, period, side, **options):
        self.period, self.side = period, side
        self.ends = tuple(f"{period}_{end}" for end in SIDES)
        super().__init__(**options)

    def filter(self, queryset, value):
        if value is None:
            return queryset
        return within(queryset, self.field_name, **{"first" if self.side == "after" else "last": value})


class PeriodFilter(django_filters.ChoiceFilter):
    """The days of a list: a select of spans, and the exact days `<name>_after` and `<name>_before`, both included.

    received = PeriodFilter("received_on", label="到账日期")

    spans      -- the choices, or a function that returns them
    shows_days -- the form shows the exact days; otherwise they come by the address
    """

    def __init__(self, field_name, *, label, spans=PAST, shows_days=False, **options):
        self.spans, self.shows_days = spans, shows_days
        options.setdefault("empty_label", f"全部{label}")
        super().__init__(field_name=field_name, label=label, choices=partial(span_choices, spans), **options)

    def filter(self, queryset, value):
        span = next((span for span in known_spans(self.spans) if span.name == value), None)
        return within(queryset, self.field_name, *span.days(clock.today())) if span else queryset

    def day_filters(self, name):
        """{name: filter} of both ends, for the FilterSet that holds this period under a name."""
        options = {} if self.shows_days else {"widget": forms.HiddenInput}
        return {
            f"{name}_{side}": DayFilter(name, side, field_name=self.field_name, label=f"{self.label}{word}", **options)
            for side, word in zip(SIDES, "自至", strict=True)
        }
