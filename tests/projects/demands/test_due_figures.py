"""Demands that were to be answered by now: what counts, on which day, and what a past day says."""

from datetime import date
from decimal import Decimal

import pytest

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period, splits
from projects.models import Demand
from tests.clients import flat
from tests.factories import projects as make
from tests.factories.base import make_district, user_with

TODAY = date(2026, 11, 20)


@pytest.fixture
def town(db):
    place = make_district()
    place.office = user_with("district_office", place.district)
    place.category = make.make_category(place.district, "a", "设施")
    with clock.travel(TODAY):
        yield place


def demand(town, due, status="assigned", answered=None, area=None):
    n = Demand.objects.count()
    answer = {"answer": "已修好", "answered_on": answered} if answered else {}
    return Demand.objects.create(
        number=f"X{n}",
        title=f"需求{n}",
        place="1 栋",
        area=area or town.compound,
        category=town.category,
        status=status,
        accepted_on=date(2026, 9, 1),
        answer_due_on=due,
        created_by=town.office,
        **answer,
    )


def figure(town, *days, code="demand_due_rate", **more):
    found = METRICS[code].figure(Period(town.district, *days, **more))
    return found.value, found.numerator, found.denominator


def test_only_what_has_come_due_counts_and_today_once_it_is_answered(town):
    demand(town, date(2026, 11, 10), "answered", date(2026, 11, 12))
    demand(town, date(2026, 11, 11))  # late
    demand(town, TODAY)  # has until this evening
    demand(town, date(2026, 11, 25), "answered", date(2026, 11, 12))  # not due yet
    demand(town, date(2026, 10, 30), "closed", date(2026, 10, 29))  # of last month
    november = date(2026, 11, 1)
    assert figure(town, november) == (Decimal("50.00"), 1, 2)
    demand(town, TODAY, "confirmed", TODAY)
    assert figure(town, november) == (Decimal("66.67"), 2, 3)
    assert figure(town) == (Decimal("75.00"), 3, 4)
    demand(town, date(2026, 11, 1), "reopened", date(2026, 11, 1))  # to be done again
    assert figure(town, november) == (Decimal("50.00"), 2, 4)


def test_a_past_day_is_counted_as_it_stood(town):
    demand(town, date(2026, 10, 10), "answered", date(2026, 11, 3))
    demand(town, date(2026, 10, 31), "answered", date(2026, 10, 31))
    october = date(2026, 10, 1), date(2026, 10, 31)
    assert figure(town, *october, as_of=date(2026, 10, 31)) == (Decimal("50.00"), 1, 2)
    assert figure(town, *october) == (Decimal("100.00"), 2, 2)


def test_the_figure_leads_to_as_many_rows(town, client):
    for n in range(3):
        demand(town, date(2026, 11, 10 + n), "answered", date(2026, 11, 12))
    demand(town, date(2026, 11, 11), area=town.other_compound)
    client.force_login(town.office)
    for code, n in (("demand_due_n", 4), ("demand_due_done", 3), ("demand_due_rate", 3)):
        page = flat(client.get(f"/dashboard/rows/{code}/?from=2026-11-01").content.decode())
        assert f"共 {n} 条" in page, code


def test_figures_of_one_base_are_divided_in_one_query(town, django_assert_num_queries):
    demand(town, date(2026, 11, 10), "answered", date(2026, 11, 12))
    demand(town, date(2026, 11, 11), area=town.other_compound)
    period = Period(town.district, date(2026, 11, 1))
    with django_assert_num_queries(1):
        found = splits(["demand_due_rate", "demand_due_done", "demand_due_n"], period, "street")
    assert found["demand_due_n"] == {town.street.pk: 1, town.other_street.pk: 1}
    assert found["demand_due_done"] == {town.street.pk: 1, town.other_street.pk: 0}
    for code, parts in found.items():
        assert sum(parts.values()) == METRICS[code].counted(period)
