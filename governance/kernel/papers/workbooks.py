"""The workbooks around an import: the template to fill in, the copy with every error marked."""

import io
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from governance.kernel.figures.formats import some_of
from governance.kernel.models.imports import Outcome

from .cells import HEAD_FILL, HEAD_FONT, SAMPLE, cell, head_cell, sheet_title, widths
from .characters import UNPRINTABLE
from .reading import OWN_HEADS, REMARKS
from .sheets import TRUTH

WRONG_FILL = PatternFill("solid", fgColor="FFFBE3E1")
WRONG_FONT = Font(color="FFB3261E")
WRAPPED = Alignment(wrap_text=True, vertical="top")
CHANGED_FILL = PatternFill("solid", fgColor="FFE3F1E9")
ASKED_FILL = PatternFill("solid", fgColor="FFFBF0D9")
KINDS = {
    "flag": "是或否",
    "text": "文字",
    "date": "日期，如 2026-03-05",
    "int": "整数",
    "money": "金额（元），最多两位小数",
}
TEXT_FORMAT, DATE_FORMAT = "@", "yyyy-mm-dd"
AUTHOR = "导入检查"
MOST_COMMENTS = 2000  # more make Excel slow; colour and last column tell the rest


def template(sheet, rows=(), *, beside=None):
    """A workbook to fill in: heads, lists to choose from, and a sheet that explains; as bytes.

    rows   -- lists of values in the columns' order that stand in it already; it is empty without
    beside -- (title, heads, lines) of one more sheet, which names what may be written
    """
    book = Workbook()
    data = book.active
    data.title = sheet_title(sheet.title)
    data.freeze_panes = "A2"
    lists = book.create_sheet("选项")
    lists.sheet_state = "hidden"
    for place, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(place)
        head = data.cell(1, place, f"{column.header}{'*' if column.required else ''}")
        head.font, head.fill, head.alignment = HEAD_FONT, HEAD_FILL, Alignment(wrap_text=True, vertical="center")
        data.column_dimensions[letter].width = column.width
        # text keeps the zeros and the last digits of numbers that are names: telephones, identity numbers
        data.column_dimensions[letter].number_format = DATE_FORMAT if column.kind == "date" else TEXT_FORMAT
        if words := choices_of(column):
            add_choices(data, lists, letter, words, sheet.most_rows)
    for number, values in enumerate(rows, 2):
        for place, value in enumerate(values, 1):
            fill_in(data.cell(number, place), value)
    write_help(book.create_sheet("填写说明"), sheet)
    if beside:
        add_names(book, *beside)
    return saved(book)


def choices_of(column):
    """The words that a column's cells are chosen from; of a flag 是 and 否."""
    return tuple(TRUTH) if column.kind == "flag" else column.words()


def add_names(book, title, heads, lines):
    """One more sheet: the names that cells may hold, to copy from."""
    names = book.create_sheet(sheet_title(title))
    names.freeze_panes = "A2"
    names.append(heads)
    for head in names[1]:
        head.font, head.fill = HEAD_FONT, HEAD_FILL
    for number, values in enumerate(lines, 2):
        for place, value in enumerate(values, 1):
            fill_in(names.cell(number, place), value)
    for number, width in enumerate(widths([heads, *lines[:SAMPLE]]), 1):
        names.column_dimensions[get_column_letter(number)].width = width


def export(sheet, rows, *, full, beside=None):
    """The rows of the register as a workbook that can be corrected and imported again; as bytes.

    full -- fn(row) -> whether its masked columns are written in full
    """

    def line(row):
        is_full = full(row)
        return [column.written(column.held(row), full=is_full) if column.read else None for column in sheet.columns]

    return template(sheet, map(line, rows), beside=beside)


def fill_in(target, value):
    """Write a value as somebody would have typed it: a day as a day, everything else as text."""
    if isinstance(value, date):
        target.value, target.number_format = value, DATE_FORMAT
    elif value not in (None, ""):
        target.value, target.number_format, target.data_type = UNPRINTABLE.sub("", str(value)), TEXT_FORMAT, "s"


def add_choices(data, lists, letter, words, most_rows):
    """A drop-down list for one column; the words are on a hidden sheet, which has no limit of length."""
    place = lists.max_column + 1 if lists["A1"].value else 1
    for number, word in enumerate(words, 1):
        lists.cell(number, place, word)
    source = get_column_letter(place)
    choice = DataValidation("list", formula1=f"选项!${source}$1:${source}${len(words)}", allow_blank=True)
    choice.errorTitle, choice.error = "请从列表中选择", "请从下拉列表中选择一项"
    choice.add(f"{letter}2:{letter}{most_rows + 1}")
    data.add_data_validation(choice)


