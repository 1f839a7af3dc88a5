"""A list page is a FilterSet and a Table; both are declarations.

Rows are rendered in Python and paged by keyset, so a list costs the same on
its first and its thousandth page.
"""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import InvalidOperation
from operator import attrgetter

from django.core.exceptions import FieldError, ValidationError
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import mark_safe

PER_PAGE = 50
PAGE_SIZES = (20, 50, 100, 200)
COUNT_CAP = 10_000
FOUND_CAP = 200  # what a search finds is looked at word by word: enough to say that it is too much
DASH = "—"


# ------------------------------------------------------------ paging
@dataclass(frozen=True)
class Order:
    """One sortable order: an ORM path that is never null, and the direction; ties break by id."""

    path: str
    descending: bool = True

    @property
    def keys(self):
        sign = "-" if self.descending else ""
        return ("id",) if self.path == "id" and not self.descending else (f"{sign}{self.path}", f"{sign}id")


def encode(values):
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def decode(cursor):
    """[direction, value, id] of a cursor, or None for a broken one (then the first page shows)."""
    try:
        side, value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return (side, value, int(pk)) if side in ("n", "p") else None
    except (ValueError, TypeError):
        return None


class Page:
    """One page of a queryset by keyset.

    rows, has_next, has_previous; `next_cursor`, `previous_cursor` for links.
    """

    def __init__(self, queryset, order, cursor="", size=PER_PAGE):
        self.order, self.size = order, size
        place = decode(cursor) if cursor else None
        backwards = bool(place) and place[0] == "p"
        if order.path in ("id", "pk"):
            self.keys = ["id"]
        else:
            self.keys = [order.path, "id"]
        descending = order.descending != backwards
        rows = queryset.order_by(*[("-" if descending else "") + key for key in self.keys])
        if place:
            rows = self.after(rows, place, descending)
        try:
            fetched = list(rows[: size + 1])
        except (ValueError, ValidationError, InvalidOperation, FieldError):
            place, backwards = None, False
            fetched = list(
                queryset.order_by(*[("-" if order.descending else "") + key for key in self.keys])[: size + 1]
            )
        more = len(fetched) > size
        self.rows = fetched[:size]
        if backwards:
            self.rows.reverse()
        self.has_next = bool(self.rows) and (more if not backwards else True)
        self.has_previous = bool(place) and (True if not backwards else more)

    def after(self, rows, place, descending):
        _, value, pk = place
        compare = "lt" if descending else "gt"
        if len(self.keys) == 1:
            return rows.filter(**{f"id__{compare}": pk})
        path = self.keys[0]
        start = Q(**{f"{path}__{compare}e": value})  # says nothing new, but lets the index begin here
        return rows.filter(start, Q(**{f"{path}__{compare}": value}) | Q(**{path: value, f"id__{compare}": pk}))

    def cursor(self, side, row):
        value = row
        for part in self.order.path.split("__"):
            value = getattr(value, part)
        return encode([side, value.isoformat() if isinstance(value, date | datetime) else value, row.pk])

    @property
    def next_cursor(self):
        return self.cursor("n", self.rows[-1]) if self.has_next else None

    @property
    def previous_cursor(self):
        return self.cursor("p", self.rows[0]) if self.has_previous and self.rows else None


def capped_count(queryset, cap=COUNT_CAP, order=()):
    """How many rows, counted no further than the cap: (number, is_exact).

    order -- of the list, where a search may find very many: read in that order it soon has enough
    """
    n = queryset.order_by(*order).values("pk")[: cap + 1].count()
    return (n, True) if n <= cap else (cap, False)


# ------------------------------------------------------------ columns
def text(value):
    return escape(value) if value not in (None, "") else DASH


def money(value):
    return f"{value:,.2f}" if value is not None else DASH


def number(value):
    return str(value) if value is not None else DASH


def day(value):
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value:%Y-%m-%d}"


def moment(value):
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value is not None else DASH


