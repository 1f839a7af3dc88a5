"""A restore signs a break in the chain of the record; an older backup put back by hand is named by `verify`."""

import json

import pytest
from django.db import connection

from governance.kernel.models.chain import ChainBlock
from governance.kernel.models.events import Event
from governance.kernel.upkeep import backups, guards, proof, watch
from governance.kernel.upkeep.backups import digest
from governance.kernel.upkeep.chain import chain_record
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

    backups.load(tmp_path / "backup", force=True)
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
        backups.load(tmp_path / "backup", force=True)
        assert before == 2
        assert watch.last_command() > before
        assert proof.faults() == guards.faults() == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {watch.SCHEMA} CASCADE")
        guards.keep()
