"""A sign-in list that is pasted from a sheet or uploaded as one."""

import csv
import io
import re

from django.core.exceptions import ValidationError

from governance.kernel.papers import reading
from governance.kernel.steps.errors import Refused

HEADS = {
    "户号": "voter",
    "席位": "voter",
    "房号": "voter",
    "户号（席位）": "voter",
    "姓名": "name",
    "专有面积": "exclusive_area",
    "面积": "exclusive_area",
    "专有面积（㎡）": "exclusive_area",
    "买受人": "owner",
    "业主": "owner",
    "未售": "is_unsold",
    "受托人": "by_proxy",
    "表决": "choice",
}
USUAL = {  # the columns of a list without heads, by their number
    4: ("voter", "name", "by_proxy", "choice"),
    6: ("voter", "name", "exclusive_area", "owner", "by_proxy", "choice"),
}
CHOICES = {
    "同意": "yes",
    "赞成": "yes",
    "反对": "no",
    "不同意": "no",
    "弃权": "abstain",
    "未到": "absent",
    "缺席": "absent",
}
MOST = 2000


def rows_of(table):
    """Rows of dicts from text or from lists of cells; a first line of heads names the columns.

    Raises ValidationError with the number of the line.
    """
    lines = split(table) if isinstance(table, str) else table
    lines = [(number, [str(cell or "").strip() for cell in line]) for number, line in enumerate(lines, 1)]
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if not lines:
        raise ValidationError("名单是空的，请核对", code="list_empty")
    if len(lines) > MOST + 1:
        raise ValidationError(f"名单最多 {MOST} 行，现在有 {len(lines)} 行", code="list_too_long")
    names = [column(cell) for cell in lines[0][1]]
    if any(names):
        lines = lines[1:]
    else:
        names = list(USUAL.get(len(names), USUAL[6]))
    return [row_of(number, names, cells) for number, cells in lines]


def column(head):
    """The field a column's head names: “第 2 项” is the second motion."""
    head = head.replace(" ", "")
    if further := re.fullmatch(r"第([2-9])项", head):
        return f"choice_{further[1]}"
    return HEADS.get(head, "")


def row_of(number, names, cells):
    if any(cell[:1] in "=+@" for cell in cells if cell):
        raise ValidationError(f"第 {number} 行：单元格不能以 =、+、@ 开头", code="formula")
    row = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    for name in [name for name in row if name.startswith("choice")]:
        if row[name] not in CHOICES:
            raise ValidationError(
                f"第 {number} 行：表决须填写同意、反对、弃权或未到，现为“{row[name]}”", code="choice_unknown"
            )
        row[name] = CHOICES[row[name]]
    if not row.get("choice"):
        raise ValidationError(f"第 {number} 行：没有表决一列，请按户号、姓名、受托人、表决排列", code="choice_missing")
    return row


def split(text):
    """Lines of cells from pasted text: tabs as a sheet copies them, else commas."""
    text = text.replace("，", ",").strip("\n")
    return list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ","))


def read_table(file):
    """Lines of cells of the first sheet of an uploaded workbook, empty ones too.  Raises ValidationError."""
    try:
        lines = reading.read_lines(io.BytesIO(file.data), MOST + 1, reading.QUICK)
    except Refused as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from None
    table = [[] for _ in range(lines[-1][0] if lines else 0)]
    for number, cells in lines:
        table[number - 1] = cells
    return table
