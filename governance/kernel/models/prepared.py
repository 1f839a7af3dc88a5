"""Queries of one shape: the SQL of a declaration is built once in a process, and a call fills in its values.

Every page asks the same few questions (whose session, which account, which
posts).  Django builds the SQL of a queryset anew each time, which costs more
than the database takes to answer it.
"""

from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.models.expressions import RawSQL

from . import statements
from .making import lean, maker_of

# Values that no row has, one for each place: where they stand in the SQL's parameters, the values of a call stand.
MARKS = {
    int: lambda place: 2_147_483_000 + place,
    str: lambda place: f"\x02mark {place}\x03",
    date: lambda place: date.max - timedelta(place),
    datetime: lambda place: datetime(9998, 1, 1, tzinfo=UTC) + timedelta(place),
}


class Prepared:
    """A query whose SQL depends on the kinds of its values only, not on the values.

    build -- makes the queryset of values, each an int, str, date or datetime, never None; a list of another
             length, or a branch on a value, would be another query

    own = Prepared(lambda account, day: Post.objects.filter(account=account, starts_on__lte=day))
    posts = own(user.pk, clock.today())

    Raises ImproperlyConfigured for a value that does not reach the SQL, TypeError for one of another kind.
    """

    def __init__(self, build):
        self.build = build
        self.prepared = None

    def __call__(self, *values):
        """The rows, as the queryset would give them: [instances] or [tuples]."""
        return rows_now(*self.filled(*values))

    def expression(self, *values):
        """The query as a part of another statement, as Django's `Subquery` of the queryset would be."""
        _, _, sql, params = self.filled(*values)
        return RawSQL(sql, params)

    def filled(self, *values):
        """(queryset, compiler, SQL, parameters) of a call."""
        if self.prepared is None:
            self.prepared = self.prepare(values)
        kinds, queryset, compiler, sql, places = self.prepared
        if tuple(map(type, values)) != kinds:
            raise TypeError(f"A query prepared for {kinds} was asked with {values}.")
        params = tuple(values[place] if is_value else place for is_value, place in places)
        return queryset, compiler, sql, params

    def first(self, *values):
        return next(iter(self(*values)), None)

    def prepare(self, values):
        kinds = tuple(map(type, values))
        if wrong := [kind for kind in kinds if kind not in MARKS]:
            raise TypeError(f"No query is prepared for values of {wrong}.")
        marks = [MARKS[kind](place) for place, kind in enumerate(kinds)]
        queryset = self.build(*marks)
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = compiler.as_sql()
        known = {(type(mark), mark): place for place, mark in enumerate(marks)}
        places = [
            (True, known[type(param), param]) if (type(param), param) in known else (False, param) for param in params
        ]
        lost = set(range(len(values))) - {place for is_value, place in places if is_value}
        if lost:
            raise ImproperlyConfigured(f"The values {sorted(lost)} of a prepared query do not reach its SQL.")
        return kinds, *lean(queryset, compiler), sql, places


def rows_now(queryset, compiler, sql, params, has_one_plan=True):
    """The rows of a queryset whose SQL is kept with its compiler, read now; its plan as well where there is one."""
    connection = connections[queryset.db]  # that of this thread
    with connection.cursor() as cursor:
        statements.run(cursor.execute, connection, sql, params, has_one_plan)
        records = cursor.fetchall()
    return maker_of(queryset, compiler).made(records, connection)
