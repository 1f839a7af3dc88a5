"""The widget of repeated child rows: a table that keeps what was typed."""

import re

import orjson
from django import forms
from django.core.exceptions import ValidationError

from .filefield import accepted, file_that_fits, held_file, put_aside_once

HELD = "-held"
MOST_ROWS = 500
SPARE_ROWS = 3  # empty ones, for pages without JavaScript; with it they are taken away and rows are added one by one
SEARCHED_FROM = 12  # rows to tick that a phone does not show at once: from there on they are searched and counted
NEW_ROW = "__prefix__"  # what the page puts a number for when it adds a row


class Untouched(dict):
    """A row of a fixed list in which nobody filled anything in: it is shown again and means nothing."""


def shape_of(columns):
    """What an empty row is drawn from, hashable: all that is said of the columns."""
    return tuple(
        (
            *(value for name, value in column.items() if name != "choices"),
            *((*choice, type(choice[-1])) for choice in column["choices"]),
        )
        for column in columns
    )


class LinesWidget(forms.Widget):
    """Draws the rows as a table; after an error every cell keeps what was typed."""

    template_name = "generic/_lines.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.columns, self.min_rows, self.max_rows, self.is_fixed = (), 1, MOST_ROWS, False
        self.cell_errors = {}  # {(row, column name): [sentences]}, filled by the field's clean

    @property
    def has_files(self):
        """Whether a column takes files, so that the page sends them."""
        return any(column.kind == "file" for column in self.columns)

    def value_from_datadict(self, data, files, name):
        if name in data:
            rows = self.from_json(data[name])
            if isinstance(rows, list):
                for number, column, file in self.sent_files(data, files, name):
                    if number < len(rows) and isinstance(rows[number], dict):
                        rows[number] = {**rows[number], column: file}
            return rows
        cells = {}
        for key in data:
            if found := self.cell_of(name, key):
                cells.setdefault(int(found[1]), {})[found[2]] = data[key]
        for number, column, file in self.sent_files(data, files, name):
            cells.setdefault(number, {})[column] = file
        rows = [cells[number] for number in sorted(cells)]
        if self.is_fixed:
            return [row if self.says_something(row) else Untouched(row) for row in rows]
        return [row for row in rows if self.says_something(row)]

    def cell_of(self, name, key):
        return re.fullmatch(rf"{re.escape(name)}-([0-9]{{1,4}})-([a-z_][a-z0-9_]*)", key)

    def sent_files(self, data, files, name):
        """(number of the row, column, upload or token) of the files chosen now, and of those chosen before."""
        taking = {column.name for column in self.columns if column.kind == "file"}
        for key in data if taking else ():
            found = self.cell_of(name, key.removesuffix(HELD)) if key.endswith(HELD) else None
            if found and found[2] in taking:
                yield int(found[1]), found[2], data[key]
        for key in files or () if taking else ():
            if (found := self.cell_of(name, key)) and found[2] in taking:
                yield int(found[1]), found[2], files.get(key)

    def says_something(self, row):
        """Whether a row is more than an empty one: what the page itself puts into it is not typed."""
        own = {column.name for column in self.columns if column.is_fixed or column.is_hidden or column.is_preset}
        return any(cell is not None and str(cell).strip() for name, cell in row.items() if name not in own)

    def from_json(self, value):
        if isinstance(value, str):
            try:
                return orjson.loads(value)
            except ValueError:
                return value
        return value

    def value_omitted_from_data(self, data, files, name):
        return name not in data and not any(key.startswith(f"{name}-") for key in data)

    def get_context(self, name, value, attrs):
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, (list, tuple)) else []
        shown = rows + [{}] * (self.min_rows - len(rows))
        spare = 0 if self.is_fixed else max(0, min(SPARE_ROWS, self.max_rows - len(shown)))
        is_ticked = any(column.is_ticked for column in self.columns)
        columns = [self.column_context(column) for column in self.columns]
        widget = {
            "name": name,
            "attrs": self.build_attrs(self.attrs, attrs),
            "is_hidden": False,
            "columns": columns,
            "shape": shape_of(columns),
            "rows": [self.row_context(name, number, row) for number, row in enumerate(shown)],
            "spare_rows": [self.row_context(name, len(shown) + number, {}) for number in range(spare)],
            "empty_row": self.row_context(name, NEW_ROW, {}),
            "min_rows": self.min_rows,
            "max_rows": self.max_rows,
            "is_fixed": self.is_fixed,
            "is_ticked": is_ticked,
            "is_searched": is_ticked and len(rows) > SEARCHED_FROM,
        }
        return {"widget": widget}

    def column_context(self, column):
        """`type` tells which control: text, money, number, date, or a list where there are choices."""
        number = column.kind in ("int", "decimal", "area")
        choices = [("", "否"), ("1", "是")] if column.kind == "flag" else column.options()
        if column.kind == "choice" and not column.is_ticked:
            choices = [("", "请选择"), *choices]
        looks = {"ticks": column.is_ticked, "fixed": column.is_fixed, "hidden": column.is_hidden, "number": number}
        return {
            "name": column.name,
            "label": column.label,
            "type": next((look for look, has in looks.items() if has), column.kind),
            "of": column.of,
            "accept": accepted(column.extensions) if column.kind == "file" else "",
            "required": column.required and column.kind != "flag",
            "choices": choices,
            "max_length": column.max_length,
            "unit": column.unit,
            "sum": column.sum,
            "fill": column.fill,
        }

    def row_context(self, name, number, row):
        return [
            {
                "name": f"{name}-{number}-{column.name}",
                "value": "" if column.kind == "file" else column.show(row.get(column.name)),
                "held": self.held(column, row),
                "errors": self.cell_errors.get((number, column.name), []),
            }
            for column in self.columns
        ]

    def held(self, column, row):
        """The file of a cell that stays chosen when the form comes back; what the row has already, by its name."""
        item = row.get(column.name) if column.kind == "file" else None
        if not item:
            return None
        try:
            checked = file_that_fits(item, column.rules)
        except ValidationError:
            return None
        return held_file(item if isinstance(item, str) else put_aside_once(item, checked), checked)

    def id_for_label(self, id_):
        return ""
