"""Read a workbook by its Sheet: every error of every row is named by its cell, and nothing is written."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError

from governance.kernel.figures.formats import some_of

from .books import HEAD_WITHIN, BookSheet, heading, letter, read_sheets
from .sheets import KNOWN, ROW, WRONG, Ask, Masked

CHECKED_EVERY = 250  # rows between two steps of the progress bar
REMARKS = "检查结果"  # the last column of a marked copy
OWN_HEADS = (REMARKS, "错误说明")
UNKNOWN_MASK = "是遮盖后的内容，与登记的不一致；要修改的请填写完整"
MASKED_NEW = "是遮盖后的内容，新增的请填写完整"


@dataclass
class Reading:
    """A sheet as read.

    found     -- the sheet of the workbook that was read; `lines` are [(row number, cells)] of what it holds
    errors    -- of every row: {(row number, column name or ""): [sentences]}; a cell has one, the first that is found
    asked     -- {row number: Ask}: rows that wait for an answer
    answers   -- {row number: answer} that were given already
    remarks   -- what was read otherwise than it stands there, or not at all, as sentences
    positions -- the place of each column in the sheet, from 1
    """

    found: BookSheet = field(default_factory=lambda: BookSheet(""))
    rows: list = field(default_factory=list)
    errors: dict = field(default_factory=lambda: defaultdict(list))
    asked: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    remarks: list = field(default_factory=list)
    positions: dict = field(default_factory=dict)
    head_row: int = 1

    def refuse(self, number, name, sentence):
        """Note what is wrong with a cell, once, or with a whole row (name "")."""
        if not name or (number, name) not in self.errors:
            self.errors[number, name].append(sentence)

    def address(self, number, name):
        """How the workbook calls a cell: E38; the row alone where the column is not there."""
        place = self.positions.get(name)
        return f"{letter(place)}{number}" if place else f"第 {number} 行"

    @property
    def lines(self):
        return self.found.lines

    @cached_property
    def by_number(self):
        return dict(self.lines)

    def written(self, number, name):
        """What stands in a cell of the workbook, as text."""
        place, cells = self.positions.get(name, 0), self.by_number.get(number, ())
        value = cells[place - 1] if 0 < place <= len(cells) else None
        return "" if value is None else str(value)

    @property
    def is_good(self):
        return not self.errors and not self.asked

    @property
    def is_readable(self):
        """Whether there are rows to look at: the heads were found, and no error concerns the sheet as a whole."""
        return bool(self.rows) and not any(number <= self.head_row for number, _ in self.errors)

    @property
    def count(self):
        """How many sentences there are."""
        return sum(map(len, self.errors.values()))

    @property
    def sheet_faults(self):
        """What is wrong with the sheet as a whole, in words."""
        return "；".join(
            text for (number, _), found in self.errors.items() if number <= self.head_row for text in found
        )

    @property
    def wrong_rows(self):
        return len({row for row, _ in self.errors})

    def summary(self):
        return f"{self.wrong_rows} 行共 {self.count} 处有误，没有导入任何数据。请下载标注了原因的副本，改好后重新上传"

    def ask_in_copy(self):
        """Turn the open questions into refusals, for a sheet that nobody is asked about on a page."""
        for ask in self.asked.values():
            self.refuse(ask.row, ask.column, f"{ask.sentence}。{ask.how}")
        self.asked.clear()


def check_sheet(sheet, source, *, actor, answers=None, progress=None):
    """Read a workbook (binary file object) and find every error of every row; writes nothing.

    Raises Refused: "broken_file" where it is no workbook at all, "too_complex" where it cannot be read to its end.
    """
    reading = Reading(answers=answers or {})
    body = find_body(sheet, read_sheets(source, sheet.most_rows), reading)
    if body is None:
        return reading
    if not body:
        reading.errors[reading.head_row, ""].append("表格中没有数据，请从表头的下一行开始填写")
    if len(body) > sheet.most_rows:
        reading.errors[reading.head_row, ""].append(f"一次最多导入 {sheet.most_rows} 行，请分成几个文件")
        return reading
    words = {column.name: column.words() for column in sheet.columns}
    for count, (number, cells) in enumerate(body, 1):
        reading.rows.append(read_row(sheet, number, cells, reading, words))
        if progress and count % CHECKED_EVERY == 0:
            progress(count, len(body))
    resolve_cells(sheet, reading, actor)
    refuse_repeated(sheet, reading)
    check_database(sheet, reading, actor)
    if progress:
        progress(len(body), len(body))
    return reading


def check_database(sheet, reading, actor):
    """Note what the sheet's own check finds in its rows beside what the database holds now, except of wrong cells."""
    reading.asked.clear()
    for row in reading.rows:
        row[KNOWN] = None
        if sheet.answer and (answer := reading.answers.get(row[ROW])):
            row[sheet.answer] = answer
    for found in sheet.check(reading.rows, actor) if sheet.check else ():
        if isinstance(found, Ask):
            reading.asked[found.row] = found
        else:
            reading.refuse(*found)
    for row in reading.rows:
        refuse_masked(sheet, row, reading)


