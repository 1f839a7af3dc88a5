"""Worlds made once: what a factory puts into an empty database is copied back for every later test.

@remembered
def make_town():
    ...

The first call in a process makes the rows by the real actions and keeps them as text, with the files they name and
what the factory returned.  Later calls put the same rows and files back, with the same keys, and return a copy of
their own: rows, files and objects belong to the test and may be changed.  A factory called when other rows are there,
or on another day, makes its world anew; of rules it only looks whether they are there, so a test changes rules after
it has made its world.
"""

import copy
import io
from functools import wraps
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from governance.kernel.clock import clock
from governance.kernel.models import fresh
from governance.kernel.models.chain import ChainNote
from governance.kernel.models.rules import Rule

LEFT = {"django_content_type", "auth_permission", "governance_guardrecord"}  # what the migrations leave
RULES = Rule._meta.db_table
NOTES = ChainNote._meta.db_table  # each table's changes are noted here, those of the rules too


def tables():
    """The tables of all models, those between two models included."""
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - LEFT)


def filled_tables():
    """Those with any row, found by one question; none while a test's transaction has written nothing."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
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


def put_back(rows, files=()):
    """Copy {table: text} into the database as it stands; triggers have done their work when the rows were made."""
    for path, content in dict(files).items():
        place = settings.UPLOAD_ROOT / path
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.write_bytes(content)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        role = cursor.fetchone()[0]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, text in rows.items():
            cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))
        cursor.execute("SET LOCAL session_replication_role = %s", [role])
    fresh.forget()


def remembered(make):
    """A factory without arguments whose world is made once in a process."""
    worlds = {}

    @wraps(make)
    def world():
        before = filled_tables()
        if before - {RULES, NOTES}:
            return make()
        key = (clock.today(), clock._stopped_at, Rule.objects.count() if before else 0)
        if key in worlds:
            rows, files, made = worlds[key]
            put_back(rows, files)
            return copy.deepcopy(made)
        noted = set(rows_of(NOTES).splitlines(keepends=True))
        made = make()
        rows = {table: rows_of(table) for table in filled_tables() - (before - {NOTES})}
        rows[NOTES] = "".join(line for line in rows.get(NOTES, "").splitlines(keepends=True) if line not in noted)
        worlds[key] = rows, stored_files(), copy.deepcopy(made)
        return made

    return world
