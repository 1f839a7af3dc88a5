"""The bodies of one compound, what fills its scheme and its six forces."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Count, F, FilteredRelation, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from governance.areas.models import Area
from governance.kernel.clock import clock
from governance.kernel.models import built
from governance.kernel.models.among import is_one_of
from governance.organisations.models import ForceMember, ForceSeat, Organisation, OrgSlot
from governance.organisations.workflow import ACTIVE, IN_FORCE
from governance.people.models.people import Person

MEMBER = JSONObject(
    person=F("members__person_id"),
    name=F("members__person__name"),
    phone=F("members__person__phone_masked"),
    politics=F("members__person__politics"),
    duty=F("members__duty"),
)


def bodies_of(area):
    """Living bodies of a compound, or covering it, with their members: {kind: [Organisation]}, one query."""
    found = defaultdict(list)
    politics = dict(Person.Politics.choices)
    for body in built.of_row((bodies_of, clock.today()), area, bodies_with_members):
        body.people = [{**member, "politics": politics.get(member["politics"], "—")} for member in body.people or []]
        found[body.kind].append(body)
    return found


def bodies_with_members(area):
    now = Q(members__isnull=False, members__ends_on=None)
    places = Area.objects.filter(path__startswith=area.path)
    return (
        Organisation.objects.living()
        .filter(is_one_of("area_id", places.values("pk")) | is_one_of("pk", ids_covering(area)))
        .select_related("leader")
        .defer("leader__phone", "leader__id_number")
        .annotate(people=JSONBAgg(MEMBER, filter=now, order_by=("members__order", "members__id")))
        .order_by("kind", "id")
    )


def describe_shortfall(forces, committees):
    """What is missing among the six forces, in one sentence."""
    missing = [f"{force['name']}缺 {force['expected'] - force['held']}" for force in forces if force["is_short"]]
    late = [f"{body.name}届满未换届" for body in committees if body.is_expired]
    return "，".join([*late, *missing])


def ids_covering(area):
    """The ids of the bodies that cover an area in this place, as a subquery."""
    through = Organisation.covers.through.objects.filter(area__path__startswith=area.path)
    return through.values("organisation")


@dataclass
class SlotView:
    """One slot of the scheme in a compound, with the bodies that fill it."""

    no: int
    name: str
    is_core: bool
    is_required: bool
    bodies: list


def slots_of(area):
    """The slots of the scheme in force and the bodies that fill them here: [SlotView], one query."""
    rows = built.of_row(slots_of, area, slots_with_bodies)
    return [SlotView(row.no, row.name, row.is_core, row.is_required, row.filled or []) for row in rows]


def slots_with_bodies(area):
    here = FilteredRelation("fills", condition=Q(fills__area=area, fills__ends_on=None))
    filled = JSONBAgg(
        JSONObject(
            id=F("here__organisation_id"),
            name=F("here__organisation__name"),
            path=F("here__organisation__area__path"),
        ),
        filter=Q(here__organisation__status=ACTIVE),
        order_by="here__id",
    )
    rows = OrgSlot.objects.filter(scheme__code="1+6", scheme__status=IN_FORCE)
    return rows.annotate(here=here).annotate(filled=filled).order_by("no")


def count_required(slots):
    """(number of required slots that are filled, number of required slots)."""
    required = [slot for slot in slots if slot.is_required]
    return sum(1 for slot in required if slot.bodies), len(required)


def forces_of(area):
    """Coverage of the six forces: [{"name", "held", "expected", "percent", "is_short"}], one query."""
    found = []
    for seat in built.of_row(forces_of, area, seats_with_members):
        held = seat.held or 0
        percent = min(100, round(held * 100 / seat.expected)) if seat.expected else 100
        found.append(
            {
                "name": seat.force.name,
                "held": held,
                "expected": seat.expected,
                "bar": [(percent, "warn" if held < seat.expected else "")],
                "is_short": held < seat.expected,
            }
        )
    return found


def seats_with_members(area):
    members = (
        ForceMember.objects.filter(area=area, force=OuterRef("force"), ends_on=None)
        .order_by()
        .values("force")
        .annotate(n=Count("pk"))
        .values("n")
    )
    seats = ForceSeat.objects.filter(area=area, force__is_active=True).select_related("force").order_by("force__order")
    return seats.annotate(held=Subquery(members, output_field=IntegerField()))
