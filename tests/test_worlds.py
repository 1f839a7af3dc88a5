"""A remembered world is the one its factory makes, and belongs to one test."""

import pytest
from django.db import connection, transaction

from governance.kernel.clock import clock, rules
from governance.models import Area, Event, User
from tests import worlds
from tests.factories.base import make_area, make_district
from tests.factories.town import make_town

pytestmark = pytest.mark.django_db


def contents():
    """{table: its rows}; notes of changes without keys and moments, which nothing names."""
    found = {table: worlds.rows_of(table).splitlines() for table in worlds.filled_tables()}
    found[worlds.NOTES] = [row.partition("\t")[2].rpartition("\t")[0] for row in found.get(worlds.NOTES, ())]
    found[worlds.PENDING] = [str(len(found.get(worlds.PENDING, ())))]  # each waits since it was put there
    return {table: sorted(rows) for table, rows in found.items()}


def emptied():
    """Forget the rows as the end of a test does."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in worlds.filled_tables():
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    worlds.ground.begin()


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


def test_a_world_made_with_the_guards_off_is_not_kept():
    made = []

    @worlds.remembered
    def world():
        made.append(1)
        return make_district.__wrapped__()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    with pytest.warns(UserWarning, match="the guards are off"):
        world()
    emptied()
    world()
    emptied()
    world()
    assert made == [1, 1]


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


@pytest.fixture
def growing():
    """A remembered factory with arguments, and how often it was really called."""
    made = []

    @worlds.remembered
    def grow(town, name):
        made.append(name)
        return make_area(town.place.building, name)

    return grow, made


def third(do):
    """What a factory answers when it is asked for the third time on the same ground."""
    for _ in range(2):
        do()
        emptied()
    return do()


def test_a_world_on_another_is_made_twice_and_then_copied(growing):
    grow, made = growing
    area = third(lambda: grow(make_town(), "3单元"))
    assert made == ["3单元"] * 2
    assert Area.objects.get(pk=area.pk).name == "3单元"
    assert area.parent.name == "1栋"


def test_what_is_given_becomes_what_the_factory_left():
    @worlds.remembered
    def rename(town):
        town.compound.name = "新名"
        town.compound.save()
        return town.compound

    towns = []

    def do():
        towns.append(make_town())
        return rename(towns[-1])

    renamed = third(do)
    assert renamed is towns[-1].compound
    assert (renamed.name, Area.objects.get(pk=renamed.pk).name) == ("新名", "新名")


def test_other_arguments_and_anything_written_make_it_anew(growing):
    grow, made = growing
    third(lambda: grow(make_town(), "3单元"))
    emptied()
    grow(make_town(), "4单元")
    emptied()
    town = make_town()
    make_area(town.place.building, "5单元")
    grow(town, "3单元")
    emptied()
    town = make_town()
    town.branch.email = "a@example.org"
    grow(town, "3单元")
    assert made == ["3单元", "3单元", "4单元", "3单元", "3单元"]


def test_what_is_taken_back_is_no_ground(growing):
    grow, made = growing
    third(lambda: grow(make_town(), "3单元"))
    emptied()
    town = make_town()
    with transaction.atomic():
        make_area(town.place.building, "4单元")
        transaction.set_rollback(True)
    grow(town, "3单元")
    assert made == ["3单元"] * 3


@pytest.mark.django_db(transaction=True)
def test_a_transaction_of_the_work_itself_is_no_empty_world():
    """A block that has written nothing yet stands on what was committed before."""
    make_district()
    with transaction.atomic():
        assert "governance_area" in worlds.filled_tables()
        assert worlds.ground.look() is None
