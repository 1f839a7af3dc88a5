"""Paging by keyset: a list costs the same on its first and its thousandth page."""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import InvalidOperation

from django.core.exceptions import FieldError, ValidationError
from django.db.models import F, Q

from governance.kernel.models import built
from governance.kernel.steps import cleaning

PER_PAGE = 50
PAGE_SIZES = (20, 50, 100, 200)
COUNT_CAP = 10_000
FOUND_CAP = 200  # a search compares its words with each row it finds: enough rows to say that there are too many


@dataclass(frozen=True)
class Order:
    """One sortable order: an ORM path and the direction; ties break by id.

    is_nullable -- rows without a value come last, in both directions
    """

    path: str
    descending: bool = True
    is_nullable: bool = False

    @property
    def keys(self):
        """The arguments of order_by."""
        return self.keys_towards(self.descending)

    def keys_towards(self, descending, *, empty_first=False):
        sign = "-" if descending else ""
        if self.path in ("id", "pk"):
            return (f"{sign}id",)
        if not self.is_nullable:
            return f"{sign}{self.path}", f"{sign}id"
        place = {"nulls_first": True} if empty_first else {"nulls_last": True}
        return F(self.path).desc(**place) if descending else F(self.path).asc(**place), f"{sign}id"

    def beyond(self, value, pk, *, backwards):
        """The rows that follow the one with this value and key, or precede it, as a Q."""
        compare = "lt" if self.descending != backwards else "gt"
        if self.path in ("id", "pk"):
            return Q(**{f"id__{compare}": pk})
        is_empty, next_by_id = Q(**{f"{self.path}__isnull": True}), Q(**{f"id__{compare}": pk})
        if value is None and not self.is_nullable:
            raise ValueError("a cursor without a value belongs to another list")
        if value is None:
            return (is_empty & next_by_id) | (~is_empty if backwards else Q(pk__in=[]))
        wanted = Q(**{f"{self.path}__{compare}": value}) | (Q(**{self.path: value}) & next_by_id)
        if self.is_nullable:
            return wanted if backwards else wanted | is_empty
        return Q(**{f"{self.path}__{compare}e": value}) & wanted  # adds nothing, but lets the index begin here


def encode(values):
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def decode(cursor):
    """[direction, value, id] of a cursor, or None for a broken one (then the first page shows)."""
    try:
        side, value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        key = cleaning.row_key(pk)
        is_value = value is None or (isinstance(value, str | int) and not isinstance(value, bool))
        return (
            (side, value, key)
            if side in ("n", "p") and key is not None and is_value and "\0" not in str(value)
            else None
        )
    except (ValueError, TypeError):
        return None


class Page:
    """One page by keyset of a queryset, or of fn() -> queryset.

    key -- everything from which the queryset is made (`built.rows`); None where nobody tells

    rows, has_next, has_previous; `next_cursor`, `previous_cursor` for links;
    is_lost -- the cursor was none of this list, and the first page shows
    """

    def __init__(self, queryset, order, cursor="", size=PER_PAGE, key=None):
        self.order, self.size, self.key = order, size, key
        place = decode(cursor) if cursor else None
        backwards, self.is_lost = bool(place) and place[0] == "p", bool(cursor) and place is None
        try:
            fetched = self.fetch(queryset, place, backwards)
        except (ValueError, TypeError, ValidationError, InvalidOperation, FieldError):  # a cursor of another list
            place, backwards, self.is_lost = None, False, True
            fetched = self.fetch(queryset, place, backwards)
        more = len(fetched) > size
        self.rows = fetched[:size]
        if backwards:
            self.rows.reverse()
        self.has_next = bool(self.rows) and (more if not backwards else True)
        self.has_previous = bool(place) and (True if not backwards else more)

    def fetch(self, queryset, place, backwards):
        """The rows of the page and one more, read towards its end, or towards its beginning when going back."""
        if self.key is None:
            return list(self.part(queryset, place, backwards))
        key = self.key, self.order, self.size, tuple(place or ()), backwards
        return built.rows(key, lambda: self.part(queryset, place, backwards))

    def part(self, queryset, place, backwards):
        rows = queryset() if callable(queryset) else queryset
        rows = rows.order_by(*self.order.keys_towards(self.order.descending != backwards, empty_first=backwards))
        if place:
            _, value, pk = place
            rows = rows.filter(self.order.beyond(value, pk, backwards=backwards))
        return rows[: self.size + 1]

    def cursor(self, side, row):
        value = row
        for part in self.order.path.split("__"):
            value = getattr(value, part, None)  # an empty relation on the way has no value
        return encode([side, value.isoformat() if isinstance(value, date | datetime) else value, row.pk])

    @property
    def next_cursor(self):
        return self.cursor("n", self.rows[-1]) if self.has_next else None

    @property
    def previous_cursor(self):
        return self.cursor("p", self.rows[0]) if self.has_previous and self.rows else None


def capped_count(queryset, cap=COUNT_CAP, key=None):
    """How many rows of a queryset, or of fn() -> queryset, counted no further than the cap: (number, is_exact).

    They are read in no order: the database takes the index of a rare word, and for a common one soon has enough.

    key -- as of Page
    """

    def build():
        rows = queryset() if callable(queryset) else queryset
        return rows.order_by().values("pk")[: cap + 1]

    n = build().count() if key is None else built.number(("count", key, cap), build)
    return (n, True) if n <= cap else (cap, False)


def column_sums(queryset, paths, key=None):
    """The sums of columns, by their paths, over the rows of fn() -> queryset; None each where there is no row.

    key -- as of Page
    """

    def build():
        return queryset().order_by().values_list("pk", *paths)

    query = built.compiled(build)[0] if key is None else built.query_of(("sums", key, paths), build)
    return query.sums() if query else [None] * len(paths)


def size_from(wanted):
    size = cleaning.row_key(wanted)
    return PER_PAGE if size is None else min(max(size, 1), PAGE_SIZES[-1])
