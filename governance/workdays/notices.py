"""The notices on which the work calendar rests: their numbers, as official papers write them.

Shifted weekends are arranged by the State Council's general office alone; a
local day off (a storm) may rest on a notice of a lower authority.
Source: 党政机关公文处理工作条例 第九条 (发文字号: 机关代字、年份、发文顺序号).
"""

import re
import unicodedata

from governance.kernel.clock import clock
from governance.kernel.steps.errors import Refused

HAN, OFFICE = "\u4e00-\u9fff", "国务院办公厅"
OFFICE_CODES = "国办(?:发明电|发电|发|函|明电|电)"  # the codes under which the general office numbers its papers
INTRODUCE = (
    "依据",
    "根据",
    "按照",
    "依照",
    "遵照",
    "按",
    "见",
    "执行",
)  # may stand before a number without being part of it
NUMBERED = r"[〔\[(【](?P<year>20[0-9]{2})[〕\])】]第?[0-9]{1,5}号"
NUMBER = re.compile(rf"(?P<office>[{HAN}]{{2,12}}){NUMBERED}")
BEGINS = "|".join([f"(?<![{HAN}])", *(f"(?<={word})" for word in INTRODUCE)])
OFFICE_NUMBER = re.compile(rf"(?:{BEGINS})(?:{OFFICE}(?:通知|文件)?)?{OFFICE_CODES}{NUMBERED}")
EXAMPLE = "国办发明电〔2025〕7号"


def plain(note):
    """A note in the usual width and without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", note or ""))


def require_notice(note, year):
    """Refuse a change of the calendar of this year that rests on no numbered notice of its time.

    Refuses notice_missing, notice_of_another_year.
    """
    require_number(NUMBER, note, year, "请写明所依据的通知文号")


def require_office_notice(note, year):
    """Refuse what is not arranged by the State Council's general office, for this year.

    The number is read as a whole: the name of the office inside another number does not make it the office's.

    year -- the year of the arrangement: announced in it or in the year before, never in a year to come

    Refuses notice_missing, notice_of_another_year.
    """
    require_number(OFFICE_NUMBER, note, year, f"放假和调休由{OFFICE}安排，请填写其通知文号")


def require_number(pattern, note, year, missing):
    """Refuse a text without a number of this pattern, and one whose numbers are all of years that do not fit.

    missing -- what is said where there is no such number
    """
    found = [int(number["year"]) for number in pattern.finditer(plain(note))]
    if not found:
        raise Refused(f"{missing}，例如 {EXAMPLE}", "notice_missing", field="note")
    if any(year - 1 <= number <= min(year, clock.today().year) for number in found):
        return
    if min(found) > clock.today().year:
        sentence = f"通知文号〔{min(found)}〕的年份还没有到，这样的通知还没有印发，请核对"
    else:
        sentence = f"通知文号〔{max(found)}〕的年份与 {year} 年的安排不符，请核对"
    raise Refused(sentence, "notice_of_another_year", field="note")
