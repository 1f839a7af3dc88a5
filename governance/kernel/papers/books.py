"""The sheets of an uploaded workbook as they were read, in a child process (confined.py)."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time

from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep import callers

from . import confined

# Of the reading, see confined.look: in a job, and in a form that somebody waits for.
BOUNDS = {"seconds": 60, "patience": 120, "memory": 400 * confined.MEGABYTE}
QUICK = {"seconds": 5, "patience": 8, "memory": 400 * confined.MEGABYTE}
KINDS = {"datetime": datetime, "date": date, "time": time}
HEAD_WITHIN = 15  # titles may precede the heads
# What stands below a table: a sum, a signature, a remark.
NOTE = re.compile(
    r"(填表|填报|制表|审核|审批|负责|经办|联系|单位)(人|单位|日期|时间|电话|负责人|盖章|签字)|[(]?(盖章|签字|签名|以下空白|以下无正文)"
    r"|(注|备注|说明|附注)[1-9]?[:：]"
)
SUM = re.compile(r"(合|总|小|共)计([:：(（].*)?|[0-9一二三四五六七八九十]+月?合计")
NOTE_CELLS = 4  # a note fills no more of its row


@dataclass
class BookSheet:
    """One sheet of a workbook; `lines` are [(row number, cells)] of the rows with anything in them.

    spread -- ranges of merged cells that were read as one value for each row
    wide   -- numbers of rows that hold a cell merged over several columns
    unseen -- numbers of rows that are hidden, by a filter for example
    """

    title: str
    is_hidden: bool = False
    lines: list = field(default_factory=list)
    spread: list = field(default_factory=list)
    wide: list = field(default_factory=list)
    unseen: list = field(default_factory=list)

    def is_note(self, number, cells, *, lacks_something):
        """Whether a row looks like a sum; like a title of a part, a signature or a remark, if it lacks something."""
        filled = [text for text in map(heading, cells) if text]
        if SUM.fullmatch(filled[0]) or not lacks_something:
            return bool(SUM.fullmatch(filled[0]))
        return (len(filled) <= NOTE_CELLS and bool(NOTE.match(filled[0]))) or (len(filled) == 1 and number in self.wide)


def read_sheets(source, most_rows, bounds=BOUNDS):
    """The sheets of a workbook (binary file object), of each a few more lines than `most_rows` at the most.

    Raises Refused: "broken_file" where it is no workbook at all, "too_complex" where it cannot be read to its end.
    """
    source.seek(0)
    try:
        most = most_rows + HEAD_WITHIN + 1
        found, _ = confined.look("lines", source.read(), account=callers.account(), most=most, **bounds)
    except confined.OutOfBounds:
        raise Refused(
            "表格展开后过大，读不完。请把要导入的行复制到新下载的模板中（只粘贴数值），再上传", "too_complex"
        ) from None
    except confined.Busy as reason:
        raise Refused(str(reason), "busy") from None
    except confined.LookFailed:  # openpyxl fails on broken files in many ways
        raise Refused("表格无法打开，请用模板填写后另存为 .xlsx 再上传", "broken_file") from None
    for one in found:
        one["lines"] = [(number, [plain(cell) for cell in cells]) for number, cells in one.get("lines", ())]
    return [BookSheet(**one) for one in found]


def read_lines(source, most_rows, bounds=BOUNDS):
    """The lines of the first visible sheet with anything in it; [] without one.  Raises Refused."""
    return next((sheet.lines for sheet in read_sheets(source, most_rows, bounds) if sheet.lines), [])


def plain(cell):
    """A cell's value as openpyxl gave it, from what the child process could say of it."""
    if isinstance(cell, dict):
        [(kind, text)] = cell.items()
        return KINDS[kind].fromisoformat(text)
    return cell


def heading(value):
    """A head without the marks and breaks people put around it."""
    if value is None:
        return ""
    plain_text = unicodedata.normalize("NFKC", str(value))
    return re.sub(r"[\s*\u200b\ufeff]|\(必填\)|\(选填\)", "", plain_text)


def letter(place):
    """The letters of a column: A of 1, AA of 27."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
