"""Excel in: a declared sheet, its template, a dry run that names every error, all or nothing.

An app declares a `Sheet` and registers it; pages, API and commands then share
`template`, `check` and `start`.  Rows are written by the sheet's own action.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from governance.kernel.steps import validators
from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep import jobs

from . import files
from .exports import STARTS_FORMULA

MOST_ROWS = 20_000
MOST_COLUMNS = 60
EXACT_DIGITS = 15  # Excel keeps no more of a number
HARMLESS = re.compile(r"[+-]?[0-9][0-9 ()-]*(?:\.[0-9]+)?|[-－—]+")  # +86 138…, -5, a dash for nothing
ERROR_VALUES = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
CHECKED_EVERY = 250  # rows between two steps of the progress bar
MOST_BLANK = 2000  # empty rows in a row, then the sheet has ended
HEAD_WITHIN = 5  # a title may stand above the heads
ROW = "_row"
REMARKS = "错误说明"  # the last column of a marked copy
SHEETS = {}  # kind -> Sheet


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    parse   -- fn(text) -> value, raising ValidationError; the cell's text by default
    kind    -- "text", "date", "int" or "money" choose a parser when `parse` is not given
    choices -- words to choose from, or fn() -> words; the template offers them as a list
    key     -- part of what identifies a row: updates find it by these, and it may stand once only
    example, help -- for the template's help sheet
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
    width: int = 16

    def value(self, raw):
        """The cell's value, None when empty.  Raises ValidationError."""
        if isinstance(raw, str):
            raw = raw.strip()
            refuse_formula(raw)
        if raw in (None, ""):
            if self.required:
                raise ValidationError("不能为空", code="required")
            return None
        if self.parse:
            return self.parse(plain_text(raw))
        if self.choices:
            return self.chosen(plain_text(raw))
        if self.kind == "date":
            return validators.day(raw if isinstance(raw, (date, datetime)) else plain_text(raw))
        if self.kind == "int":
            return validators.integer(plain_text(raw), what=self.header)
        if self.kind == "money":
            return validators.money(plain_text(raw))
        return validators.text(plain_text(raw), self.max_length)

    def words(self):
        return tuple(self.choices() if callable(self.choices) else self.choices)

    def chosen(self, text):
        words = self.words()
        if text not in words:
            some = "、".join(words[:8]) + ("等" if len(words) > 8 else "")
            raise ValidationError(f"须从 {some} 中选择", code="invalid_choice")
        return text


@dataclass(frozen=True)
class Sheet:
    """What one kind of workbook must look like, and what happens with it.

    check -- fn(rows, actor) -> iterable of (row number, column name or "", sentence):
             whatever needs the database or several cells, for all rows at once;
             a value that was wrong already is None
    write -- the action: fn(rows, actor=…) -> (how many created, how many updated);
             all or nothing, in one transaction of its own
    notes -- sentences for the template's help sheet
    Rows are dicts {column name: value, "_row": number in the sheet}.
    """

    kind: str
    title: str
    columns: tuple
    write: Callable
    check: Callable | None = None
    most_rows: int = MOST_ROWS
    notes: tuple = ()

    @property
    def keys(self):
        return [column for column in self.columns if column.key]


@dataclass
class Reading:
    """A sheet as read.

    errors    -- every error of every row: {(row number, column name or ""): [sentences]}
    positions -- where each column stands in the sheet, from 1
    """

    rows: list = field(default_factory=list)
    errors: dict = field(default_factory=lambda: defaultdict(list))
    positions: dict = field(default_factory=dict)
    head_row: int = 1

    @property
    def is_good(self):
        return not self.errors

    @property
    def count(self):
        """How many sentences there are."""
        return sum(map(len, self.errors.values()))

    @property
    def wrong_rows(self):
        return len({row for row, _ in self.errors})

    def summary(self):
        return f"{self.wrong_rows} 行共 {self.count} 处有误，没有导入任何数据。请下载标注了原因的副本，改好后重新上传"


def register(sheet):
    """Make a sheet known by its kind; returns it."""
    SHEETS[sheet.kind] = sheet
    return sheet


# ------------------------------------------------------------ reading
def check(sheet, source, *, actor, progress=None):
    """Read a workbook (binary file object) and find every error of every row; writes nothing.

    Raises Refused "broken_file" where it is no workbook at all.
    """
    reading = Reading()
    lines = read_lines(source, sheet.most_rows)
    head = find_head(sheet, lines, reading)
    if head is None:
        return reading
    body = lines[head + 1 :]
    if not body:
        reading.errors[reading.head_row, ""].append("表格中没有数据，请从表头的下一行开始填写")
    if len(body) > sheet.most_rows:
        reading.errors[reading.head_row, ""].append(f"一次最多导入 {sheet.most_rows} 行，请分成几个文件")
        return reading
    for count, (number, cells) in enumerate(body, 1):
        reading.rows.append(read_row(sheet, number, cells, reading))
        if progress and count % CHECKED_EVERY == 0:
            progress(count, len(body))
    refuse_repeated(sheet, reading)
    if sheet.check:
        for number, column, sentence in sheet.check(reading.rows, actor):
            reading.errors[number, column].append(sentence)
    if progress:
        progress(len(body), len(body))
    return reading


