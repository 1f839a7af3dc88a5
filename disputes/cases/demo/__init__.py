"""The disputes of the demo district: committees, stations, and cases that add up to demo_allocation.csv.

6,965 accepted and 6,612 resolved by the committees, 18 by the law society's
stations; parties are invented, with telephones of the demo block and identity
numbers of the year 1900.  Source: domain.md S34, S48, S49, §6.4.
"""

from disputes.committees import demo as committees

from . import cases, proceedings


def load(world):
    rooms = committees.make(world)
    made = cases.load(world, rooms)
    proceedings.load(world, made)
