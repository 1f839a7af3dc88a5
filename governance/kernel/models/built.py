"""Queries that are asked again: built once in a process for all that they are made from, then only executed.

To build a query and turn it into SQL costs more than the database takes to answer it.  What is kept is the SQL, never a
row, under a key that holds everything from which the queryset is made: who asks and with which posts (`standing`), the
day, the page, the address.  A post that ends is another key.

    built.rows(key, build)             build() -> queryset
    built.with_key(key, build, pk)     the row of that key, or None; of that code by its column
    built.of_row(key, row, build)      build(row) -> queryset: one SQL for all rows of a table

What the key could not tell of is not kept: a build that asked the database or read a rule on its way, and a query that
holds an instant.  All kept SQL of a process is in `STORE`, at most MOST entries; `STORE.clear()` empties it.
"""

from datetime import datetime
from functools import cache, partial
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet, FullResultSet, ObjectDoesNotExist
from django.db import connections, models
from django.db.models import prefetch_related_objects

from governance.kernel.clock import clock

from . import fresh, statements
from .making import lean
from .prepared import MARKS, rows_now
from .recent import Recent
from .together import asked_by, kept_part, read_parts

MOST = 400  # some kilobytes each
STORE = Recent(MOST)
BIGGEST = 2**63 - 1  # key of a row
KEY, PATH, BY_VALUE = "key", "path", "by value"  # kinds of the columns that a stand-in has
FIRST, SPACE, MOST_COLUMNS = 2_000_000_011, 1_000_003, 140  # marks of keys, so far apart that no sum of one is another
NEVER = object()  # in place of a query that is made anew each time


class Query(NamedTuple):
    """What is left of a queryset and its compiler (`making.lean`), its SQL and its parameters.

    places -- of each parameter the column of the row that stands there ("path%": what begins with it), or None
    has_one_plan -- not so where the queryset's `query.plan_varies`: how many rows a word has decides it
    """

    queryset: object
    compiler: object
    sql: str
    params: tuple
    places: tuple = ()
    has_one_plan: bool = True

    def filled(self, row):
        """The parameters for a row."""
        if not self.places:
            return self.params
        ops = connections[self.queryset.db].ops
        return tuple(
            value
            if name is None
            else ops.prep_for_like_query(getattr(row, name[:-1])) + "%"
            if name.endswith("%")
            else getattr(row, name)
            for name, value in zip(self.places, self.params, strict=True)
        )

    def reckoned(self, what, row=None):
        """One number of all rows: `what` is count(*), or the sum of the one column that the queryset names."""
        return self.asked(f"SELECT {what} FROM ({self.sql}) counted", row)[0]

    def sums(self):
        """The sums of its columns but the first, which is the key."""
        key, *names = [f"c{place}" for place in range(len(self.compiler.select))]
        sums = ", ".join(f"sum({name})" for name in names)
        return self.asked(f"SELECT {sums} FROM ({self.sql}) summed({', '.join((key, *names))})")

    def asked(self, sql, row=None):
        connection = connections[self.queryset.db]
        with connection.cursor() as cursor:
            statements.run(cursor.execute, connection, sql, self.filled(row), self.has_one_plan)
            return cursor.fetchone()

    def rows(self, row=None):
        made = rows_now(self.queryset, self.compiler, self.sql, self.filled(row), self.has_one_plan)
        if self.queryset._prefetch_related_lookups:
            prefetch_related_objects(made, *self.queryset._prefetch_related_lookups)
        return made


def standing(user):
    """What decides today which rows a person may see: the account, the person and the posts; hashable."""
    return user.pk, user.person_id, clock.today(), tuple(map(tuple, user.posts))


def rows(key, build):
    """The rows of the queryset that `build()` makes, read now."""
    query = query_of(key, build)
    return query.rows() if query else []


def number(key, build):
    """How many rows the queryset has that `build()` makes, asked like `rows`."""
    query = query_of(key, build)
    return query.reckoned("count(*)") if query else 0


def query_of(key, build):
    """The Query of `rows`, kept where the key tells all; None for one without rows."""
    query = STORE.get(key)
    if query is None:
        query, is_whole = compiled(build)
        if is_whole:
            STORE.put(key, query)
    return query


def of_row(key, row, build, apart=()):
    """The rows of the queryset that `build(row)` makes, read now; its SQL is kept for all rows of the same shape.

    It is built with a stand-in, whose keys and path are marks that are found again among the parameters.  States,
    choices, yes and no, which columns are empty and which keys are equal, are the shape: other ones are another entry.
    A stand-in has nothing else, so a build that needs more of its row asks the database for it, and is not kept.

    apart -- keys with which the build compares those of the row
    """
    query = query_of_row(key, row, build, apart)
    return query.rows(row) if query else []


def number_of_row(key, row, build):
    """How many rows the queryset has that `build(row)` makes, asked like `of_row`."""
    query = query_of_row(key, row, lambda one: build(one).order_by().values("pk"))
    return query.reckoned("count(*)", row) if query else 0


def load_children(row, **children):
    """Read child rows of a row now, as Django's prefetch does: {name of the relation: fn(rows) -> rows, or None}.

    `row.lines.all()` then asks nothing more, and each child knows its row; `lines__quotes`, behind `lines`, are the
    children of these.
    """
    load_families((row, children))


