"""Whoever writes with another program is named, with every trigger on: in living tables and in those of the record."""

import json
import re
from contextlib import suppress
from datetime import datetime, timedelta

import psycopg2
import pytest
from axes.models import AccessLog
from django.db import IntegrityError, connection, connections, transaction

from governance.kernel.models.chain import ChainNote, ChainPending
from governance.kernel.upkeep import chain, watch, writers
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.checks import run
from governance.models import Area, Budget
from tests.factories.base import make_district
from tests.factories.funds import donate, promise
from tests.factories.town import make_town, make_town_fund, submitted

OTHER = json.dumps({"id": 999999, "no": 99, "code": "9999", "key": "x:1", "number": "9999", "member_id": 999999})
ANOTHER = f"INSERT INTO {{0}} SELECT (jsonb_populate_record(r, '{OTHER}')).* FROM {{0}} r ORDER BY id LIMIT 1"
SHOW = "SELECT set_config('portal.token', %s, false), set_config('portal.nonce', %s, false)"
STRANGER = "was written past the portal, by the database role"


def found(*names):
    return [sentence for _, sentence in run(names or ("record", "rows"))]


@pytest.fixture
def as_stranger():
    """Runs statements as another program does: every trigger on, no token of the portal."""
    with connection.cursor() as cursor:

        def do(statement, token="", nonce=""):
            cursor.execute("SELECT current_setting('portal.token'), current_setting('portal.nonce')")
            before = cursor.fetchone()
            cursor.execute(
                "SELECT set_config('portal.token', %s, false), set_config('portal.nonce', %s, false)", [token, nonce]
            )
            cursor.execute(statement)
            cursor.execute(
                "SELECT set_config('portal.token', %s, false), set_config('portal.nonce', %s, false)", before
            )

        yield do


@pytest.mark.django_db
def test_a_row_put_into_the_record_by_another_program_is_named(as_stranger):
    town = make_town()
    donate(promised := make_town_fund(town))
    promise(promised, "1000.00")
    submitted(town)
    AccessLog.objects.create(username="leader", user_agent="x")
    chain_record()
    assert found() == []
    filled = [table for table, kind in chain.TABLES.items() if kind.model._base_manager.exists()]
    assert {"governance_event", "axes_accesslog", "funds_entry", "projects_version"} <= set(filled)
    unseen = []
    for table in filled:
        with suppress(IntegrityError), transaction.atomic():  # some tables take no further row of anybody
            as_stranger(ANOTHER.replace("{0}", table))
            chain_record()
            if not any(sentence.startswith(f"{table} 999999 {STRANGER}") for sentence in found("record")):
                unseen.append(table)
            transaction.set_rollback(True)
    assert unseen == []


@pytest.mark.django_db
def test_the_end_of_a_sign_in_cannot_be_changed_unseen(as_stranger):
    entry = AccessLog.objects.create(username="leader", user_agent="x")
    chain_record()
    assert found() == []
    as_stranger("UPDATE axes_accesslog SET logout_time = now()")
    chain_record()
    assert any(f"axes_accesslog {entry.pk} {STRANGER}" in sentence for sentence in found("rows"))


@pytest.mark.django_db
def test_a_token_copied_from_a_session_of_the_portal_is_worth_nothing_in_another(as_stranger):
    """The attacker put a trigger into the portal's session and wrote down both settings."""
    make_district()
    chain_record()
    areas = iter(Area.objects.order_by("pk"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT session_user, pg_backend_pid(), {watch.SESSION}")
        user, pid, session = cursor.fetchone()
    began = session.partition(" ")[2]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", began)
    earlier = f"{pid} {(datetime.fromisoformat(began) - timedelta(microseconds=1)).isoformat(timespec='microseconds')}"
    nonce = f"{writers.key_id(writers.keys()[0])}.{'a' * 24}"
    stolen = [
        (user, f"{pid + 1} {began}"),
        ("portal_web", session),
        (user, earlier),
        (user, str(pid)),
        (user, f"{pid} ?"),
    ]
    for role, process in stolen:
        area = next(areas)
        as_stranger(
            f"UPDATE governance_area SET name = name || '甲' WHERE id = {area.pk}",
            writers.token_of(nonce, role, process),
            nonce,
        )
        chain_record()
        assert f"governance_area {area.pk} {STRANGER} {user}" in found("rows")


@pytest.mark.django_db
@pytest.mark.parametrize("model", [ChainNote, ChainPending])
def test_a_note_written_by_hand_tells_who_wrote_it_all_the_same(model):
    """What the statement says of writer, process, transaction and digest does not count."""
    model.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT session_user, {watch.SESSION}")
        told = cursor.fetchone()
    model.objects.create(table="governance_user", row=1, writer="portal_web", process="1", nonce="x", mac="x", xact=1)
    note = model.objects.get()
    assert (note.writer, note.process) == told
    assert note.xact > 1
    model.objects.update(writer="portal_web", process="1")
    assert (model.objects.get().writer, model.objects.get().process) == told


@pytest.mark.django_db(transaction=True)
def test_a_mark_read_in_the_list_of_sessions_is_worth_nothing_in_the_next_session():
    """Who has the role of an owner's command reads the statement that shows its mark, and shows it when it is over.

    That the next session may have a process of the same number, `test_a_token_copied…` shows.
    """
    make_town()
    chain_record()
    budget, portal = Budget.objects.first(), connections.create_connection("default")
    portal.ensure_connection()
    other = psycopg2.connect(**connection.get_connection_params())
    with other, other.cursor() as cursor:
        of_it = [portal.connection.info.backend_pid]
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", of_it)
        (statement,) = cursor.fetchone()
        assert "portal.token" in statement
        portal.close()
        cursor.execute(statement)
        cursor.execute("UPDATE governance_budget SET amount = 1 WHERE id = %s", [budget.pk])
    other.close()
    chain_record()
    assert found("rows") == [f"governance_budget {budget.pk} {STRANGER} {connection.connection.info.user}"]


@pytest.mark.django_db(transaction=True)
def test_another_connection_with_the_portals_own_token_is_named():
    make_town()
    chain_record()
    budget = Budget.objects.first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.token'), current_setting('portal.nonce')")
        stolen = cursor.fetchone()
    other = psycopg2.connect(**connection.get_connection_params())
    with other, other.cursor() as cursor:
        cursor.execute(SHOW, stolen)
        cursor.execute("UPDATE governance_budget SET amount = 1 WHERE id = %s", [budget.pk])
    other.close()
    chain_record()
    assert found("rows") == [f"governance_budget {budget.pk} {STRANGER} {connection.connection.info.user}"]
