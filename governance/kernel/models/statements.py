"""Kept SQL is planned once: PostgreSQL prepares a statement that a connection asks again and again.

To plan a query over many tables costs the server more than to answer it.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import Error

MOST = 200  # of a connection
SMALL = 2**31
PLAIN = {
    bool: "boolean",
    str: "unknown",
    type(None): "unknown",
    date: "date",
    time: "time",
    timedelta: "interval",
    Decimal: "numeric",
    float: "float8",
}


class Statements:
    def __init__(self, connection):
        self.connection, self.named, self.asked, self.made = connection, {}, {}, 0


def ready(connection, sql, params):
    """(SQL, parameters) to execute in place of these."""
    if connection.in_atomic_block or connection.connection is None:
        return sql, params
    held = vars(connection).get("statements")
    if held is None or held.connection is not connection.connection:
        held = connection.statements = Statements(connection.connection)
    kinds = tuple(map(kind_of, params))
    key = sql, kinds
    name = held.named.get(key)
    if name is None:
        if key not in held.asked:
            held.asked[key] = 1
            return sql, params
        name = prepare(connection, held, sql, kinds)
        held.named[key] = name
    if not name:
        return sql, params
    return (f"EXECUTE {name} ({', '.join(['%s'] * len(params))})" if params else f"EXECUTE {name}"), params


def prepare(connection, held, sql, kinds):
    if None in kinds or len(held.named) >= MOST:
        return ""
    held.made += 1
    name = f"kept_{held.made}"
    places = iter(range(1, len(kinds) + 1))
    body = re.sub(r"%[s%]", lambda found: "%" if found[0] == "%%" else f"${next(places)}", sql)
    declared = f" ({', '.join(kinds)})" if kinds else ""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name}{declared} AS {body}")
    except Error:
        return ""
    return name


def kind_of(value):
    if isinstance(value, str):
        return "unknown"
    if isinstance(value, int) and not isinstance(value, bool):
        return "integer" if -SMALL <= value < SMALL else "bigint"
    if type(value) is datetime:
        return "timestamptz" if value.tzinfo else "timestamp"
    if type(value) is list:
        inner = {kind_of(one) for one in value}
        if inner == {"integer"}:
            return "integer[]"
        return "text[]" if inner == {"unknown"} and None not in value else None
    return PLAIN.get(type(value))
