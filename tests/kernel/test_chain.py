"""Blocks vouch for every row of the record, once, and the file outside follows them."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal

import pytest
from axes.models import AccessLog
from django.db import IntegrityError, connection, transaction

from governance.kernel.clock import clock, rules
from governance.kernel.models.chain import ChainBlock, ChainPending
from governance.kernel.models.events import Event
from governance.kernel.upkeep import chain, checks, proof, retention
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.chain_file import ChainFile
from tests.kernel.threads import in_thread

LATE = 20  # seconds


def make_event(number=1):
    return Event.objects.create(kind="x.y", object_type="x.y", object_id=number)


def lines(settings):
    return [json.loads(line) for line in settings.CHAIN_FILE.read_text().splitlines()]


@pytest.mark.django_db
def test_a_row_costs_no_more_questions_and_waits_for_its_block(django_assert_num_queries):
    with django_assert_num_queries(1):
        event = make_event()
    assert list(ChainPending.objects.values_list("table", "row")) == [("governance_event", event.pk)]
    assert proof.faults() == []
    assert chain_record() == 1
    assert not ChainPending.objects.exists()
    assert chain_record() == 0
    assert ChainBlock.objects.count() == 1
    assert proof.faults() == []


@pytest.mark.django_db
def test_each_block_names_the_one_before_and_has_its_line_outside(settings):
    for number in range(3):
        last = make_event(number)
        chain_record()
    blocks = list(ChainBlock.objects.order_by("number"))
    assert [line["number"] for line in lines(settings)] == [1, 2, 3]
    assert [line["digest"] for line in lines(settings)] == [block.digest for block in blocks]
    assert [line["previous"] for line in lines(settings)] == ["", *(block.digest for block in blocks[:2])]
    assert lines(settings)[-1]["last"] == {"governance_event": last.pk}
    assert settings.CHAIN_FILE.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_a_foreign_name_among_what_waits_stops_nothing_and_is_not_asked():
    ChainPending.objects.create(table="governance_person; DROP TABLE x", row=1)
    assert chain_record() == 0
    make_event()
    assert chain_record() == 1
    assert not ChainPending.objects.exists()


@pytest.mark.django_db
def test_many_rows_become_several_blocks(monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 4)
    Event.objects.bulk_create(Event(kind="x.y", object_type="x.y", object_id=number) for number in range(10))
    assert chain_record() == 10
    assert ChainBlock.objects.count() == 3
    assert proof.faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_row_whose_transaction_ends_late_is_in_a_later_block():
    written, may_end = Signal(), Signal()

    @in_thread
    def slow():
        with transaction.atomic():
            event = make_event(1)
            written.set()
            assert may_end.wait(LATE)
        return event.pk

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slow)
        assert written.wait(LATE)
        quick = make_event(2).pk
        assert chain_record() == 1
        may_end.set()
        late = running.result(LATE)
    assert late < quick
    assert proof.faults() == []
    assert chain_record() == 1
    assert json.loads(ChainBlock.objects.get(number=2).content)["tables"]["governance_event"]["rows"][0][0] == late
    assert proof.faults() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_chain():
    Event.objects.bulk_create(Event(kind="x.y", object_type="x.y", object_id=number) for number in range(50))
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(in_thread(chain_record)) for _ in range(4)]
        assert sum(each.result(LATE) for each in done) == 50
    assert proof.faults() == []


@pytest.mark.django_db
def test_a_line_that_a_crash_left_out_is_written_and_no_block_is_made_without_the_file(monkeypatch, settings):
    def full(file, line):
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(ChainFile, "append", full)
        for number in range(3):
            make_event(number)
            with pytest.raises(OSError, match="no space"):
                chain_record()
    assert ChainBlock.objects.count() == 1
    assert proof.faults() == ["the file outside lacks blocks 1: it was shortened or not written"]
    assert chain_record() == 2
    assert [line["number"] for line in lines(settings)] == [1, 2]
    assert proof.faults() == []


@pytest.mark.django_db
def test_keys_turn_and_a_lost_one_is_named(settings):
    settings.FIELD_KEY = "old"
    make_event(1)
    chain_record()
    settings.FIELD_KEY = "new,old"
    make_event(2)
    chain_record()
    assert proof.faults() == []
    first, second = (json.loads(block.content)["key"] for block in ChainBlock.objects.order_by("number"))
    assert first != second
    settings.FIELD_KEY = "new"
    assert any(f"no key {first}" in sentence for sentence in proof.faults())


@pytest.mark.django_db
def test_sign_ins_may_go_after_their_days_and_not_before():
    rules.load_rules()
    old = AccessLog.objects.create(username="a", user_agent="b")
    AccessLog.objects.filter(pk=old.pk).update(attempt_time=clock.now() - timedelta(days=366))
    young = AccessLog.objects.create(username="a", user_agent="b")
    chain_record()
    AccessLog.objects.filter(pk=young.pk).update(logout_time=clock.now())
    assert retention.prune()["sign_ins"] == 1
    assert proof.faults() == []
    gone = young.pk
    young.delete()
    assert proof.faults() == [f"axes_accesslog {gone} was removed"]


@pytest.mark.django_db
def test_blocks_are_only_added():
    make_event()
    chain_record()
    for change in ("UPDATE governance_chainblock SET digest = ''", "DELETE FROM governance_chainblock"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


@pytest.mark.django_db
def test_every_table_that_is_only_added_to_is_on_record():
    with connection.cursor() as cursor:
        # BEFORE, for each row, on UPDATE and DELETE, under no condition: bits 1, 2, 8, 16 of tgtype
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgqual IS NULL"
            " AND tgtype = 27 AND tgname LIKE '%append_only'"
        )
        added = {table for (table,) in cursor.fetchall()} - {"governance_chainblock"}
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'awaits_block'")
        told = {table for (table,) in cursor.fetchall()}
    assert len(added) >= 7
    assert added <= set(chain.TABLES) == told
    assert "awaits_block" in checks.TRIGGERS["governance_event"]


@pytest.mark.django_db
def test_a_row_of_the_record_changed_before_its_block_is_named():
    """The block takes what was put in, whatever became of the row within the minute."""
    event, entry = make_event(), AccessLog.objects.create(username="leader", user_agent="x")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE governance_event SET kind = 'x.z' WHERE id = %s", [event.pk])
        cursor.execute("SET session_replication_role = origin")
    AccessLog.objects.filter(pk=entry.pk).update(logout_time=clock.now())  # a column that may change
    chain_record()
    assert proof.faults() == [f"governance_event {event.pk} was changed"]
