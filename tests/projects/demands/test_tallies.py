"""Figures of demands: cells equal rows whatever happened, and their parts make the whole at every level."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.figures import Tally
from governance.models import Area
from projects.demands import metrics
from projects.models import Demand
from tests.factories import projects as make
from tests.factories.base import make_district, user_with


@pytest.fixture
def town(db):
    place = make_district()
    place.reporter = user_with("district_office", place.district)
    place.categories = [make.make_category(place.district, code, name) for code, name in (("a", "设施"), ("b", "环境"))]
    place.all = [place.district, place.street, place.community, place.compound, place.building, place.other_compound]
    return place


def stored(town, chance, number=3):
    """Demands as rows, in any state and place."""
    day = clock.today() - timedelta(chance.randrange(300))
    Demand.objects.bulk_create(
        Demand(
            number=f"X{chance.random()}"[:20],
            title="路灯不亮",
            place="1 栋",
            area=chance.choice(town.all),
            category=chance.choice(town.categories),
            created_by=town.reporter,
            **fate(chance, day),
        )
        for _ in range(number)
    )


def fate(chance, day):
    """What became of a demand: its state with the days and the rating that belong to it."""
    status = chance.choice(["new", "accepted", "assigned", "invalid", "answered", "confirmed", "closed"])
    if status not in ("answered", "confirmed", "closed"):
        return {"status": status, "accepted_on": chance.choice([day, day, None]), "answer_due_on": day + timedelta(9)}
    answered, rated = min(day + timedelta(chance.randrange(20)), clock.today()), None
    rating = "" if status == "answered" else chance.choice(["good", "very_good", "fair", "bad"])
    if status == "closed" and chance.random() < 0.4:
        rating = "unrated"
    elif rating:
        rated = min(answered + timedelta(chance.randrange(9)), clock.today())
    return {
        "status": status,
        "accepted_on": day,
        "answer_due_on": day + timedelta(9),
        "answer": "已修好",
        "answered_on": answered,
        "rating": rating,
        "rated_on": rated,
        "is_anonymous": rated is None and chance.random() < 0.3,
    }


def recount():
    found = Counter()
    rows = Demand.objects.select_related("area", "category").exclude(accepted_on=None)
    for row in rows.exclude(status__in=("new", "invalid")):
        month = clock.month_start(row.accepted_on)
        street = row.area.street_id or row.area_id
        found["demand", row.area.community_id or street, month, ""] += 1
        found["demand_category", street, month, row.category.code] += 1
        if row.rated_on:
            found["demand_rated", row.area.community_id or street, clock.month_start(row.rated_on), row.rating] += 1
        elif row.answered_on and not row.is_anonymous and row.status in ("answered", "confirmed", "closed"):
            state = "waiting" if row.status == "answered" else "unrated"
            found["demand_rated", row.area.community_id or street, clock.month_start(row.answered_on), state] += 1
    return dict(found)


def kept():
    rows = Tally.objects.filter(kind__startswith="demand").values_list("kind", "area", "month", "state", "n")
    return {(kind, area, month, state): n for kind, area, month, state, n in rows if n}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cells_equal_rows_after_anything(town, seed):
    chance = random.Random(seed)
    for _ in range(10):
        stored(town, chance, chance.randrange(1, 6))
        rows = Demand.objects.filter(pk__in=[row.pk for row in Demand.objects.order_by("number")[:3]])
        move = chance.randrange(4)
        if move == 0:
            rows.update(area=chance.choice(town.all))
        elif move == 1:
            rows.update(status="invalid")
        elif move == 2:
            rows.update(status="accepted", accepted_on=clock.today(), category=chance.choice(town.categories))
        else:
            rows.update(accepted_on=clock.today() - timedelta(40))
        assert kept() == recount()


def test_a_place_that_moves_takes_its_demands_along(town):
    stored(town, random.Random(4), 30)
    target = town.other_community
    for area in (town.compound, town.building):
        Area.objects.filter(pk=area.pk).update(
            path=area.path.replace(town.community.path, f"{target.path}M"), community=target, street=town.other_street
        )
    assert Demand.objects.filter(area__community=target, accepted_on__isnull=False).exists()
    assert kept() == recount()


def test_a_rolled_back_change_leaves_the_cells(town):
    stored(town, random.Random(5))
    before = kept()
    with transaction.atomic():
        stored(town, random.Random(6))
        transaction.set_rollback(True)
    assert kept() == before


def test_emptying_the_table_empties_the_cells(town):
    stored(town, random.Random(7), 9)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE projects_demand CASCADE")
    assert kept() == {}


def test_figures_are_the_same_by_cells_and_by_rows(town):
    stored(town, random.Random(8), 200)
    today = clock.today()
    rated = [METRICS[code] for code in ("demand_rated", "demand_satisfied", "demand_unrated", "demand_to_rate")]
    for area in (*town.all, town.street):
        for since in (None, clock.month_start(today), clock.year_start(today)):
            period = Period(area, since)
            for one in rated:
                assert one.query_number(period) == one.counted(period), (one.code, area, since)
    whole = Period(town.district)
    assert all(one.query_number(whole) for one in rated)
    assert METRICS["demand_satisfaction"].figure(whole).value < 100
    figure = METRICS["demand_n"]
    for area in (*town.all, town.street):
        for since in (None, clock.month_start(today), today - timedelta(60), clock.year_start(today)):
            period = Period(area, since)
            rows = Counter(metrics.accepted(period).values_list("category__name", flat=True))
            assert figure.numerator(period) == figure.counted(period) == rows.total()
            assert dict(metrics.by_category(period)) == rows
            for level in ("street", "community", "compound"):
                assert sum(figure.split(period, level).values()) == rows.total()
    below = figure.split(Period(town.community), "compound")
    assert below[town.compound.pk] == Demand.objects.accepted().filter(area__compound=town.compound).count() > 0
