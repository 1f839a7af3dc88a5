"""Exclusive units are joined into heads; everything that counts owners asks here (domain.md §2.7).

**Source:** 最高法建筑物区分所有权解释 (2020) 8 (area: as registered), 9 (number of owners: one exclusive unit counts
one; units that one buyer owns, and those the developer has not sold or not handed over, count one together).
Co-owners of a unit are one owner: they decide nothing here.
"""

import re
import unicodedata
from collections import defaultdict

from governance.kernel.steps import cleaning

from .kinds import Holding

APART = re.compile(r"(?<=[0-9A-Z])\s+(?=[0-9A-Z])|[#－—–‐_/／\\.·。,，、:：]")
TAIL = re.compile(r"(室|房|户|号)$")
FLOOR = re.compile(r"([0-9]+)[层楼]-*([0-9]+)(?![-0-9])")  # and the room that stands on it
PARTS = re.compile(r"号楼|栋|幢|座|单元")
OTHERS = re.compile(r"号|(?<=[0-9A-Z])楼(?=[-0-9A-Z]|$)")  # parts, too, where they say no floor
PHASE = re.compile(r"-*期-*")
LEADING_ZEROS = re.compile(r"(^|-|期)0+(?=[0-9])")


def unit_code(text):
    """A unit's code in its usual spelling, as a roll keeps it: 第三栋1单元101室 and 3号楼1单元1层101 are 3-1-101.

    A phase belongs to the building: 一期3栋101 is 1期3-101.
    """
    plain = cleaning.numerals(unicodedata.normalize("NFKC", str(text)).strip().upper())
    plain = re.sub(r"\s|第(?=\s*[0-9A-Z])", "", APART.sub("-", plain))
    plain = FLOOR.sub(room_of, PARTS.sub("-", TAIL.sub("", plain)))
    plain = PHASE.sub("期", OTHERS.sub("-", plain))
    return re.sub(r"-+", "-", plain).strip("-")


def room_of(match):
    """The room alone where its number begins with the floor's, as 101 of 1层101; else both: 2-1 of 2层1."""
    floor, room = match[1].lstrip("0"), match[2]
    return f"-{room}" if room.startswith(floor) and len(room) > len(floor) else f"-{match[1]}-{room}"


def unit_key(text):
    """A unit's code as rolls and sign-in lists compare it: 01-01-0101 and 1-1-101 are one."""
    return LEADING_ZEROS.sub(r"\1", unit_code(text))


def building_of(code):
    """The building of a unit, the first part of its code: 1 of 01-1-101; "" where the code names none (101)."""
    building, dash, _ = unit_key(code).partition("-")
    return building if dash else ""


def name_key(text):
    """A name as rolls and sign-in lists compare it: 石　桥 and 石桥, 阿依古丽．买买提 and 阿依古丽·买买提 are one."""
    return re.sub(r"\s", "", cleaning.name(text)).upper()


def links_of(unit):
    """What joins a unit to others of one head: the developer, a declared buyer of one name, the identity number."""
    if unit.holding != Holding.OWNER:
        return [("developer",)]
    declared = ("buyer", unit.buyer, name_key(unit.owner))
    return [link for link in (declared, ("identity", unit.identity)) if link[1]]


def head_keys(units):
    """{code: head} of all units of a roll; a head is called by the first code among its units.

    units -- rows with `code`, `holding`, `owner` (the first one's name), `buyer` (declared group of one buyer) and
             `identity` (the buyer's)

    A buyer is known by the identity number, or by the group that the roll declares for owners of one name: never by
    the name alone, for namesakes are two owners, and never by the group alone, into which anybody may be written.
    """
    above, first = {}, {}

    def top(code):
        while above[code] != code:
            above[code] = code = above[above[code]]
        return code

    for unit in units:
        above[unit.code] = unit.code
    for unit in units:
        for link in links_of(unit):
            other = first.setdefault(link, unit.code)
            above[top(unit.code)] = top(other)
    joined = defaultdict(list)
    for code in above:
        joined[top(code)].append(code)
    return {code: min(codes) for codes in joined.values() for code in codes}
