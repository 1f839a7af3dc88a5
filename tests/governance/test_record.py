"""`manage.py verify` names what somebody with the database's own rights did to the record, triggers switched off."""

import json
from hashlib import sha256

import pytest
from axes.models import AccessLog
from django.db import connection

from governance.conferences import seals
from governance.kernel.models.chain import ChainBlock, ChainPending
from governance.kernel.models.events import Event
from governance.kernel.upkeep import chain
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.checks import run
from governance.kernel.upkeep.disclosure import disclose
from governance.models import AgendaItem, JointConference
from tests.factories import conferences as made

pytestmark = pytest.mark.django_db


def faults():
    return [sentence for _, sentence in run(["record", "seals"])]


def names(words):
    found = faults()
    assert any(words in sentence for sentence in found), found


@pytest.fixture
def recorded():
    """A sealed sitting, data shown in full, sign-ins: three blocks; then the guards are off."""
    _, room, item = made.make_sealed_sitting()
    chain_record()
    for field in ("title", "summary"):
        disclose(item, "governance.person.reveal", actor=None, reason="电话核实情况", label="查看明文", fields=(field,))
    AccessLog.objects.create(username="leader", user_agent="x", ip_address="10.0.0.7")
    chain_record()
    Event.objects.create(kind="governance.user.reset", object_type="governance.user", object_id=1, actor_name="李")
    chain_record()
    assert faults() == []
    assert ChainBlock.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield room.conference, item
        cursor.execute("SET session_replication_role = origin")


def seal_anew(conference):
    """Hash the changed sitting again, and give the event of its issue the new seal."""
    conference = JointConference.objects.get(pk=conference.pk)
    text = seals.canonical(seals.record_of(conference))
    seal = sha256(f"{conference.previous_seal}\n{text}".encode()).hexdigest()
    JointConference.objects.filter(pk=conference.pk).update(sealed_text=text, seal=seal)
    issued = Event.objects.get(kind="governance.joint_conference.issue", object_id=conference.pk)
    Event.objects.filter(pk=issued.pk).update(data=issued.data | {"seal": seal})
    return issued


def test_a_changed_item_with_its_seals_hashed_anew(recorded):
    conference, item = recorded
    AgendaItem.objects.filter(pk=item.pk).update(amount="99000.00")
    issued = seal_anew(conference)
    assert run(["seals"]) == []  # seals alone prove nothing against somebody who can write everything
    names(f"governance_event {issued.pk} was changed")


def test_audit_lines_given_another_name_and_address(recorded):
    changed = Event.objects.filter(kind="governance.user.reset")
    changed.update(actor_name="王", ip="10.9.9.9")
    assert faults() == [f"governance_event {changed.get().pk} was changed"]


def test_lines_of_revealed_data_removed(recorded):
    gone = list(Event.objects.filter(kind="governance.person.reveal").order_by("pk").values_list("pk", flat=True))
    Event.objects.filter(pk__in=gone).delete()
    assert faults() == [f"governance_event {pk} was removed" for pk in gone]


def test_a_record_of_a_sign_in_given_another_address(recorded):
    AccessLog.objects.update(ip_address="10.9.9.9")
    assert faults() == [f"axes_accesslog {AccessLog.objects.get().pk} was changed"]


def remove_tail():
    """Take the third block, its rows and what waits away: the database is as it was a minute before."""
    content = json.loads(ChainBlock.objects.get(number=3).content)
    Event.objects.filter(pk__in=[row[0] for row in content["tables"]["governance_event"]["rows"]]).delete()
    ChainBlock.objects.filter(number=3).delete()


def test_the_end_removed_with_its_block(recorded):
    remove_tail()
    assert len(faults()) == 1
    names("the file outside holds blocks 3, the database does not")


def test_an_older_state_that_goes_on_without_a_break(recorded):
    remove_tail()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
    Event.objects.create(kind="x.y", object_type="x.y", object_id=1)
    chain_record()
    assert ChainBlock.objects.count() == 3
    names("the file outside tells of other blocks 3")


def test_the_end_removed_and_its_block_kept(recorded):
    gone = Event.objects.order_by("-pk").first()
    Event.objects.filter(pk=gone.pk).delete()
    assert faults() == [f"governance_event {gone.pk} was removed"]


def test_a_whole_block_removed(recorded):
    ChainBlock.objects.filter(number=2).delete()
    names("blocks 2 of the record are gone")
    names("is in no block")
    names("the file outside holds blocks 2")


def test_a_block_removed_and_the_others_numbered_anew(recorded):
    ChainBlock.objects.filter(number=2).delete()
    ChainBlock.objects.filter(number=3).update(number=2)
    names("block 2 of the record was changed")


def test_a_block_changed_and_signed_without_the_key(recorded):
    block = ChainBlock.objects.get(number=3)
    content = json.loads(block.content) | {"made_at": "2020-01-01T00:00:00+00:00"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    ChainBlock.objects.filter(number=3).update(content=text, digest=chain.signature(b"a guess", text))
    names("block 3 of the record was changed: its content is not what was signed")


def test_the_file_outside_shortened(recorded, settings):
    whole = settings.CHAIN_FILE.read_text()
    settings.CHAIN_FILE.write_text(whole[: whole.index("\n") + 1])
    assert faults() == ["the file outside lacks blocks 2–3: it was shortened or not written"]
    settings.CHAIN_FILE.unlink()
    assert faults() == ["the file outside lacks blocks 1–3: it was shortened or not written"]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
    Event.objects.create(kind="x.y", object_type="x.y", object_id=1)
    chain_record()
    assert faults() == ["the file outside lacks blocks 1–3: it was shortened or not written"]


def test_a_line_outside_changed(recorded, settings):
    settings.CHAIN_FILE.write_text(settings.CHAIN_FILE.read_text().replace('"count": 1', '"count": 2'))
    names("the file outside tells of other blocks")


def test_a_row_put_in_past_the_triggers(recorded):
    slipped = Event.objects.create(kind="x.y", object_type="x.y", object_id=1)
    names(f"governance_event {slipped.pk} is in no block")


def test_a_row_removed_before_its_block_was_made(recorded):
    ChainPending.objects.create(table="governance_event", row=10_000, process=1, xact=1)
    chain_record()
    assert faults() == ["governance_event 10000 was removed"]


def test_a_break_lets_the_chain_go_on_and_vouches_for_the_file_before_it(recorded, settings):
    remove_tail()
    block = chain.add_break("restored from a backup", backup="2026-11-27")
    assert block.number == 4
    assert faults() == []
    told = json.loads(block.content)["break"]
    assert (told["backup"], told["file_last"]) == ("2026-11-27", 3)
    assert "@" in told["by"]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
    Event.objects.create(kind="x.y", object_type="x.y", object_id=1)
    chain_record()
    assert faults() == []
    settings.CHAIN_FILE.write_text(settings.CHAIN_FILE.read_text().replace('"number": 3', '"number": 2'))
    assert faults() == ["the file outside was changed before the break of block 4"]
