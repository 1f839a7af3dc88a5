"""By what a list is sorted, and whether an index serves that order."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, UniqueConstraint, Value, When


@dataclass(frozen=True)
class Sorting:
    """What a list is sorted by.

    name    -- as the address says it
    path    -- ORM path, or the name under which `choices` are numbered
    choices -- values of a state in the order in which people read them; () for other columns
    rank    -- fn() -> expression of what is compared, named `path`, where no column of the model is
    """

    name: str
    path: str
    is_nullable: bool = False
    choices: tuple = ()
    rank: Callable | None = None

    def number(self, rows):
        """The queryset with the number of each row's state, where one sorts by state."""
        if self.rank:
            return rows.annotate(**{self.path: self.rank()})
        if not self.choices:
            return rows
        numbers = [When(**{self.name: value, "then": Value(number)}) for number, value in enumerate(self.choices)]
        return rows.annotate(**{self.path: Case(*numbers, default=Value(len(numbers)))})


def sorting_of(model, path):
    """The Sorting of an attribute path ("area.name", "get_status_display") of a model; None where it is no column."""
    *relations, name = path.split(".")
    is_state = name.startswith("get_") and name.endswith("_display")
    name = name.removeprefix("get_").removesuffix("_display") if is_state else name
    is_nullable = False
    try:
        for relation in relations:
            field = model._meta.get_field(relation)
            model, is_nullable = field.related_model, is_nullable or field.null
        field = model._meta.get_field(name)
    except (FieldDoesNotExist, AttributeError):  # a property, an annotation, a relation of many rows
        return None
    if not field.concrete or field.is_relation:
        return None
    if name == "name" and "pinyin" in {one.name for one in model._meta.fields}:
        name = "pinyin"  # people are looked for by the sound of their names
    full = "__".join([*relations, name])
    if is_state or hasattr(field, "states"):
        return Sorting(full, f"{'_'.join([*relations, name])}_number", False, tuple(dict(field.flatchoices)))
    return Sorting(full, full, is_nullable or field.null)


@cache
def has_index(model, path):
    """Whether an index leads through all rows of a model in the order of a path: paging then costs the same anywhere.

    A column that may be empty has none: its empty rows come last in both directions.
    """
    if path in ("id", "pk"):
        return True
    try:
        field = model._meta.get_field(path)
    except FieldDoesNotExist:  # a column of another table, a rank
        return False
    if field.null or not field.concrete:
        return False
    unique = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    leading = [one.fields[0].lstrip("-") for one in (*model._meta.indexes, *unique) if one.fields and not one.condition]
    return field.unique or field.db_index or path in leading
