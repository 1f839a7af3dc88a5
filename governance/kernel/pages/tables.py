"""A list page is a FilterSet and a Table; both are declarations.

Rows are rendered in Python and paged by keyset.
"""

from functools import cache, partial

from django.utils.functional import cached_property
from django.utils.html import format_html

from governance.kernel.steps import cleaning

from .columns import SHOW, Column
from .drawn_tables import DrawnTable
from .keyset import COUNT_CAP, FOUND_CAP, Order, Page, capped_count, column_sums, size_from
from .sorting import has_index, sorting_of

TOO_MANY = f"记录超过 {COUNT_CAP} 条，请先筛选，再按这一列排序"
SHAPE = ("tab", "sort", "page_size", "totals", "col")  # parameters that narrow nothing
LATE = "逾期（天）"
SUM_UP = (  # the sums of a long list are fetched when somebody wants them
    '<a href="{0}" hx-get="{0}" hx-select="tfoot" hx-target="closest tfoot" hx-swap="outerHTML" hx-push-url="false">'
    "计算合计</a>"
)


class Table(DrawnTable):
    """Declared columns over a queryset.

    related  -- the joins that the columns need, listed explicitly
    order    -- the order when nobody chose one, which the head shows: one column sorts by its path
    budget   -- the sorts that page through an index whatever the number of rows; all others are offered while the
                filters leave COUNT_CAP rows at most
    sub      -- fn(row) -> the small line under the link on a phone
    below    -- names of the columns whose words are that line: while they show, no row says them twice
    days_late -- fn(row) -> by how many days the row is late: a red edge on the page, in Excel a column of its own;
                 None where no row of the list can be
    says_late -- a column says it already
    only     -- what the list shows of a row or decides by, its columns and those of `related`; without it all but:
    defer    -- big columns the list does not show
    prefetch -- the child rows that the columns need, one query each for a page
    """

    related = only = ()
    defer = ()
    prefetch = ()
    below = ()
    order = Order("id")
    budget = ()
    css = "ht-table is-cards is-slim"
    caption = "列表"
    empty_message = "还没有记录"
    empty_filtered = "没有符合条件的记录"
    picks = False  # rows can be chosen; the list page says so

    def __init__(self, rows, request, *, page_size=None, model=None, key=None):
        """rows: a queryset, or fn() -> queryset of the `model`, with the `key` of all that it is made from (`Page`)."""
        self.request, self.rows, self.model = request, rows, model or rows.model
        self.key = key and (type(self), key)
        self.shown = self.chosen_columns(request.GET.getlist("col"))
        self.sortings = self.sortings_of(self.model)
        self.chosen, self.sorting = self.order_from(request.GET.get("sort", ""))
        self.refused_sort = self.sorting is not None and not self.offers(self.sorting)
        if self.refused_sort:
            self.chosen, self.sorting = self.order, None
        self.page_size = page_size or size_from(request.GET.get("page_size"))
        sorted_rows = partial(getattr, self, "queryset")
        page_key = self.key and (self.key, self.sorting and self.sorting.name)
        self.page = Page(sorted_rows, self.chosen, request.GET.get("cursor", ""), self.page_size, page_key)

    @property
    def queryset(self):
        """All rows of the list, with what its columns need and its order."""
        rows = self.unsorted_rows()
        return rows if self.sorting is None else self.sorting.number(rows)

    def unsorted_rows(self):
        return self.prepared(self.bare_rows())

    def bare_rows(self):
        """The rows without what columns need, of which sums and counts are made."""
        return self.rows() if callable(self.rows) else self.rows.all()

    @classmethod
    @cache
    def sortings_of(cls, model):
        """{name of a column: how the rows of a model are sorted by it}."""
        return {column.name: found for column in cls.columns() if (found := column.order(model))}

    @property
    def misread(self):
        """What the address asks for and the list cannot show, as sentences."""
        wanted, size = self.request.GET.get("sort", ""), self.request.GET.get("page_size", "")
        known = {sorting.name for sorting in self.sortings.values()} | {self.order.path}
        found = ["链接中的翻页位置不是这个列表的，现在显示第一页"] if self.page.is_lost else []
        if wanted and wanted.lstrip("-") not in known:
            found.append("链接中的排序方式在这个列表里没有，现在按默认顺序显示")
        if unknown := set(self.request.GET.getlist("col")) - {column.name for column in self.columns()}:
            found.append(f"链接中有 {len(unknown)} 列在这个列表里没有，已略去")
        if self.refused_sort:
            found.append(f"{TOO_MANY}，现在按默认顺序显示")
        if size and cleaning.row_key(size) is None:
            found.append(f"链接中的每页条数须为整数，现在每页显示 {self.page_size} 条")
        return found

    @classmethod
    def prepared(cls, rows):
        if cls.related:  # a bare select_related() would join every foreign key
            rows = rows.select_related(*cls.related)
        rows = rows.prefetch_related(*cls.prefetch)
        if cls.only:
            return rows.only(*cls.only)
        return rows.defer(*cls.defer) if cls.defer else rows

    @classmethod
    @cache
    def columns(cls):
        found = {}
        for base in reversed(cls.__mro__):
            found |= {name: value for name, value in vars(base).items() if isinstance(value, Column)}
        return tuple(found.values())

    @classmethod
    def chosen_columns(cls, wanted):
        """The columns of these names in their order; the one that names the row is always there.  Of none: all."""
        known = {column.name: column for column in cls.columns()}
        chosen = [known[name] for name in dict.fromkeys(wanted) if name in known]
        if not chosen:
            return tuple(known.values())
        lead = next((column for column in known.values() if column.link or column.phone == "lead"), None)
        return tuple(chosen if lead is None or lead in chosen else [lead, *chosen])

    @property
    def column_choices(self):
        """[(column, whether it shows)], those that show in their order before the others."""
        return [(column, True) for column in self.shown] + [
            (column, False) for column in self.columns() if column not in self.shown
        ]

    def order_from(self, wanted):
        """(Order, Sorting or None) that the address asks for, else the table's own order."""
        name, descending = wanted.lstrip("-"), wanted.startswith("-")
        sorting = next((found for found in self.sortings.values() if found.name == name), None)
        if sorting is not None:
            return Order(sorting.path, descending, sorting.is_nullable), sorting
        return (Order(name, descending) if name and name == self.order.path else self.order), None

    def offers(self, sorting):
        """Whether the list is sorted so: by an index, or because the filters leave few enough rows."""
        return sorting.path == self.order.path or has_index(self.model, sorting.path) or self.is_bounded

    @cached_property
    def is_bounded(self):
        return self.count[1] if hasattr(self, "page") else self.counted(COUNT_CAP)[1]

    def counted(self, cap):
        """(number of rows, whether it is exact), counted no further than the cap."""
        return capped_count(self.bare_rows, cap, self.key)

    days_late = None
    says_late = False

    def sub(self, row):
        return ""

    def listed(self, row):
        """The row with what its columns show beside its own fields."""
        return row

    def is_sorted_by(self, sorting):
        """Whether the list has this order now."""
        return sorting.path == self.chosen.path

    # ---- what the template reads
    @cached_property
    def summed(self):
        """{name of a column: ORM path} of the columns whose sums stand at the foot."""
        return {column.name: path for column in self.shown if column.total and (path := self.sum_path(column))}

    def sum_path(self, column):
        """The ORM path by which the database sums a column; "" for one that is computed."""
        found = sorting_of(self.model, column.path)
        return found.path if found else ""

    @property
    def wants_totals(self):
        """Whether the sums stand there at once: of short lists, and where they were asked for."""
        return self.count[1] or "totals" in self.request.GET

    @cached_property
    def foot(self):
        """The sums of all rows of the list, not only of this page; the way to them where the list is long.

        None where no column is summed.
        """
        if not self.summed:
            return None
        sums = {}
        if self.wants_totals:
            found = column_sums(self.bare_rows, tuple(self.summed.values()), self.key)
            sums = dict(zip(self.summed, found, strict=True))
        cells = [{"html": "", "css": "", "label": ""} for _ in self.shown]
        cells[0]["css"] = "lead-cell"
        cells[0]["html"] = "合计" if sums else format_html(SUM_UP, self.url(totals=1))
        for cell, column in zip(cells, self.shown, strict=True):
            if sums and column.name in self.summed:
                cell |= {"html": SHOW[column.kind](sums[column.name]), "css": "sum num", "label": column.label}
        return cells

    @cached_property
    def count(self):
        """(number of rows of the whole list, whether it is exact): counted only where there are several pages."""
        if not self.page.has_next and not self.page.has_previous:
            return len(self.page.rows), True
        if self.request.GET.get("q"):
            return self.counted(FOUND_CAP)
        return self.counted(COUNT_CAP)

    @property
    def empty(self):
        """The sentence that the page shows instead of a table without rows."""
        if self.page.rows:
            return None
        if any(value for name, value in self.request.GET.items() if name not in SHAPE):
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
        shown, (n, is_exact) = len(self.page.rows), self.count
        if not self.page.has_next and not self.page.has_previous:
            return f"共 {shown} 条"
        return f"本页 {shown} 条，共{'' if is_exact else '超过'} {n} 条"

    # ---- export
    def export_rows(self):
        """Heads, then the rows exactly as listed (all pages), with their second lines and marks, for an Excel sheet."""
        columns, marks_late = self.shown, self.days_late is not None and not self.says_late
        yield [head for column in columns for head in column.sheet_heads] + [LATE] * marks_late
        ordered = self.queryset.order_by(*self.chosen.keys)
        for row in map(self.listed, ordered.iterator(2000)):
            cells = [cell for column in columns for cell in column.sheet_cells(row)]
            yield [*cells, max(self.days_late(row), 0) or None] if marks_late else cells
