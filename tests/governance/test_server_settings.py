"""Settings that switch guards off are named by `verify` and by `/readyz`; none of them can make `verify` mute."""

import time
from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from governance.kernel.upkeep import checks, server, watch
from governance.kernel.upkeep.checks import run
from governance.models import Area
from portal import health
from tests.factories.base import make_district

LATE = 20  # seconds


def told():
    return [sentence for _, sentence in run(["settings"])]


@pytest.fixture
def superuser():
    """A connection of its own, outside the test's transaction."""
    line = psycopg2.connect(**connection.get_connection_params())
    line.autocommit = True
    with line.cursor() as cursor:
        yield cursor
    line.close()


@pytest.mark.django_db
def test_triggers_switched_off_for_a_session_are_named():
    assert told() == []
    health.check_settings()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        assert told() == ['the setting session_replication_role is "replica", must be "origin"']
        with pytest.raises(health.NotReady, match="session_replication_role 现为“replica”，应为“origin”"):
            health.check_settings()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")


@pytest.mark.django_db(transaction=True)
def test_what_is_set_for_the_whole_server_is_named(superuser):
    """ALTER SYSTEM and a reload reach sessions that are open already."""

    def in_force():
        connection.close()
        return told()

    try:
        superuser.execute("ALTER SYSTEM SET transform_null_equals = on")
        superuser.execute("SELECT pg_reload_conf()")
        until = time.monotonic() + LATE
        while not (found := in_force()) and time.monotonic() < until:
            pass
        assert found == ['the setting transform_null_equals is "on", must be "off"']
    finally:
        superuser.execute("ALTER SYSTEM RESET transform_null_equals")
        superuser.execute("SELECT pg_reload_conf()")


@pytest.mark.django_db(transaction=True)
def test_a_path_to_nowhere_makes_verify_tell_and_not_break_off(superuser):
    make_district()
    name = connection.settings_dict["NAME"]
    try:
        superuser.execute(f"ALTER DATABASE \"{name}\" SET search_path = 'zz_evil, public'")
        connection.close()
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("verify", stdout=out)
        assert 'settings: the setting search_path is ""zz_evil, public"", must be' in out.getvalue()
        assert "definitions: settings of the database is new" in out.getvalue()
        assert "could not be checked" not in out.getvalue()
    finally:
        superuser.execute(f'ALTER DATABASE "{name}" RESET search_path')
        connection.close()


@pytest.mark.django_db
def test_a_table_of_another_schema_is_not_read_in_place_of_ours():
    make_district()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA evil")
        cursor.execute("CREATE TABLE evil.governance_area (LIKE public.governance_area)")
        cursor.execute("SET LOCAL search_path = evil, public")
    assert not Area.objects.exists()
    with server.own_path():
        assert Area.objects.exists()
    assert not Area.objects.exists()


@pytest.mark.django_db
def test_a_check_that_cannot_run_is_a_fault_and_stops_no_other(monkeypatch):
    def broken():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")

    monkeypatch.setattr(checks, "CHECKS", {"broken": broken, "later": lambda: ["something is off"]})
    first, second = run()
    assert first[0] == "broken"
    assert first[1].startswith("this could not be checked, something stands in the way: ProgrammingError")
    assert second == ("later", "something is off")


def test_what_guards_the_record_is_looked_at_first():
    assert list(checks.CHECKS)[:4] == ["settings", "definitions", "guards", "roles"]


# ------------------------------------------------------------ commands that the database writes down
@pytest.fixture
def watched(db):
    """The database writes down its commands from here on, which is signed."""
    with connection.cursor() as cursor:
        cursor.execute(watch.PUT_IN)
    call_command("sign_guards", stdout=StringIO())
    assert run(["definitions"]) == []


def test_a_trigger_put_in_and_dropped_again_is_named(watched):
    """Between two runs somebody let the portal's own session tell its token, and took all traces away."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE told (token text)")
        cursor.execute(
            "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN INSERT INTO told VALUES (current_setting(''portal.token'')); RETURN NULL; END'"
        )
        cursor.execute("CREATE TRIGGER tells AFTER INSERT ON governance_area EXECUTE FUNCTION tell()")
        cursor.execute("DROP TRIGGER tells ON governance_area")
        cursor.execute("DROP FUNCTION tell")
        cursor.execute("DROP TABLE told")
    found = " ".join(sentence for _, sentence in run(["definitions"]))
    for words in (
        "gave the command CREATE TRIGGER at ",
        "trigger tells on public.governance_area",
        "DROP FUNCTION",
        "function public.tell()",
        "table public.told",
    ):
        assert words in found
    call_command("sign_guards", stdout=StringIO())
    assert run(["definitions"]) == []


def test_a_trigger_switched_off_and_on_again_is_named(watched):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE governance_user DISABLE TRIGGER notes_change")
        cursor.execute("ALTER TABLE governance_user ENABLE TRIGGER notes_change")
    found = [sentence for _, sentence in run(["definitions"])]
    assert len([sentence for sentence in found if "ALTER TABLE" in sentence]) == 2, found


def test_the_owner_of_the_tables_cannot_take_a_command_away(watched):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_owner")
        cursor.execute("GRANT USAGE, CREATE ON SCHEMA public TO plain_owner")
        cursor.execute("SET ROLE plain_owner")
    for statement in (
        "DELETE FROM portal_watch.command",
        "UPDATE portal_watch.command SET tag = 'x'",
        "DROP SCHEMA portal_watch CASCADE",
        "DROP EVENT TRIGGER watches_commands",
        "CREATE OR REPLACE FUNCTION portal_watch.note_command() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
    ):
        refusal = pytest.raises(psycopg2.errors.InsufficientPrivilege)
        line = connection.connection.cursor()
        line.execute("SAVEPOINT tried")
        with refusal:
            line.execute(statement)
        line.execute("ROLLBACK TO SAVEPOINT tried")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")
        cursor.execute("RESET ROLE")
    assert any("CREATE TABLE" in sentence for _, sentence in run(["definitions"]))


def test_commands_taken_away_by_a_superuser_are_missed(watched):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE one (id int)")
        cursor.execute("CREATE TABLE two (id int)")
    make_district()
    checks.chain.chain_record()
    assert run(["record"]) == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE one, two")
        cursor.execute("DELETE FROM portal_watch.command")
    assert any("nothing is left" in sentence for _, sentence in run(["record"]))


def test_a_role_whose_password_was_changed_is_named(watched):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE keeper LOGIN PASSWORD 'one'")
    call_command("sign_guards", stdout=StringIO())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER ROLE keeper PASSWORD 'two'")
    assert [sentence for _, sentence in run(["definitions"])] == ["password or rights of keeper was changed"]