def read_lines(source, most_rows):
    """[(row number, cells)] of the rows with anything in them, a few more than `most_rows` at the most."""
    from openpyxl import load_workbook  # heavy: only who reads a sheet needs it

    lines, blank = [], 0
    try:
        book = load_workbook(source, read_only=True, data_only=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if any(cell is not None and str(cell).strip() for cell in cells[:MOST_COLUMNS]):
                lines.append((number, cells[:MOST_COLUMNS]))
                blank = 0
            else:
                blank += 1
            if blank > MOST_BLANK or len(lines) > most_rows + HEAD_WITHIN:
                break
        book.close()
    except Exception:  # openpyxl fails on broken files in many ways
        raise Refused("表格无法打开，请用模板填写后另存为 .xlsx 再上传", "broken_file") from None
    return lines


def find_head(sheet, lines, reading):
    """Where the heads are among the lines; None, with the errors noted, when they do not fit the sheet."""
    wanted = {heading(column.header): column.name for column in sheet.columns}
    found = [[heading(cell) for cell in cells] for _, cells in lines[:HEAD_WITHIN]]
    fitting = [len(wanted.keys() & set(heads)) for heads in found]
    if not any(fitting):
        reading.errors[1, ""].append("找不到表头，请下载模板填写，不要改动第一行")
        return None
    at = fitting.index(max(fitting))
    heads, reading.head_row = found[at], lines[at][0]
    wrong = reading.errors[reading.head_row, ""]
    wrong += [f"缺少“{column.header}”列" for column in sheet.columns if heading(column.header) not in heads]
    wrong += [f"“{head}”列出现了两次" for head in wanted if heads.count(head) > 1]
    wrong += [f"多出“{head}”列，请删除" for head in heads if head and head not in wanted and head != REMARKS]
    if wrong:
        return None
    del reading.errors[reading.head_row, ""]
    reading.positions = {wanted[head]: place for place, head in enumerate(heads, 1) if head in wanted}
    return at


def heading(value):
    """A head without the marks and breaks people put around it."""
    plain = unicodedata.normalize("NFKC", str(value if value is not None else ""))
    return re.sub(r"[\s*]|\(必填\)|\(选填\)", "", plain)


def read_row(sheet, number, cells, reading):
    """The values of one row; wrong ones are None and noted."""
    row = {ROW: number}
    for column in sheet.columns:
        place = reading.positions[column.name]
        try:
            row[column.name] = column.value(cells[place - 1] if place <= len(cells) else None)
        except ValidationError as error:
            row[column.name] = None
            reading.errors[number, column.name] += error.messages
    return row


def refuse_repeated(sheet, reading):
    """The same key twice in one sheet: which of the two counts?"""
    first, keys = {}, [column.name for column in sheet.keys]
    for row in reading.rows if keys else ():
        key = tuple(row[name] for name in keys)
        if None in key:
            continue
        if key in first:
            reading.errors[row[ROW], keys[0]].append(f"与第 {first[key]} 行重复")
        first.setdefault(key, row[ROW])


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
    if text.startswith(STARTS_FORMULA) and not HARMLESS.fullmatch(text):
        raise ValidationError(f"不能以“{text[0]}”开头（可能是公式），请改为普通文字", code="formula")


# ------------------------------------------------------------ running
def run(sheet, source, *, actor, dry_run, progress=None, held=None):
    """Check a workbook and, when nothing is wrong with it, write all of its rows or none.

    dry_run -- write, count and take everything back
    held    -- fn() called first in the writing transaction

    Returns (Reading, created, updated).  Raises BusinessError from the sheet's action.
    """
    reading = check(sheet, source, actor=actor, progress=progress)
    if not reading.is_good:
        return reading, 0, 0
    try:
        with transaction.atomic():
            if held:
                held()
            created, updated = sheet.write(reading.rows, actor=actor)
            transaction.set_rollback(dry_run)
    except IntegrityError:
        raise Refused("导入期间有人改动了相关数据，没有导入任何行，请重新上传", "changed_meanwhile") from None
    return reading, created, updated


def start(sheet, upload, *, owner, dry_run):
    """Keep an uploaded workbook and put its import into the queue; returns the Job.

    upload -- Checked, as the form's field gives it
    """
    path = files.store(upload.data, "xlsx", folder="jobs")
    title = f"{'检查' if dry_run else '导入'}{sheet.title}：{upload.name}"[:120]
    params = {"sheet": sheet.kind, "dry_run": dry_run, "name": upload.name}
    return jobs.start("import", title=title, owner=owner, params=params, source=path)


@jobs.job("import")
def run_import(job, progress):
    """Do one import; a refused sheet comes back as a copy with every error marked."""
    from . import workbooks

    sheet, dry_run = SHEETS[job.params["sheet"]], job.params["dry_run"]
    with files.open_stored(job.source) as source:
        reading, created, updated = run(
            sheet, source, actor=job.owner, dry_run=dry_run, progress=progress, held=lambda: jobs.hold(job)
        )
        if not reading.is_good:
            source.seek(0)
            path = files.store(workbooks.marked(sheet, source, reading), "xlsx", folder="jobs")
            name = f"{job.params['name'].rpartition('.')[0]}_错误标注.xlsx"
            return jobs.Outcome(reading.summary(), result=path, result_name=name, errors=reading.count)
    counts = f"新增 {created} 行，更新 {updated} 行"
    if dry_run:
        return jobs.Outcome(f"检查通过：共 {len(reading.rows)} 行，将{counts}")
    return jobs.Outcome(f"已导入 {len(reading.rows)} 行：{counts}")
