"""Multiply the demo's rows in the database: `python -m bench.grow 100`.

Every scaled table gets times−1 copies of each row, with keys shifted by a
fixed step and unique texts marked, so that foreign keys stay inside a copy.
Triggers are off meanwhile; the tallies are multiplied afterwards and
`manage.py verify` must still find nothing but that sealed values are bound to
other rows and events are in no block.
"""

import os
import sys
import time

import django

STEP = 10_000_000
SCALED = (
    "governance.Person",
    "governance.Appointment",
    "projects.Demand",
    "projects.MicroProject",
    "projects.BudgetLine",
    "projects.FundingSource",
    "disputes.MediationCase",
    "disputes.Party",
    "governance.Deadline",
    "governance.Event",
)


def main(times):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    os.environ["STATEMENT_TIMEOUT"] = "0"
    django.setup()
    from django.apps import apps
    from django.db import connection

    models = [apps.get_model(label) for label in SCALED]
    tables = {model: model._meta.db_table for model in models}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers, no key checks
        for model in models:
            began = time.monotonic()
            columns, values = select_list(model, tables)
            cursor.execute(
                f"INSERT INTO {tables[model]} ({columns}) SELECT {values} "
                f"FROM {tables[model]} AS t, generate_series(1, %s) AS k WHERE t.id < {STEP}",
                [times - 1],
            )
            print(f"{tables[model]}: {cursor.rowcount} rows, {time.monotonic() - began:.1f} s", flush=True)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{tables[model]}', 'id'), (SELECT max(id) FROM {tables[model]}))"
            )
        cursor.execute(
            "UPDATE governance_tally SET n = n * %s WHERE kind ~ '^(case|station|appointment|demand)'", [times]
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


def select_list(model, tables):
    """(columns, values) of the copying SELECT for copy number k."""
    unique = unique_texts(model)
    columns, values = [], []
    for field in model._meta.concrete_fields:
        if field.generated:  # the database computes it
            continue
        column = field.column
        columns.append(f'"{column}"')
        shift = f't."{column}" + k * {STEP}'
        if field.primary_key or (field.is_relation and field.related_model in tables) or column == "object_id":
            values.append(shift)
        elif field.name in unique:
            values.append(f"CASE WHEN t.\"{column}\" = '' THEN '' ELSE left(t.\"{column}\", 30) || '-' || k END")
        elif field.unique and not field.primary_key:
            values.append(shift)
        else:
            values.append(f't."{column}"')
    return ", ".join(columns), ", ".join(values)


def unique_texts(model):
    """Text fields that take part in a uniqueness rule."""
    from django.db.models import CharField, UniqueConstraint

    names = {field.name for field in model._meta.concrete_fields if field.unique}
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            names |= set(constraint.fields)
    texts = {field.name for field in model._meta.concrete_fields if isinstance(field, CharField) and not field.choices}
    return (names & texts) - {"object_type", "rule", "task", "role"}


if __name__ == "__main__":
    main(int(sys.argv[1]))
