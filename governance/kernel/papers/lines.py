"""The lines of a workbook's visible sheets, and what its shape says of them; runs confined (confined.py) only.

Source: reading.py says what becomes of them.
"""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import iterparse

from openpyxl import load_workbook

from . import markup

MOST_COLUMNS = 60
MOST_BLANK = 2000  # consecutive empty rows after which the sheet has ended
MOST_SHEETS = 5
WIDE = 3  # columns of a merged cell that holds a title or a note and no value
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
VISIBLE = "visible"


def read(data, most):
    """([one dict a sheet], b""); of the first MOST_SHEETS visible ones with `lines`, at most `most` of each.

    title, is_hidden -- of every sheet; the lines of a hidden one are not read
    lines  -- [(row number, cells)] of the rows with anything in them
    spread -- ranges of merged cells whose value stands in each of their rows now
    wide   -- numbers of the rows that begin with a cell merged over several columns
    unseen -- numbers of the rows that a filter, or somebody, has hidden

    Days and times come as {kind: text}, which `plain` of reading.py turns back.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        markup.refuse_declarations(package)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    found, left = [], MOST_SHEETS
    for sheet in book.worksheets:
        one = {"title": sheet.title, "is_hidden": sheet.sheet_state != VISIBLE}
        if left and not one["is_hidden"]:
            one |= read_sheet(book, sheet, most)
            left -= 1
        found.append(one)
    return found, b""


def read_sheet(book, sheet, most):
    lines, blank = [], 0
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        if any(cell is not None and str(cell).strip() for cell in cells):
            lines.append((number, [sayable(cell) for cell in cells[: last_filled(cells)]]))
            blank = 0
        else:
            blank += 1
        if blank > MOST_BLANK or len(lines) >= most:
            break
    merged, unseen = shape_of(book, sheet)
    spread, wide = spread_merged(lines, merged)
    known = {number for number, _ in lines}
    return {"lines": lines, "spread": spread, "wide": sorted(wide & known), "unseen": sorted(unseen & known)}


def last_filled(cells):
    """The place of the last cell with anything in it, from 1."""
    return max(place for place, cell in enumerate(cells, 1) if cell is not None)


def shape_of(book, sheet):
    """([ranges of merged cells], {numbers of hidden rows}): what openpyxl leaves out where it reads row by row."""
    merged, unseen = [], set()
    with book._archive.open(sheet._worksheet_path) as source:
        for _, element in iterparse(source):
            tag = element.tag.rpartition("}")[2]
            if tag == "row":
                if element.get("hidden") in ("1", "true") and element.get("r", "").isdecimal():
                    unseen.add(int(element.get("r")))
                element.clear()
            elif tag == "mergeCell":
                merged.append(element.get("ref", ""))
    return merged, unseen


def spread_merged(lines, merged):
    """([ranges], {rows}): write the value of a merged cell into each row below it that has something of its own.

    A title or a note is merged over columns; its value stands in the first of them alone, and its row is told.
    """
    known, spread, wide = dict(lines), [], set()
    for found in sorted(filter(None, map(RANGE.fullmatch, merged)), key=lambda found: (int(found[2]), found[0])):
        first, last = column_number(found[1]), column_number(found[3])
        top, bottom = int(found[2]), int(found[4])
        if last - first + 1 >= WIDE:
            wide.update(range(top, min(bottom, top + len(lines)) + 1))
        value = known[top][first - 1] if top in known and first <= len(known[top]) else None
        if value is None or bottom == top:
            continue
        below = [number for number in known if top < number <= bottom]
        for number in below:
            cells = known[number]
            cells += [None] * (first - len(cells))
            cells[first - 1] = value
        if below:
            spread.append(found[0])
    return spread, wide


def column_number(letters):
    """1 of A, 27 of AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def sayable(cell):
    """A cell's value as JSON can say it."""
    if isinstance(cell, str | int | float | None):
        return cell
    if isinstance(cell, datetime | date | time):
        return {type(cell).__name__: cell.isoformat()}
    if isinstance(cell, timedelta):
        return str(cell)
    return str(getattr(cell, "text", cell))  # an array formula, which is refused as one
