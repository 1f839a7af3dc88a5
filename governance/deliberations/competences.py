"""Which body may decide which matter, where, and with what effect: one dated table of statute.

The table is `governance/data/competences.csv`.  It is law, not a setting: a
change of the law comes with a new edition of the portal, and the old lines end
on their day, so that a meeting is judged by the law of its own day.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from governance.kernel.clock import clock
from governance.kernel.clock.validity import holds_on

TABLE = Path(__file__).parents[1] / "data" / "competences.csv"
DECIDES, CONSULTS = "decides", "consults"
LEVELS = {"compound": "小区", "community": "社区", "village": "村", "any": "各级"}
PLACE_WORDS = {"street": "街道", "community": "社区", "village": "村", "compound": "小区"}
PLACES = tuple(PLACE_WORDS)  # the levels at which deliberations are held


@dataclass(frozen=True)
class Competence:
    """One line: a body that may take up a matter at a level, from a day until a day.

    level    -- compound; community; village (a community of that kind); any
    effect   -- "decides", or "consults": what a council settles is consultation (协商)
                that binds nobody who did not agree; a Party meeting binds its members
    methods  -- "meeting", and "written" where the law lets it be asked in writing: owners alone (物业管理条例 12);
                of all other bodies it counts those who came
    bring_to -- where a matter settled by consultation must be brought; "" where the body decides
    says     -- what the article says, in our own words
    """

    matter: str
    body: str
    level: str
    effect: str
    methods: tuple
    basis: str
    says: str
    bring_to: str
    valid_from: date
    valid_to: date | None

    def is_at(self, area):
        """Whether a meeting of this body may be held for an area."""
        return level_of(area) in self.levels

    @property
    def levels(self):
        """The levels of places for which it may be held."""
        return PLACES if self.level == "any" else (self.level,)

    @property
    def is_decision(self):
        return self.effect == DECIDES

    @property
    def effect_label(self):
        """决定; 协商，不作决定; of a Party meeting 支部决议，不作决定."""
        if self.is_decision:
            return "决定"
        return f"{'支部决议' if self.body == 'party_meeting' else '协商'}，不作决定"

    @property
    def level_label(self):
        return LEVELS[self.level]


def in_writing(on=None):
    """The bodies that may be asked in writing on a day (today)."""
    day = on or clock.today()
    return {line.body for line in competences() if "written" in line.methods and holds_on(line, day)}


def level_of(area):
    """The level that counts in law: a community of the kind village is a village."""
    return "village" if area.level == "community" and area.kind == "village" else area.level


@cache
def competences():
    """All lines, in the order of the table."""
    with open(TABLE, encoding="utf-8", newline="") as lines:
        return tuple(competence_of(line) for line in csv.DictReader(lines))


def competence_of(line):
    days = {name: date.fromisoformat(line[name]) if line[name] else None for name in ("valid_from", "valid_to")}
    return Competence(**(line | days | {"methods": tuple(line["methods"].split())}))


def for_matter(matter, on=None):
    """The lines in force on a day (today) for a matter."""
    day = on or clock.today()
    return [line for line in competences() if line.matter == matter and holds_on(line, day)]


def lines_of(matter, body, on=None):
    """The lines in force on a day (today) by which a body takes up a matter; a council counts by two rules."""
    name = "council" if body == "council_money" else body
    return [line for line in for_matter(matter, on) if line.body == name]


def find(matter, body, on=None):
    """The line by which a body takes up a matter on a day; None where it may not."""
    return next(iter(lines_of(matter, body, on)), None)
