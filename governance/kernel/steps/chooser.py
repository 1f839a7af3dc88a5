"""Choices that are too many for a list: a field that finds them by a word, with the server's suggestions.

Up to `MOST` choices stand in a plain select.  Above that the page holds a text
field with the key of the chosen row only, and the script asks the form's own
page (`_suggest=<field>`, `pages.steps`) for what the field offers to this user.
Without scripts the text field takes a code.

A field whose list is shorter than what it takes says so with `offered`, the
queryset of all rows that it offers.  What a form has read already, the field
does not ask again: a row that is its initial value, `own`, the row that is the
user, or None, and `is_beyond_a_page`, that it offers more than `MOST`.
"""

from dataclasses import dataclass, field
from itertools import islice

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Case, Value, When
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.http import Http404

from governance.kernel.models.offer import Offer, named, narrowed
from governance.kernel.models.recent import Recent
from governance.kernel.pages.search import BREAK, normalise, search, squeeze

from .following import MarkedSelect
from .many import ManyWidget

ASKED = "_suggest"  # the name, in the address of a form, of the field for which suggestions are asked
MOST = 30  # choices in a page
FOLLOWING = 200  # choices of a field that asks for them when others change
SUGGESTED = 20  # suggestions of one answer
LONG = Recent(2000)  # fields of forms that had more than a page holds when somebody was last shown them
SELVES = []  # the one function that says which rows of a model are the user


def means_self(fn):
    """Register fn(model, user) -> Q of the rows that stand for the user, None for a model without any."""
    SELVES[:] = [fn]
    return fn


@dataclass(frozen=True)
class Option:
    """One choice: its value, its words, and the attributes by which other fields follow it."""

    value: str
    text: str
    marks: dict = field(default_factory=dict)

    def as_json(self):
        key = self.marks.get("data-key")
        return {"value": self.value, "text": self.text, **({"key": str(key)} if key else {})}


# ------------------------------------------------------------ what a field offers
def is_chosen_from(bound):
    """Whether rows or words are chosen in the field, which follow nothing else."""
    widget = bound.field.widget
    return type(widget) in (forms.Select, MarkedSelect, ManyWidget) and "data-follows" not in widget.attrs


def is_long_many(bound):
    """Whether several are chosen out of more than a page holds."""
    if type(bound.field.widget) is not ManyWidget or not getattr(bound.form, "suggests", False):
        return False
    if not hasattr(bound, "is_long_many"):  # asked again by each part of the field that is drawn
        bound.first_options = first_options(bound.field, MOST + 1)
        bound.is_long_many = len(bound.first_options) > MOST
    return bound.is_long_many


def offered_rows(field):
    """The queryset of everything that the field offers; None for a plain list of choices."""
    if (rows := getattr(field, "offered", None)) is not None:
        return rows
    is_plain = isinstance(field, forms.ModelChoiceField) and isinstance(field.choices, ModelChoiceIterator)
    return field.queryset if is_plain else None


def option_of(field, row):
    value, widget = field.prepare_value(row), field.widget
    marks = widget.option_attrs(ModelChoiceIteratorValue(value, row)) if isinstance(widget, MarkedSelect) else {}
    return Option(str(value), str(field.label_from_instance(row)), marks)


def listed(field):
    """The options of a plain list of choices, without the empty one; those of groups too."""
    for value, label in field.choices:
        if isinstance(label, (list, tuple)):
            yield from (Option(str(one), str(words)) for one, words in label)
        elif value not in (None, ""):
            yield Option(str(value), str(label).strip())


def first_options(field, most):
    """The options that the field offers, no more of them than so many."""
    rows = offered_rows(field)
    options = listed(field) if rows is None else (option_of(field, row) for row in beginning(rows, most))
    return list(islice(options, most))


def beginning(rows, most):
    return rows.beginning(most) if isinstance(rows, Offer) else rows[:most]


def page_options(bound):
    """The options that the page holds; None where the field offers more than that.

    Which fields offered more is remembered, so that the next page counts them and does not read them.
    """
    place = (type(bound.form), bound.name, bound.form.user.pk)
    is_known = getattr(bound.field, "is_beyond_a_page", False)
    if is_known or (LONG.get(place) and is_beyond_a_page(bound.field)):
        return None
    options = first_options(bound.field, MOST + 1)
    is_long = len(options) > MOST
    LONG.put(place, is_long)
    return None if is_long else options


