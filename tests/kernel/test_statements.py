"""What a connection asks again is prepared there and answers as before: to every value, in every state of it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import NotSupportedError, connection, transaction
from django.test.utils import CaptureQueriesContext

from governance.kernel.models import built, statements
from governance.kernel.models.prepared import Prepared
from governance.kernel.pages.search import search
from governance.models import Area
from tests.factories.base import make_area, make_district

pytestmark = pytest.mark.django_db(transaction=True)
INSTANT = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clean():
    """A connection that has prepared nothing."""
    connection.close()
    statements.REFUSED.clear()
    connection.ensure_connection()


def asked(sql, params=(), times=1):
    """The rows and what was sent for them, the last of so many times."""
    for _ in range(times):
        with CaptureQueriesContext(connection) as sent, connection.cursor() as cursor:
            statements.run(cursor.execute, connection, sql, params)
            rows = cursor.fetchall()
    return rows, [one["sql"].split()[0] for one in sent]


def in_the_server():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, parameter_types::text FROM pg_prepared_statements ORDER BY prepare_time")
        return cursor.fetchall()


def test_the_second_time_it_is_prepared_and_then_asked_by_its_name():
    sql, params = "SELECT %s + 1, '%%' || 'a'", (1,)
    assert asked(sql, params) == ([(2, "%a")], ["SELECT"])
    assert asked(sql, params) == ([(2, "%a")], ["PREPARE", "EXECUTE"])
    assert asked(sql, (41,)) == ([(42, "%a")], ["EXECUTE"])
    assert asked("SELECT 1", times=3) == ([(1,)], ["EXECUTE"])


@pytest.mark.parametrize(
    "value",
    [
        1,
        -(2**31),
        2**31,
        True,
        "桂花苑",
        "it's \\ 100 %",
        None,
        Decimal("12.50"),
        1.5,
        date(2026, 7, 1),
        INSTANT,
        INSTANT.replace(tzinfo=None),
        time(8, 30),
        timedelta(days=2, minutes=5),
        [1, 2],
        ["a", "b"],
    ],
    ids=repr,
)
def test_a_value_comes_back_as_it_does_unprepared(value):
    before, _ = asked("SELECT %s", (value,))
    found, sent = asked("SELECT %s", (value,), times=2)
    assert sent == ["EXECUTE"]
    assert found == before
    assert type(found[0][0]) is type(before[0][0])


def test_values_of_other_kinds_are_other_statements():
    for value in (1, 2**40, Decimal("1.5")):
        assert asked("SELECT %s * 2", (value,), times=3) == ([(value * 2,)], ["EXECUTE"])
    assert [kinds for _, kinds in in_the_server()] == ["{integer}", "{bigint}", "{numeric}"]
    assert asked("SELECT %s", (b"\x00",), times=3)[1] == ["SELECT"]
    assert asked("SELECT %s::int[]", ([],), times=3)[1] == ["SELECT"]


def test_what_the_server_will_not_prepare_is_asked_as_before():
    sql = "SELECT level || %s, count(*) FROM governance_area GROUP BY level || %s"
    assert asked(sql, ("x", "x"))[1] == ["SELECT"]
    assert asked(sql, ("x", "x"))[1] == ["PREPARE", "SELECT"]
    assert asked(sql, ("x", "x"))[1] == ["SELECT"]


def test_nothing_is_prepared_in_a_transaction_but_after_it():
    sql = "SELECT %s + 2"
    with transaction.atomic():
        assert asked(sql, (1,), times=3) == ([(3,)], ["SELECT"])
    assert asked("SELECT 0")[1] == ["PREPARE", "SELECT"]
    with transaction.atomic():
        assert asked(sql, (1,)) == ([(3,)], ["EXECUTE"])
        transaction.set_rollback(True)
    assert asked(sql, (2,)) == ([(4,)], ["EXECUTE"])


def test_a_new_connection_begins_anew():
    asked("SELECT %s", (1,), times=3)
    connection.close()
    connection.ensure_connection()
    assert asked("SELECT %s", (1,)) == ([(1,)], ["SELECT"])
    assert in_the_server() == []


def test_a_connection_keeps_those_that_it_used_last(monkeypatch):
    monkeypatch.setattr(statements, "MOST", 2)
    for number in (1, 2, 1, 3):
        asked(f"SELECT %s + {number}", (1,), times=2)
    assert len(in_the_server()) == 2
    assert asked("SELECT %s + 1", (1,))[1] == ["EXECUTE"]
    assert asked("SELECT %s + 2", (1,))[1][0] == "PREPARE"


@pytest.fixture
def words():
    """A table with a column whose type changes."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later_words (word varchar(10))")
        cursor.execute("INSERT INTO later_words VALUES ('荷馨苑')")
    yield "SELECT word FROM later_words"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE later_words")


def widen(length):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE later_words ALTER COLUMN word TYPE varchar({length})")


def test_a_column_of_another_type_is_asked_anew_at_once(words):
    asked("SELECT 1", times=2)
    asked(words, times=3)
    widen(20)
    assert asked(words) == ([("荷馨苑",)], ["EXECUTE", "SELECT"])
    assert asked(words) == ([("荷馨苑",)], ["DEALLOCATE", "PREPARE", "EXECUTE"])
    assert asked("SELECT 1")[1] == ["PREPARE", "EXECUTE"]
    assert len(in_the_server()) == 2


def test_in_a_transaction_it_is_refused_once(words):
    asked(words, times=3)
    widen(20)
    with pytest.raises(NotSupportedError), transaction.atomic():
        asked(words)
    with transaction.atomic():
        assert asked(words) == ([("荷馨苑",)], ["SELECT"])
    assert asked(words)[0] == [("荷馨苑",)]


def test_what_the_server_does_not_support_is_told(words):
    with pytest.raises(NotSupportedError):
        asked("SELECT count(*) FROM later_words FOR UPDATE")


def test_a_site_behind_a_pooler_prepares_nothing(settings):
    settings.PREPARE_STATEMENTS = False
    assert asked("SELECT %s", (1,), times=3)[1] == ["SELECT"]


def test_rows_are_those_of_now_and_of_the_table_as_it_is_now():
    place = make_district()
    below = Prepared(lambda path: Area.objects.filter(path__gte=path).order_by("path"))
    for _ in range(8):  # past the plans that the server makes for single values
        found = below(place.community.path)
    new = make_area(place.community, "新苑")
    assert below(place.community.path) == sorted([*found, new], key=lambda area: area.path)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE governance_area ADD COLUMN later integer")
    try:
        assert new in below(place.community.path)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE governance_area DROP COLUMN later")
    assert [kinds for _, kinds in in_the_server()] == ["{text}"]


def test_a_search_is_planned_for_its_words():
    """How many rows a word has decides the plan: one for all words reads a whole index for a common one."""
    make_district()
    for _ in range(4):
        for words in ("荷馨", "荷馨苑"):
            key = "found", words
            assert len(built.rows(key, lambda words=words: search(Area.objects.all(), words))) == 1
            assert built.number(key, lambda words=words: search(Area.objects.all(), words)) == 1
            built.rows("all", Area.objects.all)
    assert {kinds for _, kinds in in_the_server()} == {"{}"}  # of all rows, which has no word
