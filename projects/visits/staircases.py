"""What of a compound was walked this month, house by house: staircases across, floors down (今日走访, 单元).

A staircase is done when as many households were met there as the register counts; a floor, where the doors of a
staircase are in the register, when each of its doors was.  A closed door stays marked until somebody is met.
Source: domain.md §2.12.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Sum

from governance.models import Area, Level
from projects.roles import REPORT

from .models import Visit

MOST = 240  # staircases of one page
AT_ONCE = 4  # staircases across a phone
FLOOR = re.compile(
    r"(?:^|[-层楼元])\s*0?([0-9]{1,2})[0-9]{2}(?:室|号|户)?$"
)  # 302, 1-1201室: all but the last two digits
SIGNS = {
    "seen": ("check-lg", "已走完"),
    "part": ("circle-half", "走了一部分"),
    "missed": ("door-closed", "没在家"),
    "not": ("circle", "还没走到"),
}


@dataclass
class Cell:
    """One staircase, or one floor of it: where a visit is recorded, how many households were met of how many."""

    place: Area
    label: str
    met: int
    homes: int | None
    tries: int

    @property
    def state(self):
        if self.met and (not self.homes or self.met >= self.homes):
            return "seen"
        if self.tries:
            return "missed"
        return "part" if self.met else "not"

    @property
    def icon(self):
        return SIGNS[self.state][0]

    @property
    def words(self):
        return SIGNS[self.state][1]

    @property
    def figure(self):
        """9/12, or 9 where the register has no number."""
        return f"{min(self.met, self.homes)}/{self.homes}" if self.homes else str(self.met)


@dataclass
class House:
    """A building: its staircases, and below them the floors from the top, a cell or None for each staircase."""

    building: Area
    stairs: list
    floors: list

    @property
    def is_wide(self):
        """Whether a phone shows only a part of it at once."""
        return len(self.stairs) > AT_ONCE


def houses_of(area, user):
    """The houses of a compound or of a smaller place with staircases; [] for wider places, and without any."""
    if area.compound_id is None:
        return []
    known = Area.objects.visible_to(user, REPORT).current()
    below = known.filter(pk=area.pk) if area.level == Level.UNIT else known.below(area)
    units = list(below.filter(level=Level.UNIT).select_related("parent").order_by("path")[:MOST])
    doors = defaultdict(list)
    for door in known.filter(parent__in=units, level=Level.HOUSEHOLD).order_by("path"):
        doors[door.parent_id].append(door)
    keys = [unit.pk for unit in units] + [door.pk for rows in doors.values() for door in rows]
    rows = Visit.objects.filter(area__in=keys).this_month().order_by()
    met = dict(rows.counted().values_list("area").annotate(n=Sum("household_count")))
    tries = Counter(rows.missed().values_list("area", flat=True))
    houses = defaultdict(list)
    for unit in units:
        houses[unit.parent].append(unit)
    return [house(building, stairs, doors, met, tries) for building, stairs in houses.items()]


def unfinished(houses):
    """How many staircases of these houses still have households whom nobody met this month."""
    return sum(stair.state != "seen" for house in houses for stair in house.stairs)


def house(building, units, doors, met, tries):
    levels = {unit.pk: by_floor(doors[unit.pk]) for unit in units}
    stairs = [cell(unit, unit.name, [unit, *doors[unit.pk]], unit.household_count, met, tries) for unit in units]
    floors = []
    for floor in sorted({floor for rows in levels.values() for floor in rows}, reverse=True):
        on_it = [(unit, levels[unit.pk].get(floor)) for unit in units]
        floors.append(
            (floor, [rows and cell(unit, f"{floor}层", rows, len(rows), met, tries, once=True) for unit, rows in on_it])
        )
    return House(building, stairs, floors)


def cell(unit, label, places, homes, met, tries, *, once=False):
    """once -- a door is met once, however often somebody came"""
    came = [min(met.get(place.pk, 0), 1) if once else met.get(place.pk, 0) for place in places]
    closed = sum(tries[place.pk] for place in places if not (once and met.get(place.pk)))
    return Cell(unit, label, sum(came), homes, closed)


def by_floor(doors):
    """{floor: doors} of those whose name tells their floor."""
    found = defaultdict(list)
    for door in doors:
        told = FLOOR.search(door.name)
        if told:
            found[int(told[1])].append(door)
    return found
