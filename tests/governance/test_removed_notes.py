"""A row put in, used and removed with its note within one minute is told: who took the note away is written down."""

from io import StringIO

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from governance.kernel.models.chain import ChainBlock, ChainNote, ChainPending
from governance.kernel.models.events import Event
from governance.kernel.upkeep import guards, removals, signed_records, watch
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.checks import commands_are_written_down, run
from governance.models import ApiKey, User
from governance.people.actions import access
from tests.factories.base import make_district, user_with

pytestmark = pytest.mark.django_db
NOT_KNOWN = "before a block took them: what was written to the database in that minute is not known"
TAKEN_AWAY = {
    "removed": "DELETE FROM governance_chainnote",
    "changed to another row's": "UPDATE governance_chainnote SET \"table\" = 'nothing'",
    "emptied": "TRUNCATE governance_chainnote",
}


def found(*names):
    return [sentence for _, sentence in run(names or ["definitions", "guards", "record", "rows"])]


def past_the_portal(*statements):
    """Statements of another program, every trigger on; returns the role that gave them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.token'), session_user")
        token, role = cursor.fetchone()
        cursor.execute("SELECT set_config('portal.token', '', false)")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SELECT set_config('portal.token', %s, false)", [token])
    return role


class Line:
    """The connection of the test, which stays open and in its transaction."""

    def close(self):
        self.closed = True

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        return None

    def cursor(self):
        return connection.cursor()


@pytest.fixture
def leader():
    """An official with a key of the API; the database writes down who removes notes, which was signed."""
    user = user_with("community_secretary", make_district().community)
    access.make_key(user, actor=user, name="接口")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(watch.PUT_IN)
    guards.keep()
    chain_record()
    assert found() == []
    return user


@pytest.mark.parametrize("way", TAKEN_AWAY)
def test_a_key_put_in_used_and_removed_within_a_minute_is_told(leader, way):
    past_the_portal(
        "INSERT INTO governance_apikey (user_id, name, digest, hint, resources, may_write, created_at, expires_at)"
        f" SELECT user_id, name, '{access.digest('guess')}', hint, resources, true, created_at, expires_at"
        " FROM governance_apikey"
    )
    assert access.key_account("guess") == ApiKey.objects.get(digest=access.digest("guess"))  # somebody acts with it
    notes = ChainNote.objects.count()
    role = past_the_portal(f"DELETE FROM governance_apikey WHERE digest = '{access.digest('guess')}'", TAKEN_AWAY[way])
    for _ in range(2):
        (told,) = found()
        assert told.startswith(f"the role {role} removed or changed {notes + 1} notes in governance_chainnote at ")
        assert told.endswith(NOT_KNOWN)
        chain_record()


def test_a_password_changed_and_put_back_within_a_minute_is_told(leader):
    before = leader.password
    past_the_portal(f"UPDATE governance_user SET password = 'x' WHERE id = {leader.pk}")
    past_the_portal(
        f"UPDATE governance_user SET password = '{before}' WHERE id = {leader.pk}", "DELETE FROM governance_chainnote"
    )
    chain_record()
    assert [sentence.endswith(NOT_KNOWN) for sentence in found()] == [True]


def test_a_note_of_the_record_that_was_removed_is_told(leader):
    Event.objects.create(kind="x.y", object_type="x.y", object_id=1)
    past_the_portal("DELETE FROM governance_chainpending")
    chain_record()
    told = found()
    assert any("1 notes in governance_chainpending" in sentence for sentence in told)
    assert any("is in no block" in sentence for sentence in told)


def test_the_portals_own_blocks_take_notes_without_a_word(leader):
    before = removals.last()
    for amount in range(3):
        User.objects.filter(pk=leader.pk).update(email=f"{amount}@example.org")
        Event.objects.create(kind="x.y", object_type="x.y", object_id=amount)
        chain_record()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sum(notes), count(*) FROM {watch.REMOVAL} WHERE number > %s", [before])
        assert cursor.fetchone() == (6, 6)
    assert not ChainNote.objects.exists()
    assert not ChainPending.objects.exists()
    assert found() == []


def test_a_token_from_the_portals_session_is_worth_nothing_in_another(leader):
    """The mark holds for one session: shown as if another process, or the next one of its number, had removed them."""
    User.objects.filter(pk=leader.pk).update(email="a@example.org")
    chain_record()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT process FROM {watch.REMOVAL} WHERE number = %s", [removals.last()])
        (session,) = cursor.fetchone()
        number, began = session.split(" ")
        for other in (f"{int(number) + 1} {began}", f"{number} 2026-01-01T00:00:00.000000", number, f"{number} ?"):
            cursor.execute(f"UPDATE {watch.REMOVAL} SET process = %s WHERE number = %s", [other, removals.last()])
            assert [sentence.endswith(NOT_KNOWN) for sentence in found()] == [True]
        cursor.execute(f"UPDATE {watch.REMOVAL} SET process = %s WHERE number = %s", [session, removals.last()])
        assert found() == []


def test_a_watch_that_keeps_numbers_of_processes_is_named_and_mended(leader):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {watch.REMOVAL} ALTER process TYPE integer USING split_part(process, ' ', 1)::int")
    assert watch.OF_BEFORE in found("definitions")
    assert commands_are_written_down() == [watch.OF_BEFORE]
    watch.put_in(Line())
    call_command("sign_guards", stdout=StringIO())
    User.objects.filter(pk=leader.pk).update(email="a@example.org")
    chain_record()
    assert commands_are_written_down() == []
    assert found() == []


def test_who_signs_accepts_and_verify_says_no_more(leader):
    past_the_portal(f"UPDATE governance_user SET email = 'b@example.org' WHERE id = {leader.pk}")
    past_the_portal("DELETE FROM governance_chainnote")
    assert len(found("definitions")) == 1
    out = StringIO()
    call_command("sign_guards", stdout=out)
    assert NOT_KNOWN in out.getvalue()
    assert found("definitions") == []
    assert any(NOT_KNOWN in sentence for sentence in signed_records.acceptances())


def test_removals_taken_away_by_a_superuser_are_missed(leader):
    for amount in range(3):
        User.objects.filter(pk=leader.pk).update(email=f"{amount}@example.org")
        chain_record()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {watch.REMOVAL} WHERE number = 2")
        assert found("definitions") == ["of the removals written down some were taken away"]
        last = removals.last()
        cursor.execute(f"DELETE FROM {watch.REMOVAL}")
    assert found("record") == [f"{last} removals of notes were written down, of the last {last} nothing is left"]
    assert ChainBlock.objects.count() > 3


def test_only_the_newest_removals_are_kept(leader, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP FUNCTION {watch.SCHEMA}.note_removal; DROP TABLE {watch.REMOVAL}")
        cursor.execute(watch.REMOVALS.replace(str(watch.REMOVALS_KEPT), "2"))
    guards.keep()
    for amount in range(4):
        User.objects.filter(pk=leader.pk).update(email=f"{amount}@example.org")
        chain_record()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array_agg(number ORDER BY number) FROM {watch.REMOVAL}")
        assert cursor.fetchone() == ([3, 4],)
    assert found() == []


def test_the_owner_of_the_tables_cannot_take_a_removal_away(leader):
    User.objects.filter(pk=leader.pk).update(email="a@example.org")
    chain_record()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_owner")
        cursor.execute("SET ROLE plain_owner")
    for statement in (
        f"DELETE FROM {watch.REMOVAL}",
        f"UPDATE {watch.REMOVAL} SET notes = 0",
        f"TRUNCATE {watch.REMOVAL}",
        f"DROP FUNCTION {watch.SCHEMA}.note_removal",
    ):
        line = connection.connection.cursor()
        line.execute("SAVEPOINT tried")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            line.execute(statement)
        line.execute("ROLLBACK TO SAVEPOINT tried")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_a_watch_of_before_gets_what_it_lacks(leader):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP FUNCTION {watch.SCHEMA}.note_removal; DROP TABLE {watch.REMOVAL}")
    assert found("commands") == []
    assert run(["definitions"])
    watch.put_in(Line())
    assert removals.are_watched()
    watch.put_in(Line())
