"""Multiply the demo's rows in the database: `python -m bench.grow 100`, or 700 for cases, parties and sessions only.

Every scaled table gets times−1 copies of each row, with keys shifted by a fixed step and unique texts marked, so that
foreign keys stay inside a copy.  Triggers are off meanwhile; the tallies are multiplied afterwards and `manage.py
verify` must still find nothing but that sealed values are bound to other rows and events are in no block.

Copies come in parts, each a transaction of its own: who stops it and starts it again goes on behind the last part.
Places do not grow, and each post has one holder at a time: copies of posts are the holders of before.
Indexes that only make pages faster are put aside meanwhile (the schema `aside` remembers them) and built at the end.
What is done is written at the database itself (its comment), so that a grown database is not grown again.
"""

import os
import sys
import time

import django

STEP = 2_000_000  # between the keys of a row and of its next copy; 700 times stays below the largest integer key
PART = 200_000  # rows of one transaction, about
FEW = 100  # times up to which everything grows; above, what a district fills within decades
SCALED = (
    "governance.Person",
    "governance.Appointment",
    "projects.Demand",
    "governance.Deliberation",
    "projects.MicroProject",
    "projects.BudgetLine",
    "projects.FundingSource",
    "disputes.MediationCase",
    "disputes.Party",
    "governance.Deadline",
    "governance.Event",
)
MANY_SCALED = ("disputes.MediationCase", "disputes.Party")
OTHERWISE = {  # columns of copies: three years in office, until the present holder came
    "governance.Appointment": {
        "status": "'ended'",
        "starts_on": 't."starts_on" - 1095',
        "ends_on": 't."starts_on"',
        "ended_on": 't."starts_on"',
    },
}
TALLIES = {True: "^(case|station|demand)", False: "^(case|station)"}
DONE = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
PUT_ASIDE = """
INSERT INTO aside.indexes SELECT i.indexname, i.indexdef FROM pg_indexes AS i
JOIN pg_index AS x ON x.indexrelid = format('%%I.%%I', i.schemaname, i.indexname)::regclass
WHERE i.schemaname = 'public' AND i.tablename = ANY(%s) AND NOT x.indisunique AND NOT x.indisexclusion
RETURNING name
"""
SESSIONS = """
INSERT INTO governance_session
    (session_key, session_data, expire_date, user_id, mark, address, device, began_at, seen_at)
SELECT left(encode(sha256(('bench ' || id || ' ' || k)::bytea), 'hex'), 40), repeat('x', 300),
    now() + interval '90 days', id, '', '', '', now(), now()
FROM governance_user, generate_series(1, %s) AS k
ON CONFLICT (session_key) DO NOTHING
"""


def main(times):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    os.environ["STATEMENT_TIMEOUT"] = "0"
    django.setup()
    from django.apps import apps
    from django.db import connection, transaction

    labels = SCALED if times <= FEW else MANY_SCALED
    models = [apps.get_model(label) for label in labels]
    tables = {model: model._meta.db_table for model in models}
    done = f"grown {times} times"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        if cursor.fetchone()[0] == done:
            return
        cursor.execute("SET session_replication_role = replica")  # no triggers, no key checks
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET synchronous_commit = off")
        put_aside(cursor, tables.values())
        for model in models:
            copy(cursor, model, tables, times)
        put_back(cursor)
        with transaction.atomic():
            if times > FEW:
                cursor.execute(SESSIONS, [times])
                print(f"governance_session: {cursor.rowcount} rows", flush=True)
            cursor.execute("UPDATE governance_tally SET n = n * %s WHERE kind ~ %s", [times, TALLIES[times <= FEW]])
            cursor.execute(f"COMMENT ON DATABASE \"{connection.settings_dict['NAME']}\" IS '{done}'")
            cursor.execute("DROP SCHEMA aside CASCADE")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


def put_aside(cursor, tables):
    """Drop the indexes of these tables but those that forbid something, and remember them."""
    from django.db import transaction

    with transaction.atomic():
        cursor.execute("CREATE SCHEMA IF NOT EXISTS aside")
        cursor.execute("CREATE TABLE IF NOT EXISTS aside.indexes (name text PRIMARY KEY, definition text)")
        cursor.execute(PUT_ASIDE, [list(tables)])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')


def put_back(cursor):
    """Build them again, each in a transaction of its own."""
    from django.db import transaction

    cursor.execute("SELECT name, definition FROM aside.indexes ORDER BY name")
    for name, definition in cursor.fetchall():
        began = time.monotonic()
        with transaction.atomic():
            cursor.execute(definition)
            cursor.execute("DELETE FROM aside.indexes WHERE name = %s", [name])
        print(f"{name}: built, {time.monotonic() - began:.0f} s", flush=True)


def copy(cursor, model, tables, times):
    """Add the copies of one table that are not there yet, part by part."""
    table, began = tables[model], time.monotonic()
    cursor.execute(f"SELECT count(*), coalesce(max(id), 0) FROM {table} WHERE id < {STEP}")
    rows, last = cursor.fetchone()
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
    there = cursor.fetchone()[0] // STEP  # the last copy: each part is whole or absent
    columns, values = select_list(model, tables)
    at_once = max(1, PART // max(1, rows))
    for first in range(there + 1, times, at_once):
        made = min(first + at_once, times) - 1
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {values} "
            f"FROM {table} AS t, generate_series(%s, %s) AS k WHERE t.id <= %s",
            [first, made, last],
        )
        print(f"{table}: copy {made} of {times - 1}, {time.monotonic() - began:.0f} s", flush=True)
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def select_list(model, tables):
    """(columns, values) of the copying SELECT for copy number k."""
    unique, single = unique_texts(model), single_relations(model, tables)
    columns, values, otherwise = [], [], OTHERWISE.get(model._meta.label, {})
    for field in model._meta.concrete_fields:
        if field.generated:  # the database computes it
            continue
        column = field.column
        columns.append(f'"{column}"')
        if column in otherwise:
            values.append(otherwise[column])
        elif field.name in single:
            values.append("NULL")
        elif is_shifted(field, tables):
            values.append(f't."{column}" + k * {STEP}')
        elif field.name in unique:
            values.append(f"CASE WHEN t.\"{column}\" = '' THEN '' ELSE left(t.\"{column}\", 30) || '-' || k END")
        else:
            values.append(f't."{column}"')
    return ", ".join(columns), ", ".join(values)


def is_shifted(field, tables):
    """Whether the number of a copy goes into the column: keys, of the row itself and of rows that grow along."""
    if field.is_relation:
        return field.related_model in tables
    return (
        field.primary_key or field.column == "object_id" or (field.unique and field.name not in texts_of(field.model))
    )


def texts_of(model):
    from django.db.models import CharField

    return {field.name for field in model._meta.concrete_fields if isinstance(field, CharField) and not field.choices}


def uniquenesses(model):
    """The sets of fields of which no two rows may have the same."""
    from django.db.models import UniqueConstraint

    found = [{field.name} for field in model._meta.concrete_fields if field.unique]
    return found + [set(rule.fields) for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)]


def unique_texts(model):
    """Text fields that take part in a uniqueness rule."""
    return (set().union(*uniquenesses(model)) & texts_of(model)) - {"object_type", "rule", "task", "role"}


def single_relations(model, tables):
    """Relations to rows that do not grow and that one row only may point at: the copies point at nothing."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    found = set()
    for names in uniquenesses(model):
        if not names & unique_texts(model) and not any(is_shifted(fields[name], tables) for name in names):
            found |= {name for name in names if fields[name].is_relation and fields[name].null}
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]))
