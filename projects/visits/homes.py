"""The key households (重点走访户) of a round: which of them nobody met this month.

A visit counts that was recorded for the household and met it; where nobody was at home it stays on the list, with its
tries of the month.  Source: domain.md §2.12.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, OuterRef, Q, Subquery

from governance.kernel.clock import clock
from projects.key_households.models import KeyHousehold
from projects.roles import REPORT

from .models import Visit

MOST = 40  # homes of one round


@dataclass
class Home:
    """One household to go to: where it is, as its visitor reads it; its last visit, and this month's tries."""

    household: KeyHousehold
    door: str
    last: date | None
    tries: int
    tried: date | None


@dataclass
class Homes:
    """What is left of a month: of how many, how many, and those that the page shows."""

    total: int
    left: int
    shown: list

    @property
    def beyond(self):
        """How many the page does not show."""
        return self.left - len(self.shown)


def homes_of(area, user):
    """The Homes of a place that the user may visit, those longest without a visit first."""
    since = clock.month_start(clock.today())
    rows = KeyHousehold.objects.visible_to(user, REPORT).standing().filter(area__path__startswith=area.path)
    rows = rows.annotate(last=of_visits(Visit.objects.counted(), Max("visited_on")))
    waits = Q(last=None) | Q(last__lt=since)
    counted = rows.aggregate(total=Count("pk"), left=Count("pk", filter=waits))
    tries = Visit.objects.missed().this_month()
    left = rows.filter(waits).annotate(tries=of_visits(tries, Count("pk")), tried=of_visits(tries, Max("visited_on")))
    left = (
        left.select_related("area__compound", "area__parent")
        .defer("reason")
        .order_by(F("last").asc(nulls_first=True), "area__path", "pk")
    )
    shown = [Home(one, one.door_for(user), one.last, one.tries or 0, one.tried) for one in left[:MOST]]
    return Homes(**counted, shown=shown)


def of_visits(visits, number):
    """A number or day of the visits to each household, None without any."""
    to_it = visits.filter(key_household=OuterRef("pk")).order_by().values("key_household")
    return Subquery(to_it.annotate(found=number).values("found"))
