"""`manage.py verify` names a row that was written without a note, whatever the portal writes to it afterwards.

The note was removed in the transaction of the write, the trigger was switched off for it, or all triggers were.
"""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from governance.kernel.models.chain import ChainNote
from governance.kernel.models.rules import WorkDay
from governance.kernel.upkeep import chain, living
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.checks import run
from governance.models import Budget
from tests.factories.town import make_town

pytestmark = pytest.mark.django_db


def found():
    return [sentence for _, sentence in run(["rows"])]


def removed_note(statement):
    """As the owner of the tables, every trigger on: a write whose notes are removed in its own transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM governance_chainnote")
        (last,) = cursor.fetchone()
        cursor.execute(statement)
        cursor.execute("DELETE FROM governance_chainnote WHERE id > %s", [last])


def switched_off(statement):
    """As the owner of the tables: the trigger of one table off, a write, the trigger on again."""
    table = next(word for word in statement.split() if word.startswith("governance_"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {living.TRIGGER}")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {living.TRIGGER}")


def as_replica(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def off(day):
    """A day without work, as the calendar of a year says it."""
    return {"date": day, "is_workday": False, "name": "元旦"}


WAYS = [removed_note, switched_off, as_replica]


@pytest.fixture
def budget():
    make_town()
    chain_record()
    assert found() == []
    return Budget.objects.first()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("is_fresh", [False, True])
def test_a_write_without_a_note_is_named_whatever_the_portal_writes_later(budget, way, is_fresh):
    """is_fresh: the portal itself had just written the row, and its own note waits."""
    if is_fresh:
        Budget.objects.filter(pk=budget.pk).update(amount="5.00")
    way(f"UPDATE governance_budget SET amount = 1 WHERE id = {budget.pk}")
    Budget.objects.filter(pk=budget.pk).update(version=F("version") + 1)
    named = [f"governance_budget {budget.pk} {living.BETWEEN}"]
    assert found() == named  # while the portal's note waits
    chain_record()
    Budget.objects.filter(pk=budget.pk).update(version=F("version") + 1)
    chain_record()
    assert found() == named
    chain.acknowledge("按财政批复更正", {"governance_budget": [str(budget.pk)]})
    assert found() == []


@pytest.mark.parametrize("way", WAYS)
def test_a_row_changed_before_its_first_block_is_named(budget, way):
    """The block takes what the portal wrote, not what the row is in the minute of the block."""
    Budget.objects.filter(pk=budget.pk).update(amount="5.00")
    way(f"UPDATE governance_budget SET amount = 1 WHERE id = {budget.pk}")
    chain_record()
    assert found() == [f"governance_budget {budget.pk} was changed past the portal"]


@pytest.mark.parametrize("way", WAYS)
def test_a_row_put_in_without_a_note_is_named_after_the_portal_wrote_it(budget, way):
    way("INSERT INTO governance_workday VALUES ('2027-01-01', true, '', false)")
    WorkDay.objects.filter(date="2027-01-01").update(is_workday=False)
    chain_record()
    assert found() == [f"governance_workday 2027-01-01 {living.BETWEEN}"]


@pytest.mark.parametrize("way", WAYS)
def test_a_row_removed_without_a_note_is_named_after_it_was_put_in_again(budget, way):
    WorkDay.objects.create(date="2027-01-01", is_workday=True)
    chain_record()
    row = WorkDay.objects.get()
    way("DELETE FROM governance_workday")
    row.save(force_insert=True)
    chain_record()
    assert found() == [f"governance_workday {row.pk} {living.BETWEEN}"]


def test_a_note_that_says_other_than_the_row_became_is_a_strangers(budget):
    """The digests are in the note's own code: what the portal wrote is not put right for what somebody else wrote."""
    Budget.objects.filter(pk=budget.pk).update(amount="5.00")
    as_replica(f"UPDATE governance_budget SET amount = 1 WHERE id = {budget.pk}")
    as_replica(
        "UPDATE governance_chainnote n SET becomes = row_digest(to_jsonb(b)) FROM governance_budget b"
        f" WHERE n.table = 'governance_budget' AND b.id = {budget.pk}"
    )
    chain_record()
    assert any(f"governance_budget {budget.pk} {living.PAST}" in sentence for sentence in found())


def test_a_key_that_turns_breaks_no_row(budget, settings):
    settings.FIELD_KEY = "another-key-of-thirty-two-letters!"
    Budget.objects.filter(pk=budget.pk).update(amount="5.00")
    chain_record()
    assert found() == []
    as_replica(f"UPDATE governance_budget SET amount = 1 WHERE id = {budget.pk}")
    Budget.objects.filter(pk=budget.pk).update(version=F("version") + 1)
    chain_record()
    assert found() == [f"governance_budget {budget.pk} {living.BETWEEN}"]


def test_a_column_that_a_release_brings_names_no_row_that_waits(budget):
    """Notes from before a migration say what the rows were with the columns of then."""
    Budget.objects.filter(pk=budget.pk).update(amount="5.00")
    note = ChainNote.objects.get(table="governance_budget")
    as_replica(f"UPDATE governance_budget SET amount = 6 WHERE id = {budget.pk}")  # stands for another shape
    living.note_anew()
    renewed = ChainNote.objects.get(table="governance_budget")
    assert (renewed.was, renewed.becomes == note.becomes) == (note.was, False)
    chain_record()
    assert found() == []


def test_a_release_notes_what_waits_by_tables_not_by_rows(budget):
    """After migrations of a large site many rows wait, also such as are gone by now and such as a text names."""
    days = [WorkDay.objects.create(**off(date(2031, 1, day))) for day in (1, 2)]
    with CaptureQueriesContext(connection) as one:
        living.note_anew()
    days += [WorkDay.objects.create(**off(date(2031, 2, day))) for day in range(1, 9)]
    Budget.objects.filter(pk=budget.pk).update(amount="5.00")
    gone = days[0].pk
    days[0].delete()
    with CaptureQueriesContext(connection) as many:
        living.note_anew()
    assert len(many) <= len(one) + 1
    assert ChainNote.objects.get(table="governance_workday", row=gone).becomes == ""
    assert ChainNote.objects.filter(table="governance_workday").exclude(becomes="").count() == len(days) - 1
    chain_record()
    assert found() == []


def test_the_tables_have_the_columns_of_their_models():
    """The triggers take the digest of the whole row, `verify` of the columns that the model names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text, array_agg(attname::text ORDER BY attname) FROM pg_attribute"
            " WHERE attnum > 0 AND NOT attisdropped GROUP BY 1"
        )
        there = {table: sorted(columns) for table, columns in cursor.fetchall()}
    assert {table: there[table] for table in living.tables()} == {
        table: living.columns_of(model) for table, model in living.tables().items()
    }
    for table, kept in chain.TABLES.items():
        assert there[table] == sorted([*kept.columns, *kept.without])