def is_beyond_a_page(field):
    """Whether the field offers more than a page holds."""
    if getattr(field, "is_beyond_a_page", False):
        return True
    rows = offered_rows(field)
    if rows is not None:
        return rows.order_by().values_list("pk", flat=True)[: MOST + 1].count() > MOST
    return len(first_options(field, MOST + 1)) > MOST


def find_options(field, words):
    """([options that contain the words], how many are left out): at most `SUGGESTED` of them."""
    rows = offered_rows(field)
    if rows is None or not has_text(rows):
        options = listed(field) if rows is None else (option_of(field, row) for row in rows)
        found = [option for option in options if all(word in squeeze(option.text) for word in normalise(words).split())]
        return found[:SUGGESTED], max(0, len(found) - SUGGESTED)
    if words:
        rows = order_by_beginning(search(rows, words), words)
    found = [option_of(field, row) for row in rows[:SUGGESTED]]
    n = rows.order_by().values("pk").count() if len(found) == SUGGESTED else len(found)
    return found, n - len(found)


def has_text(rows):
    try:
        return bool(rows.model._meta.get_field("search_text"))
    except FieldDoesNotExist:
        return False


def order_by_beginning(rows, words):
    """Rows called so, and those whose name begins so, before the others."""
    begins = f"{BREAK}{squeeze(words)}"
    rank = Case(
        When(search_text__startswith=f"{begins}{BREAK}", then=Value(0)),
        When(search_text__startswith=begins, then=Value(1)),
        default=Value(2),
    )
    own = rows.query.order_by or rows.model._meta.ordering or ("pk",)
    return rows.order_by(rank, *own)


def chosen_option(field, value):
    """The option of the value that the field holds; None for an empty one. What names nothing is shown as it is.

    value -- as the field prepares it, or the row
    """
    if isinstance(value, models.Model):
        return option_of(field, value)
    if value in (None, ""):
        return None
    rows = offered_rows(field)
    if rows is None:
        return next((option for option in listed(field) if option.value == str(value)), Option(str(value), str(value)))
    key = getattr(field, "to_field_name", None) or "pk"
    try:
        row = named(rows, key, value) or (named(field.queryset, key, value) if rows is not field.queryset else None)
    except (ValueError, TypeError, ValidationError):  # not even a key
        row = None
    return Option(str(value), str(value)) if row is None else option_of(field, row)


def own_option(field, user):
    """The option that is the user: 我."""
    row = field.own if hasattr(field, "own") else own_row(field, user)
    return option_of(field, row) if row is not None else None


def own_row(field, user):
    rows = offered_rows(field)
    rows = rows if rows is not None else getattr(field, "queryset", None)
    own = SELVES[0](rows.model, user) if rows is not None and SELVES else None
    return narrowed(rows, own).first() if own is not None else None


def only_row(rows, form=None, name=""):
    """The only row there is; None where there is none, or a choice.

    form, name -- the field that is about to show these rows: as many are read as it shows, once for both
    """
    shows_all = form is not None and not LONG.get((type(form), name, form.user.pk))
    found = list(beginning(rows, MOST + 1) if shows_all else rows[:2])
    return found[0] if len(found) == 1 else None


# ------------------------------------------------------------ the page's side
def may_suggest(form):
    """Mark a form whose page answers with suggestions."""
    form.suggests = True
    return form


def offered_now(bound):
    """All that a field offers that follows from other fields, and what its empty choice says; see `ask_with`."""
    empty = next((str(label) for value, label in bound.field.choices if value in (None, "")), "")
    return {"options": [option.as_json() for option in first_options(bound.field, FOLLOWING)], "empty": empty}


def suggestions(form, name, words):
    """What the form's own page answers: {"options": […], "left": how many more there are, in words}.

    Raises Http404 for a field that the form does not have, or whose choices its page holds.
    """
    if name in form.fields and "data-asks-with" in form.fields[name].widget.attrs:
        return offered_now(form[name])
    if name not in form.fields or not is_chosen_from(form[name]) or not is_beyond_a_page(form[name].field):
        raise Http404
    options, left = find_options(form[name].field, words)
    told = f"还有 {left} 项未列出，请继续输入名称、拼音或代码" if left else ""
    return {"options": [option.as_json() for option in options], "left": told}
