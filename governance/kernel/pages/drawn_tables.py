"""How a list is drawn: its rows in Python, and what is the same for everybody who looks at it so, which is kept.

A page of a list is mostly cells, so a cell says only what its column does not: what all cells of a column look like,
the table says by the column's number (`num-3`), end tags that HTML does not need are left out, and portal.js makes the
boxes by which rows are chosen (`data-pick`) and the small lines of cards (`data-below`).
"""

from functools import cache

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe

from governance.kernel.figures.markup import attributes, escaped

from .kept import kept
from .keyset import PAGE_SIZES

BY_NUMBER = ("num", "nowrap", "code")  # of a column's classes those that the table says by its number
MOST_COLUMNS = 16  # for which the style sheet has such classes; the boxes are a column, too
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

    @classmethod
    @cache
    def layout(cls, shown, picks):
        """(the opening tag of the cells of each column, the classes of the table) of these columns.

        On slim cards a phone shows the link, the state and the deadline: the other cells say nothing of cards.
        """
        css, opened = [cls.css], []
        is_slim = "is-slim" in cls.css.split()
        says_labels = not is_slim or not any(column.phone in ("state", "due") for column in shown)
        for number, column in enumerate(shown, 1 + picks):
            classes = column.css.split()
            is_hidden = is_slim and "no-phone" in classes and number > 1
            css += [f"{name}-{number}" for name in classes if name in BY_NUMBER]
            own = [name for name in classes if name not in BY_NUMBER and not (is_hidden and name == "no-phone")]
            says_label = column.says_label and not is_hidden and (says_labels or column.phone)
            said = {"class": " ".join(own) or None, "data-k": column.label if says_label else None}
            opened.append(f"<td{attributes(said)}>")
        return tuple(opened), " ".join(css)

    @property
    def drawn_css(self):
        return self.layout(self.shown, self.picks)[1]

    @property
    def below_numbers(self):
        """The numbers of the cells that say the small line under the link (`below`); "" where the rows say it."""
        names = [column.name for column in self.shown]
        if not self.below or not set(self.below) <= set(names):
            return ""
        return " ".join(str(names.index(name) + 1 + self.picks) for name in self.below)

    @property
    def rows_html(self):
        """All rows of the page as one safe string."""
        opened = self.layout(self.shown, self.picks)[0]
        columns = [(tag, one.cell, one.link, one.hint) for tag, one in zip(opened, self.shown, strict=True)]
        days_late, picks, sub = self.days_late, self.picks, None if self.below_numbers else self.sub
        out = []
        for row in map(self.listed, self.page.rows):
            out.append('\n<tr class="is-overdue">' if days_late is not None and days_late(row) > 0 else "\n<tr>")
            if picks:
                out.append(f'<td data-pick="{row.pk}">')
            for tag, cell, is_link, hint in columns:
                out.append(f'{tag[:-1]} title="{escaped(words)}">' if hint and (words := hint(row)) else tag)
                out.append(cell(row))
                if is_link and sub is not None and (words := sub(row)):
                    out.append(f'<span class="sub">{escaped(words)}</span>')
        return mark_safe("".join(out))

    @property
    def sizes(self):
        return [(size, self.url(page_size=size, cursor=None), size == self.page_size) for size in PAGE_SIZES]
