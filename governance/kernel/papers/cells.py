"""Workbooks written as their rows come, with nothing in them that Excel would run."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice

from django.utils import timezone
from django.utils.functional import Promise
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .characters import UNPRINTABLE
from .exports import STARTS_FORMULA

MOST_CHARACTERS = 32_767  # of one cell, Excel's own limit
EXACT_DIGITS = 15  # Excel's numbers lose what is beyond
SAMPLE = 200  # rows looked at for the widths of columns
NARROWEST, WIDEST = 8, 60
HEAD_FONT = Font(bold=True)
HEAD_FILL = PatternFill("solid", fgColor="FFF2F0EC")


def write_xlsx(target, rows, *, title="", about=(), progress=None):
    """Write a workbook to a file object; returns how many rows below the head.

    rows     -- the heads first, then the rows, as any iterable (read once, never held)
    about    -- [(what, value)] for a second sheet: who exported, when, with which filters
    progress -- called with the number of rows written, now and then
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(title or "数据"))
    rows = iter(rows)
    head = list(next(rows, []))
    first = [list(row) for row in islice(rows, SAMPLE)]
    for number, width in enumerate(widths([head, *first]), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    if head:
        sheet.append([head_cell(sheet, label) for label in head])
    count = 0
    for row in chain(first, rows):
        sheet.append([cell(sheet, value) for value in row])
        count += 1
        if progress and count % 500 == 0:
            progress(count)
    if head:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{count + 1}"
    if about:
        notes = book.create_sheet("导出说明")
        for what, value in about:
            notes.append([cell(notes, what), cell(notes, value)])
    book.save(target)
    return count


def cell(sheet, value):
    """A value as a cell that stays what it is: text is never taken for a formula or a number."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return styled(sheet, value, "#,##0.00")
    if isinstance(value, datetime):
        if timezone.is_aware(value):
            value = timezone.localtime(value).replace(tzinfo=None)
        return styled(sheet, value, "yyyy-mm-dd hh:mm")
    if isinstance(value, date):
        return styled(sheet, value, getattr(value, "NUMBER_FORMAT", "yyyy-mm-dd"))
    if isinstance(value, (int, float)) and len(str(value)) <= EXACT_DIGITS:
        return value
    text = UNPRINTABLE.sub("", str(value))[:MOST_CHARACTERS]
    if text.startswith(STARTS_FORMULA):
        kept = WriteOnlyCell(sheet, text)
        kept.data_type = "s"
        kept.quotePrefix = True  # Excel's own mark for "this is text"
        return kept
    return text


def styled(sheet, value, number_format):
    made = WriteOnlyCell(sheet, value)
    made.number_format = number_format
    return made


def head_cell(sheet, label):
    made = WriteOnlyCell(sheet, str(label))
    made.data_type = "s"
    made.font, made.fill = HEAD_FONT, HEAD_FILL
    made.alignment = Alignment(vertical="center", wrap_text=True)
    return made


def widths(rows):
    """A width for each column that fits what the first rows say; Chinese characters count double."""
    columns = max((len(row) for row in rows), default=0)
    for number in range(columns):
        longest = max((display_width(row[number]) for row in rows if number < len(row)), default=0)
        yield min(max(longest + 2, NARROWEST), WIDEST)


def display_width(value):
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, datetime):
        return 16
    text = f"{value:,.2f}" if isinstance(value, Decimal) else str(value if value is not None else "")
    lines = text[:200].split("\n")
    return max(sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line) for line in lines)


def sheet_title(title):
    """At most 31 characters, without those Excel forbids in a sheet's name."""
    return re.sub(r"[\[\]:*?/\\]", " ", UNPRINTABLE.sub("", title)).strip("' ")[:31] or "数据"


def write_sheets(target, sheets):
    """Write several small tables (`exports.SmallSheet`) to a file object, one a sheet, what it is about above it."""
    book = Workbook(write_only=True)
    for table in sheets:
        sheet = book.create_sheet(sheet_title(table.title))
        lines = [table.head, *table.rows, *([table.foot] if table.foot else [])]
        for number, width in enumerate(widths(lines), 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = f"B{len(table.about) + 2 + bool(table.about)}"
        for what, value in table.about:
            sheet.append([cell(sheet, what), cell(sheet, value)])
        if table.about:
            sheet.append([])
        sheet.append([head_cell(sheet, label) for label in table.head])
        for row in table.rows:
            sheet.append([cell(sheet, value) for value in row])
        if table.foot:
            sheet.append([bold(sheet, value) for value in table.foot])
    book.save(target)


def bold(sheet, value):
    made = cell(sheet, value)
    if not hasattr(made, "number_format"):
        made = WriteOnlyCell(sheet, made)
    made.font = HEAD_FONT
    return made
