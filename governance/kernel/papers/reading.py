"""Read a workbook by its Sheet: every error of every row is named, and nothing is written."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.core.exceptions import ValidationError

from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep import callers

from . import confined

# Of the reading, see confined.look: in a job, and in a form that somebody waits for.
BOUNDS = {"seconds": 60, "patience": 120, "memory": 400 * confined.MEGABYTE}
QUICK = {"seconds": 5, "patience": 8, "memory": 400 * confined.MEGABYTE}
KINDS = {"datetime": datetime, "date": date, "time": time}
CHECKED_EVERY = 250  # rows between two steps of the progress bar
HEAD_WITHIN = 5  # a title may precede the heads
ROW, WRONG = "_row", "_wrong"
REMARKS = "错误说明"  # the last column of a marked copy


@dataclass
class Reading:
    """A sheet as read.

    lines     -- what the file holds, as far as it was read: [(row number, cells)]
    errors    -- of every row: {(row number, column name or ""): [sentences]}; a cell has one, the first that is found
    positions -- the place of each column in the sheet, from 1
    """

    lines: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    errors: dict = field(default_factory=lambda: defaultdict(list))
    positions: dict = field(default_factory=dict)
    head_row: int = 1

    def refuse(self, number, name, sentence):
        """Note what is wrong with a cell, once, or with a whole row (name "")."""
        if not name or (number, name) not in self.errors:
            self.errors[number, name].append(sentence)

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


def check_sheet(sheet, source, *, actor, progress=None):
    """Read a workbook (binary file object) and find every error of every row; writes nothing.

    Raises Refused: "broken_file" where it is no workbook at all, "too_complex" where it cannot be read to its end.
    """
    lines = read_lines(source, sheet.most_rows)
    reading = Reading(lines)
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
    check_database(sheet, reading, actor)
    if progress:
        progress(len(body), len(body))
    return reading


def check_database(sheet, reading, actor):
    """Note what the sheet's own check finds in its rows beside what the database holds now, except of wrong cells."""
    for number, column, sentence in sheet.check(reading.rows, actor) if sheet.check else ():
        reading.refuse(number, column, sentence)


def read_lines(source, most_rows, bounds=BOUNDS):
    """[(row number, cells)] of the rows with anything in them, a few more than `most_rows` at the most.

    Raises Refused.
    """
    source.seek(0)
    try:
        most = most_rows + HEAD_WITHIN + 1
        lines, _ = confined.look("lines", source.read(), account=callers.account(), most=most, **bounds)
    except confined.OutOfBounds:
        raise Refused(
            "表格展开后过大，读不完。请把要导入的行复制到新下载的模板中（只粘贴数值），再上传", "too_complex"
        ) from None
    except confined.Busy as reason:
        raise Refused(str(reason), "busy") from None
    except confined.LookFailed:  # openpyxl fails on broken files in many ways
        raise Refused("表格无法打开，请用模板填写后另存为 .xlsx 再上传", "broken_file") from None
    return [(number, [plain(cell) for cell in cells]) for number, cells in lines]


def plain(cell):
    """A cell's value as openpyxl gave it, from what the child process could say of it."""
    if isinstance(cell, dict):
        [(kind, text)] = cell.items()
        return KINDS[kind].fromisoformat(text)
    return cell


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
    wanted_heads = [column.header for column in sheet.columns if not column.may_be_left_out]
    wrong += [f"缺少“{header}”列" for header in wanted_heads if heading(header) not in heads]
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
    row = {ROW: number, WRONG: set()}
    for column in sheet.columns:
        place = reading.positions.get(column.name, 0)
        try:
            row[column.name] = column.value(cells[place - 1] if 0 < place <= len(cells) else None)
        except ValidationError as error:
            row[column.name] = None
            row[WRONG].add(column.name)
            reading.refuse(number, column.name, error.messages[0])
    return row


def refuse_repeated(sheet, reading):
    """Report keys that occur twice in one sheet, since neither row can be preferred."""
    first, keys = {}, sheet.keys
    for row in reading.rows if keys else ():
        key = tuple(column.compared(row[column.name]) for column in keys)
        if None in key:
            continue
        if key in first:
            reading.refuse(row[ROW], keys[0].name, f"与第 {first[key]} 行重复{keys[0].once}")
        first.setdefault(key, row[ROW])