def load_families(*families):
    """As `load_children` for several (row, children), all in one statement."""
    asked = [(row, one_below(row, name), name, narrow) for row, below in families for name, narrow in below.items()]
    queries = [
        query_of_row((load_children, name, narrow), row, partial(child_rows, name, narrow))
        for row, _, name, narrow in asked
    ]
    parts = [
        query and (kept_part(query.queryset, query.compiler, query.sql), query.filled(row))
        for query, (row, *_) in zip(queries, asked, strict=True)
    ]
    for (row, below, *_), found in zip(asked, read_parts(parts), strict=True):
        below.keep(row, found)


def one_below(row, name):
    return asked_by(type(row), name)[-1]


def child_rows(name, narrow, row):
    rows = one_below(row, name).rows(row)
    return narrow(rows) if narrow else rows


def with_key(key, build, value, column="pk"):
    """The row of the queryset that `build()` makes that has this key, read now; None where there is none.

    column -- in place of the key a unique column of text
    """
    kind = int if column == "pk" else str
    if type(value) is not kind or (kind is int and value > BIGGEST):
        return build().filter(**{column: value}).first()
    key, mark = ("named", key, column), FIRST if kind is int else MARKS[str](0)
    query = STORE.get(key)
    if query is None:
        query, is_whole = compiled(lambda: build().filter(**{column: mark}))
        if query is None:
            return None
        query = query._replace(places=tuple("value" if one == mark else None for one in query.params))
        if is_whole:
            STORE.put(key, query)
    return next(iter(query.rows(Keyed(value))), None)


class Keyed(NamedTuple):
    """What `with_key` knows of a row."""

    value: object


def query_of_row(key, row, build, apart=()):
    """The Query of `of_row`; None for one without rows."""
    given, marks = marked(row, apart)
    shape = tuple((name, marks.get(value, value)) for name, value in given.items() if marks.get(value) != name)
    key = type(row), key, shape
    query = STORE.get(key)
    if query is None:
        query = marked_query(type(row).from_db(row._state.db, list(given), list(given.values())), marks, build)
        STORE.put(key, query)
    return compiled(lambda: build(row))[0] if query is NEVER else query


def marked(row, apart=()):
    """({column: its mark, or its value where that is part of the shape}, {mark: column}) of a row.

    apart -- keys that the build compares with those of the row: equal ones are part of the shape
    """
    given, marks, alike = {}, {}, {}
    for place, (name, kind) in enumerate(columns_of(type(row))):
        value = vars(row).get(name, NEVER)
        if value is NEVER:
            continue
        if value is None or kind == BY_VALUE or (kind == KEY and value in apart):
            given[name] = value
        else:
            mark = FIRST + SPACE * place if kind == KEY else MARKS[str](place)
            given[name] = mark = alike.setdefault(value, mark)
            marks.setdefault(mark, name)
    return given, marks


@cache
def columns_of(model):
    """[(name of a column, its kind)] of the columns that a stand-in has: keys, paths, and what has few values."""
    found = []
    for field in model._meta.concrete_fields:
        is_key = field.primary_key or field.is_relation or field.attname.endswith("_id")
        if isinstance(field.target_field if field.is_relation else field, models.IntegerField) and is_key:
            found.append((field.attname, KEY))
        elif field.name == "path":
            found.append((field.attname, PATH))
        elif field.flatchoices or isinstance(field, models.BooleanField) or field.name.endswith("_type"):
            found.append((field.attname, BY_VALUE))
    return found


def marked_query(stand_in, marks, build):
    """The Query with the places of the marks; NEVER where it cannot be kept for other rows."""
    try:
        query, is_whole = compiled(lambda: build(stand_in))
    except ObjectDoesNotExist:  # it asked for what stands behind a mark
        return NEVER
    if query is None or not is_whole:
        return NEVER
    places = tuple(place_of(one, marks) for one in query.params)
    if any(name is None and is_made_of_mark(one) for name, one in zip(places, query.params, strict=True)):
        return NEVER
    return query._replace(places=places)


def place_of(value, marks):
    """The column whose mark a parameter is, with "%" behind it where the mark is what a text begins with; or None."""
    if not isinstance(value, int | str) or isinstance(value, bool):
        return None
    if value in marks:
        return marks[value]
    begun = marks.get(value[:-1]) if isinstance(value, str) and value.endswith("%") else None
    return begun and f"{begun}%"


def is_made_of_mark(value):
    """Whether a parameter was reckoned from a mark, or holds one: it would be another one for another row."""
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) > FIRST - SPACE
    return "\x02" in str(value) or any(str(FIRST + SPACE * place) in str(value) for place in range(MOST_COLUMNS))


def compiled(build):
    """(Query, whether it may be kept) of the queryset that `build()` makes; (None, False) for one without rows."""
    asked = []

    def note(execute, *arguments):
        asked.append(arguments[0])
        return execute(*arguments)

    read_before = fresh.readings()
    with connections["default"].execute_wrapper(note):
        queryset = build()
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, params = compiler.as_sql()
        except (EmptyResultSet, FullResultSet):
            return None, False
    holds_instant = any(isinstance(one, datetime) for one in params)
    is_whole = not asked and fresh.readings() == read_before and not holds_instant
    has_one_plan = not getattr(queryset.query, "plan_varies", False)
    return Query(*lean(queryset, compiler), sql, tuple(params), has_one_plan=has_one_plan), is_whole
