"""Rows that belong to one row, of several tables, read in one question.

    read(project, "deliberation", "demands", "lines__quotes", Prefetch("sources", …))

They stand where `select_related` and `prefetch_related` would put them, so whoever reads `project.lines.all()` asks
the database no more.  What is loaded already is not read again.  A step names what it reads (`Workflow.step`): then it
is read behind the lock of its row, never before, so that a step which had to wait sees what the other one left.
Whoever writes such rows says `forget`, so that they are read again.

PostgreSQL gives the rows of each table as one JSON text; their columns become what the same columns give by themselves.
"""

import json
from decimal import Decimal

from django.core.exceptions import EmptyResultSet, ImproperlyConfigured
from django.db import connections, models

from . import statements
from .making import maker_of

PLAIN = (models.DateField, models.TimeField, models.DecimalField, models.FloatField, models.UUIDField)


def read(row, *questions):
    """Put on a row what the questions name, in one statement; nothing is asked where all of it is there.

    Each is the name of a relation ("deliberation", "demands"), of a relation of such rows ("lines__quotes": both are
    read), a Prefetch that says more of its rows, or anything with what `Below` has.
    """
    wanted = [one for question in questions for one in asked_by(type(row), question) if not one.is_kept(row)]
    found = rows_of([one.rows(row) for one in wanted])
    for one, rows in zip(wanted, found, strict=True):
        one.keep(row, rows)


def forget(row, *questions):
    """What the questions name is no longer as it was read with the row: whoever asks next reads it again."""
    for question in questions:
        for one in asked_by(type(row), question):
            one.forget(row)


def asked_by(model, question):
    """The questions behind one that is told by a name."""
    name = getattr(question, "prefetch_to", question)
    if not isinstance(name, str):
        return [question]
    first, _, second = name.partition("__")
    queryset = getattr(question, "queryset", None)
    one = model._meta.get_field(first)
    if not second:
        return [Above(one) if one.concrete else Below(one, queryset)]
    return [Below(one), BelowThose(one, one.related_model._meta.get_field(second), queryset)]


class Above:
    """The row to which a column of this one points."""

    def __init__(self, field):
        self.field = field

    def is_kept(self, row):
        return getattr(row, self.field.attname) is None or self.field.is_cached(row)

    def rows(self, row):
        key = {self.field.target_field.attname: getattr(row, self.field.attname)}
        return self.field.related_model._base_manager.filter(**key)

    def keep(self, row, found):
        self.field.set_cached_value(row, next(iter(found), None))

    def forget(self, row):
        if self.field.is_cached(row):
            self.field.delete_cached_value(row)


class Below:
    """The rows that point to this one."""

    def __init__(self, relation, queryset=None):
        self.relation, self.queryset = relation, queryset

    @property
    def name(self):
        return self.relation.get_accessor_name()

    def is_kept(self, row):
        return self.name in getattr(row, "_prefetched_objects_cache", ())

    def rows(self, row):
        queryset = self.relation.related_model._default_manager.all() if self.queryset is None else self.queryset
        return queryset.filter(**{self.relation.field.name: row})

    def keep(self, row, found):
        for one in found:
            self.relation.field.set_cached_value(one, row)
        kept = getattr(row, self.name).all()
        kept._result_cache, kept._prefetch_done = found, True
        if not hasattr(row, "_prefetched_objects_cache"):
            row._prefetched_objects_cache = {}
        row._prefetched_objects_cache[self.name] = kept

    def forget(self, row):
        getattr(row, "_prefetched_objects_cache", {}).pop(self.name, None)


