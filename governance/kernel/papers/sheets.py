"""One definition for each kind of workbook: its columns, how a register fills it, and what becomes of its rows.

Export, template and import read the same `Sheet`, so that what was exported can be corrected and imported again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from operator import attrgetter

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from governance.kernel.steps import cleaning, validators

from .exports import STARTS_FORMULA

MOST_ROWS = 20_000
EXACT_DIGITS = 15  # Excel keeps no more of a number
HARMLESS = re.compile(r"[+-]?[0-9][0-9 (),-]*(?:\.[0-9]+)?|-+")  # +86 138…, -5, a dash for nothing
ERROR_VALUES = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
ROW, WRONG = "_row", "_wrong"  # of a row: its number in the sheet, the names of its cells that are wrong
KNOWN, CHANGES, REMARK = "_known", "_changes", "_remark"  # the row it means, what it changes of it, a word about it
TRUTH = {"是": True, "否": False}
SHEETS = {}  # kind -> Sheet


class Masked(str):
    """A cell as a masked export wrote it: it stands for the value that the row has."""


@dataclass(frozen=True)
class Ask:
    """A question about a row that only a person can answer; a sheet's `check` yields it beside its refusals.

    answers -- the words of the answers, each a choice of the sheet's answer column
    known   -- the row of the register that it may mean, shown beside it
    how     -- for a sheet that is not asked about on a page: where the answer is written
    """

    row: int
    column: str
    sentence: str
    answers: tuple
    how: str = ""
    known: object = None


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    parse   -- fn(text) -> value, raising ValidationError; the cell's text by default
    kind    -- "text", "date", "int", "money" or "flag" choose a parser when `parse` is not given
    resolve -- fn(texts, actor) -> {text: value or ValidationError}: what texts mean that only the database knows, for
               all rows at once; comes after `parse`
    codes   -- {word: value}: words to choose from, and what the form of a step is given for each
    field   -- name of the form's field that the cell fills, where it is not the column's own; "-" for none
    lead    -- tells which row it is, in place of the keys
    choices -- words to choose from, or fn() -> words; the template offers them as a list
    synonyms -- {word: the choice that it can only mean}
    nothing -- words that say, in this column, that there is nothing
    also    -- other heads by which the column is known
    key     -- part of what identifies a row: updates find it by these, and it may occur only once
    same_by -- fn(value) -> what two spellings of one key have in common; None where each value is another one
    once    -- what is said behind 与第 2 行重复 of a key that occurs twice: why it may not
    read    -- path or fn(row of the register) -> the value as a parsed cell has it; "" for a column that asks something
    write   -- fn(value) -> the value as an export writes it, and as people read it
    mask    -- fn(text) -> how the value is exported and shown to those who need not know it in full
    keeps   -- an empty cell leaves the value as it is, instead of clearing it
    fixed   -- the sentence that refuses another value for a row that is known
    example, help -- for the template's help sheet
    may_be_left_out -- a sheet without the whole column is taken too: it answers a question that few rows raise
    """

    name: str
    header: str
    required: bool = True
    kind: str = "text"
    parse: Callable | None = None
    resolve: Callable | None = None
    codes: dict | Callable | None = None
    field: str = ""
    lead: bool = False
    choices: tuple | Callable = ()
    synonyms: tuple = ()
    nothing: tuple = ()
    also: tuple = ()
    key: bool = False
    max_length: int = 100
    example: str = ""
    help: str = ""
    same_by: Callable | None = None
    once: str = ""
    read: Callable | str = ""
    write: Callable | None = None
    mask: Callable | None = None
    keeps: bool = False
    fixed: str = ""
    may_be_left_out: bool = False
    width: int = 16

    def value(self, raw, words=None):
        """The cell's value, None when empty.  Raises ValidationError.

        words -- to choose from, where they have been read for many cells
        """
        if isinstance(raw, str):
            raw = cleaning.words(raw, lines=True)
            refuse_formula(raw)
        if raw in (None, "") or self.says_nothing(raw):
            if self.required:
                raise ValidationError("不能为空", code="required")
            return None
        text = plain_text(raw)
        if self.mask and "*" in cleaning.narrow(text):
            return Masked(cleaning.narrow(text))
        if self.parse:
            return self.parse(refuse_scientific(text))
        if self.choices or self.codes:
            return validators.choice(dict(self.synonyms).get(cleaning.closed(text), text), words or self.words())
        if self.kind == "date":
            return validators.day(raw if isinstance(raw, (date, datetime)) else text)
        if self.kind == "int":
            return validators.integer(text, what=self.header)
        if self.kind == "money":
            return validators.money(text)
        if self.kind == "flag":
            return TRUTH[validators.choice(text, tuple(TRUTH))]
        return validators.text(refuse_scientific(text) if self.resolve else text, self.max_length)

    def says_nothing(self, raw):
        """Whether a cell is filled with a word for nothing: free text may mean what it says, signs cannot."""
        is_free = self.kind == "text" and not (self.parse or self.choices or self.codes or self.resolve)
        text = cleaning.closed(raw)
        return text in self.nothing or (not self.required and not is_free and cleaning.says_nothing(raw))

    def compared(self, value):
        """A value of a key as it is held against the others."""
        return self.same_by(value) if self.same_by and value is not None else value

    def words(self):
        if self.codes:
            return tuple(self.code_of)
        return tuple(self.choices() if callable(self.choices) else self.choices)

    @property
    def code_of(self):
        """{word: value} of a column that has codes."""
        return self.codes() if callable(self.codes) else self.codes

    @property
    def posts(self):
        """The name of the form's field that a cell fills; "" for none."""
        return "" if self.field == "-" else self.field or self.name

    # ---- the register
    def held(self, row):
        """The value that a row of the register has, as a parsed cell has it; None for nothing."""
        if callable(self.read):
            value = self.read(row)
        else:
            try:
                value = attrgetter(self.read)(row)
                value = value() if callable(value) else value
            except (AttributeError, ObjectDoesNotExist):  # an empty relation on the way
                value = None
        return None if value in ("", [], ()) else value

    def written(self, value, *, full=True):
        """A value as an export writes it into a cell: masked unless `full`."""
        if value is None:
            return None
        if self.write:
            value = self.write(value)
        elif self.kind == "flag":
            value = "是" if value else "否"
        return self.mask(str(value)) if self.mask and not full else value

    def told(self, value):
        """A value as people read it beside another one; never in full where the column is masked."""
        if isinstance(value, Masked):
            return str(value)
        shown = self.written(value, full=False)
        if shown is None:
            return ""
        if isinstance(shown, Decimal):
            return f"{shown:,.2f}"
        return shown.isoformat() if isinstance(shown, date) else str(shown)


