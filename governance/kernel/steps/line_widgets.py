"""The widget of repeated child rows: a table that keeps what was typed."""

import re

import orjson
from django import forms

MOST_ROWS = 500
SPARE_ROWS = 3  # empty ones, for pages without JavaScript; with it they are taken away and rows are added one by one
NEW_ROW = "__prefix__"  # what the page puts a number for when it adds a row


class LinesWidget(forms.Widget):
    """Draws the rows as a table; after an error every cell keeps what was typed."""

    template_name = "generic/_lines.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.columns, self.min_rows, self.max_rows = (), 1, MOST_ROWS
        self.cell_errors = {}  # {(row, column name): [sentences]}, filled by the field's clean

    def value_from_datadict(self, data, files, name):
        if name in data:
            return self.from_json(data[name])
        cells = {}
        for key in data:
            if found := re.fullmatch(rf"{re.escape(name)}-([0-9]{{1,4}})-([a-z_][a-z0-9_]*)", key):
                cells.setdefault(int(found[1]), {})[found[2]] = data[key]
        rows = [cells[number] for number in sorted(cells)]
        return [row for row in rows if any(str(cell).strip() for cell in row.values())]

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
        spare = max(0, min(SPARE_ROWS, self.max_rows - len(shown)))
        widget = {
            "name": name,
            "attrs": self.build_attrs(self.attrs, attrs),
            "is_hidden": False,
            "columns": [self.column_context(column) for column in self.columns],
            "rows": [self.row_context(name, number, row) for number, row in enumerate(shown)],
            "spare_rows": [self.row_context(name, len(shown) + number, {}) for number in range(spare)],
            "empty_row": self.row_context(name, NEW_ROW, {}),
            "min_rows": self.min_rows,
            "max_rows": self.max_rows,
        }
        return {"widget": widget}

    def column_context(self, column):
        """`type` tells the template which control: text, money, number, date, or a list where there are choices."""
        number = column.kind in ("int", "decimal", "area")
        choices = [("", "否"), ("1", "是")] if column.kind == "flag" else column.options()
        if column.kind == "choice":
            choices = [("", "请选择"), *choices]
        return {
            "name": column.name,
            "label": column.label,
            "type": "number" if number else column.kind,
            "required": column.required and column.kind != "flag",
            "choices": choices,
            "max_length": column.max_length,
            "unit": column.unit,
            "sum": column.sum,
            "fill": column.fill,
        }

    def row_context(self, name, number, row):
        cells = [
            {
                "name": f"{name}-{number}-{column.name}",
                "value": column.show(row.get(column.name)),
                "errors": self.cell_errors.get((number, column.name), []),
            }
            for column in self.columns
        ]
        return {"cells": cells, "errors": []}

    def id_for_label(self, id_):
        return ""
