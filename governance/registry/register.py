"""What the page of a place shows, gathered in a fixed number of queries however much lies below it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import JSONObject

from governance.areas.models import Area, Level, PostSeat
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.figures import Tally
from governance.organisations.models import ForceMember, ForceSeat, Organisation, OrgSlot
from governance.people.models import Appointment, Person

LEADS = ("patch_leader", "group_leader", "neighbour_head")


# ------------------------------------------------------------ the tree at the left
def branch_counts():
    """{area id: active branches in it}, for streets, communities and compounds, and the district under its id."""
    found = defaultdict(int)
    cells = Tally.objects.filter(kind="organisation", state="branch").values_list(
        "area__street_id", "area__community_id", "area__compound_id", "n"
    )
    for street, community, compound, n in cells:
        for pk in {street, community, compound} - {None}:
            found[pk] += n
        found[None] += n
    return found


def tree_children(user, parent):
    """The current children of a node the user may see, each with its count: branches, or buildings of a compound."""
    children = Area.objects.visible_to(user).current().filter(parent=parent).order_by("order", "code")
    if parent.level == Level.COMMUNITY:
        houses = Area.objects.filter(level=Level.BUILDING, parent=OuterRef("pk"), status="current")
        n = houses.order_by().values("parent").annotate(n=Count("pk")).values("n")
        children = children.annotate(buildings=Subquery(n, output_field=IntegerField()))
        return [(child, f"{child.buildings} 栋" if child.buildings else "") for child in children]
    counts = branch_counts() if parent.level in (Level.DISTRICT, Level.STREET) else {}
    return [(child, counts.get(child.pk, "")) for child in children]


def tree(user, area):
    """The tree opened down to the area: [{"area", "count", "children" or None, "open", "current"}]."""
    opened = [path for path in area.ancestor_paths() if path.count("/") <= 4]
    parents = list(Area.objects.visible_to(user).filter(path__in=opened).order_by("depth"))
    by_parent = defaultdict(list)
    counts = branch_counts()
    houses = Area.objects.filter(level=Level.BUILDING, parent=OuterRef("pk"), status="current")
    n = houses.order_by().values("parent").annotate(n=Count("pk")).values("n")
    rows = Area.objects.visible_to(user).current().filter(parent__in=parents, depth__lte=3)
    for row in rows.annotate(buildings=Subquery(n, output_field=IntegerField())).order_by("order", "code"):
        by_parent[row.parent_id].append(row)

    def node(one):
        is_open = one.path in opened and one.level != Level.COMPOUND
        count = counts.get(one.pk, 0) if one.parent_id else f"{counts[None]} 支部"
        if one.level == Level.COMPOUND:
            count = f"{one.buildings} 栋" if getattr(one, "buildings", None) else ""
        return {
            "area": one,
            "count": count,
            "is_leaf": one.level == Level.COMPOUND,
            "open": is_open,
            "current": one.pk == area.pk or (one.level == Level.COMPOUND and area.path.startswith(one.path)),
            "children": [node(child) for child in by_parent[one.pk]] if is_open else [],
        }

    shown = {parent.pk for parent in parents}
    tops = [parent for parent in parents if parent.parent_id not in shown]
    return [node(top) for top in tops]


# ------------------------------------------------------------ people
@dataclass
class Seat:
    """One row of a table of leads: a holder, or a vacant place."""

    place: str
    group: str = ""
    post: object = None
    households: object = None
    lent: list = field(default_factory=list)


@dataclass(frozen=True)
class Leads:
    """The leads a table shows; apps lend it a column in the slot "governance.leads": fn(leads, user) -> LeadColumn."""

    area: object
    posts: list


@dataclass(frozen=True)
class LeadColumn:
    """A number beside each lead: {id of the post: number}, and where its rows are (fn(post) -> address)."""

    label: str
    numbers: dict
    address: Callable | None = None

    def cell(self, post):
        """{"label", "n", "url"}; a vacant post has nothing to count."""
        n = self.numbers.get(post.pk, 0) if post else 0
        return {"label": self.label, "n": n, "url": self.address(post) if n and self.address else ""}


def lend(seats, columns):
    """Put the cells of lent columns on the rows of a table of leads."""
    for seat in seats:
        seat.lent = [column.cell(seat.post) for column in columns]
    return seats


@dataclass
class House:
    """One building of the grid."""

    area: object
    units: int = 0
    expected: int = 0
    heads: list = field(default_factory=list)
    head: object = None

    @property
    def is_gap(self):
        return self.head is None or len(self.heads) < self.expected

    @property
    def missing(self):
        return max(self.expected - len(self.heads), 0)


def seats_of(role):
    return Subquery(PostSeat.objects.filter(area=OuterRef("pk"), role=role).values("expected")[:1])


class Register:
    """The people and bodies of one compound, or of one building in it."""

    def __init__(self, area):
        self.area = area
        self.places = self.read_places()
        self.by_id = {place.pk: place for place in self.places}
        self.posts = self.read_posts()
        self.houses = self.make_houses()

    def read_places(self):
        rows = Area.objects.filter(path__startswith=self.area.path, status="current", depth__lte=5)
        return list(
            rows.annotate(
                patch_seats=seats_of("patch_leader"),
                group_seats=seats_of("group_leader"),
                head_seats=seats_of("neighbour_head"),
            ).order_by("depth", "order", "code")
        )

    def read_posts(self):
        """{role: [posts in office]}, in the order of buildings and stair units."""
        rows = (
            Appointment.objects.in_office()
            .filter(area__path__startswith=self.area.path)
            .select_related("person")
            .defer("person__phone", "person__id_number")
            .order_by("group_no", "id")
        )
        posts = defaultdict(list)
        for post in rows:
            posts[post.role].append(post)
        return posts

    def house_of(self, area_id):
        """The building a post or stair unit belongs to."""
        place = self.by_id.get(area_id)
        while place is not None and place.level != Level.BUILDING:
            place = self.by_id.get(place.parent_id)
        return place

    def make_houses(self):
        houses = {}
        for place in self.places:
            if place.level == Level.BUILDING:
                houses[place.pk] = House(place, expected=place.head_seats or 0)
            elif place.level == Level.UNIT and place.parent_id in houses:
                houses[place.parent_id].units += 1
        for post in self.posts["neighbour_head"]:
            house = self.house_of(post.area_id)
            if house is not None and house.pk in houses:
                houses[house.pk].heads.append(post)
                if post.is_building_head:
                    houses[house.pk].head = post
        return list(houses.values())

    # ---- figures of the strip
    def figure(self, role):
        """(in office, expected or None) of a role."""
        column = {"patch_leader": "patch_seats", "group_leader": "group_seats", "neighbour_head": "head_seats"}[role]
        expected = [value for place in self.places if (value := getattr(place, column)) is not None]
        return len(self.posts[role]), sum(expected) if expected else None

    @property
    def strip(self):
        labels = (("patch_leader", "片长"), ("group_leader", "组长"), ("neighbour_head", "邻长"))
        cells = []
        for role, label in labels:
            held, expected = self.figure(role)
            missing = max((expected or 0) - held, 0)
            cells.append({"role": role, "label": label, "held": held, "expected": expected, "missing": missing})
        return cells

    # ---- tables under the tabs
    def seats(self, role):
        """Rows of the table of a role: holders in their order, vacant places among them."""
        if role != "neighbour_head":
            rows = [self.seat(post, self.homes_of(post)) for post in self.posts[role]]
            held, expected = self.figure(role)
            return rows + [Seat("待定") for _ in range(max((expected or 0) - held, 0))]
        units = defaultdict(list)
        for place in self.places:
            if place.level == Level.UNIT:
                units[place.parent_id].append(place)
        rows, taken = [], set()
        for house in self.houses:
            held = defaultdict(list)
            for post in house.heads:
                held[post.area_id].append(post)
            vacant = house.missing
            for unit in units[house.area.pk]:
                rows += [self.seat(post, post.household_count) for post in held[unit.pk]]
                if not held[unit.pk] and vacant:
                    vacant -= 1
                    rows.append(Seat(f"{house.area.name} {unit.name}", households=unit.household_count))
            rows += [self.seat(post, post.household_count) for post in held[house.area.pk]]
            rows += [Seat(house.area.name)] * vacant
            taken.update(post.pk for post in house.heads)
        rows += [self.seat(post, post.household_count) for post in self.posts[role] if post.pk not in taken]
        return rows

    def seat(self, post, households):
        return Seat(post.block or self.place_of(post), group_of(post), post, households)

    def homes_of(self, post):
        """Households a patch or group leader looks after; a group's are those of its neighbour heads."""
        if post.household_count is not None or post.role != "group_leader" or not post.group_no:
            return post.household_count
        heads = [head for head in self.posts["neighbour_head"] if head.group_no == post.group_no]
        return sum(head.household_count or 0 for head in heads) or None

    def place_of(self, post):
        place = self.by_id.get(post.area_id)
        return place.name if place is not None else ""


