"""The form field for repeated child rows: budget lines, sources, quotes, tallies.

A page posts `<field>-<row>-<column>`, the API a JSON list of objects; both
clean to the same list of dicts, and a wrong cell is named by row and column.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from . import validators

MOST_ROWS = 500
SPARE_ROWS = 3  # empty ones, for pages without JavaScript; with it they are taken away and rows are added one by one
NEW_ROW = "__prefix__"  # what the page puts a number for when it adds a row
TRUE = ("1", "on", "true", "True", "是")


@dataclass(frozen=True)
class Column:
    """One column of the rows.

    kind    -- text, money, int, decimal, date, area, choice or flag
    choices -- [(value, label)], or a function returning them, for choice
    least, most -- bounds of a number (money: more than 0 unless `least` is given)
    clean   -- function for a cell in place of its kind's own ("validators.phone")
    unit    -- shown in the head of the column, never in the cells
    sum     -- the page shows a total under the column
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    choices: tuple | Callable = ()
    max_length: int = 100
    least: object = None
    most: object = None
    clean: Callable | None = None
    unit: str = ""
    sum: bool = False

    def options(self):
        return [(str(value), label) for value, label in (self.choices() if callable(self.choices) else self.choices)]

    def parse(self, raw):
        """The cell's value in its own type; None (text: "") when empty.  Raises ValidationError."""
        if self.kind == "flag":
            return raw is True or str(raw) in TRUE
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if self.required:
                raise ValidationError("选择一项" if self.kind == "choice" else "不能为空", code="required")
            return "" if self.kind == "text" else None
        if isinstance(raw, (dict, list)):
            raise ValidationError("格式不正确", code="invalid")
        return self.clean(raw) if self.clean else PARSE[self.kind](self, raw)

    def show(self, value):
        """A value as its input shows it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "1" if value else ""
        if isinstance(value, Decimal):
            return f"{value:.2f}" if self.kind in ("money", "area") else f"{value.normalize():f}"
        return value.isoformat() if isinstance(value, date) else str(value)

    def describe(self):
        """What the API's step list says about this column."""
        told = {
            "name": self.name,
            "label": self.label,
            "type": self.kind,
            "required": self.required,
            "unit": self.unit or None,
            "max_length": self.max_length if self.kind == "text" else None,
            "choices": [{"value": value, "label": label} for value, label in self.options()] or None,
        }
        return {name: value for name, value in told.items() if value is not None}


def parse_money(column, raw):
    if column.least is None:
        return bounded(column, validators.money(raw))
    amount = bounded(column, validators.decimal(raw, "金额"))
    if amount != amount.quantize(validators.CENT):
        raise ValidationError("金额最多保留两位小数（精确到分）", code="amount_decimals")
    return amount.quantize(validators.CENT)


def parse_int(column, raw):
    least = 0 if column.least is None else column.least
    return validators.integer(raw, least, 10**9 if column.most is None else column.most, column.label)


def parse_choice(column, raw):
    allowed = [value for value, _ in column.options()]
    if str(raw) not in allowed:
        raise ValidationError("请从列表中选择一项", code="invalid_choice")
    return str(raw)


def bounded(column, number):
    if column.least is not None and number < column.least:
        raise ValidationError(f"不能小于 {column.least}", code="too_small")
    if column.most is not None and number > column.most:
        raise ValidationError(f"不能大于 {column.most}", code="too_large")
    return number


PARSE = {
    "text": lambda column, raw: validators.text(raw, column.max_length),
    "money": parse_money,
    "int": parse_int,
    "decimal": lambda column, raw: bounded(column, validators.decimal(raw, column.label)),
    "area": lambda column, raw: bounded(column, validators.area(raw)),
    "date": lambda column, raw: validators.day(raw),
    "choice": parse_choice,
}
SCHEMA = {
    "int": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "flag": {"type": "boolean"},
    "money": {"type": "string", "format": "decimal", "pattern": r"^\d+(\.\d{1,2})?$"},
}


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
                return json.loads(value)
            except (ValueError, RecursionError):
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


class LinesField(forms.Field):
    """Repeated rows; cleans to a list of dicts in the order they were typed.

    Empty rows of a page are left out.  Errors: one sentence per wrong cell,
    "第 2 行 单价：金额须大于 0".
    """

    widget = LinesWidget
    kind = "lines"

    def __init__(self, columns, *, min_rows=1, max_rows=50, **options):
        options.setdefault("required", min_rows > 0)
        super().__init__(**options)
        self.columns, self.min_rows, self.max_rows = tuple(columns), min_rows, min(max_rows, MOST_ROWS)
        self.widget.columns, self.widget.min_rows = self.columns, max(1, min_rows)
        self.widget.max_rows = self.max_rows

    def prepare_value(self, value):
        """Rows to show: dicts as they are, saved child rows (a manager or a list of them) by their columns."""
        if hasattr(value, "all"):
            value = value.all() if value.instance.pk else []
        if not isinstance(value, (list, tuple, models.QuerySet)):
            return value
        return [self.row_of(row) if isinstance(row, models.Model) else row for row in value]

    def row_of(self, row):
        values = {column.name: getattr(row, column.name) for column in self.columns}
        return {name: value.pk if hasattr(value, "pk") else value for name, value in values.items()}

    def clean(self, value):
        rows = value or []
        if not isinstance(rows, (list, tuple)) or not all(isinstance(row, dict) for row in rows):
            raise ValidationError("须为一组行，每行写明各列", code="invalid")
        if len(rows) < self.min_rows or (self.required and not rows):
            raise ValidationError(f"请至少填写 {max(1, self.min_rows)} 行", code="too_few")
        if len(rows) > self.max_rows:
            raise ValidationError(f"最多填写 {self.max_rows} 行，现在有 {len(rows)} 行", code="too_many")
        self.widget.cell_errors = errors = {}
        cleaned = [self.clean_row(number, row, errors) for number, row in enumerate(rows)]
        if errors:
            labels = {column.name: column.label for column in self.columns}
            raise ValidationError(
                [
                    ValidationError(f"第 {number + 1} 行 {labels[name]}：{sentence}", code="line")
                    for (number, name), sentences in errors.items()
                    for sentence in sentences
                ]
            )
        return cleaned

    def clean_row(self, number, row, errors):
        cleaned = {}
        for column in self.columns:
            try:
                cleaned[column.name] = column.parse(row.get(column.name))
            except ValidationError as error:
                errors[number, column.name] = error.messages
        return cleaned

    def has_changed(self, initial, data):
        return [self.shown(row) for row in self.prepare_value(initial) or []] != [self.shown(row) for row in data or []]

    def shown(self, row):
        return [column.show(row.get(column.name)) if isinstance(row, dict) else row for column in self.columns]

    def describe(self):
        """What the API's step list says about this field."""
        return {
            "type": "lines",
            "min_rows": self.min_rows,
            "max_rows": self.max_rows,
            "columns": [column.describe() for column in self.columns],
        }

    def schema(self):
        """The field as OpenAPI (JSON Schema)."""
        properties = {}
        for column in self.columns:
            described = dict(SCHEMA.get(column.kind, {"type": "string"}), title=column.label)
            if options := column.options():
                described["enum"] = [value for value, _ in options]
            properties[column.name] = described
        row = {
            "type": "object",
            "properties": properties,
            "required": [column.name for column in self.columns if column.required],
        }
        return {"type": "array", "items": row, "minItems": self.min_rows, "maxItems": self.max_rows}
