"""Workbooks as people send them, made cell by cell, and rows of a sheet that are checked and written."""

import io

from openpyxl import Workbook

from governance.kernel.papers.differences import compare
from governance.kernel.papers.imports import to_write
from governance.kernel.papers.reading import Reading, check_database
from governance.kernel.papers.sheets import WRONG


def workbook(*lines, title="Sheet", shape=None):
    """A workbook of lines of cells, as a file object.

    shape -- fn(book, sheet) that gives it what else it has: merged cells, hidden rows, another sheet
    """
    book, out = Workbook(), io.BytesIO()
    book.active.title = title
    for line in lines:
        book.active.append(line)
    if shape:
        shape(book, book.active)
    book.save(out)
    out.seek(0)
    return out


def sheet_of(sheet, *rows, heads=None):
    """A workbook of a sheet's own heads, its rows given as {head: value}; as bytes."""
    heads = heads or [column.header for column in sheet.columns]
    return workbook(heads, *([row.get(head) for head in heads] for row in rows)).getvalue()


def checked(sheet, rows, actor):
    """The reading of rows that are given as a sheet's cells were parsed already."""
    names = [column.name for column in sheet.columns]
    whole = [dict.fromkeys(names) | {WRONG: set()} | row for row in rows]
    reading = Reading(rows=whole, positions={name: place for place, name in enumerate(names, 1)})
    check_database(sheet, reading, actor)
    return reading


def written(sheet, rows, actor):
    """(created, updated) of rows that are checked and written at once."""
    reading = checked(sheet, rows, actor)
    assert reading.is_good, reading.errors
    compare(sheet, reading)
    return sheet.write(to_write(reading), actor=actor)
