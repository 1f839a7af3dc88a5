"""Rows that change in the course of work: the chain holds a keyed code of each as the portal last wrote it.

A trigger notes every row that is written or removed, in the transaction of the
change, whoever changes it and by whichever way (a step, an import, many rows at
once): a step asks nothing more.  Each minute the worker puts into a block what
the noted rows became, with the key that the database does not hold.  So a row
that was changed, removed or put in while the triggers were off, or whose note
was removed, differs from its newest code, and `faults` names it.

A note also says what the row was before, and a block keeps a code of that: each
write follows the one before it.  Where it does not, somebody wrote in between
without a note, and what the portal writes later hides nothing.

With the triggers on, a note tells who wrote (`writers`), and the block keeps
the name of a role that was not the portal.  A row that was written past the
portal stays named, whatever the portal writes to it later, until somebody signs
that it is known (`manage.py acknowledge_rows`).

Every table of the portal is a living one, except those of the record itself
and those named with `passing`, whose rows nothing rests on.  A table of the
record with columns that change afterwards is both.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from django.apps import apps
from django.db import connection

from governance.kernel.models import chain as own
from governance.kernel.models.events import Event, Heartbeat
from governance.kernel.models.figures import Tally
from governance.kernel.models.limits import Limit
from governance.kernel.models.pages import Draft, RecentChoice

from . import chain, writers

TRIGGER = "notes_change"
AT_ONCE = 5000  # rows whose codes are computed together
DOUBTFUL = "is as the portal wrote it, but only a block that was changed vouches for it"
PAST = "was written past the portal, by the database role "
BETWEEN = "was changed past the portal before the portal wrote it again"
BEFORE = 8  # hex digits of the code of what a row was, for each key
BROKEN = "-"  # stands for the code before, where the notes of one block do not follow each other
NOTE_ALL = """INSERT INTO governance_chainnote ("table", "row", was, becomes)
SELECT '{table}', {pk}::text, '', row_digest(to_jsonb(t)) FROM {table} t"""
NOTE_ANEW = """INSERT INTO governance_chainnote ("table", "row", was, becomes)
VALUES (%s, %s, %s, coalesce((SELECT row_digest(to_jsonb(t)) FROM {table} t WHERE {pk}::text = %s), ''))"""
PASSING = {
    *(own.ChainBlock, own.ChainNote, own.ChainPending, own.GuardRecord, Event),
    *(Tally, Limit, Heartbeat, Draft, RecentChoice),
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


def note_anew():
    """As the owner, after migrations: what waits for its block is noted with the columns that the rows have now."""
    known = tables()
    with connection.cursor() as cursor:
        for (table, row), notes in writers.by_row(own.ChainNote.objects.order_by("pk")).items():
            if table in known and not writers.first_stranger(notes) and follow_each_other(notes):
                own.ChainNote.objects.filter(pk__in=[note.pk for note in notes]).delete()
                statement = NOTE_ANEW.format(table=table, pk=known[table]._meta.pk.column)
                cursor.execute(statement, [table, row, notes[0].was, row])


# ------------------------------------------------------------ blocks
def vouch(key, limit):
    """{table: its part of a block} of the oldest noted rows, which are taken out of the notes."""
    known, noted, keys = tables(), defaultdict(dict), chain.keys()
    for (table, row), notes in writers.by_row(writers.take(own.ChainNote, limit)).items():
        if table in known:
            noted[table][row] = notes
    parts = {}
    for table, rows in sorted(noted.items()):
        entries = []
        for row, notes in rows.items():
            code, before = chain.code_of(key, table, notes[-1].becomes), code_before(keys, table, notes)
            entries.append([row, code, before, *filter(None, [writers.first_stranger(notes)])])
        parts[table] = {"columns": columns_of(known[table]), "keys": list(keys), "rows": entries}
    return parts


def columns_of(model):
    return sorted(each.column for each in model._meta.concrete_fields)


def follow_each_other(notes):
    """Whether each of the notes of one row began with what the one before it left."""
    return all(one.becomes == other.was for one, other in pairwise(notes))


def code_before(keys, table, notes):
    """The codes of what the row was before its oldest note, one with each key; "" where there was no row."""
    if not follow_each_other(notes):
        return BROKEN
    return "".join((chain.code_of(key, table, notes[0].was) or "")[:BEFORE] for key in keys.values())


def row_codes(key, model, columns, rows):
    """{row: code} of those of these rows that are there."""
    table, pk = model._meta.db_table, model._meta.pk
    named = ", ".join(f"t.{connection.ops.quote_name(column)}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pk, (to_jsonb(r) - 'pk')::text FROM (SELECT {named}, t.{pk.column}::text AS pk FROM {table} t"
            f" WHERE t.{pk.column} = ANY(%s::{pk.rel_db_type(connection)}[])) r",
            [list(rows)],
        )
        return {pk: chain.code_of(key, table, chain.row_digest(text)) for pk, text in cursor.fetchall()}


chain.PARTS["living"] = vouch


@dataclass
class Standing:
    """What the blocks say of each row (table, key), read one after the other.

    newest -- {row: (name of the key, columns, code)}
    lost   -- the same of blocks that were changed: they vouch for nothing, but tell what only lost its block
    named  -- {row: what is off}, until somebody acknowledges it
    """

    newest: dict = field(default_factory=dict)
    lost: dict = field(default_factory=dict)
    named: dict = field(default_factory=dict)

    def take(self, content, is_signed):
        """Read the next block."""
        for table, part in content.get("living", {}).items():
            columns = tuple(part["columns"])
            for row, code, *more in part["rows"]:
                at = table, row
                if not is_signed:
                    self.lost[at] = (content["key"], columns, code)
                    continue
                before, *writer = more
                if writer:
                    self.named.setdefault(at, f"{PAST}{writer[0]}")
                elif not self.follows(at, before, part["keys"], columns):
                    self.named.setdefault(at, BETWEEN)
                self.newest[at] = (content["key"], columns, code)
        for table, rows in content.get("acknowledged", {}).get("rows", {}).items() if is_signed else ():
            for row in rows:
                self.named.pop((table, row), None)

    def follows(self, at, before, keys, columns):
        """Whether a row was, before it was written, what its newest code says.

        Not to be told, and taken for so, where its newest block was changed, or it has other columns since.
        """
        name, known, code = self.newest.get(at, ("", columns, None))
        if before == BROKEN:
            return False
        if at in self.lost or known != columns:
            return True
        if code is None or not before:
            return not before and code is None
        start = keys.index(name) * BEFORE if name in keys else None
        return start is None or before[start : start + BEFORE] == code[:BEFORE]


# ------------------------------------------------------------ what is off
def faults(blocks):
    """[(table, row, what is off)] of living rows that are not as the portal wrote them.

    blocks -- fn(after) -> [(content, whether it is what was signed)] of the blocks with a higher number

    Read in this order while the portal works: blocks, rows, then what was
    written meanwhile, whose content is left out: who wrote, and whether it
    followed what was there, is told all the same.
    """
    standing, last = Standing(), 0
    for content, is_signed in blocks(0):
        last = content["number"] if is_signed else last
        standing.take(content, is_signed)
    found = compare(standing.newest, standing.lost)
    waiting, meanwhile = writers.by_row(own.ChainNote.objects.order_by("pk")), set()
    for content, is_signed in blocks(last):
        parts = content.get("living", {}) if is_signed else {}
        meanwhile |= {(table, row) for table, part in parts.items() for row, *_ in part["rows"]}
        if is_signed:
            standing.take(content, is_signed)
    known, keys = tables(), chain.keys()
    for at, notes in waiting.items():
        if role := writers.first_stranger(notes):
            standing.named.setdefault(at, f"{PAST}{role}")
        elif at not in meanwhile and at[0] in known:
            columns = tuple(columns_of(known[at[0]]))
            if not standing.follows(at, code_before(keys, at[0], notes), list(keys), columns):
                standing.named.setdefault(at, BETWEEN)
    meanwhile |= waiting.keys()
    return [
        *((*at, words) for at, words in standing.named.items() if at[0] in known),
        *((table, row, words) for table, row, words in found if (table, row) not in meanwhile),
    ]


def past_the_portal(blocks):
    """{table: keys} of rows that blocks name as written past the portal, and that nobody has acknowledged."""
    standing, rows = Standing(), defaultdict(list)
    for content, is_signed in blocks(0):
        standing.take(content, is_signed)
    for table, row in standing.named:
        rows[table].append(row)
    return dict(rows)


def compare(newest, lost):
    """[(table, row, what is off)] of rows that are not what blocks say of them; see `Standing`."""
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
        there = set(columns_of(known[table]))
        if gone := sorted(set(columns) - there):
            found.append((table, "", f"{len(rows)} rows cannot be proven: the columns {', '.join(gone)} are gone"))
            continue
        now |= {(table, row): None for row in rows}
        rows = [row for row in rows if row in keys_of[table]]
        for start in range(0, len(rows), AT_ONCE):
            codes = row_codes(keys[name], known[table], columns, rows[start : start + AT_ONCE])
            now |= {(table, row): code for row, code in codes.items()}
    return now
