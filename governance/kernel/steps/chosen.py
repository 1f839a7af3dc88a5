"""Rows that a form's fields choose, read by SQL that is kept, or in one question for all other fields.

While the fields are cleaned, each looks its row up in what was read; a field that asks for anything else asks the
database as ever, so each still says by itself what it takes and what it refuses.
"""

from contextlib import contextmanager

from django import forms
from django.db.models import CharField

from governance.kernel.models import together
from governance.kernel.models.offer import Offer

from . import cleaning

LEAST = 2  # fields from which on there is something to put together


@contextmanager
def read_at_once(form):
    """Inside, the fields of a bound form find the rows that were chosen without a question of their own."""
    keys = {name: found for name, field in form.fields.items() if (found := keys_of(form, name, field))}
    kept = {name: rows for name in keys if (rows := kept_rows(form.fields[name], keys[name])) is not None}
    asked = {
        name: one
        for name in keys
        if name not in kept and (one := question_of(form.fields[name], keys[name])) is not None
    }
    if len(asked) < LEAST:
        asked = {}
    found = kept | dict(zip(asked, together.rows_of(list(asked.values())), strict=True))
    before = {name: form.fields[name]._queryset for name in found}
    for name, rows in found.items():
        form.fields[name]._queryset = found_before(form.fields[name], keys[name], rows)
    try:
        yield
    finally:
        for name, queryset in before.items():
            form.fields[name]._queryset = queryset


def keys_of(form, name, field):
    """The keys that came for a field which chooses rows; () for other fields."""
    if not isinstance(field, forms.ModelChoiceField) or field.disabled or field.queryset is None:
        return ()
    value = form[name].data
    if isinstance(field, forms.ModelMultipleChoiceField):
        return value if isinstance(value, list | tuple) else ()
    return [cleaning.words(value)] if value and isinstance(value, str) else ()


def kept_rows(field, keys):
    """The rows that an Offer has of one key, by SQL that is kept; None for other fields, which ask as they do."""
    if not isinstance(field.queryset, Offer) or isinstance(field, forms.ModelMultipleChoiceField):
        return None
    column, (key,) = key_of(field), keys
    named_by = field.queryset.model._meta.pk if column == "pk" else field.queryset.model._meta.get_field(column)
    if named_by.primary_key:
        key = cleaning.row_key(key)
    elif not isinstance(named_by, CharField) or "\0" in key:
        return None
    if key is None:
        return None
    row = field.queryset.named(column, key)
    return [] if row is None else [row]


def question_of(field, keys):
    """The chosen rows of a field as a queryset; None where something came that is no key: the field refuses it."""
    try:
        return field.queryset.filter(**{f"{key_of(field)}__in": keys})
    except (ValueError, TypeError):
        return None


def key_of(field):
    return field.to_field_name or "pk"


def found_before(field, keys, found):
    """The queryset of a field that gives the rows that were found for these keys, and asks for all others."""
    queryset, key, asked = field.queryset.all(), key_of(field), frozenset(map(str, keys))
    anew = field.queryset.all()

    def get(**lookup):
        same = [row for row in found if list(lookup) == [key] and str(getattr(row, key)) == str(lookup[key])]
        return same[0] if len(same) == 1 else anew.get(**lookup)

    def filter_(**lookup):
        rows = anew.filter(**lookup)
        if {name: frozenset(map(str, keys)) for name, keys in lookup.items()} == {f"{key}__in": asked}:
            rows._result_cache, rows._prefetch_done = found, True
        return rows

    queryset.get, queryset.filter = get, filter_
    return queryset
