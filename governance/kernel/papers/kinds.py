"""The kinds of papers that the portal prints: what each is called, who lays it out, and which fields it has.

A concept declares its kinds in its papers; the fields are what an office's own Word template may name.  They are
texts, and lists whose rows are texts: a template can compute nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from .characters import on_paper

KINDS = {}  # code -> PaperKind
RULE_BOOK = re.compile(r"\d+\.\d")  # the number of a paper in a book of forms; the foot says what the paper is
FINDERS = []  # fn(code) -> TemplateInUse or None


@dataclass(frozen=True)
class PaperField:
    """One field of a kind of paper.

    words   -- what it means, for whoever writes a template
    example -- its value in the row on which a template is tried
    columns -- of a list: the fields of its rows; "" is its own example then
    """

    name: str
    words: str
    example: str = ""
    columns: tuple = ()


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper.

    code   -- names it in rows and events
    name   -- what it is, for people; stands in the foot of every page
    write  -- the builder, fn(paper, **context)
    fields -- PaperField …
    values -- fn(**context) -> {field: text, or [{column: text}]}
    is_form -- laid out as a form of mediation
    """

    code: str
    name: str
    write: Callable
    fields: tuple = ()
    values: Callable = dict
    is_form: bool = False

    def shape(self):
        """{field: None of a text, names of its columns of a list}."""
        return {one.name: [column.name for column in one.columns] or None for one in self.fields}

    def sample(self):
        """The values of the row on which a template is tried; of each list two rows."""
        return {
            one.name: [{column.name: column.example for column in one.columns}] * 2 if one.columns else one.example
            for one in self.fields
        }

    def values_of(self, context):
        """The values of one row as texts, in the words of a paper."""
        return on_paper({name: as_text(value) for name, value in self.values(**context).items()})


@dataclass(frozen=True)
class TemplateInUse:
    """The office's own template of a kind: its number among the versions of the kind, and how its bytes are read."""

    no: int
    read: Callable


def as_text(value):
    """Text; of a list its rows as texts."""
    if isinstance(value, list):
        return [{name: as_text(part) for name, part in row.items()} for row in value]
    return "" if value is None else str(value)


def paper_kind(code, name, write, *, fields, values, is_form=False):
    """Declare a kind of paper and return it.

    Raises ImproperlyConfigured when the code is taken, or the name has the number of a book of forms.
    """
    if code in KINDS:
        raise ImproperlyConfigured(f"The kind of paper {code} is declared twice: keep one paper_kind(…).")
    if RULE_BOOK.search(name):
        raise ImproperlyConfigured(f"The foot of {code} would show a rule-book number: leave it out of “{name}”.")
    KINDS[code] = PaperKind(code, name, write, tuple(fields), values, is_form)
    return KINDS[code]


def finds_templates(find):
    """Register who knows the office's own templates, fn(code) -> TemplateInUse or None."""
    FINDERS.append(find)
    return find


def template_in_use(code):
    """The office's own template of a kind; None where the portal's layout is used."""
    found = (find(code) for find in FINDERS)
    return next((one for one in found if one is not None), None)
