"""Kept SQL is planned once: PostgreSQL prepares what a connection asks again and again.

To plan a question over many tables costs the server several times what it takes to answer it.  SQL that `built` and
`prepared` keep is the same text each time, so a connection that asks it for the second time prepares it and from then
on sends its name and its values.  The server answers as it would without: it plans anew for the values where a plan for
all values would be dearer, and whenever a table has changed.  Where a column has another type since, it refuses the
statement; then all of the connection are forgotten and the question is asked as it is.

    statements.run(cursor.execute, connection, sql, params)

Nothing is prepared inside a transaction, which a refusal would end: what is asked there waits until the connection is
next outside of one.  A connection has at most MOST statements, those it used last.
"""

import re
from collections import OrderedDict
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import DataError, NotSupportedError, ProgrammingError

from .recent import Recent

MOST = 150  # of a connection: some hundred kilobytes each in the server
SEEN = 1000  # texts of which a connection remembers that it asked them
INTEGER = range(-(2**31), 2**31)
TEXT = "unknown"  # the server takes its type from where it stands, as it does with a word in quotes
KINDS = {  # in the order in which they are looked at: an instant is a date, too, and yes or no is a number
    bool: "boolean",
    str: TEXT,
    type(None): TEXT,
    Decimal: "numeric",
    float: "numeric",
    time: "time",
    timedelta: "interval",
}
REFUSED = Recent(SEEN)  # (SQL, kinds) that the server would not prepare


class Statements:
    """What one connection to the server has prepared: `names` is {(SQL, kinds of its values): name}."""

    def __init__(self, connection):
        self.connection = connection
        self.names, self.seen, self.waiting, self.made = OrderedDict(), Recent(SEEN), {}, 0
        self.are_stale = False

    @classmethod
    def of(cls, wrapper):
        """Those of the connection that Django's wrapper holds now; a lost connection took its own with it."""
        held = getattr(wrapper, "statements", None)
        if held is None or held.connection is not wrapper.connection:
            held = wrapper.statements = cls(wrapper.connection)
        return held

    def name(self, key, wrapper):
        """The name under which the connection has prepared this; None where it has not."""
        if wrapper.in_atomic_block:
            if key not in self.names and len(self.waiting) < MOST and self.is_asked_again(key):
                self.waiting[key] = True
        else:
            if self.are_stale:
                with wrapper.cursor() as cursor:
                    cursor.execute("DEALLOCATE ALL")
                self.are_stale = False
            waiting, self.waiting = self.waiting, {}
            for one in waiting:
                self.prepare(one, wrapper)
            if key not in self.names and self.is_asked_again(key):
                self.prepare(key, wrapper)
        if key in self.names:
            self.names.move_to_end(key)
        return self.names.get(key)

    def forget(self):
        """Of what the connection has prepared nothing is used any more; the server forgets it outside a transaction."""
        self.names.clear()
        self.waiting.clear()
        self.are_stale = True

    def is_asked_again(self, key):
        if REFUSED.get(key):
            return False
        if self.seen.get(key):
            return True
        self.seen.put(key, True)
        return False

    def prepare(self, key, wrapper):
        self.made += 1
        sql, kinds = key
        name = f"kept_{self.made}"
        declared = f"({', '.join(kinds)})" if kinds else ""
        try:
            with wrapper.cursor() as cursor:
                cursor.execute(f"PREPARE {name} {declared} AS {numbered(sql)}")
                self.names[key] = name
                if len(self.names) > MOST:
                    cursor.execute(f"DEALLOCATE {self.names.popitem(last=False)[1]}")
        except (ProgrammingError, DataError, NotSupportedError):  # e.g. a value that is grouped by
            REFUSED.put(key, True)


def run(execute, wrapper, sql, params, has_one_plan=True):
    """`execute(SQL, values)` of these on Django's connection, by the statement's name where it is prepared.

    has_one_plan -- not so where each value wants a plan of its own: then it is never prepared

    Raises NotSupportedError inside a transaction for a statement that the server refuses because a table has changed:
    the transaction is lost, the next one asks anew.
    """
    told, values = ready(wrapper, sql, params) if has_one_plan else (sql, params)
    try:
        return execute(told, values)
    except NotSupportedError:
        if told == sql:
            raise
        Statements.of(wrapper).forget()
        if wrapper.in_atomic_block:
            raise
        return execute(sql, params)


def ready(wrapper, sql, params):
    """(SQL, values) to execute in place of these on Django's connection: the statement by its name, or the same."""
    if not settings.PREPARE_STATEMENTS or wrapper.connection is None or params is None:
        return sql, params
    kinds = tuple(map(kind_of, params))
    if None in kinds:
        return sql, params
    name = Statements.of(wrapper).name((sql, kinds), wrapper)
    if name is None:
        return sql, params
    return f"EXECUTE {name}" + (f" ({', '.join(['%s'] * len(params))})" if params else ""), params


def kind_of(value):
    """The type that the driver's literal of a value has; None where a statement of such values is not prepared."""
    for kind, name in KINDS.items():
        if isinstance(value, kind):
            return name
    if isinstance(value, int):
        return "integer" if value in INTEGER else "bigint"
    if isinstance(value, datetime):
        return "timestamp" if value.tzinfo is None else "timestamptz"
    if isinstance(value, date):
        return "date"
    if isinstance(value, list):
        kinds = {kind_of(one) for one in value}
        if kinds == {"integer"}:
            return "integer[]"
        return "text[]" if kinds == {TEXT} and None not in value else None
    return None


def numbered(sql):
    """The SQL with the server's $1, $2 … in place of the driver's marks."""
    parts = re.split(r"(%s|%%)", sql)
    place = 0
    for at, part in enumerate(parts):
        if part == "%s":
            place += 1
            parts[at] = f"${place}"
        elif part == "%%":
            parts[at] = "%"
    return "".join(parts)