def write_help(notes, sheet):
    """What each column takes, with an example."""
    notes.append(["列名", "必填", "格式", "示例", "说明"])
    for column in sheet.columns:
        words = choices_of(column)
        kind = f"从列表选择：{some_of(words, 8)}" if words else KINDS[column.kind]
        notes.append([column.header, "是" if column.required else "否", kind, column.example, column.help])
    notes.append([])
    general = (
        "请在第一张表填写，不要改动表头；每行一条，不留空行，不写公式。",
        f"一次最多 {sheet.most_rows:,} 行。{sheet.refused}",
        *sheet.outcome,
        "本系统为非涉密系统，严禁填写国家秘密和工作秘密。",
    )
    for sentence in (*general, *sheet.notes):
        notes.append([sentence])
    for head in notes[1]:
        head.font, head.fill = HEAD_FONT, HEAD_FILL
    for letter, width in zip("ABCDE", (18, 8, 36, 24, 48), strict=True):
        notes.column_dimensions[letter].width = width
    for row in notes.iter_rows(min_row=2, max_row=len(sheet.columns) + 1):
        for told in row:
            told.alignment, told.data_type = WRAPPED, "s"


def marked_copy(sheet, reading, differences=()):
    """A copy of what was read of a workbook: wrong, changed and doubtful cells coloured with a comment, all in words in
    a last column.

    It is written line by line from the values that were read: whatever else the file held stays out.
    """
    book = Workbook(write_only=True)
    data = book.create_sheet(sheet_title(sheet.title))
    data.freeze_panes = f"A{reading.head_row + 1}"
    known, marks = dict(reading.lines), Marks(sheet, reading, differences)
    remarks = remarks_place(known.get(reading.head_row, []))
    for column in sheet.columns:
        if place := reading.positions.get(column.name):
            data.column_dimensions[get_column_letter(place)].width = column.width
    data.column_dimensions[get_column_letter(remarks)].width = 60
    written = 0
    for number in sorted({*known, *marks.rows}):
        for _ in range(number - written - 1):
            data.append([])
        spots, sentences = marks.rows.get(number, ({}, []))
        is_head = number == reading.head_row and bool(reading.positions)
        values = [*known.get(number, []), *[None] * remarks][: remarks - 1]
        line = [head_cell(data, value or "") if is_head else cell(data, without_time(value)) for value in values]
        for place, (fill, sentence) in spots.items():
            if place < remarks:
                line[place - 1] = marked(data, line[place - 1], fill, sentence)
        data.append([*line, head_cell(data, REMARKS) if is_head else remark(data, sentences)])
        written = number
    return saved(book)


class Marks:
    """What a marked copy says: {row number: ({place: (colour, the comment or "")}, [sentences of the last column])}."""

    def __init__(self, sheet, reading, differences):
        self.titles = {column.name: column.header for column in sheet.columns}
        self.reading, self.rows, self.comments = reading, {}, 0
        for (number, name), sentences in sorted(reading.errors.items()):
            self.note(number, name, WRONG_FILL, "；".join(sentences))
        for ask in reading.asked.values():
            self.note(ask.row, ask.column, ASKED_FILL, f"{ask.sentence}。{ask.how}" if ask.how else ask.sentence)
        for one in differences:
            self.note_difference(one)

    def note(self, number, name, fill, sentence):
        """Mark one cell, or a whole row (name ""), and say why."""
        sentence, place = UNPRINTABLE.sub("", sentence), self.reading.positions.get(name)
        spots, words = self.rows.setdefault(number, ({}, []))
        spots[place or 1] = fill, self.comment(sentence) if place else ""
        words.append(f"{self.titles[name]}：{sentence}" if name else sentence)

    def note_difference(self, one):
        if one.outcome not in (Outcome.CHANGED, Outcome.NEW):
            return
        spots, words = self.rows.setdefault(one.number, ({}, []))
        words += one.sentences
        for place, old in one.changed_places(self.reading):
            spots[place] = CHANGED_FILL, self.comment(f"原为 {old}")

    def comment(self, sentence):
        """The sentence as a comment, as long as there are few."""
        self.comments += 1
        return UNPRINTABLE.sub("", sentence) if self.comments <= MOST_COMMENTS else ""


def remarks_place(heads):
    """The place of the last column: that of the old marks in a copy that came back, else the first free one."""
    for head in OWN_HEADS:
        if head in heads:
            return heads.index(head) + 1
    return max([place for place, head in enumerate(heads, 1) if head not in (None, "")], default=1) + 1


def without_time(value):
    """A day as a day: workbooks know only moments."""
    if isinstance(value, datetime) and value.time() == time():
        return date(value.year, value.month, value.day)
    return value


def marked(data, value, fill, sentence):
    """A cell that is coloured, with a comment if there is a sentence."""
    made = value if isinstance(value, Cell) else WriteOnlyCell(data, value)
    if isinstance(value, str):
        made.data_type = "s"
    made.fill = fill
    if sentence:
        made.comment = Comment(sentence, AUTHOR, height=60, width=260)
    return made


def remark(data, sentences):
    made = WriteOnlyCell(data, "；".join(sentences) or None)
    if sentences:
        made.data_type, made.font, made.alignment = "s", WRONG_FONT, WRAPPED
    return made


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
