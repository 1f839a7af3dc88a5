"""How a list is drawn: its rows in Python, and what is the same for everybody who looks at it so, which is kept."""

import re

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe

from governance.kernel.figures.markup import escaped

from .columns import PICK
from .kept import kept
from .keyset import PAGE_SIZES

TAGS = re.compile("<[^>]*>")
DIRECTIONS = {  # in words, downwards and upwards
    "date": ("晚的在前", "早的在前"),
    "moment": ("晚的在前", "早的在前"),
    "money": ("大的在前", "小的在前"),
    "num": ("大的在前", "小的在前"),
}


class DrawnTable:
    """The parts of a `tables.Table` as the templates print them."""

    @cached_property
    def shape(self):
        """What the list is but for its rows and its page: parts that are drawn from nothing else are kept for it."""
        query = tuple((name, *values) for name, values in self.request.GET.lists() if name != "cursor")
        shown = tuple(column.name for column in self.shown)
        return type(self), self.request.path, query, shown, self.picks, tuple(map(self.offers, self.sortings.values()))

    @property
    def drawn_head(self):
        return kept(("head", self.shape), lambda: render_to_string("generic/_head.html", {"table": self}))

    @property
    def drawn_sort_box(self):
        return kept(
            ("sort box", self.shape), lambda: render_to_string("generic/_sort_box.html", {"box": self.sort_box})
        )

    @property
    def drawn_sizes(self):
        return kept(("sizes", self.shape), lambda: render_to_string("generic/_sizes.html", {"sizes": self.sizes}))

    def drawn_columns(self, kept_filters):
        """The choice of columns; kept_filters: [(name, value)] of the address, which it carries on."""
        is_compact = self.request.COOKIES.get("density") == "compact"
        context = {"table": self, "path": self.request.path, "kept_filters": kept_filters, "is_compact": is_compact}
        template = "generic/_columns.html"
        return kept((template, is_compact, self.shape), lambda: render_to_string(template, context))

    @property
    def every_column_url(self):
        return self.url(col=None, cursor=None)

    @property
    def head(self):
        for column in self.shown:
            sorting = self.sortings.get(column.name)
            current = sorting is not None and self.is_sorted_by(sorting)
            aria = ("descending" if self.chosen.descending else "ascending") if current else ""
            url = self.sort_url(sorting) if sorting and self.offers(sorting) else None
            yield {"label": column.label, "sort_url": url, "aria_sort": aria, "css": column.css}

    def sort_url(self, sorting):
        """The list sorted so, downwards; upwards where it is sorted so already."""
        turned = self.is_sorted_by(sorting) and self.chosen.descending
        return self.url(sort=f"{'' if turned else '-'}{sorting.name}", cursor=None)

    @property
    def sort_box(self):
        """What a phone sorts by: [(address, words, whether it is so now)], and the way to the other direction."""
        found, turn = [], ("", "")
        for column in self.shown:
            sorting = self.sortings.get(column.name)
            if sorting is None or not self.offers(sorting):
                continue
            current = self.is_sorted_by(sorting)
            words = DIRECTIONS.get("date" if column.phone == "due" else column.kind, ("倒序", "正序"))
            found.append(
                (self.sort_url(sorting), f"{column.label}，{words[current and not self.chosen.descending]}", current)
            )
            if current:
                turn = self.sort_url(sorting), words[self.chosen.descending]
        return {"choices": found, "turn_url": turn[0], "turn_words": turn[1]}

    @property
    def rows_html(self):
        """All rows of the page as one safe string."""
        columns = [(column.open, column.cell, column.link) for column in self.shown]
        sub_css = "sub" if "is-two" in self.css else "sub only-phone"
        days_late, picks, sub = self.days_late, self.picks, self.sub
        out = []
        for row in map(self.listed, self.page.rows):
            out.append('<tr class="is-overdue">' if days_late is not None and days_late(row) > 0 else "<tr>")
            cells, name = [], escaped(getattr(row, "number", ""))
            for opened, cell, is_link in columns:
                inner = cell(row)
                if is_link:
                    name = name or TAGS.sub("", inner)  # escaped already
                    if words := sub(row):
                        inner = f'{inner}<span class="{sub_css}">{escaped(words)}</span>'
                cells.append(f"{opened}{inner}</td>")
            if picks:
                out.append(PICK % (row.pk, name or row.pk))
            out += cells
            out.append("</tr>")
        return mark_safe("".join(out))

    @property
    def sizes(self):
        return [(size, self.url(page_size=size, cursor=None), size == self.page_size) for size in PAGE_SIZES]
