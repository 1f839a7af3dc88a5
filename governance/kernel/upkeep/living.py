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
and those named with `passing`, whose rows nothing rests on; of packages those
named with `watch_also`.  A table of the record with columns that change afterwards is both.

Notes are put in order by what each write left (`writers.in_order`): whoever sets
the sequence of their numbers makes no row a suspect, and is told as such.
"""

from collections import defaultdict

from django.apps import apps
from django.db import connection

from governance.kernel.models import chain as own
from governance.kernel.models.events import Event, Heartbeat
from governance.kernel.models.figures import Tally
from governance.kernel.models.pages import Draft, RecentChoice

from . import chain, digests, writers
from .standing import BETWEEN, BROKEN, NUMBERS, PAST, SET_BACK, Standing, code_before

TRIGGER = "notes_change"
NOTES = own.ChainNote._meta.db_table
DOUBTFUL = "is as the portal wrote it, but only a block that was changed vouches for it"
NOTE_ALL = """INSERT INTO governance_chainnote ("table", "row", was, becomes)
SELECT '{table}', {pk}::text, '', row_digest(to_jsonb(t)) FROM {table} t"""
NOTE_ANEW = """INSERT INTO governance_chainnote ("table", "row", was, becomes)
SELECT '{table}', n."row", n.was, CASE WHEN t.{pk} IS NULL THEN '' ELSE row_digest(to_jsonb(t)) END
FROM unnest(%s, %s) WITH ORDINALITY AS n("row", was, place) LEFT JOIN {table} t ON t.{pk} = n."row"::{kind}
ORDER BY n.place"""
PASSING = {
    *(own.ChainBlock, own.ChainNote, own.ChainPending, own.GuardRecord, Event),
    *(Tally, Heartbeat, Draft, RecentChoice),
}
OF_OTHERS = set()  # tables of packages


def passing(*models):
    """Name tables whose rows nothing rests on: traces, messages, what a person is typing, what is recomputed."""
    PASSING.update(models)


def watch_also(*models):
    """Name tables of packages whose rows the portal rests on; its migration makes their trigger."""
    OF_OTHERS.update(models)


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
    found |= {model._meta.db_table: model for model in OF_OTHERS}
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
    known, old, anew = tables(), [], defaultdict(list)
    for (table, row), notes in writers.by_row(own.ChainNote.objects.order_by("pk")).items():
        notes, _ = writers.in_order(notes)
        if table in known and not writers.first_stranger(notes) and writers.follow_each_other(notes):
            old += [note.pk for note in notes]
            anew[table].append((row, notes[0].was))
    own.ChainNote.objects.filter(pk__in=old).delete()
    with connection.cursor() as cursor:
        for table, rows in anew.items():
            pk = known[table]._meta.pk
            statement = NOTE_ANEW.format(table=table, pk=pk.column, kind=pk.rel_db_type(connection))
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


# ------------------------------------------------------------ blocks
def vouch(key, limit):
    """{table: its part of a block} of the oldest noted rows, which are taken out of the notes."""
    known, noted, keys = tables(), defaultdict(dict), chain.keys()
    for (table, row), notes in writers.by_row(writers.take(own.ChainNote, limit)).items():
        if table in known:
            noted[table][row] = notes
    parts, numbers_tell = {}, True
    for table, rows in sorted(noted.items()):
        entries = []
        for row, notes in rows.items():
            notes, is_told = writers.in_order(notes)
            numbers_tell &= is_told
            code, before = chain.code_of(key, table, notes[-1].becomes), code_before(keys, table, notes)
            entries.append([row, code, before, *filter(None, [writers.first_stranger(notes)])])
        parts[table] = {"columns": columns_of(known[table]), "keys": list(keys), "rows": entries}
    if not numbers_tell:
        parts[NOTES] = {"columns": [], "keys": list(keys), "rows": [[NUMBERS, None, BROKEN]]}
    return parts


def columns_of(model):
    return sorted(each.column for each in model._meta.concrete_fields)


chain.PARTS["living"] = vouch


# ------------------------------------------------------------ what is off
def faults(blocks):
    """[(table, row, what is off)] of living rows that are not as the portal wrote them.

    blocks -- fn(after) -> (content, whether it is what was signed) of each of the blocks with a higher number

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
            continue
        notes, is_told = writers.in_order(notes)
        if not is_told:
            standing.named.setdefault((NOTES, NUMBERS), SET_BACK)
        if at not in meanwhile and at[0] in known:
            source = standing.source(next(iter(keys)), columns_of(known[at[0]]))
            if not standing.follows(*at, code_before(keys, at[0], notes), list(keys), source):
                standing.named.setdefault(at, BETWEEN)
    meanwhile |= waiting.keys()
    return [
        *((*at, words) for at, words in standing.named.items() if at[0] in known or at == (NOTES, NUMBERS)),
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
    found = []
    for table, model in tables().items():
        found += tell_lost(model, compare_table(model, newest.get(table, {})), lost.get(table, {}))
    return found


def compare_table(model, newest):
    """[(table, row, what is off)] of one table, whose rows as they are now are read once."""
    table, columns, keys = model._meta.db_table, tuple(columns_of(model)), chain.keys()
    sources = {source for source, _ in newest.values()}
    usual = {source for source in sources if source.columns == columns}
    lacking = {source for source in sources if set(source.columns) - set(columns)}
    found, there, otherwise = [], set(), defaultdict(list)
    for row, digest in digests.of_table(table, model._meta.pk.column, columns):
        there.add(row)
        source, code = newest.get(row, (None, None))
        if code is None:
            found.append((table, row, "was put in past the portal"))
        elif source not in usual:
            otherwise[source].append(row)
        elif chain.code_of(keys[source.key], table, digest) != code:
            found.append((table, row, "was changed past the portal"))
    for row, (source, code) in newest.items():
        if code is not None and row not in there and source not in lacking:
            found.append((table, row, "was removed past the portal"))
    for source in otherwise.keys() - lacking:
        codes = row_codes(model, source, otherwise[source])
        changed = [row for row in otherwise[source] if codes.get(row) != newest[row][1]]
        found += [(table, row, "was changed past the portal") for row in changed]
    for source in lacking:
        count = sum(each is source for each, _ in newest.values())
        gone = ", ".join(sorted(set(source.columns) - set(columns)))
        found.append((table, "", f"{count} rows cannot be proven: the columns {gone} are gone"))
    return found


def row_codes(model, source, rows):
    """{row: code of its columns of then} of those of these rows that are there."""
    table, pk, key = model._meta.db_table, model._meta.pk, chain.keys()[source.key]
    now = digests.of_rows(table, pk.column, pk.rel_db_type(connection), source.columns, rows)
    return {row: chain.code_of(key, table, digest) for row, digest in now.items()}


def tell_lost(model, found, lost):
    """The same, where rows that only lost their block are told from those that are not as they were."""
    groups, now = defaultdict(list), {}
    for _, row, _ in found:
        if row in lost and set(lost[row][0].columns) <= set(columns_of(model)):
            groups[lost[row][0]].append(row)
    for source, rows in groups.items():
        now |= row_codes(model, source, rows)
    same = {row for row, code in now.items() if code == lost[row][1]}
    return [(table, row, DOUBTFUL if row in same else words) for table, row, words in found]
