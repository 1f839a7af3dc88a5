"""The lines of a workbook's first sheet; runs confined (confined.py) only.

Source: reading.py says what becomes of them.
"""

import io
from datetime import date, datetime, time, timedelta

from openpyxl import load_workbook

MOST_COLUMNS = 60
MOST_BLANK = 2000  # consecutive empty rows after which the sheet has ended


def read(data, most):
    """([(row number, cells)] of the rows with anything in them, `most` at the most, b"").

    Days and times come as {kind: text}, which `plain` of reading.py turns back.
    """
    lines, blank = [], 0
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        if any(cell is not None and str(cell).strip() for cell in cells):
            lines.append((number, [sayable(cell) for cell in cells]))
            blank = 0
        else:
            blank += 1
        if blank > MOST_BLANK or len(lines) >= most:
            break
    return lines, b""


def sayable(cell):
    """A cell's value as JSON can say it."""
    if isinstance(cell, str | int | float | None):
        return cell
    if isinstance(cell, datetime | date | time):
        return {type(cell).__name__: cell.isoformat()}
    if isinstance(cell, timedelta):
        return str(cell)
    return str(getattr(cell, "text", cell))  # an array formula, which is refused as one
