"""The flats that a text names, however it spells them: 3-1-101, 3栋1单元101室 and 三栋101 are in building 3.

A flat turned into a shop is decided by the owners of its building, so the text must say which one it is.
Source: 民法典 279; 最高法建筑物区分所有权解释 (2020) 11; domain.md §2.7.
"""

import re
import unicodedata
from dataclasses import dataclass

from governance.kernel.steps import cleaning
from governance.rolls.heads import building_of

DASHES = re.compile(r"\s*[－—–‐_/#-]\s*")
BLANKS = re.compile(r"\s*(号楼|栋|幢|座|单元|层|室|户)\s*")
DIGITS = "一二三四五六七八九"
CHINESE = re.compile(f"[{DIGITS}]?十?[{DIGITS}]?(?=号楼|栋|幢|座|单元|层)")  # a number below a hundred
NUMBER = "[0-9A-Z]{1,3}"
FLAT = re.compile(
    rf"(?<![0-9A-Z-])(?:(?P<building>{NUMBER})(?:号楼|栋|幢|座)-?(?:(?P<unit>{NUMBER})(?:单元|-))?(?:[0-9]{{1,2}}层)?"
    rf"|(?P<first>{NUMBER})-(?:(?P<second>{NUMBER})-)?)(?P<room>[0-9]{{2,5}})(?![0-9-])"
    r"|(?<![0-9A-Z-])(?P<alone>[0-9]{3,4})(?=室|号房|房|户|住宅|住房)"
)


@dataclass(frozen=True)
class Flat:
    """One flat as a text names it; building and unit are "" where it leaves them out."""

    building: str
    unit: str
    room: str
    words: str


def flats_in(text):
    """[Flat] of a text, in its order."""
    plain = BLANKS.sub(r"\1", DASHES.sub("-", unicodedata.normalize("NFKC", text).upper()))
    return [flat_of(found) for found in FLAT.finditer(CHINESE.sub(cleaning.arabic, plain))]


def flat_of(found):
    building, unit = found["building"] or found["first"] or "", found["unit"] or found["second"] or ""
    room = (found["room"] or found["alone"]).lstrip("0")
    return Flat(building_of(f"{building}-0") if building else "", unit.lstrip("0"), room, found[0])


def is_one(flats):
    """Whether all of them may be the same flat: what one leaves out, another one says."""
    parts = ({flat.building for flat in flats}, {flat.unit for flat in flats}, {flat.room for flat in flats})
    return all(len(part - {""}) <= 1 for part in parts)