@dataclass(frozen=True)
class Sheet:
    """What one kind of workbook must look like, how the register fills it, and what happens with its rows.

    check -- fn(rows, actor) -> iterable of (row number, column name or "", sentence) and of Ask:
             whatever needs the database or several cells, for all rows at once;
             a value that was wrong already is None, and its column is in the row's "_wrong".
             It sets `row[KNOWN]` to the row of the register that is meant, and may set `row[REMARK]`
    write -- the action: fn(rows, actor=…) -> (how many created, how many updated);
             all or nothing, in one transaction of its own; a known row has `row[CHANGES]` {column name: value}
    permission -- what one must hold somewhere to export and import it
    page  -- name of the address of its import page, see pages/sheets.py
    rows  -- fn(actor) -> the rows of the register that the actor may change, in the order of an export
    discloses -- fn(row, actor) -> whether an export in full gives this row's masked columns; None: of every row
    answer -- name of the column in which a question about a row is answered
    replaces -- what the rows of the sheet take the place of; "" where they are added to, and update, what is there
    notes -- more sentences for the template's help sheet
    refused -- the sentence there that says what becomes of a sheet with a fault
    around -- fn(rows, actor) -> the rows of the register in the places that a sheet names, to tell how many it has not
    trial  -- fn(rows, actor) -> [(row number, column name or "", sentence)] of the rows that the action would refuse,
              found by doing it and taking it back
    is_slow -- `write` takes a `progress` too, called as (rows done, of how many)
    beside -- fn(actor) -> (title, heads, lines) of a sheet of the template that names what may be written
    Rows are dicts {column name: value, "_row": number in the sheet, "_wrong": names of the cells refused already}.
    """

    kind: str
    title: str
    columns: tuple
    write: Callable
    check: Callable | None = None
    permission: str = ""
    page: str = ""
    rows: Callable | None = None
    discloses: Callable | None = None
    answer: str = ""
    most_rows: int = MOST_ROWS
    replaces: str = ""
    notes: tuple = ()
    refused: str = "读不懂的行不导入，会逐格标在副本里；其余的可以先保存。"
    around: Callable | None = None
    trial: Callable | None = None
    is_slow: bool = False
    beside: Callable | None = None

    @property
    def keys(self):
        return [column for column in self.columns if column.key]

    @property
    def kept(self):
        """The columns of the register, without those that only ask."""
        return [column for column in self.columns if column.read]

    def column(self, name):
        return next(column for column in self.columns if column.name == name)

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


def refuse_scientific(text):
    """A number that Excel has shortened no longer says what was typed."""
    if SCIENTIFIC.fullmatch(text):
        sentence = f"Excel 把号码缩写成了 {text}，末几位已丢失，请把这一列设为“文本”格式后重新填写"
        raise ValidationError(sentence, code="digits_lost")
    return text


def refuse_formula(text):
    """Cells that Excel would calculate, or that would run once the sheet is saved as CSV."""
    if text in ERROR_VALUES:
        raise ValidationError(f"单元格是错误值 {text}，请改为实际内容", code="error_value")
    if text.startswith(STARTS_FORMULA) and not HARMLESS.fullmatch(cleaning.narrow(text)):
        raise ValidationError(f"不能以“{text[0]}”开头（可能是公式），请改为普通文字", code="formula")
