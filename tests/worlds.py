"""Worlds made once: what a factory puts into an empty database is copied back for every later test.

@remembered
def make_town():
    ...

The first call in a process makes the rows by the real actions and keeps them as text, with what the factory returned.
Later calls put the same rows back, with the same keys, and return a copy of their own: rows and objects belong to the
test and may be changed.  A factory called when other rows are there, or on another day, makes its world anew; of
rules it only looks whether they are there, so a test changes rules after it has made its world.
"""

import copy
import io
from functools import wraps

from django.apps import apps
from django.db import connection, transaction

from governance.kernel.clock import clock
from governance.kernel.models import fresh
from governance.kernel.models.files import Attachment
from governance.kernel.models.rules import Rule

LEFT = {"django_content_type", "auth_permission"}  # what the migrations leave
RULES, FILES = Rule._meta.db_table, Attachment._meta.db_table


def tables():
    """The tables of all models, those between two models included."""
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - LEFT)


def filled_tables():
    """Those with any row, found by one question."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables()))
        return {table for (table,) in cursor.fetchall()}


def rows_of(table):
    """All rows of a table as text."""
    rows = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
    return rows.getvalue()


def put_back(rows):
    """Copy {table: text} into the database as it stands; triggers have done their work when the rows were made."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, text in rows.items():
            cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    fresh.forget()


def remembered(make):
    """A factory without arguments whose world is made once in a process."""
    worlds = {}

    @wraps(make)
    def world():
        before = filled_tables()
        if before - {RULES}:
            return make()
        key = (clock.today(), clock._stopped_at, Rule.objects.count() if before else 0)
        if key in worlds:
            rows, made = worlds[key]
            put_back(rows)
            return copy.deepcopy(made)
        made = make()
        filled = filled_tables() - before
        if FILES not in filled:  # the files themselves are thrown away with each test
            worlds[key] = {table: rows_of(table) for table in filled}, copy.deepcopy(made)
        return made

    return world
