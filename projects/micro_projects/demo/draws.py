"""Which demo projects there are: plan, place, state and the days of their steps."""

import csv
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from governance.conferences.demo import sitting_day
from projects.demands.demo.categories import DATA
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.workflow.states import (
    APPROVED,
    COMMUNITY_OK,
    DEFERRED,
    DELIBERATING,
    DRAFT,
    DROPPED,
    REJECTED,
    RESOLVED,
    RETURNED,
    STATES,
    STREET_OK,
    SUBMITTED,
    WITHDRAWN,
)

from .catalogue import PLANS, Plan

OVER_CAP = "over_cap"  # a project above the cap, in the state STREET_OK
# (state, days since the last step, where: a community, "branch" for the demo secretary's compound, "" anywhere)
OTHERS = (
    (DRAFT, 1, "branch"),
    (DRAFT, 4, "branch"),
    (DRAFT, 2, ""),
    (DRAFT, 9, ""),
    (DELIBERATING, 3, "branch"),
    (DELIBERATING, 6, ""),
    (DELIBERATING, 2, "赵家冲社区"),
    (RESOLVED, 5, "branch"),
    (RESOLVED, 33, ""),
    (RESOLVED, 12, "赵家冲社区"),
    (DROPPED, 40, ""),
    (DROPPED, 75, "野鸭冲社区"),
    (SUBMITTED, 9, "野鸭冲社区"),
    (SUBMITTED, 7, "branch"),
    (SUBMITTED, 1, "野鸭冲社区"),
    (SUBMITTED, 3, "赵家冲社区"),
    (SUBMITTED, 2, ""),
    (SUBMITTED, 12, ""),
    (RETURNED, 3, "branch"),
    (RETURNED, 10, "野鸭冲社区"),
    (RETURNED, 5, ""),
    (COMMUNITY_OK, 11, "野鸭冲社区"),
    (COMMUNITY_OK, 8, "合泰社区"),
    (COMMUNITY_OK, 2, "石塘冲社区"),
    (COMMUNITY_OK, 4, "水竹社区"),
    (COMMUNITY_OK, 1, "赵家冲社区"),
    (COMMUNITY_OK, 6, ""),
    (STREET_OK, 6, "野鸭冲社区"),
    (STREET_OK, 12, "六零一社区"),
    (STREET_OK, 20, "流芳社区"),
    (STREET_OK, 40, "阳光里社区"),
    (STREET_OK, 3, "合泰社区"),
    (STREET_OK, 15, "新荷社区"),
    (STREET_OK, 9, "赵家冲社区"),
    (OVER_CAP, 5, "天鹅社区"),
    (DEFERRED, 18, "红旗路社区"),
    (DEFERRED, 6, "野鸭冲社区"),
    (REJECTED, 50, ""),
    (REJECTED, 95, "野鸭冲社区"),
    (WITHDRAWN, 22, ""),
    (WITHDRAWN, 64, ""),
)
NEVER_SUBMITTED = (DRAFT, DELIBERATING, RESOLVED, DROPPED)
# how many days before the last step each earlier one was taken
PACE = {"begin": 52, "deliberate": 46, "resolve": 24, "submit": 18, "check": 13, "visit": 9, "review": 6, "list": 3}
CHARGING = next(plan for plan in PLANS if "充电棚" in plan.title)  # made large, it exceeds the cap of works


@dataclass
class Draw:
    """One demo project on its way into the tables; `state` may be OVER_CAP."""

    plan: Plan
    area: object
    state: str
    last_on: object
    fiscal: Decimal | None = None
    project: MicroProject = None
    deliberation: object = None

    @property
    def is_approved(self):
        return self.state == APPROVED

    @property
    def has_ended(self):
        """The project ended without result."""
        return self.state in STATES.group("ended")


# ------------------------------------------------------------ choice
def draw_approved(world):
    """The projects of demo_microprojects.csv, decided over the past twelve months."""
    with open(DATA / "demo_microprojects.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for n, row in enumerate(rows):
        area = compound_of(world, row["community"], row["name"])
        plan = Plan(
            row["category"], row["type"], row["name"], f"居民多次反映，希望解决“{row['name']}”问题", row["name"], ()
        )
        yield Draw(plan, area, APPROVED, sitting_day(world, n * 2 // 7), Decimal(row["fiscal_yuan"]))


def compound_of(world, community, name=""):
    """A compound of a community: the one with whose name the project's name begins, else any."""
    core = community.removesuffix("居委会").removesuffix("社区")
    place = next(area for area in world.of_level("community") if area.name.startswith(core))
    found = world.compounds(place)
    return next((area for area in found if name.startswith(area.name)), found[len(name) % len(found)])


def draw_others(world):
    """Projects in every other state, dated around today."""
    home = world.area("野鸭冲社区")
    own = next(area for area in world.compounds(home) if area.pk == branch_area(world))
    everywhere = world.compounds()
    for n, (state, ago, where) in enumerate(OTHERS):
        plan = CHARGING if state == OVER_CAP else PLANS[(n * 5 + n // len(PLANS)) % len(PLANS)]
        if where == "branch":
            area = own
        elif where:
            found = world.compounds(world.area(where))
            area = found[(n * 3 + 1) % len(found)]
        else:
            area = everywhere[world.rng.randrange(len(everywhere))]
        yield Draw(plan, area, state, world.day(ago))


def branch_area(world):
    return world.users["branch"].posts[0][4]


# ------------------------------------------------------------ days
ORDER = ("begin", "deliberate", "resolve", "submit", "check", "visit", "review", "list")
LAST_STEP = {
    DRAFT: "begin",
    DELIBERATING: "deliberate",
    RESOLVED: "resolve",
    DROPPED: "deliberate",
    SUBMITTED: "submit",
    RETURNED: "submit",
    WITHDRAWN: "submit",
    COMMUNITY_OK: "check",
    REJECTED: "check",
    STREET_OK: "review",
    OVER_CAP: "review",
    DEFERRED: "list",
    APPROVED: "list",
}
ENDS_LATER = (DROPPED, RETURNED, WITHDRAWN, REJECTED, DEFERRED, APPROVED)


def has_reached(draw, step):
    return ORDER.index(step) <= ORDER.index(LAST_STEP[draw.state])


def day_of(draw, step):
    """The day of a step: the last one on `last_on`, the others their usual time before it."""
    last = LAST_STEP[draw.state]
    shift = 4 if draw.state in ENDS_LATER else 0
    return draw.last_on - timedelta(PACE[step] - PACE[last] + shift)
