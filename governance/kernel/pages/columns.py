"""The columns of a list: how a value is shown, sorted, exported and placed on a phone's card."""

from datetime import datetime
from functools import lru_cache
from html import escape as plain
from operator import attrgetter

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from governance.kernel.figures.formats import DASH, dash, iso_day, iso_moment, yuan
from governance.kernel.figures.markup import escaped
from governance.kernel.steps.states import shown_state

from .sorting import Sorting, sorting_of

SHOW = {  # kind of a column: how its value is shown
    "text": lambda value: DASH if value is None or value == "" else plain(str(value)),
    "money": yuan,
    "num": lambda value: str(dash(value)),
    "date": iso_day,
    "moment": iso_moment,
}
NUMERIC = {"money", "num"}
ORDERED = {"money", "num", "date", "moment"}  # kinds that sort by their own column
NAMES = {"name", "title", "number"}  # so do texts by which people look for a row
TELEPHONE = '<i class="bi bi-telephone" aria-hidden="true"></i>'


class Column:
    """One column of a list.

    label  -- the head; the unit belongs here ("金额（元）")
    path   -- attribute path on the row ("area.name"); callables are called
    sort   -- ORM path to sort by, never null ("area__path"), "" for not sortable; dates, amounts, numbers, deadlines,
              states and names sort by their own column unless something else is given here; "id" for the day on which
              rows were made, or the number that they got with it: the order of the keys is the same and costs nothing
    unsorted -- why no list sorts by it, of a date, an amount, a state, a name or a place that could not be compared
    rank   -- fn() -> expression to sort by, for a state or a deadline that is no column of the model
    kind   -- text | money | num | date | moment: how it shows and aligns
    link   -- the record's own link (the first column)
    hint   -- fn(row) -> what a mouse over the cell says: the whole of what it shows in short
    html   -- fn(row) -> safe html, instead of path
    export -- fn(row) -> plain value for Excel, where it differs
    second -- (label, fn(row) -> words or None): a second line of the cell, in Excel a column of its own
    marks  -- (label, fn(row) -> words or None): what `html` shows beside the value, in Excel a column of its own
    phone  -- "lead" | "state" | "due" | "hide" | "": place on a phone's card
    total  -- sums into the foot of the list: amounts do, unless False, where a sum would say nothing
    """

    def __init__(
        self,
        label,
        *,
        path=None,
        sort=None,
        rank=None,
        kind="text",
        link=False,
        hint=None,
        html=None,
        export=None,
        second=None,
        marks=None,
        phone="",
        total=None,
        unsorted="",
        css="",
    ):
        self.label, self.path, self.sort, self.kind, self.link = label, path, sort, kind, link
        self.rank, self.second, self.unsorted, self.hint = rank, second, unsorted, hint
        self.beside = [one for one in (second, marks) if one]
        self.html, self.export, self.phone = html, export, phone
        self.total = kind == "money" if total is None else total
        classes = [css] if css else []
        if kind in NUMERIC or kind in ("date", "moment"):
            classes.append("num")
        classes += {
            "lead": ["lead-cell"],
            "state": ["k-state"],
            "due": ["k-due"],
            "act": ["k-act"],
            "hide": ["no-phone"],
        }.get(phone, [])
        self.css = " ".join(classes)

    def __set_name__(self, owner, name):
        self.name = name
        self.path = self.path or name
        self.get = attrgetter(self.path)
        self.cell = self.drawer()

    @property
    def says_label(self):
        """Whether its cells say their label on a card: those that have no place of their own, and a bare day."""
        return not self.phone or (self.phone == "due" and self.kind == "date")

    def order(self, model):
        """How a list of this model's rows is sorted by the column: a Sorting, or None where it is not."""
        if self.rank:
            return Sorting(self.name, f"{self.name}_rank", is_nullable=True, rank=self.rank)
        if self.sort is not None:
            return Sorting(self.sort, self.sort) if self.sort else None
        if self.unsorted:
            return None
        if (
            self.kind in ORDERED
            or self.phone in ("due", "state", "lead")
            or self.link
            or self.path.rpartition(".")[2] in NAMES
        ):
            return sorting_of(model, self.path)
        return None

    def value(self, row):
        try:
            value = self.get(row)
        except AttributeError:  # an empty relation on the way
            return None
        return value() if callable(value) else value

    def drawer(self):
        """fn(row) -> the cell's inner html."""
        html, show, value, second = self.html, SHOW[self.kind], self.value, self.second

        def linked(row):
            inner = below(row)
            return f'<a class="main" href="{plain(row.get_absolute_url())}">{inner}</a>'

        def with_second(row):
            inner = first(row)
            words = second[1](row)
            return f"{inner}<br><small>{plain(str(words))}</small>" if words else inner

        first = html or (lambda row: show(value(row)))
        below = with_second if second else first
        return linked if self.link else below

    @property
    def sheet_heads(self):
        """The heads of the column in Excel: its own, and one for each thing that its cells show beside the value."""
        return [self.label, *(label for label, _ in self.beside)]

    def sheet_cells(self, row):
        """The cells under them."""
        return [self.plain(row), *(words(row) for _, words in self.beside)]

    def plain(self, row):
        """The cell's value for Excel."""
        value = self.export(row) if self.export else self.value(row)
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None)
        return value


def calling(number, name, css="ht-num"):
    """A telephone that a tap calls; the dash where there is none.

    name -- who answers, for screen readers
    css  -- ht-call: a round button with an icon instead of the number
    """
    if not number:
        return DASH
    told = escaped(number)
    shown = TELEPHONE if "ht-call" in css else told
    return mark_safe(
        f'<a class="{css}" href="tel:{told.replace("-", "")}" aria-label="打电话给{escaped(name)}：{told}">{shown}</a>'
    )


@lru_cache(maxsize=500, typed=True)
def badge(label, kind=""):
    """A status badge (design: shape and text carry the meaning)."""
    return format_html('<span class="ht-badge{}">{}</span>', f" is-{kind}" if kind else "", label)


def state_badge(row):
    """The badge of the state in which a row is, as its workflow declares it."""
    state = shown_state(row)
    return badge(state.label, state.kind)
