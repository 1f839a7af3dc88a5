"""The columns of repeated child rows: how a cell is read, shown and described."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from governance.kernel.papers.uploads import PAPERS, Checked

from . import cleaning, validators
from .filefield import file_that_fits

TRUE, YES_OR_NO = ("1", "on", "true", "True"), ("是", "否")
UNCHOSEN, EMPTY = "没有选择", "没有填写"  # what a needed cell lacks; the name of its column follows


@dataclass(frozen=True)
class Column:
    """One column of the rows.

    kind    -- text, money, int, decimal, date, area, choice, flag, file, or row: the number of a row of another field
               of the form, which the page lets choose by its name
    choices -- [(value, label)], or a function returning them, for choice
    least, most -- bounds of a number (money: more than 0 unless `least` is given)
    is_reason -- its text must say something, as a ReasonField's
    of      -- of a row: (name of the field, name of its column by which the row is called)
    is_ticked -- the choices stand side by side, one tap each; nothing is chosen beforehand
    is_fixed -- the page shows its value and does not let it change
    is_hidden -- the page sends it along unseen
    is_preset -- the page chooses it beforehand: a row in which nothing else stands is an empty one
    extensions -- of a file
    clean   -- function for a cell in place of its kind's own ("validators.phone")
    unit    -- shown in the head of the column, never in the cells
    sum     -- the page shows a total under the column
    fill    -- (value, words): a button that fills what is left blank, after a question
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
    fill: tuple = ()
    is_reason: bool = False
    of: tuple = ()
    is_ticked: bool = False
    is_fixed: bool = False
    is_hidden: bool = False
    is_preset: bool = False
    extensions: tuple = PAPERS

    @property
    def rules(self):
        """What a file must be, as `uploads.check` asks."""
        return {"extensions": self.extensions, "limit": None}

    def options(self):
        return [(str(value), label) for value, label in (self.choices() if callable(self.choices) else self.choices)]

    def parse(self, raw):
        """The cell's value in its own type; None (text: "") when empty.  Raises ValidationError."""
        if self.kind == "flag":
            return raw is True or str(raw) in TRUE or cleaning.choice(raw, YES_OR_NO) == "是"
        if self.kind == "file":
            return parse_file(self, raw)
        if raw is None or (isinstance(raw, str) and not cleaning.seen(raw)):
            if self.required:
                raise ValidationError(f"{UNCHOSEN if self.kind == 'choice' else EMPTY}{self.label}", code="required")
            return "" if self.kind == "text" else None
        if sentence := self.wrong_kind(raw):
            raise ValidationError(sentence, code="invalid")
        return self.clean(raw) if self.clean else PARSE[self.kind](self, raw)

    def wrong_kind(self, raw):
        """Why a value of JSON is none for this column; "" where it is one."""
        if isinstance(raw, (dict, list, bool)):
            return "须为文字" if self.kind in ("text", "date") else "格式不正确"
        is_number = isinstance(raw, int | float)
        return "须为文字" if is_number and (self.kind == "date" or (self.kind == "text" and not self.clean)) else ""

    def show(self, value):
        """A value as its input shows it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "1" if value else ""
        if self.kind == "file":
            return getattr(value, "name", "已选好")
        if isinstance(value, Decimal):
            return f"{value:.2f}" if self.kind in ("money", "area") else f"{value.normalize():f}"
        return value.isoformat() if isinstance(value, date) else str(value)

    def describe(self):
        """What the API's step list says about this column."""
        described = {
            "name": self.name,
            "label": self.label,
            "type": "int" if self.kind == "row" else self.kind,
            "required": self.required,
            "unit": self.unit or None,
            "max_length": self.max_length if self.kind == "text" else None,
            "choices": [{"value": value, "label": label} for value, label in self.options()] or None,
        }
        return {name: value for name, value in described.items() if value is not None}


def on_line(number, label, sentence):
    """第 5 行没有选择表决; 第 5 行 单价：金额须大于 0."""
    return f"第 {number} 行{sentence if sentence.startswith((UNCHOSEN, EMPTY)) else f' {label}：{sentence}'}"


def parse_text(column, raw):
    clean = validators.text(raw, column.max_length)
    return validators.reason(clean) if column.is_reason else clean


def parse_money(column, raw):
    if column.least is None:
        return bounded(column, validators.money(raw))
    amount = bounded(column, validators.decimal(raw, "金额"))
    return with_two_decimals(amount, "金额最多保留两位小数（精确到分）", "amount_decimals")


def with_two_decimals(number, sentence, code):
    """The number as it is kept; refused where it has more decimals, for it would be rounded, and sums would differ."""
    if number != number.quantize(validators.CENT):
        raise ValidationError(sentence, code=code)
    return number.quantize(validators.CENT)


def parse_file(column, raw):
    """A file that was chosen in the cell, or before the form came back; a program sends it as a part of its own."""
    if raw in (None, ""):
        if column.required:
            raise ValidationError("请上传文件", code="required")
        return None
    if not isinstance(raw, str | UploadedFile | Checked):
        raise ValidationError("文件请用 multipart/form-data 上传", code="invalid")
    return file_that_fits(raw, column.rules)


def parse_row(column, raw):
    return validators.integer(raw, 1, column.most or 500, column.label)


def parse_int(column, raw):
    least = 0 if column.least is None else column.least
    return validators.integer(raw, least, 10**9 if column.most is None else column.most, column.label)


def parse_area(column, raw):
    size = validators.area(raw) if column.most is None else validators.area(raw, column.most)
    return bounded(column, size)


def parse_decimal(column, raw):
    number = bounded(column, validators.decimal(raw, column.label, "12"))
    return with_two_decimals(number, f"{column.label}最多保留两位小数", "too_many_decimals")


def parse_choice(column, raw):
    options = column.options()
    found = cleaning.option(raw, options)
    if found not in dict(options):
        raise ValidationError("请从列表中选择一项", code="invalid_choice")
    return found


def bounded(column, number):
    if column.least is not None and number < column.least:
        raise ValidationError(f"不能小于 {column.least}", code="too_small")
    if column.most is not None and number > column.most:
        raise ValidationError(f"不能大于 {column.most}", code="too_large")
    return number


PARSE = {
    "text": parse_text,
    "money": parse_money,
    "int": parse_int,
    "decimal": parse_decimal,
    "area": parse_area,
    "date": lambda column, raw: validators.day(raw),
    "choice": parse_choice,
    "row": parse_row,
}
