"""What every test shares: no broker, quick passwords, plain static files, and a count of queries."""

import gc
from copy import copy
from itertools import count

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.template import RequestContext
from django.test.utils import CaptureQueriesContext, ContextList

from governance.kernel.clock import rules
from governance.kernel.models import fresh
from governance.kernel.models.rules import Rule
from governance.kernel.upkeep import guards
from tests import worlds
from tests.clients import Reader


def pytest_collection_modifyitems(items):
    """The slow tests begin: one that began last would keep the other processes waiting."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish():
    """What is loaded by now stays: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture
def client():
    """Somebody at pages or API who reads a row before changing it."""
    return Reader()


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """Nothing is sent to a worker; a test that wants the reactions empties the outbox itself."""
    monkeypatch.setattr("governance.kernel.steps.events.nudge", lambda: None)


@pytest.fixture(scope="session")
def fresh_folder(tmp_path_factory):
    """A name for a folder of each test's own, which is made only when the test writes a file."""
    numbers = count()
    return lambda: tmp_path_factory.getbasetemp() / f"test-{next(numbers)}"


@pytest.fixture(autouse=True)
def quick_settings(settings, fresh_folder):
    """Settings that only save time: a cheap hash, static files not collected, uploads thrown away."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "tests.static_files.CheckedStorage"},
    }
    folder = fresh_folder()
    settings.UPLOAD_ROOT = settings.MEDIA_ROOT = folder / "uploads"
    settings.LOG_ROOT = folder / "log"
    settings.CHAIN_FILE = folder / "record" / "chain.jsonl"
    cache.clear()
    fresh.forget()
    worlds.ground.begin()


@pytest.fixture(autouse=True, scope="session")
def emptying_is_quick():
    """Between transactional tests only filled tables are emptied; triggers that protect facts look away for it.

    What the migrations left (content types, permissions, the record of the guards) stays, so that nothing need be made
    anew.
    """
    left = {"django_content_type", "auth_permission", "governance_guardrecord"}

    def sql_flush(self, style, tables, **options):
        tables = sorted(set(tables) - left)
        asked = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables)
        with self.connection.cursor() as cursor:
            cursor.execute(asked)
            filled = [table for (table,) in cursor.fetchall()]
        return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {table}" for table in filled)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr("django.core.management.commands.flush.emit_post_migrate_signal", lambda *args, **options: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def only_the_page_is_looked_into():
    """Of what a page is rendered from, its own context is kept for the test, not a copy for each part of it."""

    def keep(store, signal, sender, template, context, **kwargs):
        if "context" not in store and isinstance(context, RequestContext):
            store["context"] = ContextList([copy(context)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.client.store_rendered_templates", keep)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The copied database was migrated with other secrets: what guards it is signed with those of this run."""
    with django_db_blocker.unblock():
        guards.keep()
        connection.close()


@pytest.fixture(autouse=True, scope="module")
def dead_rows_are_swept(django_db_blocker):
    """Rows that tests took back stay in the tables' files, and each later look reads past them, most in the rules."""
    yield
    if connection.connection is None:
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE n_dead_tup > 1000")
        if tables := [table for (table,) in cursor.fetchall()]:
            cursor.execute(f"VACUUM {', '.join(tables)}")


@pytest.fixture(autouse=True, scope="session")
def rules_are_copied():
    """The catalogue of rules is read and checked once; every later test copies its rows inside the database."""
    load, kept = rules.load_rules, []

    def load_rules(*paths):
        if paths or Rule.objects.exists():
            return load(*paths)
        with worlds.ground.kept_bare():
            if not kept:
                before = worlds.snapshot()
                kept.append(load())
                kept.append(worlds.changes(before, worlds.snapshot()))
            else:
                worlds.put_back(kept[1])
        rules.forget()
        return kept[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "load_rules", load_rules)
        yield


@pytest.fixture
def same_queries():
    """`same_queries(visit, grow)`: the number of a page's queries must not depend on its rows."""

    def statements(visit):
        with CaptureQueriesContext(connection) as queries:
            visit()
        return [query["sql"] for query in queries]

    def check(visit, grow):
        visit()  # fills caches
        before = statements(visit)
        grow()
        after = statements(visit)
        assert len(before) == len(after), "\n".join(after)

    return check
