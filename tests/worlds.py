"""Worlds made once: what a factory puts into the database is copied back whenever it is asked for again.

@remembered
def make_town():
    ...

@remembered
def donate(case, amount="1000.00"):
    ...

The first call in a process makes the rows by the real actions.  Later calls put the same rows and files back, with the
same keys, and return a copy of what the factory returned: rows, files and objects belong to the test and may be
changed.

A world stands on a ground: the database as an earlier factory left it, with nothing written since.  A factory called
on an unknown ground, on another day, or with other arguments, makes its rows anew; the objects it is given are
arguments with all that they hold.  Of rules it only looks whether they are there, so a test changes rules after it has
made its world.
"""

import copy
import io
import warnings
from collections import Counter
from contextlib import contextmanager
from dataclasses import is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import wraps
from pathlib import Path
from types import SimpleNamespace

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from governance.kernel.clock import clock
from governance.kernel.models import fresh
from governance.kernel.models.chain import ChainNote, ChainPending
from governance.kernel.models.rules import Rule
from governance.kernel.upkeep import living

LEFT = {"django_content_type", "auth_permission", "governance_guardrecord"}  # what the migrations leave
RULES = Rule._meta.db_table
NOTES = ChainNote._meta.db_table  # each table's changes are noted here, those of the rules too
PENDING = ChainPending._meta.db_table
NOTED = [f'"{field.column}"' for field in ChainNote._meta.concrete_fields[1:] if field.name != "noted_at"]
IN_MEMORY = {model._meta.db_table for model in apps.get_models() if issubclass(model, fresh.Kept)}


def tables():
    """The tables of all models, those between two models included."""
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - LEFT)


def is_taken_back():
    """Whether the test runs in one transaction of its own, which is rolled back; else what it writes is committed."""
    return bool(connection.atomic_blocks) and connection.atomic_blocks[0]._from_testcase


def filled_tables():
    """Those with any row, found by one question; none while a test's transaction has written nothing."""
    with connection.cursor() as cursor:
        if is_taken_back():
            cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
            if cursor.fetchone()[0]:
                return set()
        cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables()))
        return {table for (table,) in cursor.fetchall()}


def rows_of(table):
    """All rows of a table as text."""
    rows = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
    return rows.getvalue()


def stored_files():
    """{path below the folder of uploads: content}"""
    root = Path(settings.UPLOAD_ROOT)
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# ------------------------------------------------------------ the ground
READS = ("SELECT", "SAVEPOINT", "RELEASE", "SET", "SHOW")


class Ground:
    """Which known world the database holds: nothing was written since, and nothing taken back.

    key -- the world's number; None while nobody looked (a test begins) and after anything else was written
    """

    def __init__(self):
        self.key, self.is_spoiled, self.numbers = None, False, {}

    def begin(self):
        """A test begins: its database is empty, unless a look says otherwise."""
        self.key, self.is_spoiled = None, False
        if self.watch not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.watch)

    def watch(self, execute, sql, params, many, context):
        """Around each statement of the test's own connection."""
        if not sql.lstrip().startswith(READS):
            self.key, self.is_spoiled = None, True
        return execute(sql, params, many, context)

    def look(self):
        """The key of the present world, or None; an empty database, with the rules or without, is one too."""
        if self.key is None and not self.is_spoiled:
            there = filled_tables()
            if there - {RULES, NOTES}:
                self.is_spoiled = True
            else:
                self.key = self.bare()
        return self.key

    def bare(self):
        return self.number(("rules", Rule.objects.count()))

    def number(self, world):
        return self.numbers.setdefault(world, len(self.numbers) + 1)

    def hold(self, world):
        """The database holds this world; where other connections write too, nobody can be sure of it for long."""
        if is_taken_back():
            self.key, self.is_spoiled = self.number(world), False
        else:
            self.key, self.is_spoiled = None, True

    @contextmanager
    def kept_bare(self):
        """What is written in here (the rules) leaves an empty database as empty as it was."""
        was_bare = not self.is_spoiled and not filled_tables() - {RULES, NOTES}
        yield
        if was_bare:
            self.key, self.is_spoiled = self.bare(), False


ground = Ground()


# ------------------------------------------------------------ rows and files that were added
def snapshot():
    return {table: rows_of(table) for table in filled_tables()}


def changes(before, after):
    """{table: (whether all its rows are new, rows)}"""
    found = {}
    for table in before.keys() | after.keys():
        old, new = before.get(table, ""), after.get(table, "")
        if old != new:
            found[table] = (False, new[len(old) :]) if new.startswith(old) else (True, new)
    return found