def group_of(post):
    return f"第 {post.group_no} 组" if post.group_no else ""


# ------------------------------------------------------------ bodies
MEMBER = JSONObject(
    person=F("members__person_id"),
    name=F("members__person__name"),
    phone=F("members__person__phone_masked"),
    politics=F("members__person__politics"),
    duty=F("members__duty"),
)


def bodies_of(area):
    """Living bodies of a compound, or covering it, with their members: {kind: [Organisation]}, one query."""
    now = Q(members__isnull=False, members__ends_on=None)
    rows = (
        Organisation.objects.living()
        .filter(Q(area__path__startswith=area.path) | Q(pk__in=covering(area)))
        .select_related("leader")
        .defer("leader__phone", "leader__id_number")
        .annotate(people=JSONBAgg(MEMBER, filter=now, order_by=("members__order", "members__id")))
        .order_by("kind", "id")
    )
    found = defaultdict(list)
    politics = dict(Person.Politics.choices)
    for body in rows:
        body.people = [{**one, "politics": politics.get(one["politics"], "—")} for one in body.people or []]
        found[body.kind].append(body)
    return found


def shortfall(forces, committees):
    """What is missing among the six forces, in one sentence."""
    missing = [f"{force['name']}缺 {force['expected'] - force['held']}" for force in forces if force["is_short"]]
    late = [f"{body.name}届满未换届" for body in committees if body.status == Organisation.Status.EXPIRED]
    return "，".join([*late, *missing])


