"""The demo's home visits, among them those on which some of the demands were heard."""

from datetime import timedelta

from governance.kernel.clock import clock
from projects.demands.models.demands import Demand
from projects.visits.demo import VisitMaker

MOST_LINKED = 40
DAYS = 59  # how old a linked demand may be


def load(world):
    maker = VisitMaker(world)
    maker.draw()
    linked = add_visits_of_demands(world, maker)
    maker.meet_households()
    maker.save()
    for demand, visit in linked:
        demand.visit = visit
    Demand.objects.bulk_update([demand for demand, _ in linked], ["visit"])


def add_visits_of_demands(world, maker):
    """Add the visits on which some demands were heard; returns [(demand, visit)]."""
    oldest, linked = world.moment(world.day(DAYS), 0), []
    heard = Demand.objects.filter(
        channel=Demand.Channel.VISIT, created_at__gte=oldest, created_by__isnull=False
    ).order_by("pk")
    for demand in heard[:MOST_LINKED]:
        leads = maker.posts[demand.area_id]
        if not leads:
            continue
        at = demand.created_at - timedelta(minutes=20)
        ago = (world.today - clock.local_date(at)).days
        post = min(leads, key=lambda lead: maker.times[lead.pk])
        linked.append((demand, maker.add(post, ago, heard=f"住户反映{demand.content}"[:200], at=at)))
    return linked
