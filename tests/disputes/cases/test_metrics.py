"""Figures: tallies equal rows whatever happened, cohorts and closings count as defined, stations stand apart."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from disputes.cases.metrics import divided
from disputes.models import MediationCase
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.figures import Tally
from tests.factories import disputes as make

CODES = [code for code, one in METRICS.items() if code.startswith(("case", "law_station_c", "law_station_r"))]


def recount():
    """The cells as they must be, counted from the rows in Python."""
    found = Counter()
    for case in MediationCase.objects.filter(accepted_on__isnull=False):
        community = case.community_id or case.street_id or case.area_id
        street = case.street_id or case.area_id
        month = clock.month_start(case.accepted_on)
        is_station = case.station_id is not None
        found["station_case" if is_station else "case", community, month, case.status] += 1
        if not is_station:
            found[f"case:{case.kind}", street, month, case.status] += 1
        if case.closed_on:
            closed = clock.month_start(case.closed_on)
            found["station_closed" if is_station else "case_closed", community, closed, case.status] += 1
            if not is_station:
                found["case_days", community, closed, case.status] += (case.closed_on - case.accepted_on).days
    return {cell: n for cell, n in found.items() if n}


def kept():
    rows = Tally.objects.filter(kind__regex="^(case|station)").values_list("kind", "area", "month", "state", "n")
    return {(kind, area, month, state): n for kind, area, month, state, n in rows if n}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tallies_equal_rows_after_anything(room, seed):
    chance = random.Random(seed)
    place, station = room.place, make.make_station(room.place.community)
    places = [place.district, place.street, place.community, place.compound, place.other_street, place.other_compound]
    for _ in range(12):
        kind = chance.choice(["neighbour", "property", "family"])
        status = chance.choice(["accepted", "mediating", "agreed", "failed", "terminated"])
        day = clock.today() - timedelta(chance.randrange(400))
        make.stored(room, chance.randrange(1, 6), kind=kind, status=status, accepted_on=day, area=chance.choice(places))
        some = MediationCase.objects.order_by("?").values("pk")[:3]
        move = chance.randrange(6)
        rows = MediationCase.objects.filter(pk__in=some)
        if move == 0:
            rows.update(area=chance.choice(places))
        elif move == 1:
            rows.update(status="agreed", closed_on=clock.today())
        elif move == 2:
            rows.update(status="mediating", closed_on=None, kind="labour")
        elif move == 3:
            rows.update(station=station, origin="law_station")
        elif move == 4:
            rows.delete()
        else:
            for case in rows:
                case.accepted_on -= timedelta(40)
                case.save()
        assert kept() == recount()
    for status in ("mediating", "agreed"):
        (make.mediating if status == "mediating" else make.agreed)(room)
    assert kept() == recount()


def test_a_rolled_back_step_leaves_the_tally(room):
    make.stored(room, 3)
    before = kept()
    with transaction.atomic():
        make.stored(room, 2)
        transaction.set_rollback(True)
    assert kept() == before


def test_emptying_the_table_empties_the_cells(room):
    make.stored(room, 3)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE disputes_mediationcase CASCADE")
    assert kept() == {}


def test_a_place_that_moves_takes_its_cases_along(room):
    case = make.stored(room)[0]
    compound = room.place.compound
    target = room.place.other_community
    compound.path = f"{target.path}X009/"
    compound.community_id, compound.street_id = target.pk, room.place.other_street.pk
    type(compound).objects.filter(pk=compound.pk).update(
        path=compound.path, community=target.pk, street=room.place.other_street.pk
    )
    case.refresh_from_db()
    assert (case.area_path, case.community_id) == (compound.path, target.pk)
    assert kept() == recount()


def test_quick_figures_equal_counted_ones(room):
    day = clock.today()
    make.stored(room, 5, accepted_on=day - timedelta(70), status="agreed", closed_on=day - timedelta(50))
    make.stored(room, 3, accepted_on=day - timedelta(70), status="failed", closed_on=day)
    make.stored(room, 2, area=room.place.other_compound)
    station = make.make_station(room.place.community)
    make.stored(room, 4, origin="law_station", station=station, status="agreed", committee=None)
    place, first = room.place, clock.month_start(day)
    for area in (place.district, place.street, place.community, place.compound, place.other_street):
        for since, until in ((None, None), (first, None), (first, day), (day - timedelta(60), None), (None, first)):
            for as_of in (day, day - timedelta(30)):
                period = Period(area, since, until, as_of)
                for code in CODES:
                    one = METRICS[code]
                    assert one.numerator(period) == one.counted(period), (code, area.name, since, until, as_of)
                    for level in ("street", "community", "compound"):
                        split = one.split(period, level)
                        assert sum(split.values()) == one.numerator(period), (code, level)
                        if level == "compound" and one.numerator(period) and area == place.compound:
                            assert set(split) == {place.compound.pk}, code


def test_the_rate_is_of_the_same_cohort_and_rounds_half_up(room):
    day = date(2026, 3, 10)
    with clock.travel(date(2026, 11, 20)):
        make.stored(room, 6612 // 87, accepted_on=day, status="agreed", closed_on=date(2026, 4, 1))
        make.stored(room, 4, accepted_on=day)
        figure = METRICS["resolution_rate"].figure(Period(room.place.district))
        assert (figure.numerator, figure.denominator, figure.value) == (76, 80, Decimal("95.00"))
        earlier = METRICS["resolution_rate"].figure(Period(room.place.district, as_of=date(2026, 3, 31)))
        assert earlier.numerator == 0
        empty = METRICS["resolution_rate"].figure(Period(room.place.other_community))
        assert (empty.value, empty.text) == (None, "—")


def test_success_and_time_are_of_closed_cases(room):
    day = date(2026, 3, 10)
    with clock.travel(date(2026, 11, 20)):
        make.stored(room, 3, accepted_on=day, status="agreed", closed_on=day + timedelta(10))
        make.stored(room, 1, accepted_on=day, status="failed", closed_on=day + timedelta(21))
        make.stored(room, 9, accepted_on=day)
        period = Period(room.place.district, date(2026, 3, 1), date(2026, 3, 31))
        assert METRICS["success_rate"].figure(period).value == Decimal("75.00")
        assert METRICS["mediation_time"].figure(period).value == Decimal("12.8")
        assert METRICS["mediation_time"].counted(period) == 51


def test_boards_read_the_same_numbers_divided(room):
    with clock.travel(date(2026, 11, 20)):
        make.stored(room, 4, accepted_on=date(2026, 1, 5), status="agreed", closed_on=date(2026, 1, 20))
        make.stored(room, 2, accepted_on=date(2026, 3, 5), kind="property")
        make.stored(room, 3, accepted_on=date(2026, 3, 6), area=room.place.other_compound, status="accepted")
        whole = Period(room.place.district, date(2026, 1, 1))
        rows = divided.monthly(whole)
        assert [(row["month"].month, row["accepted"], row["resolved"]) for row in rows] == [
            (1, 4, 4),
            (2, 0, 0),
            (3, 5, 0),
        ]
        streets = divided.by_street(whole)
        assert streets[room.place.street.pk]["accepted"] == 6
        assert streets[room.place.other_street.pk]["rate"] == Decimal("0.00")
        kinds = {row["kind"]: row["accepted"] for row in divided.by_category(whole)}
        assert kinds == {"neighbour": 7, "property": 2}
        reached = [(stage["reached"], stage["stuck"]) for stage in divided.funnel(whole)]
        assert reached == [(9, 3), (6, 0), (6, 2), (4, 0)]
        assert divided.count_open(room.place.district) == {"open": 5, "overdue": 5}
        for area in (room.place.community, room.place.compound):
            part = Period(area, date(2026, 1, 1))
            assert sum(row["accepted"] for row in divided.monthly(part)) == 6
            assert {row["kind"]: row["accepted"] for row in divided.by_category(part)} == {
                "neighbour": 4,
                "property": 2,
            }


def test_boards_do_not_grow_with_the_cases(room):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            whole = Period(room.place.district)
            divided.monthly(whole), divided.by_street(whole), divided.by_category(whole), divided.funnel(whole)
            METRICS["resolution_rate"].figure(whole)
        return [query["sql"] for query in caught]

    make.stored(room, 5)
    before = cost()
    make.stored(room, 200)
    after = cost()
    assert len(before) == len(after) == 5
    assert not any("disputes_mediationcase" in sql for sql in after)
    assert Tally.objects.filter(kind="case").aggregate(n=Sum("n"))["n"] == 205
