"""A restore signs a break in the chain of the record; an older backup put back by hand is named by `verify`."""

import json

import pytest

from governance.kernel.models.chain import ChainBlock
from governance.kernel.models.events import Event
from governance.kernel.upkeep import backups, proof
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
