"""What a kind of workbook must look like: its columns, what their cells may hold, and what happens with the rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError

from governance.kernel.steps import cleaning, validators

from .exports import STARTS_FORMULA

MOST_ROWS = 20_000
EXACT_DIGITS = 15  # Excel keeps no more of a number
HARMLESS = re.compile(r"[+-]?[0-9][0-9 (),-]*(?:\.[0-9]+)?|-+")  # +86 138…, -5, a dash for nothing
ERROR_VALUES = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
SHEETS = {}  # kind -> Sheet


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    parse   -- fn(text) -> value, raising ValidationError; the cell's text by default
    kind    -- "text", "date", "int" or "money" choose a parser when `parse` is not given
    choices -- words to choose from, or fn() -> words; the template offers them as a list
    key     -- part of what identifies a row: updates find it by these, and it may occur only once
    same_by -- fn(value) -> what two spellings of one key have in common; None where each value is another one
    once    -- what is said behind 与第 2 行重复 of a key that occurs twice: why it may not
    example, help -- for the template's help sheet
    may_be_left_out -- a sheet without the whole column is taken too: it answers a question that few rows raise
    """

    name: str
    header: str
    required: bool = True
    kind: str = "text"
    parse: Callable | None = None
    choices: tuple | Callable = ()
    key: bool = False
    max_length: int = 100
    example: str = ""
    help: str = ""
    same_by: Callable | None = None
    once: str = ""
    may_be_left_out: bool = False
    width: int = 16

    def value(self, raw):
        """The cell's value, None when empty.  Raises ValidationError."""
        if isinstance(raw, str):
            raw = cleaning.words(raw, lines=True)
            refuse_formula(raw)
        if raw in (None, ""):
            if self.required:
                raise ValidationError("不能为空", code="required")
            return None
        if self.parse:
            return self.parse(plain_text(raw))
        if self.choices:
            return validators.choice(plain_text(raw), self.words())
        if self.kind == "date":
            return validators.day(raw if isinstance(raw, (date, datetime)) else plain_text(raw))
        if self.kind == "int":
            return validators.integer(plain_text(raw), what=self.header)
        if self.kind == "money":
            return validators.money(plain_text(raw))
        return validators.text(plain_text(raw), self.max_length)

    def compared(self, value):
        """A value of a key as it is held against the others."""
        return self.same_by(value) if self.same_by and value is not None else value

    def words(self):
        return tuple(self.choices() if callable(self.choices) else self.choices)


@dataclass(frozen=True)
class Sheet:
    """What one kind of workbook must look like, and what happens with it.

    check -- fn(rows, actor) -> iterable of (row number, column name or "", sentence):
             whatever needs the database or several cells, for all rows at once;
             a value that was wrong already is None, and its column is in the row's "_wrong"
    write -- the action: fn(rows, actor=…) -> (how many created, how many updated);
             all or nothing, in one transaction of its own
    replaces -- what the rows of the sheet take the place of; "" where they are added to, and update, what is there
    notes -- more sentences for the template's help sheet
    refused -- the sentence there that says what becomes of a sheet with a fault
    Rows are dicts {column name: value, "_row": number in the sheet, "_wrong": names of the cells refused already}.
    """

    kind: str
    title: str
    columns: tuple
    write: Callable
    check: Callable | None = None
    most_rows: int = MOST_ROWS
    replaces: str = ""
    notes: tuple = ()
    refused: str = "有一处错误，整表都不导入；错误会逐格标在副本里。"

    @property
    def keys(self):
        return [column for column in self.columns if column.key]

    @property
    def outcome(self):
        """What becomes of the rows that are there already, as sentences for the help sheet."""
        keys = "、".join(column.header for column in self.keys)
        if self.replaces:
            once = [f"“{keys}”相同的行只能有一行。"] if keys else []
            return [*once, f"导入后，表中的行整体替换{self.replaces}，表中没有的不再保留。"]
        return [f"“{keys}”相同的行视为同一条：已有的更新，没有的新增；表中没有的不变。"] if keys else []


def register(sheet):
    """Make a sheet known by its kind; returns it."""
    SHEETS[sheet.kind] = sheet
    return sheet


def plain_text(raw):
    """A cell as the person sees it: 13800138000 not 13800138000.0, dates as 2026-03-05."""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return raw.strftime("%Y-%m-%d" if raw.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, int) and len(str(abs(raw))) > EXACT_DIGITS:
        raise ValidationError("数字过长，Excel 已丢失末几位，请把这一列设为“文本”格式后重新填写", code="digits_lost")
    return str(raw).strip()


def refuse_formula(text):
    """Cells that Excel would calculate, or that would run once the sheet is saved as CSV."""
    if text in ERROR_VALUES:
        raise ValidationError(f"单元格是错误值 {text}，请改为实际内容", code="error_value")
    if text.startswith(STARTS_FORMULA) and not HARMLESS.fullmatch(cleaning.narrow(text)):
        raise ValidationError(f"不能以“{text[0]}”开头（可能是公式），请改为普通文字", code="formula")
