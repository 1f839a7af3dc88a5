"""How the rows that the database gives become what a kept queryset gives: worked out once, then only done.

Django works out for each query anew which columns belong to which table, and how their values are read, and sends each
value of each row through the class of its model.  For SQL that `built` and `prepared` keep it is the same each time.
"""

import copy
from operator import itemgetter
from types import SimpleNamespace

from django.core.exceptions import ImproperlyConfigured
from django.db.models.base import ModelState
from django.db.models.expressions import Col
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    RelatedPopulator,
    ValuesIterable,
    ValuesListIterable,
)

COLUMNS = {}  # {(table's name, field, field of its values): entry of a SELECT list}: those that kept questions share


def lean(queryset, compiler):
    """(queryset, compiler) that have made their SQL, with no more of them than `Maker` reads.

    What Django made the SQL from takes fifty kilobytes for a question over many tables.
    """
    light, query = copy.copy(compiler), queryset.query
    light.query = light.where = light.having = light.qualify = light._meta_ordering = None
    light.quote_cache = {}
    light.select = [entry(expression) for expression, *_ in compiler.select]
    names = SimpleNamespace(
        selected=tuple(query.selected or ()),
        extra_select=tuple(query.extra_select),
        values_select=query.values_select,
        annotation_select=tuple(query.annotation_select),
    )
    told = {name: value for name, value in vars(queryset).items() if name not in HEAVY}
    return SimpleNamespace(**told, db=queryset.db, query=names), light


HEAVY = {"_query", "_hints", "_known_related_objects", "_result_cache"}


def entry(expression):
    if type(expression) is not Col:
        return expression, None, None
    key = expression.alias, expression.target, expression.output_field
    return COLUMNS.setdefault(key, (expression, None, None))


def new_row(model, db, names, values):
    """A row of a model as it stands in the database, of these columns; the others are read when they are asked for."""
    row = model.__new__(model)
    row._state = state = ModelState()
    state.adding, state.db = False, db
    for name, value in zip(names, values, strict=True):
        setattr(row, name, value)
    return row


def maker_of(queryset, compiler):
    """The Maker of a compiler that has made its SQL, kept with it."""
    maker = vars(compiler).get("maker")
    if maker is None:
        maker = compiler.maker = Maker(queryset, compiler)
    return maker


class Maker:
    """What the rows of one compiler become."""

    def __init__(self, queryset, compiler):
        self.columns = [expression for expression, *_ in compiler.select[: compiler.col_count]]
        if compiler.has_composite_fields(self.columns):
            raise ImproperlyConfigured(f"A key of several columns is not kept: {queryset.model}.")
        self.converters = list(compiler.get_converters(self.columns).items())
        self.cut = compiler.col_count if compiler.has_extra_select else None
        self.make = SHAPES[queryset._iterable_class](queryset, compiler)

    def made(self, records, connection):
        """The rows of what a cursor gives."""
        if self.cut is not None:
            records = [record[: self.cut] for record in records]
        if self.converters:
            records = [self.read(record, connection) for record in records]
        return list(map(self.make, records))

    def read(self, record, connection):
        values = list(record)
        for place, (converters, expression) in self.converters:
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return tuple(values)


# ------------------------------------------------------------ shapes of rows
def of_model(queryset, compiler):
    """Instances of the model, with the rows that `select_related` joins and what `annotate` adds."""
    told, db = compiler.klass_info, queryset.db
    model, first, end = told["model"], told["select_fields"][0], told["select_fields"][-1] + 1
    names = tuple(one[0].target.attname for one in compiler.select[first:end])
    joined, added = joined_rows(told, compiler.select, db), list((compiler.annotation_col_map or {}).items())

    def make(record):
        row = new_row(model, db, names, record[first:end])
        for one in joined:
            one.populate(record, row)
        for name, place in added:
            setattr(row, name, record[place])
        return row

    return make


def joined_rows(told, select, db):
    return [Joined(one, select, db) for one in told.get("related_klass_infos", ())]


class Joined(RelatedPopulator):
    """As Django's, without the way through the model's class."""

    def __init__(self, told, select, db):
        super().__init__(told, select, db)
        self.related_populators = joined_rows(told, select, db)

    def populate(self, record, above):
        values = self.reorder_for_init(record) if self.reorder_for_init else record[self.cols_start : self.cols_end]
        if values[self.pk_idx] is None:
            self.local_setter(above, None)
            return
        row = new_row(self.model_cls, self.db, self.init_list, values)
        for one in self.related_populators:
            one.populate(record, row)
        self.local_setter(above, row)
        self.remote_setter(row, above)


def of_names(queryset, compiler):
    """Dictionaries, as `values` gives them."""
    query = queryset.query
    names = list(query.selected or (*query.extra_select, *query.values_select, *query.annotation_select))
    return lambda record: dict(zip(names, record, strict=False))


SHAPES = {
    ModelIterable: of_model,
    ValuesIterable: of_names,
    ValuesListIterable: lambda queryset, compiler: tuple,
    FlatValuesListIterable: lambda queryset, compiler: itemgetter(0),
}
