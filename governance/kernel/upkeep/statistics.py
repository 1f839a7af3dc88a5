"""PostgreSQL's statistics of the tables, from which it plans every query."""

from django.db import connection, transaction


def analyze(*models):
    """Take the statistics of these models' tables, or of all, after many rows came or went at once.

    Without them a check of foreign keys may keep a plan made for empty tables,
    which reads a whole table for each row that refers to it.  The server's own
    housekeeping may be at the same table just then: a page would give up after
    seconds, this waits for its turn.
    """
    tables = ", ".join(model._meta.db_table for model in models)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute(f"ANALYZE {tables}")
