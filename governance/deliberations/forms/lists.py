"""A sign-in list that is pasted from a sheet or uploaded as one."""

import csv
import io
import re

from django.core.exceptions import ValidationError

from governance.deliberations.lists import MOST
from governance.kernel.papers import books
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import shortened
from governance.kernel.steps.line_columns import on_line

HEADS = {
    "户号": "voter",
    "户": "voter",
    "户（门牌）": "voter",
    "门牌": "voter",
    "住址": "voter",
    "席位": "voter",
    "席位（名册序号）": "voter",
    "名册序号": "voter",
    "房号": "voter",
    "户号（席位）": "voter",
    "姓名": "name",
    "户的代表": "name",
    "专有面积": "exclusive_area",
    "面积": "exclusive_area",
    "专有面积（㎡）": "exclusive_area",
    "买受人": "owner",
    "买受人（多套合计）": "owner",
    "业主": "owner",
    "未售": "is_unsold",
    "受托人": "by_proxy",
    "表决": "choice",
    "第1项": "choice",
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


SEPARATORS = ("\t", ",", ";", "|", "、")
NARROW = str.maketrans("，；｜：", ",;|:")
NUMBER = re.compile(r"[0-9]+(?:[.][0-9]+)?")


class WrongLines(ValidationError):
    """Lines with wrong cells, one sentence for each; `rows` are those that could be read."""

    def __init__(self, sentences, rows):
        super().__init__(shortened(sentences), code="list_wrong")
        self.rows = rows


def read_list(table, listing, field):
    """The rows of text or of lists of cells as `field` cleans them, each with the number of its line.

    A first line of heads names the columns; without heads they stand in the order of the listing.
    Raises ValidationError, WrongLines where cells are wrong.
    """
    lines = split(table) if isinstance(table, str) else table
    lines = [(number, [str(cell or "").strip() for cell in line]) for number, line in enumerate(lines, 1)]
    lines = [(number, cells) for number, cells in lines if any(cells)]
    if not lines:
        raise ValidationError("名单是空的，请核对", code="list_empty")
    if len(lines) > MOST + 1:
        raise ValidationError(f"名单最多 {MOST:,} 行，现在有 {len(lines):,} 行", code="list_too_long")
    names = [column(cell) for cell in lines[0][1]]
    if any(names):
        unknown = [cell for cell, name in zip(lines[0][1], names, strict=True) if cell and not name]
        if unknown:
            words = f"表头“{unknown[0][:20]}”认不出，请改为{listing.order}中的一项，或者删去这一列"
            raise ValidationError(words, code="head_unknown")
        lines = lines[1:]
    else:
        names = [one.name for one in listing.pasted]
        if isinstance(table, str) and may_be_arranged(lines, listing):
            lines = [(number, arranged(cells, listing)) for number, cells in lines]
    if "choice" not in names:
        raise ValidationError(f"没有表决一列，请按{listing.order}排列", code="choice_missing")
    if not lines:
        raise ValidationError("名单是空的，请核对", code="list_empty")
    return clean_lines(lines, names, listing, field)


def may_be_arranged(lines, listing):
    """Whether the cells may be told by what they are: no line has an empty one in the middle, or people are listed."""
    if listing.pasted[0].name == "name":
        return True
    return all(all(cells) and len(cells) < len(listing.pasted) for _, cells in lines)


def clean_lines(lines, names, listing, field):
    """The cleaned rows, or all that is wrong with them."""
    labels = {one.name: one.label for one in field.columns}
    rows, sentences = [], []
    for number, cells in lines:
        row, wrong = row_of(names, cells, listing)
        found = [f"第 {number} 行：{words}" for words in wrong]
        if not wrong:
            errors = {}
            row = field.clean_row(number, row, errors)
            found = [on_line(number, labels[name], words) for (_, name), said in errors.items() for words in said]
        sentences += found
        if not found:
            rows.append(row | {"line": number})
    if sentences:
        raise WrongLines(sentences, rows)
    return rows


def column(head):
    """The field a column's head names: “第 2 项” is the second motion; a template marks what is needed by a star."""
    head = head.replace(" ", "").removesuffix("*")
    if further := re.fullmatch(r"第([2-9])项", head):
        return f"choice_{further[1]}"
    return HEADS.get(head, "")


def row_of(names, cells, listing):
    """(the row, what is wrong with it): the cells by their columns, the votes in their usual words."""
    if any(cell[:1] in "=+@" for cell in cells if cell):
        return {}, ["单元格不能以 =、+、@ 开头"]
    surplus = [cell for cell in cells[len(names) :] if cell]
    if surplus:
        return {}, [f"比表头多出一列“{surplus[0][:20]}”，请按{listing.order}排列"]
    row = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    wrong = []
    for name in [name for name in row if name.startswith("choice")]:
        if row[name] in CHOICES:
            row[name] = CHOICES[row[name]]
        elif row[name] or name == "choice":
            wrong.append(f"表决须填写同意、反对、弃权或未到，现为“{row[name]}”")
    if "choice" not in row:
        wrong.append(f"没有表决一列，请按{listing.order}排列")
    return row, wrong


def split(text):
    """Lines of cells from pasted text, parted by the first of these that it has: tabs, as a sheet copies them, commas,
    semicolons, strokes, 、; else by blanks and colons."""
    text = text.translate(NARROW).strip("\n")
    for separator in SEPARATORS:
        if separator in text:
            return list(csv.reader(io.StringIO(text), delimiter=separator))
    return [re.split(r"[\s:]+", line.strip()) for line in text.splitlines()]


def arranged(cells, listing):
    """The cells of a line without heads in the order of the listing, told by what they are: 1 陈红霞 同意.

    Votes are votes, a bare number beside a name is the number on the roll or an area; what is left stands in its
    order. A name of two characters may have a blank between them.
    """
    columns = [column.name for column in listing.pasted]
    votes = [name for name in columns if name.startswith("choice")]
    found = dict(zip(votes, [cell for cell in cells if cell in CHOICES], strict=False))
    rest = joined([cell for cell in cells if cell and cell not in CHOICES])
    number = next((name for name in ("exclusive_area", "voter") if name in columns[1:]), "")
    numeric = [cell for cell in rest if NUMBER.fullmatch(cell)]
    if number and len(numeric) == 1 and len(rest) > 1:
        found[number] = numeric[0]
        rest.remove(numeric[0])
    places = [name for name in columns if name not in votes and name not in found]
    places += [name for name in votes if name not in found]  # what is no vote is refused as one
    found |= dict(zip(places, rest, strict=False))
    return [found.get(name, "") for name in columns] + rest[len(places) :]


def joined(cells):
    """Single characters that follow each other are one name, written apart: 石 桥."""
    words, was_single = [], False
    for cell in cells:
        is_single = len(cell) == 1 and not cell.isdecimal()
        if is_single and was_single:
            words[-1] += cell
        else:
            words.append(cell)
        was_single = is_single
    return words


def read_table(file):
    """Lines of cells of the first sheet of an uploaded workbook, empty ones too.  Raises ValidationError."""
    try:
        lines = books.read_lines(io.BytesIO(file.data), MOST + 1, books.QUICK)
    except Refused as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from None
    table = [[] for _ in range(lines[-1][0] if lines else 0)]
    for number, cells in lines:
        table[number - 1] = cells
    return table