SHOW = {"text": text, "money": money, "num": number, "date": day, "moment": moment}
NUMERIC = {"money", "num"}
PICK = (
    '<td class="check no-phone"><input class="form-check-input" type="checkbox" name="pick" form="picks" value="%s"'
    ' aria-label="选择 %s"></td>'
)


class Column:
    """One column of a list.

    label  -- the head; the unit belongs here ("金额（元）")
    path   -- attribute path on the row ("area.name"); callables are called
    sort   -- ORM path to sort by, never null ("area__path"); none: not sortable
    kind   -- text | money | num | date | moment: how it shows and aligns
    link   -- the record's own link (the first column)
    html   -- fn(row) -> safe html, instead of path
    export -- fn(row) -> plain value for Excel, where it differs
    phone  -- "lead" | "state" | "due" | "hide" | "": place on a phone's card
    total  -- sums into the foot row
    """

    def __init__(
        self,
        label,
        *,
        path=None,
        sort=None,
        kind="text",
        link=False,
        html=None,
        export=None,
        phone="",
        total=False,
        css="",
    ):
        self.label, self.path, self.sort, self.kind, self.link = label, path, sort, kind, link
        self.html, self.export, self.phone, self.total = html, export, phone, total
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
        open_tag = f'<td class="{self.css}"' if self.css else "<td"
        bare_day = self.phone == "due" and self.kind == "date"  # says of what, on a card too
        self.open = f'{open_tag} data-k="{escape(self.label)}">' if bare_day or not self.phone else f"{open_tag}>"

    def value(self, row):
        try:
            value = self.get(row)
        except AttributeError:  # an empty relation on the way
            return None
        return value() if callable(value) else value

    def cell(self, row):
        """The cell's inner html."""
        inner = self.html(row) if self.html else SHOW[self.kind](self.value(row))
        if self.link:
            return f'<a class="main" href="{escape(row.get_absolute_url())}">{inner}</a>'
        return inner

    def plain(self, row):
        """The cell's value for Excel."""
        value = self.export(row) if self.export else self.value(row)
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None)
        return value


