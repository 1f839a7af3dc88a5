"""Digests of rows as they are now, taken by the database in one pass over a table; only the digests leave it.

They are made by the server's own functions, never by the function `row_digest`
of the triggers, which somebody could replace; `guards` looks at the server's.
"""

from django.db import connection

PORTION = 5000  # rows fetched together
DIGEST = (
    "pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to("
    "pg_catalog.to_jsonb(r)::text, 'UTF8')), 'hex'), 32)"
)  # as `row_digest`, see the migration 0002_event_guards
EACH = "SELECT t.{pk}::text, {digest} FROM {table} t, LATERAL (SELECT {named}) r {where}"


def statement(table, pk, columns, where=""):
    quote = connection.ops.quote_name
    named = ", ".join(f"t.{quote(column)}" for column in columns)
    return EACH.format(digest=DIGEST, named=named, table=quote(table), pk=quote(pk), where=where)


def of_table(table, pk, columns):
    """(key as text, digest of these columns) of every row, as they were at one moment, fetched in portions."""
    with connection.chunked_cursor() as cursor:
        cursor.itersize = PORTION
        cursor.execute(statement(table, pk, columns))
        while rows := cursor.fetchmany(PORTION):
            yield from rows


def of_rows(table, pk, kind, columns, keys):
    """{key as text: digest} of those of these rows that are there.

    kind -- the type of the key in the database
    """
    found = {}
    with connection.cursor() as cursor:
        where = f"WHERE t.{connection.ops.quote_name(pk)} = ANY(%s::{kind}[])"
        for start in range(0, len(keys), PORTION):
            cursor.execute(statement(table, pk, columns, where), [list(keys[start : start + PORTION])])
            found.update(cursor.fetchall())
    return found
