"""A restore signs a break in the chain of the record; an older backup put back by hand is named by `verify`."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from governance.kernel.models.chain import ChainBlock
from governance.kernel.models.events import Event
from governance.kernel.upkeep import backups, guards, proof, signed_records, watch
from governance.kernel.upkeep.backups import digest
from governance.kernel.upkeep.chain import chain_record
from governance.management.commands import restore
from tests.factories.base import make_district


def happen(number):
    Event.objects.create(kind="x.y", object_type="x.y", object_id=number)
    chain_record()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_older_backup_is_named_unless_a_restore_signs_for_it(tmp_path):
    make_district()
    happen(1)
    manifest = backups.save(tmp_path / "backup")
    happen(2)
    happen(3)
    newest = ChainBlock.objects.latest("number").number
    assert proof.faults() == []
    backups.replace_database(tmp_path / "backup" / backups.DUMP)
    assert Event.objects.filter(kind="x.y").count() == 1
    (sentence,) = proof.faults()
    assert sentence.startswith(f"the file outside holds blocks {newest - 1}–{newest}, the database does not")

    assert backups.load(tmp_path / "backup", force=True)["accepted"] == []
    assert proof.faults() == []
    told = json.loads(ChainBlock.objects.latest("number").content)["break"]
    assert (told["reason"], told["backup"]) == ("restore", manifest["made_at"])
    assert told["manifest"] == digest(tmp_path / "backup" / backups.MANIFEST)
    assert "@" in told["by"]
    happen(4)
    assert proof.faults() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_restore_leaves_alone_what_the_server_wrote_down(tmp_path):
    """Commands and event triggers are the server's: no backup brings its own, and no restore takes them away."""
    make_district()
    happen(1)
    try:
        with connection.cursor() as cursor:
            cursor.execute(watch.PUT_IN)
            cursor.execute("CREATE TABLE passing (id int)")
            cursor.execute("DROP TABLE passing")
        backups.save(tmp_path / "backup")
        before = watch.last_command()
        assert backups.load(tmp_path / "backup", force=True)["accepted"] == []
        assert before == 2
        assert watch.last_command() > before
        assert proof.faults() == guards.faults() == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {watch.SCHEMA} CASCADE")
        guards.keep()


QUIET = "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_restore_tells_and_keeps_what_it_takes_over_unsigned(tmp_path, monkeypatch):
    """A guard made harmless, a row without a note, a file that was gone: each is printed and kept."""
    place = make_district()
    happen(1)
    monkeypatch.setattr(restore, "call_command", lambda *names, **options: None)  # what the edition brings anew
    backups.save(tmp_path / "clean")
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUIET)
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("UPDATE governance_area SET name = '改' WHERE id = %s", [place.compound.pk])
            cursor.execute("SET session_replication_role = origin")
        manifest = backups.save(tmp_path / "backup")
        manifest["missing"] = ["2026/11/gone.png"]
        manifest["signature"] = backups.signature(manifest, backups.secrets()[0])
        (tmp_path / "backup" / backups.MANIFEST).write_text(json.dumps(manifest))
        out = StringIO()
        call_command("restore", tmp_path / "backup", force=True, stdout=out)
        accepted = [
            "function refuse_change() was changed",
            f"governance_area {place.compound.pk} was changed past the portal",
            "2026/11/gone.png was missing when the backup was made",
        ]
        for sentence in accepted:
            assert f"accepted: {sentence}" in out.getvalue()
        (kept,) = signed_records.acceptances()
        assert kept.endswith(f"accepted: {accepted[0]}")
        told = proof.breaks()
        assert [sentence.split("took over: ")[-1] for sentence in told[-2:]] == accepted[1:]
        assert accepted[1] in proof.row_faults()
    finally:
        backups.load(tmp_path / "clean", force=True)
    assert guards.faults() == []