class BelowThose:
    """The rows that point to the rows that point to this one."""

    def __init__(self, relation, further, queryset=None):
        self.relation, self.further = relation, Below(further, queryset)

    def is_kept(self, row):
        between = getattr(row, "_prefetched_objects_cache", {}).get(self.relation.get_accessor_name())
        return between is not None and all(map(self.further.is_kept, between))

    def rows(self, row):
        queryset = self.further.queryset
        queryset = self.further.relation.related_model._default_manager.all() if queryset is None else queryset
        return queryset.filter(**{f"{self.further.relation.field.name}__{self.relation.field.name}": row})

    def keep(self, row, found):
        column = self.further.relation.field.attname
        for one in getattr(row, self.relation.get_accessor_name()).all():
            self.further.keep(one, [below for below in found if getattr(below, column) == one.pk])

    def forget(self, row):
        """They go with the rows between."""


# ------------------------------------------------------------ one statement
def rows_of(querysets):
    """The rows of each queryset, in its order."""
    return read_parts([part_of(queryset) for queryset in querysets])


def read_parts(asked):
    """The rows of each (Part, its parameters), read in one statement; none for a None."""
    there = [one for one in asked if one is not None]
    if not there:
        return [[] for _ in asked]
    connection = connections[there[0][0].queryset.db]
    sql = f"SELECT {', '.join(part.sql for part, _ in there)}"
    params = tuple(value for _, given in there for value in given)
    with connection.cursor() as cursor:
        statements.run(cursor.execute, connection, sql, params)
        texts = iter(cursor.fetchone())
    return [[] if one is None else one[0].made(next(texts), connection) for one in asked]


def part_of(queryset):
    """(Part, parameters) of a queryset; None where no row can be meant."""
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    return Part(queryset, compiler, sql), params


def kept_part(queryset, compiler, sql):
    """The Part of SQL that is kept with its compiler."""
    part = vars(compiler).get("part")
    if part is None:
        part = compiler.part = Part(queryset, compiler, sql)
    return part


class Part:
    """The SELECT of a queryset as a column that holds all its rows, and how they are made of its text."""

    def __init__(self, queryset, compiler, sql):
        fields = [expression.output_field for expression, *_ in compiler.select]
        names = [f"c{place}" for place in range(len(fields))]
        shown = [f"{name}::text AS {name}" if is_json(one) else name for name, one in zip(names, fields, strict=True)]
        rows = f"SELECT {', '.join(shown)} FROM ({sql}) AS q({', '.join(names)})"
        self.sql = f"(SELECT json_agg(r) FROM ({rows}) r)::text"
        self.queryset, self.compiler = queryset, compiler
        self.readers = [reader_of(field) for field in fields]

    def made(self, text, connection):
        """The rows, as the queryset would give them."""
        if text is None:
            return []
        records = json.loads(text, parse_float=Decimal)
        rows = [
            tuple(
                value if read is None or value is None else read(value)
                for read, value in zip(self.readers, record.values(), strict=True)
            )
            for record in records
        ]
        return maker_of(self.queryset, self.compiler).made(rows, connection)


def is_json(field):
    """Whether a column is JSON itself: it stays a text, which its field reads.  Bytes come by no text at all."""
    if isinstance(field, models.BinaryField | models.DurationField):
        raise ImproperlyConfigured(f"{field} cannot be read together with other tables: leave it out by `only`.")
    return isinstance(field, models.JSONField)


def reader_of(field):
    """fn(value in the text) -> what the database driver makes of it; None where it is the same."""
    field = getattr(field, "output_field", field)  # of a generated column
    return field.to_python if isinstance(field, PLAIN) else None


def read_each(prepared, calls):
    """[rows] of a `Prepared` for each of several calls, [(value, …)], in one statement."""
    return read_filled([prepared.filled(*values) for values in calls])


def read_filled(calls):
    """[rows] of what `Prepared.filled` gives, in one statement."""
    return read_parts([(kept_part(queryset, compiler, sql), params) for queryset, compiler, sql, params in calls])


class Together:
    """Several `Prepared` that are asked with the same values, in one statement: [the rows of each]."""

    def __init__(self, *asked):
        self.asked = asked

    def __call__(self, *values):
        return read_filled([one.filled(*values) for one in self.asked])
