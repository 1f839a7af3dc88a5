"""The notices on which the work calendar rests: their numbers, as official papers write them.

Shifted weekends are arranged by the State Council's general office alone; a
local day off (a storm) may rest on a notice of a lower authority.
Source: 党政机关公文处理工作条例 第九条 (发文字号: 机关代字、年份、发文顺序号).
"""

import re
import unicodedata

from governance.kernel.steps.errors import Refused

NUMBER = re.compile(r"(?P<office>[\u4e00-\u9fff]{2,12})[〔\[(【](?P<year>20[0-9]{2})[〕\])】]第?[0-9]{1,5}号")
OFFICE = "国办"  # how the numbers of the State Council's general office begin
EXAMPLE = "国办发明电〔2025〕7号"


def notice_number(note, field="note"):
    """The match of the first notice number in a text.  Refuses notice_missing."""
    clean = re.sub(r"\s", "", unicodedata.normalize("NFKC", note or ""))
    found = NUMBER.search(clean)
    if found is None:
        raise Refused(f"请写明所依据的通知文号，例如 {EXAMPLE}", "notice_missing", field=field)
    return found


def require_notice(note):
    """Refuse a change of the calendar that rests on no numbered notice."""
    notice_number(note)


def require_office_notice(note, year=None):
    """Refuse what is not arranged by the State Council's general office, for this year.

    year -- the year of the arrangement: announced in it or in the year before
    """
    found = notice_number(note)
    if not found["office"].startswith(OFFICE) and "国务院办公厅" not in note:
        sentence = f"放假和调休由国务院办公厅安排，请填写其通知文号，例如 {EXAMPLE}"
        raise Refused(sentence, "notice_missing", field="note")
    if year is not None and int(found["year"]) not in (year - 1, year):
        raise Refused(f"通知文号的年份与 {year} 年的放假安排不符，请核对", "notice_of_another_year", field="note")
