"""Who is entitled in a body on a day: heads and area of the filed roll, with its date (domain.md §2.7).

    found = electorate("owners_major", compound, held_on)
    found.heads, found.area, found.label      # 455, Decimal("38412.50"), 业主名册（2026年3月1日备案，…）
    units = units_of(found.roll)              # {"1-1-101": UnitOnRoll(head="1-1-101", area=…, …)}

**Source:** 民法典 278 (all owners and all exclusive area); 居委会组织法 (2025) 27–29; 村委会组织法 (2025) 26, 30.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Min, Q, Sum

from governance.kernel.clock import clock
from governance.organisations.models import Organisation

from .heads import building_of, name_key, unit_key
from .kinds import BY_BODY, BY_BUILDING, BY_HOUSEHOLDS, Holding, Kind
from .members import RollMember
from .models import Roll, RollUnit

BETWEEN_OWNERS = re.compile("[、,，;；/]")


@dataclass(frozen=True)
class Electorate:
    """Those entitled in a body, as a roll says.

    heads  -- how many votes there are by number; area -- m², None where area does not count
    unit   -- the word for one head: 户, 人
    label  -- the roll with its date and size, for pages and results
    source -- where the roll has its rows from
    households, adults -- of a community, whose meeting may be held by either; None elsewhere
    """

    roll: Roll
    heads: int
    area: Decimal | None
    unit: str
    label: str
    source: str
    households: int | None = None
    adults: int | None = None

    @property
    def heads_words(self):
        """460 户."""
        return f"{self.heads:,} {self.unit}"

    @property
    def area_words(self):
        """38,412.50 ㎡; "" where area does not count."""
        return "" if self.area is None else f"{self.area:,.2f} ㎡"


@dataclass(frozen=True)
class UnitOnRoll:
    """One exclusive unit as a sign-in list needs it: the head it counts to, its m², whose it is, the owners' names.

    pk -- of its row in the roll
    """

    code: str
    head: str
    area: Decimal
    holding: str
    owners: str
    pk: int = 0

    def is_owned_by(self, name):
        """Whether the roll names somebody as its owner or co-owner."""
        return name_key(name) in {name_key(owner) for owner in BETWEEN_OWNERS.split(self.owners)}

    @property
    def holding_label(self):
        return Holding(self.holding).label

    @property
    def is_developers(self):
        """Not sold, or sold and not handed over: the developer votes for it, with all of them as one head."""
        return self.holding != Holding.OWNER


def electorate(body, area, on=None, *, by="", building=""):
    """Those entitled in `body` at `area` on a day, from the roll in force; None where none is filed.

    Of an owners' committee all who were elected count, also while a seat is vacant.  Source: 湖南省物业管理条例 20.

    by -- "households" or "adults": what counts in a residents' or villagers' meeting (law lets either be called)
    building -- of owners with an interest, as `heads.building_of` gives it
    """
    kind = BY_BODY.get(body)
    roll = find_roll(kind, area, on) if kind else None
    return None if roll is None else entitled_by(roll, body, on or clock.today(), by=by, building=building)


def entitled_by(roll, body, day, *, by="", building=""):
    """Those whom one roll, filed or not, makes entitled in `body` on a day; the rest as of `electorate`."""
    if body in BY_BUILDING:
        heads = len(heads_of_building(roll, building))
        where = f" {building} 栋" if building else "本栋"
        return made(roll, heads, "户", label=f"{roll.label}中{where}全体业主 {heads:,} 户")
    if roll.lists_units:
        return made(roll, roll.head_count, "户", area=roll.total_area)
    if roll.lists_numbers:
        by = by or ("households" if body in BY_HOUSEHOLDS else "adults")
        heads, unit = (roll.households, "户") if by == "households" else (roll.adults, "人")
        return made(roll, heads, unit, households=roll.households, adults=roll.adults)
    if roll.kind == Kind.OWNERS_COMMITTEE:
        return made(roll, roll.head_count, "人")  # all who were elected, also while a seat is vacant
    return made(roll, serving(roll, day).count(), "人")


def made(roll, heads, unit, **more):
    more = {"area": None, "label": roll.label, **more}
    return Electorate(roll=roll, heads=heads, unit=unit, source=roll.source, **more)


def area_spans(roll):
    """What m² so many heads of a roll can have: a function of their number that gives (least, most).

    The least are the smallest units of those who have the smallest, for not all of a buyer's units need be there.
    """
    sizes = roll.units.order_by().values("head").annotate(least=Min("exclusive_area"), most=Sum("exclusive_area"))
    rows = list(sizes.values_list("least", "most"))
    least, most = sorted(row[0] for row in rows), sorted((row[1] for row in rows), reverse=True)
    return lambda heads: (sum(least[:heads]), sum(most[:heads]))


def buildings_of(roll):
    """The buildings that the codes of a roll name, in the order of its rows; [""] where they name none."""
    return list(dict.fromkeys(building_of(code) for code in roll.units.values_list("code", flat=True)))


def heads_of_building(roll, building):
    """The heads that have a unit in a building of the roll."""
    return heads_by_building(roll).get(building, set())


def heads_by_building(roll):
    """{building: its heads} of a roll, in the order of its rows; "" of units whose code names none."""
    found = {}
    for code, head in roll.units.values_list("code", "head"):
        found.setdefault(building_of(code), set()).add(head)
    return found


def find_roll(kind, area, on=None):
    """The roll of a kind that is in force on a day for an area: of its compound, its community, or its branch.

    Of several branches' rolls the nearest counts, of equally near ones the area's own, else the one made last.
    """
    rolls = Roll.objects.in_force(on).filter(kind=kind, area__in=places(kind, area)).select_related("area")
    return max(rolls, key=lambda roll: nearness(roll, area), default=None)


def known_beside(kind, area, on):
    """The rolls once filed that say of a day without one how many there are: those voided, the last before, the next.

    Given where the area had any; a draft was never filed and says nothing.
    """
    rolls = Roll.objects.filter(kind=kind, area__in=places(kind, area), filed_on__isnull=False)
    filed = rolls.in_group("in_force")
    before = filed.filter(valid_to__lt=on).order_by("-valid_to")[:1]
    after = filed.filter(valid_from__gt=on).order_by("valid_from")[:1]
    return [*rolls.in_group("ended"), *before, *after]


def nearness(roll, area):
    """By what a roll counts before another one for the same area and day; the database orders them alike."""
    return roll.area.depth, roll.area_id == area.pk, roll.pk


def places(kind, area):
    """The keys of the areas at which a roll of a kind may be kept for an area; the nearest counts."""
    if kind in (Kind.OWNERS, Kind.OWNERS_COMMITTEE):
        found = {area.compound_id}
    elif kind == Kind.COUNCIL:
        found = {area.compound_id or area.community_id}
    elif kind == Kind.PARTY:
        found = {area.pk, *branch_places(area)}
    else:
        found = {area.community_id}
    return found - {None}


def branch_places(area):
    """The areas of the Party branches that cover an area."""
    branches = Organisation.objects.living().filter(kind=Organisation.Kind.BRANCH)
    return branches.filter(Q(covers=area.pk) | Q(area=area.pk)).values_list("area_id", flat=True)


def serving(roll, on):
    """The members who serve on a day."""
    began, lasts = Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on)
    return RollMember.objects.filter(began, lasts, roll=roll)


def units_of(roll):
    """{code as `heads.unit_key` compares it: UnitOnRoll} of a roll, in one query."""
    names = StringAgg("owners__name", "、", order_by="owners__order", default="")
    rows = RollUnit.objects.filter(roll=roll).annotate(names=names).order_by("id")
    values = rows.values_list("code", "head", "exclusive_area", "holding", "names", "pk")
    return {unit_key(unit[0]): UnitOnRoll(*unit) for unit in values}


def head_of(roll, code):
    """The head to which a unit counts, however its code is spelt; None for a unit that the roll does not have."""
    unit = units_of(roll).get(unit_key(code))
    return unit and unit.head
