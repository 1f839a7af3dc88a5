"""Rows that change in the course of work: the chain holds a keyed code of each as the portal last wrote it.

A trigger notes every row that is written or removed, in the transaction of the
change, whoever changes it and by whichever way (a step, an import, many rows at
once): a step asks nothing more.  Each minute the worker puts into a block what
the noted rows are now, with the key that the database does not hold.  So a row
that was changed, removed or put in while the triggers were off differs from its
newest code, and `faults` names it.

With the triggers on, a note tells who wrote (`writers`), and the block keeps
the name of a role that was not the portal.  A row that was written past the
portal stays named, whatever the portal writes to it later, until somebody signs
that it is known (`manage.py acknowledge_rows`).

Every table of the portal is a living one, except those of the record itself
and those named with `passing`, whose rows nothing rests on.  A table of the
record with columns that change afterwards is both.
"""

from collections import defaultdict

from django.apps import apps
from django.db import connection

from governance.kernel.models import chain as own
from governance.kernel.models.events import Event, Heartbeat
from governance.kernel.models.figures import Tally
from governance.kernel.models.limits import Limit
from governance.kernel.models.pages import Draft

from . import chain, writers

TRIGGER = "notes_change"
AT_ONCE = 5000  # rows whose codes are computed together
DOUBTFUL = "is as the portal wrote it, but only a block that was changed vouches for it"
PAST = "was written past the portal, by the database role "
CODE = 24  # hex digits of a row's code
NOTE_ALL = """INSERT INTO governance_chainnote ("table", "row") SELECT '{table}', {pk}::text FROM {table}"""
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
    return found | {name: table.model for name, table in chain.TABLES.items() if table.without}


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
    for (table, row), stranger in writers.strangers(writers.take(own.ChainNote, limit)).items():
        if table in known:
            noted[table][row] = stranger
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
    """[(table, row, what is off)] of living rows that are not as the portal wrote them.

    blocks -- fn(after) -> [(content, whether it is what was signed)] of the blocks with a higher number

    Read in this order while the portal works: blocks, rows, then what was
    written meanwhile, whose content is left out: who wrote is told all the same.
    """
    newest, lost, strangers, last = {}, {}, {}, 0
    for content, is_signed in blocks(0):
        last = content["number"] if is_signed else last
        for table, part in content.get("living", {}).items():
            columns = tuple(part["columns"])
            for row, code, *_ in part["rows"]:
                (newest if is_signed else lost)[table, row] = (content["key"], columns, code)
        note_strangers(strangers, content, is_signed)
    found = compare(newest, lost)
    waiting = list(own.ChainNote.objects.order_by("pk"))
    meanwhile = {(note.table, note.row) for note in waiting}
    for content, is_signed in blocks(last):
        parts = content.get("living", {}) if is_signed else {}
        meanwhile |= {(table, row) for table, part in parts.items() for row, *_ in part["rows"]}
        note_strangers(strangers, content, is_signed)
    for at, role in writers.strangers(waiting).items():
        strangers.setdefault(at, role)
    return [
        *((*at, f"{PAST}{role}") for at, role in strangers.items() if role and at[0] in tables()),
        *((table, row, words) for table, row, words in found if (table, row) not in meanwhile),
    ]


def note_strangers(strangers, content, is_signed):
    """Add the first role that wrote each row past the portal, by this block; take out what it acknowledges."""
    if not is_signed:
        return
    for table, part in content.get("living", {}).items():
        for row, _, *writer in part["rows"]:
            if writer:
                strangers.setdefault((table, row), writer[0])
    for table, rows in content.get("acknowledged", {}).get("rows", {}).items():
        for row in rows:
            strangers.pop((table, row), None)


def past_the_portal(blocks):
    """{table: keys} of rows that blocks name as written past the portal, and that nobody has acknowledged."""
    strangers, rows = {}, defaultdict(list)
    for content, is_signed in blocks(0):
        note_strangers(strangers, content, is_signed)
    for table, row in strangers:
        rows[table].append(row)
    return dict(rows)


def compare(newest, lost):
    """[(table, row, what is off)]

    newest -- {(table, row): (name of the key, columns, code)}
    lost   -- the same of blocks that were changed: they vouch for nothing, but tell what only lost its block
    """
    known, found, kept = tables(), [], defaultdict(dict)
    for (table, row), (_, _, code) in newest.items():
        if table in known:
            kept[table][row] = code
    keys_of = {table: keys_now(model) for table, model in known.items()}
    now = codes_now(newest, keys_of, found)
    for (table, row), code in now.items():
        if kept[table][row] is not None and code is None:
            found.append((table, row, "was removed past the portal"))
        elif kept[table][row] is not None and code != kept[table][row]:
            found.append((table, row, "was changed past the portal"))
    for table, rows in keys_of.items():
        found += [(table, row, "was put in past the portal") for row in rows if kept[table].get(row) is None]
    asked = {at: lost[at] for at in {(table, row) for table, row, _ in found} & lost.keys()}
    same = {at for at, code in codes_now(asked, keys_of, []).items() if code and code == lost[at][2]}
    return [(table, row, DOUBTFUL if (table, row) in same else words) for table, row, words in found]


def keys_now(model):
    """The keys of a table's rows, as text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {model._meta.pk.column}::text FROM {model._meta.db_table}")
        return {row for (row,) in cursor.fetchall()}


def codes_now(kept, keys_of, found):
    """{(table, row): the code that the row has now, None where it is gone} of the rows of `kept`."""
    keys, known, groups, now = chain.keys(), tables(), defaultdict(list), {}
    for (table, row), (name, columns, *_) in kept.items():
        if table in known:
            groups[table, name, columns].append(row)
    for (table, name, columns), rows in groups.items():
        there = {field.column for field in known[table]._meta.concrete_fields}
        if gone := sorted(set(columns) - there):
            found.append((table, "", f"{len(rows)} rows cannot be proven: the columns {', '.join(gone)} are gone"))
            continue
        now |= {(table, row): None for row in rows}
        rows = [row for row in rows if row in keys_of[table]]
        for start in range(0, len(rows), AT_ONCE):
            codes = row_codes(keys[name], known[table], columns, rows[start : start + AT_ONCE])
            now |= {(table, row): code for row, code in codes.items()}
    return now
