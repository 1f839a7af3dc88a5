"""A remembered world is the one its factory makes, and belongs to one test."""

import pytest
from django.db import connection

from governance.kernel.clock import clock, rules
from governance.models import Area, Event, User
from tests import worlds
from tests.factories.base import make_area, make_district
from tests.factories.town import make_town

pytestmark = pytest.mark.django_db


def contents():
    return {table: sorted(worlds.rows_of(table).splitlines()) for table in worlds.filled_tables()}


def emptied():
    """Forget the rows as the end of a test does."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in worlds.filled_tables():
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_the_second_world_has_the_rows_of_the_first():
    made = []

    @worlds.remembered
    def world():
        made.append(1)
        return make_town.__wrapped__()

    first, rows = world(), contents()
    assert rows
    first.secretary.username = "somebody"
    first.compound.delete_later = True
    emptied()
    second = world()
    assert contents() == rows
    assert len(made) == 1
    assert second.secretary == User.objects.get(pk=second.secretary.pk)
    assert second.secretary.username == User.objects.get(pk=second.secretary.pk).username
    assert not hasattr(second.compound, "delete_later")


def test_rows_made_after_it_get_keys_of_their_own():
    make_district()
    emptied()
    again = make_district()
    taken = set(Area.objects.values_list("pk", flat=True))
    more = make_area(again.building, "3单元")
    assert more.pk not in taken
    assert Area.objects.count() == len(taken) + 1


def test_facts_stay_append_only_beside_a_remembered_world():
    make_district()
    emptied()
    make_district()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_other_rows_other_days_and_other_rules_make_it_anew():
    made = []

    @worlds.remembered
    def world():
        made.append(clock.today())
        return make_district.__wrapped__()

    world()
    emptied()
    with clock.travel(clock.add_months(clock.today(), 1)):
        world()
    emptied()
    rules.load_rules()
    world()
    assert len(made) == 3
    emptied()
    Event.objects.create(kind="x.y", object_type="x.y", object_id=1)
    world()
    assert len(made) == 4
