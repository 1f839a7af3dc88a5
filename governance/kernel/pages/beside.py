"""What a row has now, beside what somebody typed who saw it earlier: in words, where the two differ."""

from datetime import date, datetime, time
from decimal import Decimal

from django import forms
from django.db.models import QuerySet

from governance.kernel.figures.formats import iso_day
from governance.kernel.steps.gate import is_of_row
from governance.kernel.steps.lines import LinesField

NOTHING = "（空）"
MOST_ROWS = 20


def put_beside(form, fresh):
    """Let the fields of a form say what the row has now, where that is not what stands in them.

    fresh -- the same form without anything typed, of the row as it is now
    """
    form.now_beside = {
        name: words_of(field, fresh[name].initial)
        for name, field in fresh.fields.items()
        if name in form.fields and is_of_row(fresh, name) and differs(field, fresh[name].initial, typed(form, name))
    }


def typed(form, name):
    """What stands in a field: what was posted, or the draft that was put into it."""
    return form[name].data if form.is_bound else form.initial.get(name)


def differs(field, now, own):
    """Whether two values of a field read differently."""
    return field.has_changed(now, own) and words_of(field, now) != words_of(field, own)


def words_of(field, value):
    """A value of a field as people read it: [lines]."""
    if isinstance(field, LinesField):
        rows = field.prepare_value(value)
        rows = rows if isinstance(rows, list | tuple) else []
        return [row_words(field, row) for row in rows[:MOST_ROWS] if isinstance(row, dict)] or [NOTHING]
    value = value.all() if hasattr(value, "all") else value
    if isinstance(value, list | tuple | set | QuerySet):
        return ["、".join(value_words(field, one) for one in value) or NOTHING]
    return value_words(field, value).splitlines() or [NOTHING]


def row_words(field, row):
    texts = zip(field.columns, field.display_texts(row), strict=True)
    return "，".join(f"{column.label} {dict(column.options()).get(text, text)}" for column, text in texts if text)


def value_words(field, value):
    """One value in words; "" where there is none."""
    if isinstance(field, forms.BooleanField):
        return "是" if field.to_python(value) else "否"
    if value in (None, ""):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return chosen_row(field, value)
    if isinstance(field, forms.ChoiceField):
        return chosen_words(field, value)
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime | date):
        return iso_day(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def chosen_row(field, value):
    """The row that a select of rows has chosen, by its label."""
    if not hasattr(value, "pk"):
        value = field.queryset.model._base_manager.filter(**{field.to_field_name or "pk": value}).first()
    return field.label_from_instance(value) if value is not None else ""


def chosen_words(field, value):
    for one, label in field.choices:
        inner = label if isinstance(label, list | tuple) else [(one, label)]
        if found := next((words for key, words in inner if str(key) == str(value)), None):
            return str(found)
    return str(value)
