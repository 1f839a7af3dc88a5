"""Rows that change in the course of work: the chain holds a keyed code of each as the portal last wrote it.

A trigger notes every row that is written or removed, in the transaction of the
change, whoever changes it and by whichever way (a step, an import, many rows at
once): a step asks nothing more.  Each minute the worker puts into a block what
the noted rows are now, with the key that the database does not hold.  So a row
that was changed, removed or put in while the triggers were off differs from its
newest code, and `faults` names it.

With the triggers on, a note tells who wrote.  Each connection of the portal
sets a token, derived from the key and a nonce; the trigger puts a digest over
token, row and transaction beside the nonce.  Who writes with another program
knows no token, and the block keeps the name of the role that wrote.

Every table of the portal is a living one, except those of the record itself
and those named with `passing`, whose rows nothing rests on.
"""

import hashlib
import hmac
import secrets as random
from collections import defaultdict

from django.apps import apps
from django.db import connection

from governance.kernel.models import chain as own
from governance.kernel.models.events import Event, Heartbeat
from governance.kernel.models.figures import Tally
from governance.kernel.models.limits import Limit
from governance.kernel.models.pages import Draft

from . import chain
from .crypto import derive, key_id, secrets

TRIGGER = "notes_change"
AT_ONCE = 5000  # rows whose codes are computed together
CODE = 24  # hex digits of a row's code
NOTE_ALL = """
INSERT INTO governance_chainnote ("table", "row", writer, nonce, mac, xact)
SELECT '{table}', {pk}::text, session_user, current_setting('portal.nonce'),
    encode(sha256(convert_to(concat_ws(' ', current_setting('portal.token'), '{table}', {pk}, pg_current_xact_id(),
        current_setting('portal.token')), 'UTF8')), 'hex'),
    pg_current_xact_id()::text::bigint
FROM {table}
"""
PASSING = {
    *(own.ChainBlock, own.ChainNote, own.ChainPending, own.GuardRecord, Event),
    *(Tally, Limit, Heartbeat, Draft),
}


def passing(*models):
    """Name tables whose rows nothing rests on: traces, messages, what a person is typing, what is recomputed."""
    PASSING.update(models)


def tables():
    """{name: model} of the living tables."""
    found = {}
    for room in apps.get_app_configs():
        if not hasattr(room, "concepts"):
            continue
        for model in room.get_models(include_auto_created=True):
            name = model._meta.db_table
            if model not in PASSING and name not in chain.TABLES and not model._meta.proxy:
                found[name] = model
    return found


# ------------------------------------------------------------ who writes
def token_of(nonce):
    """The token of one connection; "" where no secret in force made it."""
    name = nonce.partition(".")[0]
    key = {key_id(key): key for key in note_keys()}.get(name)
    return hmac.new(key, nonce.encode(), hashlib.sha256).hexdigest() if key else ""


def note_keys():
    return [derive(secret, "notes") for secret in secrets()]


def show_the_portal(sender, connection, **options):
    """Let what a new connection writes be known as the portal's own."""
    nonce = f"{key_id(note_keys()[0])}.{random.token_hex(12)}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('portal.nonce', %s, false), set_config('portal.token', %s, false)",
            [nonce, token_of(nonce)],
        )


def is_portals(table, row, nonce, mac, xact):
    token = token_of(nonce)
    text = f"{token} {table} {row} {xact} {token}"
    return bool(token) and hmac.compare_digest(hashlib.sha256(text.encode()).hexdigest(), mac)


# ------------------------------------------------------------ triggers
def make_triggers():
    """As the owner: let every living table note its changes.  Safe to repeat.

    Rows that migrations wrote before are noted once, while there is no block yet.
    """
    is_new = not own.ChainBlock.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [TRIGGER])
        there = {table for (table,) in cursor.fetchall()}
        for table, model in tables().items():
            if table in there:
                continue
            pk = model._meta.pk.column
            cursor.execute(
                f"CREATE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION note_change('{pk}')"
            )
            if is_new:
                cursor.execute(NOTE_ALL.format(table=table, pk=pk))


