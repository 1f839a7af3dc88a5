"""The form field for repeated child rows: budget lines, sources, quotes, tallies.

A page posts `<field>-<row>-<column>`, the API a JSON list of objects; both
clean to the same list of dicts, and a wrong cell is named by row and column.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from .line_columns import on_line
from .line_widgets import MOST_ROWS, LinesWidget, Untouched


class LinesField(forms.Field):
    """Repeated rows; cleans to a list of dicts in the order they were typed.

    Empty rows of a page are left out.  Errors: one sentence per wrong cell,
    "第 2 行 单价：金额须大于 0", "第 3 行没有填写单价".

    once -- name of the column whose value may stand in one row only: "第 3 行与第 1 行重复：李明"
    is_fixed -- the page shows the rows it is given and lets none be added or taken away
    rules -- functions of {number of the row from 0: {column: value}} that give {(number, column): [sentences]}: what
             the rows must be beside each other.  They are asked while other cells are wrong, too: a row lacks the
             columns that could not be read, and a rule leaves out what rests on these
    """

    widget = LinesWidget
    kind = "lines"

    def __init__(self, columns, *, min_rows=1, max_rows=50, once="", is_fixed=False, rules=(), **options):
        options.setdefault("required", min_rows > 0)
        super().__init__(**options)
        self.columns, self.min_rows, self.max_rows = tuple(columns), min_rows, min(max_rows, MOST_ROWS)
        self.once, self.rules = once, tuple(rules)
        self.widget.columns, self.widget.min_rows = self.columns, max(1, min_rows)
        self.widget.max_rows, self.widget.is_fixed = self.max_rows, is_fixed

    def fix(self, columns):
        """Let the page show the rows it is given with these columns: none is added or taken away."""
        self.widget.columns, self.widget.is_fixed = columns, True

    @property
    def names(self):
        return {column.name for column in self.columns}

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
        self.refuse_unknown(rows)
        self.widget.cell_errors = errors = {}
        cleaned = {
            number: self.clean_row(number, row, errors)
            for number, row in enumerate(rows)
            if not isinstance(row, Untouched)
        }
        self.find_repeats(cleaned, errors)
        for rule in self.rules:
            for cell, sentences in rule(cleaned).items():
                errors.setdefault(cell, sentences)
        if errors:
            raise ValidationError(self.sentences(dict(sorted(errors.items(), key=self.place_of))))
        return list(cleaned.values())

    def place_of(self, error):
        """Where a wrong cell stands, to tell the faults in the order of the page."""
        (number, name), _ = error
        return number, [column.name for column in self.columns].index(name)

    def sentences(self, errors):
        """What is wrong with the cells, one sentence each: "第 2 行 单价：金额须大于 0".

        errors -- {(number of the row from 0, column): [sentences]}
        """
        labels = {column.name: column.label for column in self.columns}
        return [
            ValidationError(on_line(number + 1, labels[name], sentence), code="line")
            for (number, name), found in errors.items()
            for sentence in found
        ]

    def refuse_unknown(self, rows):
        """Refuse a column that the rows do not have: what it says would be lost without a word."""
        known = self.names
        for number, row in enumerate(rows, 1):
            if unknown := [str(name)[:40] for name in row if name not in known]:
                words = f"第 {number} 行：没有“{unknown[0]}”这一列，可以填写的是{'、'.join(sorted(known))}"
                raise ValidationError(words, code="unknown_column")

    def clean_row(self, number, row, errors):
        cleaned = {}
        for column in self.columns:
            try:
                cleaned[column.name] = column.parse(row.get(column.name))
            except ValidationError as error:
                errors[number, column.name] = error.messages
        return cleaned

    def find_repeats(self, rows, errors):
        """Note the rows whose `once` value an earlier row has: neither of the two may silently win."""
        seen = {}
        for number, row in rows.items():
            value = row.get(self.once)
            if value in (None, ""):
                continue
            first = seen.setdefault(value, number)
            if first != number:
                errors[number, self.once] = [f"与第 {first + 1} 行重复，只保留一行"]

    def has_changed(self, initial, data):
        before, after = self.prepare_value(initial) or [], data or []
        return [self.display_texts(row) for row in before] != [self.display_texts(row) for row in after]

    def display_texts(self, row):
        return [column.show(row.get(column.name)) if isinstance(row, dict) else row for column in self.columns]

    def describe(self):
        """What the API's step list says about this field."""
        return {
            "type": "lines",
            "min_rows": self.min_rows,
            "max_rows": self.max_rows,
            "columns": [column.describe() for column in self.columns],
        }
