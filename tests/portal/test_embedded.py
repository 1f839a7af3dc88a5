"""The embedded server makes two roles, neither of them its superuser."""

import psycopg2
import pytest

from portal import launch
from portal.children import Supervisor
from portal.embedded import Postgres
from portal.provide import listen


@pytest.fixture
def server():
    with launch.throwaway_folder() as folder:
        supervisor = Supervisor()
        server = Postgres(folder)
        try:
            supervisor.start(server)
            server.wait_until_it_answers()
            yield server
        finally:
            supervisor.stop()


@pytest.mark.slow
def test_one_role_owns_the_database_and_another_runs_the_portal(server):
    named = server.create_database()
    assert server.create_database() == named
    assert set(named) == {"DATABASE_URL", "MIGRATE_DATABASE_URL"}
    users = {}
    for name, address in named.items():
        connection = psycopg2.connect(address)
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT current_user, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
            users[name] = cursor.fetchone()
            cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()")
            owner = cursor.fetchone()[0]
        connection.close()
    assert users == {
        "DATABASE_URL": ("portal_web", False, False),
        "MIGRATE_DATABASE_URL": ("portal_owner", False, False),
    }
    assert owner == "portal_owner"
    connection = psycopg2.connect(named["MIGRATE_DATABASE_URL"])
    with connection, connection.cursor() as cursor:  # what the owner does is written down where it cannot reach
        cursor.execute("CREATE TABLE one (id int)")
        cursor.execute("SELECT role, tag, objects FROM portal_watch.command")
        assert cursor.fetchall() == [("portal_owner", "CREATE TABLE", "table public.one")]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("DELETE FROM portal_watch.command")
    connection.close()


def test_the_running_programs_never_learn_the_owner(tmp_path):
    given = {"DATABASE_URL": "x", "MIGRATE_DATABASE_URL": "y"}
    with listen("127.0.0.1", 0) as listener:
        for child in launch.programs(tmp_path, listener, given, None):
            assert child.env == {"DATABASE_URL": "x"}