def covering(area):
    through = Organisation.covers.through.objects.filter(area__path__startswith=area.path)
    return through.values("organisation")


@dataclass
class SlotView:
    """One place of the scheme in a compound, with who fills it."""

    no: int
    name: str
    is_core: bool
    is_required: bool
    bodies: list


def slots_of(area):
    """The places of the scheme in force and what fills them here: [SlotView], one query."""
    now = Q(fills__area=area, fills__ends_on=None, fills__organisation__status="active")
    filled = JSONBAgg(
        JSONObject(
            id=F("fills__organisation_id"),
            name=F("fills__organisation__name"),
            path=F("fills__organisation__area__path"),
        ),
        filter=now,
        order_by="fills__id",
    )
    rows = OrgSlot.objects.filter(scheme__code="1+6", scheme__status="current").annotate(filled=filled).order_by("no")
    return [SlotView(row.no, row.name, row.is_core, row.is_required, row.filled or []) for row in rows]


def completeness(slots):
    """(required slots filled, required slots)."""
    required = [slot for slot in slots if slot.is_required]
    return sum(1 for slot in required if slot.bodies), len(required)


def forces_of(area):
    """Coverage of the six forces: [{"name", "held", "expected", "percent", "is_short"}], one query."""
    members = (
        ForceMember.objects.filter(area=area, force=OuterRef("force"), ends_on=None)
        .order_by()
        .values("force")
        .annotate(n=Count("pk"))
        .values("n")
    )
    seats = ForceSeat.objects.filter(area=area, force__is_active=True).select_related("force").order_by("force__order")
    found = []
    for seat in seats.annotate(held=Subquery(members, output_field=IntegerField())):
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


# ------------------------------------------------------------ upper levels
CHILD_COLUMNS = (
    ("branches", "党支部"),
    ("patch_leaders", "片长"),
    ("group_leaders", "组长"),
    ("neighbour_heads", "邻长"),
    ("self_gov_committees", "自治委员会"),
    ("volunteer_teams", "志愿队伍"),
)


def summary(area):
    """The strip of an upper level: [{"label", "value", "unit", "url", "note"}], one query."""
    period = Period(area)
    cells = Tally.objects.filter(kind__in=("organisation", "appointment"), area__path__startswith=area.path)
    numbers = dict(cells.order_by().values_list("state").annotate(n=Sum("n")))
    shown = (
        ("branches", "branch"),
        ("patch_leaders", "patch_leader"),
        ("group_leaders", "group_leader"),
        ("neighbour_heads", "neighbour_head"),
        ("self_gov_committees", "self_gov_committee"),
    )
    strip = [
        {
            "label": METRICS[code].label,
            "value": numbers.get(state, 0),
            "unit": METRICS[code].unit,
            "url": f"/dashboard/rows/{code}/?{period.query}",
        }
        for code, state in shown
    ]
    strip[-1]["note"] = f"志愿者队伍 {numbers.get('volunteer_team', 0)} 支"
    return strip


def children_table(area):
    """The children of an upper level with their numbers: {"rows": [(area, [numbers])], "total": [numbers]}."""
    level = {Level.DISTRICT: "street", Level.STREET: "community"}.get(area.level, "compound")
    cells = Tally.objects.filter(kind__in=("organisation", "appointment"), area__path__startswith=area.path)
    numbers = defaultdict(dict)
    for pk, state, n in cells.order_by().values_list(f"area__{level}_id", "state").annotate(n=Sum("n")):
        numbers[pk][state] = n
    states = ("branch", *LEADS, "self_gov_committee", "volunteer_team")
    rows = [
        (child, [numbers[child.pk].get(state, 0) for state in states])
        for child in Area.objects.current().filter(parent=area).order_by("order", "code")
    ]
    total = [sum(row[n] for _, row in rows) for n in range(len(states))]
    homes = sum(child.household_count or 0 for child, _ in rows)
    return {"heads": [label for _, label in CHILD_COLUMNS], "rows": rows, "total": total, "homes": homes}