def put_back(rows, files=()):
    """Copy rows into the database as it stands; triggers have done their work when the rows were made."""
    for path, content in dict(files).items():
        place = settings.UPLOAD_ROOT / path
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.write_bytes(content)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        role = cursor.fetchone()[0]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, (anew, text) in rows.items():
            if anew:
                cursor.execute(f"DELETE FROM {table}")
            columns = ""
            if table == NOTES:  # nothing names them: they get keys and moments anew, since some may be there already
                columns = f"({', '.join(NOTED)})"
                rows_anew = (line.partition("\t")[2].rpartition("\t")[0] for line in text.splitlines())
                text = "".join(f"{row}\n" for row in rows_anew)
            cursor.copy_expert(f"COPY {table} {columns} FROM STDIN", io.StringIO(text))
            if table == PENDING:
                cursor.execute(f"UPDATE {table} SET noted_at = now()")  # it waits since now, not since it was made
        cursor.execute("SET LOCAL session_replication_role = %s", [role])
    if rows.keys() & IN_MEMORY:
        fresh.forget()


# ------------------------------------------------------------ arguments
class NoName(Exception):
    """An argument that cannot be compared with one of another test."""


def name_of(value):
    """What an argument is, comparable from one test to the next: an object is all that it holds.  Raises NoName."""
    if value is None or isinstance(value, str | int | float | bytes | Decimal | date | time | timedelta):
        return value
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, models.Model):
        held = {name: one for name, one in vars(value).items() if name != "_state" and not name.startswith("_")}
        return (type(value), name_of(held))
    if isinstance(value, SimpleNamespace) or (is_dataclass(value) and not isinstance(value, type)):
        return (type(value), name_of(vars(value)))
    if isinstance(value, dict):
        return tuple(sorted(((str(key), name_of(one)) for key, one in value.items()), key=lambda pair: pair[0]))
    if isinstance(value, list | tuple):
        return (type(value), *map(name_of, value))
    raise NoName(type(value))


def pair(kept, given, pairs):
    """Fill {id: (a kept argument, the one that was given in its place)}, through all they hold."""
    if type(kept) is not type(given) or id(kept) in pairs:
        return
    if isinstance(kept, models.Model | SimpleNamespace) or is_dataclass(kept):
        pairs[id(kept)] = kept, given
        for name in vars(kept).keys() & vars(given).keys():
            pair(vars(kept)[name], vars(given)[name], pairs)
        if isinstance(kept, models.Model):
            pair(kept._state.fields_cache, given._state.fields_cache, pairs)
    elif isinstance(kept, list | tuple):
        for one, other in zip(kept, given, strict=False):
            pair(one, other, pairs)
    elif isinstance(kept, dict):
        for name in kept.keys() & given.keys():
            pair(kept[name], given[name], pairs)


def returned(kept, given):
    """A copy of what a factory returned, about the arguments given now, which become as the kept ones were left."""
    arguments, made = kept
    pairs = {}
    pair(arguments, given, pairs)
    memo = {key: other for key, (_, other) in pairs.items()}
    for one, other in pairs.values():
        if not is_frozen(other):
            left = {name: copy.deepcopy(value, memo) for name, value in vars(one).items()}
            vars(other).clear()
            vars(other).update(left)
    return copy.deepcopy(made, memo)


def is_frozen(value):
    return is_dataclass(value) and value.__dataclass_params__.frozen


# ------------------------------------------------------------ factories
def is_noted(found):
    """Whether the guards noted the rows that were added: a world made with the guards off is no other test's."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        are_on = cursor.fetchone() == ("origin",)
    _, notes = found.get(NOTES, (False, ""))
    return are_on and all(f"\t{table}\t" in notes for table in found.keys() & living.tables().keys())


def remembered(make):
    """A factory whose rows are made once in a process for each ground and each set of arguments.

    Called with arguments, it is remembered from the second time on: most sets are asked for once.
    """
    worlds, asked = {}, Counter()

    @wraps(make)
    def world(*args, **fields):
        if (stands_on := ground.look()) is None:
            return make(*args, **fields)
        try:
            key = (clock.today(), clock._stopped_at, make, stands_on, name_of(args), name_of(fields))
            hash(key)
        except (NoName, TypeError):
            return make(*args, **fields)
        if key in worlds:
            rows, files, kept = worlds[key]
            put_back(rows, files)
            answer = returned(kept, (args, fields))
        else:
            asked[key] += 1
            keeps = not (args or fields) or asked[key] > 1
            before, had = (snapshot(), stored_files()) if keeps else (None, None)
            answer = make(*args, **fields)
            if keeps:
                found = changes(before, snapshot())
                if is_noted(found):
                    files = {path: content for path, content in stored_files().items() if path not in had}
                    worlds[key] = found, files, copy.deepcopy(((args, fields), answer))
                else:
                    warnings.warn(f"{make.__name__}: no note of what it wrote, the guards are off", stacklevel=2)
        ground.hold(key)
        return answer

    return world
