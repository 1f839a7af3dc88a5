"""A round (今日走访): the blocks of a place that nobody has visited this month, those longest without a visit first.

A block is a building, or a compound without buildings.  A visit to it, to one of its units or to a door of one counts,
whoever made it.  Where nobody was at home the block stays on the list, with its tries of the month.
Source: domain.md §2.12.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from governance.kernel.clock import clock
from governance.models import Appointment, Area, Level
from governance.roles import GRASSROOTS
from projects.places import place_name
from projects.roles import REPORT

from .models import Visit

MOST = 40  # stops of one round
COMMUNITY = 2  # depth in the tree
AT_BLOCK = ("area", "area__parent", "area__parent__parent")  # of a visit: the block itself, by its unit, by a door


@dataclass
class Round:
    """What is left of a month at one place."""

    area: Area
    total: int
    left: int
    stops: list = field(default_factory=list)

    @property
    def done(self):
        return self.total - self.left

    @property
    def beyond(self):
        """How many stops the page does not show."""
        return self.left - len(self.stops)


@dataclass
class Stop:
    """One block to go to: its last visit (None: never), the leads who live there, and this month's tries: how many, and
    the day of the last one (None without any)."""

    block: Area
    last: date | None
    posts: list
    tries: int = 0
    tried: date | None = None

    @property
    def is_late(self):
        """Whether nobody was there in the month before this one either."""
        return self.last is None or self.last < clock.add_months(clock.month_start(clock.today()), -1)

    @property
    def place(self):
        return place_name(self.block)


def places_of(user):
    """Communities and whatever smaller place the user records visits for: those of own posts, or all communities."""
    scope = user.scope(REPORT)
    own = Area.objects.filter(path__in=scope.paths, depth__gte=COMMUNITY)
    wide = Area.objects.visible_to(user, REPORT).filter(level=Level.COMMUNITY)
    return (own | wide).current().order_by("path").select_related("compound", "parent")


def round_of(area, user):
    """The Round of a place that the user may visit."""
    since = clock.month_start(clock.today())
    rows = blocks(area, user).annotate(last=last_visit())
    waits = Q(last=None) | Q(last__lt=since)
    counted = rows.aggregate(total=Count("pk"), left=Count("pk", filter=waits))
    first = F("last").asc(nulls_first=True)
    shown = list(rows.filter(waits).select_related("compound", "parent").order_by(first, "path")[:MOST])
    posts, tried = leads(shown), tries(shown, since)
    return Round(
        area,
        **counted,
        stops=[Stop(block, block.last, posts[block.pk], *tried.get(block.pk, ())) for block in shown],
    )


def blocks(area, user):
    rows = Area.objects.visible_to(user, REPORT).current().below(area)
    below = Area.objects.current().filter(parent=OuterRef("pk"), level=Level.BUILDING)
    is_block = Q(level=Level.BUILDING) | Q(level=Level.COMPOUND) & ~Exists(below)
    if area.depth > COMMUNITY + 2:  # a unit: its lead has no other block
        return rows.filter(pk=area.pk)
    return rows.filter(is_block)


def last_visit():
    """The day of the newest visit to a block, to one of its units or to a door of one."""
    newest = Visit.objects.counted().order_by("-visited_on").values("visited_on")
    return Greatest(*(Subquery(newest.filter(**{place: OuterRef("pk")})[:1]) for place in AT_BLOCK))


def tries(shown, since):
    """{block id: (tries since that day at which nobody was at home, the day of the last one)}."""
    keys = {block.pk for block in shown}
    at = Q(*((f"{place}__in", keys) for place in AT_BLOCK), _connector=Q.OR)
    found = defaultdict(list)
    rows = Visit.objects.missed().filter(at, visited_on__gte=since).order_by()
    for *places, day in rows.values_list(*AT_BLOCK, "visited_on"):
        found[next(pk for pk in places if pk in keys)].append(day)
    return {pk: (len(days), max(days)) for pk, days in found.items()}


def leads(shown):
    """{block id: posts of leads in office at the block or in its units}."""
    keys = [block.pk for block in shown]
    rows = Appointment.objects.in_office().filter(Q(area__in=keys) | Q(area__parent__in=keys), role__in=GRASSROOTS)
    found = defaultdict(list)
    for post in rows.select_related("person", "area").defer("person__id_number").order_by("area__path", "pk"):
        found[post.area_id if post.area_id in keys else post.area.parent_id].append(post)
    return found