class Table:
    """Declared columns over a queryset.

    related  -- the joins the columns need, said aloud
    order    -- the order when nobody chose one
    sub      -- fn(row) -> the small line under the link on a phone
    row_css  -- fn(row) -> class of the row ("is-overdue")
    defer    -- big columns the list does not show
    """

    related = ()
    defer = ()
    order = Order("id")
    css = "ht-table is-cards is-slim"
    caption = "列表"
    empty_message = "还没有记录"
    empty_filtered = "没有符合条件的记录"
    picks = False  # rows can be chosen; the list page says so

    def __init__(self, rows, request, *, page_size=None):
        self.request = request
        self.queryset = self.prepared(rows)
        self.chosen = self.order_from(request.GET.get("sort", ""))
        self.page_size = page_size or size_from(request.GET.get("page_size"))
        self.page = Page(self.queryset, self.chosen, request.GET.get("cursor", ""), self.page_size)

    @classmethod
    def prepared(cls, rows):
        if cls.related:  # a bare select_related() would join every foreign key
            rows = rows.select_related(*cls.related)
        return rows.defer(*cls.defer) if cls.defer else rows

    @classmethod
    def columns(cls):
        found = {}
        for base in reversed(cls.__mro__):
            found |= {name: value for name, value in vars(base).items() if isinstance(value, Column)}
        return list(found.values())

    @classmethod
    def sorts(cls):
        return {column.sort for column in cls.columns() if column.sort} | {cls.order.path}

    @classmethod
    def order_from(cls, wanted):
        path = wanted.lstrip("-")
        return Order(path, wanted.startswith("-")) if path and path in cls.sorts() else cls.order

    def row_css(self, row):
        return ""

    def sub(self, row):
        return ""

    # ---- what the template reads
    @property
    def head(self):
        for column in self.columns():
            current = column.sort and column.sort == self.chosen.path
            aria = ("descending" if self.chosen.descending else "ascending") if current else ""
            target = f"{'' if current and self.chosen.descending else '-'}{column.sort}"
            url = self.url(sort=target, cursor=None) if column.sort else None
            yield {"label": column.label, "sort_url": url, "aria_sort": aria, "css": column.css}

    @property
    def rows_html(self):
        """All rows of the page as one safe string."""
        columns = self.columns()
        sub_css = "sub" if "is-two" in self.css else "sub only-phone"
        out = []
        for row in self.page.rows:
            css = self.row_css(row)
            out.append(f'<tr class="{css}">' if css else "<tr>")
            cells, name = [], getattr(row, "number", "")
            for column in columns:
                inner = column.cell(row)
                name = name or (strip_tags(inner) if column.link else "")
                if column.link and (sub := self.sub(row)):
                    inner = f'{inner}<span class="{sub_css}">{sub}</span>'
                cells.append(f"{column.open}{inner}</td>")
            if self.picks:
                out.append(PICK % (row.pk, escape(name or row.pk)))
            out += cells
            out.append("</tr>")
        return mark_safe("".join(out))

    @property
    def foot(self):
        """The sums of all rows of the list, not only of this page; None where no column is summed."""
        columns = self.columns()
        summed = {column.name: column.path.replace(".", "__") for column in columns if column.total}
        if not summed:
            return None
        sums = self.queryset.order_by().aggregate(**{f"sum_{name}": Sum(path) for name, path in summed.items()})
        cells = [{"html": "", "css": column.css, "label": column.label} for column in columns]
        cells[0]["html"] = "合计"
        for cell, column in zip(cells, columns, strict=True):
            if column.total:
                cell["html"] = SHOW[column.kind](sums[f"sum_{column.name}"])
        return cells

    @property
    def empty(self):
        """What the page says instead of a table without rows."""
        if self.page.rows:
            return None
        if any(value for name, value in self.request.GET.items() if name not in ("tab", "sort", "page_size")):
            return {
                "icon": "funnel",
                "message": self.empty_filtered,
                "action_url": self.request.path,
                "action_label": "清除筛选",
            }
        return {"message": self.empty_message}

    def url(self, **changes):
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value not in (None, ""):
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @property
    def next_url(self):
        return self.url(cursor=self.page.next_cursor) if self.page.has_next else None

    @property
    def prev_url(self):
        cursor = self.page.previous_cursor
        return self.url(cursor=cursor) if cursor else None

    @property
    def total_text(self):
        shown = len(self.page.rows)
        if not self.page.has_next and not self.page.has_previous:
            return f"共 {shown} 条"
        if self.request.GET.get("q"):
            n, exact = capped_count(self.queryset, FOUND_CAP, self.chosen.keys)
        else:
            n, exact = capped_count(self.queryset)
        return f"本页 {shown} 条，共{'' if exact else '超过'} {n} 条"

    @property
    def sizes(self):
        return [(size, self.url(page_size=size, cursor=None), size == self.page_size) for size in PAGE_SIZES]

    # ---- export
    def export_rows(self):
        """Heads, then the rows exactly as listed (all pages), for an Excel sheet."""
        columns = self.columns()
        yield [column.label for column in columns]
        ordered = self.queryset.order_by(*self.chosen.keys)
        for row in ordered.iterator(2000):
            yield [column.plain(row) for column in columns]


def size_from(wanted):
    try:
        return min(max(int(wanted), 1), PAGE_SIZES[-1])
    except (TypeError, ValueError):
        return PER_PAGE


def badge(label, kind=""):
    """A status badge (design: shape and text carry the meaning)."""
    return format_html('<span class="ht-badge{}">{}</span>', f" is-{kind}" if kind else "", label)


def state_badge(row):
    """The badge of the state in which a row is, as its workflow declares it."""
    state = row._meta.get_field("status").states[row.status]
    return badge(state.label, state.kind)