# ------------------------------------------------------------ blocks
def vouch(key, limit):
    """{table: its part of a block} of the oldest noted rows, which are taken out of the notes."""
    known, noted = tables(), defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM governance_chainnote WHERE id IN (SELECT id FROM governance_chainnote ORDER BY id LIMIT %s)"
            ' RETURNING id, "table", "row", writer, nonce, mac, xact',
            [limit],
        )
        for _, table, row, writer, *signed in sorted(cursor.fetchall()):
            if table in known:
                noted[table][row] = "" if is_portals(table, row, *signed) else writer
    parts = {}
    for table, rows in sorted(noted.items()):
        columns = sorted(field.column for field in known[table]._meta.concrete_fields)
        codes = row_codes(key, known[table], columns, list(rows))
        parts[table] = {"columns": columns, "rows": [[row, codes.get(row), *filter(None, [rows[row]])] for row in rows]}
    return parts


def row_codes(key, model, columns, rows):
    """{row: code} of those of these rows that are there."""
    table, pk = model._meta.db_table, model._meta.pk
    named = ", ".join(f"t.{connection.ops.quote_name(column)}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pk, to_jsonb(r)::text FROM (SELECT {named}, t.{pk.column}::text AS pk FROM {table} t"
            f" WHERE t.{pk.column} = ANY(%s::{pk.rel_db_type(connection)}[])) r",
            [list(rows)],
        )
        return {pk: chain.signature(key, f"{table}\n{text}")[:CODE] for pk, text in cursor.fetchall()}


chain.PARTS["living"] = vouch


# ------------------------------------------------------------ what is off
def faults(blocks):
    """Sentences: living rows that are not as the portal wrote them.

    blocks -- fn(after) -> contents of the signed blocks with a higher number

    Read in this order while the portal works: blocks, rows, then what was
    written meanwhile, which is left out.
    """
    newest, last = {}, 0
    for content in blocks(0):
        last = content["number"]
        for table, part in content.get("living", {}).items():
            columns = tuple(part["columns"])
            for row, code, *writer in part["rows"]:
                newest[table, row] = (content["key"], columns, code, *writer)
    found = compare(newest)
    meanwhile = set(own.ChainNote.objects.values_list("table", "row"))
    for content in blocks(last):
        meanwhile |= {(table, row) for table, part in content.get("living", {}).items() for row, *_ in part["rows"]}
    return [(table, row, words) for table, row, words in found if (table, row) not in meanwhile]


def compare(newest):
    """[(table, row, what is off)]"""
    keys, known, found = chain.keys(), tables(), []
    kept, groups = defaultdict(dict), defaultdict(list)
    for (table, row), (name, columns, code, *writer) in newest.items():
        if table in known:
            kept[table][row] = code
            groups[table, name, columns].append(row)
            if writer:
                found.append((table, row, f"was written past the portal, by the database role {writer[0]}"))
    now = {}
    for (table, name, columns), rows in groups.items():
        there = {field.column for field in known[table]._meta.concrete_fields}
        if gone := sorted(set(columns) - there):
            found.append((table, "", f"{len(rows)} rows cannot be proven: the columns {', '.join(gone)} are gone"))
            continue
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            codes = row_codes(keys[name], known[table], columns, some)
            now |= {(table, row): codes.get(row) for row in some}
    for (table, row), code in now.items():
        if kept[table][row] is not None and code is None:
            found.append((table, row, "was removed past the portal"))
        elif kept[table][row] is not None and code != kept[table][row]:
            found.append((table, row, "was changed past the portal"))
    for table, model in known.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {model._meta.pk.column}::text FROM {table}")
            added = [row for (row,) in cursor.fetchall() if kept[table].get(row) is None]
        found += [(table, row, "was put in past the portal") for row in added]
    return found