def refuse_masked(sheet, row, reading):
    """A masked cell says that nothing changed: it is refused where the row has another value, or none."""
    for column in sheet.columns:
        value = row.get(column.name)
        if not isinstance(value, Masked):
            continue
        known = row.get(KNOWN)
        if known is None:
            reading.refuse(row[ROW], column.name, f"“{column.header}”{MASKED_NEW}")
        elif str(value) != column.told(column.held(known)):
            reading.refuse(row[ROW], column.name, f"“{column.header}”{UNKNOWN_MASK}")


# ------------------------------------------------------------ where the table is
def find_body(sheet, book, reading):
    """[(row number, cells)] of the rows below the heads; None, with the errors noted, where no heads fit the sheet."""
    best, at, fit = None, 0, 0
    for one in book:
        for place, (_, cells) in enumerate(one.lines[:HEAD_WITHIN]):
            count = len(set(places_of(sheet, cells)))
            if count > fit:
                best, at, fit = one, place, count
    hidden = [one.title for one in book if one.is_hidden and one.title not in ("选项",)]
    unread = f"隐藏的工作表“{some_of(hidden)}”没有读" if hidden else ""
    if best is None:
        reading.found = next((one for one in book if one.lines), reading.found)
        sentence = "找不到表头，请下载模板填写，不要改动表头"
        reading.errors[1, ""].append(f"{sentence}；{unread}，要读的请取消隐藏" if unread else sentence)
        return None
    reading.found, reading.head_row = best, best.lines[at][0]
    note_heads(sheet, best.lines[at][1], reading)
    if reading.errors:
        return None
    reading.remarks += told_of(best, at, unread)
    notes, body, first = [], [], best.lines[at][1][0]
    for number, cells in best.lines[at + 1 :]:
        is_head = cells[0] == first and len(set(places_of(sheet, cells))) == fit
        if is_head or best.is_note(number, cells, lacks_something=lacks_something(sheet, cells, reading)):
            notes.append(number)
        else:
            body.append((number, cells))
    if notes:
        reading.remarks.append(f"第 {some_of(map(str, notes))} 行像标题、合计、落款或说明，没有当作数据读")
    return body


def told_of(found, at, unread):
    """What is said of the shape of the sheet that was read."""
    if at:
        yield f"表头在第 {found.lines[at][0]} 行，上面的标题没有读"
    if found.spread:
        yield f"合并单元格 {some_of(found.spread)} 按每行同样的内容读"
    if found.unseen:
        yield f"第 {some_of(map(str, found.unseen))} 行在表中被隐藏或筛选掉了，也已读出"
    if unread:
        yield unread


def lacks_something(sheet, cells, reading):
    """Whether a row has nothing in one of the columns that a row of the table needs."""
    places = [reading.positions.get(column.name, 0) for column in sheet.columns if column.required]
    return any(not (0 < place <= len(cells) and heading(cells[place - 1])) for place in places)


def places_of(sheet, cells):
    """[column of the sheet, for each cell that is one of its heads]."""
    heads = {heading(name): column for column in sheet.columns for name in (column.header, *column.also)}
    return [heads[text].name for text in map(heading, cells) if text in heads]


def note_heads(sheet, cells, reading):
    """Where each column stands; what is missing or twice is an error, what is unknown is not read and told."""
    names = {heading(name): column.name for column in sheet.columns for name in (column.header, *column.also)}
    texts = [heading(cell) for cell in cells]
    found = [names.get(text) for text in texts]
    wrong, unknown = [], [text for text in texts if text and text not in names and text not in OWN_HEADS]
    for column in sheet.columns:
        is_needed = column.required or (sheet.replaces and not column.may_be_left_out)
        if column.name not in found and is_needed:
            wrong.append(f"缺少“{column.header}”列")
        if found.count(column.name) > 1:
            wrong.append(f"“{column.header}”列出现了两次")
    if sheet.replaces:
        wrong += [f"多出“{text}”列，请删除" for text in unknown]
    if wrong:
        reading.errors[reading.head_row, ""] += wrong
        return
    reading.positions = {name: place for place, name in enumerate(found, 1) if name}
    missing = [column.header for column in sheet.columns if column.read and column.name not in found]
    if missing:
        reading.remarks.append(f"表里没有“{some_of(missing, 12)}”列，这些内容不变")
    if unknown:
        reading.remarks.append(f"“{some_of(unknown, 12)}”列没有读")


# ------------------------------------------------------------ rows
def read_row(sheet, number, cells, reading, words):
    """The values of one row; wrong ones are None and noted.

    words -- {column: the words to choose from}
    """
    row = {ROW: number, WRONG: set()}
    for column in sheet.columns:
        place = reading.positions.get(column.name, 0)
        try:
            cell = cells[place - 1] if 0 < place <= len(cells) else None
            row[column.name] = column.value(cell, words[column.name]) if place else None
        except ValidationError as error:
            row[column.name] = None
            row[WRONG].add(column.name)
            reading.refuse(number, column.name, error.messages[0])
    return row


def resolve_cells(sheet, reading, actor):
    """Turn the texts of columns that name something of the register into what they mean, all rows at once."""
    for column in sheet.columns:
        if column.resolve is None:
            continue
        texts = {row[column.name] for row in reading.rows if row[column.name] is not None}
        meant = column.resolve(texts, actor) if texts else {}
        for row in reading.rows:
            value = meant.get(row[column.name])
            if isinstance(value, ValidationError):
                row[WRONG].add(column.name)
                reading.refuse(row[ROW], column.name, value.messages[0])
                value = None
            row[column.name] = value


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
