"""How a door is written: 2单元301, 2-301室 and ２－301 are one and the same, and who reads it in full.

Source: domain.md §7 (addresses are masked to the building), §2.12.
"""

import re

from governance.kernel.steps import cleaning
from projects.roles import REPORT

COMMUNITY = 2  # depth in the tree
STAIRS = re.compile("(?:单元|门洞|门)-*")
ROOM = re.compile("(?:室|号|户|房)$")
ZEROS = re.compile("(?<![0-9])0+(?=[0-9])")
SOMEBODY = "某户"  # what is shown in place of a door


def door_key(door):
    """What two ways to write one door have in common: 2-301; "" of nothing."""
    text = re.sub(r"\s+", "", cleaning.numerals(cleaning.narrow(door or ""))).upper()
    return ZEROS.sub("", STAIRS.sub("-", ROOM.sub("", text))).strip("-")


def of_stair(key, units):
    """(unit, the rest of the key) where a door names one of the staircases of its building, else (None, the key)."""
    for unit in units:
        beginning = f"{door_key(unit.name)}-"
        if key.startswith(beginning) and key != beginning:
            return unit, key.removeprefix(beginning)
    return None, key


def visits_there(user, area):
    """Whether somebody visits homes at a place: by a post in its community or further down, not from above."""
    own = [path for path in user.scope(REPORT).paths if path.count("/") - 1 >= COMMUNITY]
    return any(area.path.startswith(path) for path in own)
