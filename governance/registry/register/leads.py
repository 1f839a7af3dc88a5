"""The leads of one compound or building, by role, with their vacant posts, and the columns that other concepts add."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery

from governance.areas.models import Area, Level, PostSeat
from governance.kernel.clock import clock
from governance.kernel.models import built
from governance.people.models.posts import Appointment

# what a table of leads shows of a post
POST = ("role", "area_id", "block", "group_no", "household_count", "is_building_head", "chosen_by", "ends_on")


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
    """The leads of a table; panels of the slot "governance.leads" add columns: fn(leads, user) -> LeadColumn."""

    area: object
    posts: list


@dataclass(frozen=True)
class LeadColumn:
    """A number for each lead: {id of the post: number}, and the address of its rows: fn(post) -> address."""

    label: str
    numbers: dict
    address: Callable | None = None

    def cell(self, post):
        """{"label", "n", "url"}; a vacant post has nothing to count."""
        n = self.numbers.get(post.pk, 0) if post else 0
        return {"label": self.label, "n": n, "url": self.address(post) if n and self.address else ""}


def add_columns(seats, columns):
    """Put the cells of the columns that panels added on the rows of a table of leads."""
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


def places_below(area):
    """The places of a compound, or of one building in it, with the leads that each should have."""
    rows = Area.objects.filter(path__startswith=area.path, depth__lte=5).in_group("current")
    seats = {"patch_seats": "patch_leader", "group_seats": "group_leader", "head_seats": "neighbour_head"}
    rows = rows.annotate(**{name: seats_of(role) for name, role in seats.items()})
    return rows.only("name", "level", "parent_id", "household_count").order_by("depth", "order", "code")


def posts_below(area):
    """The posts in office there, in the order of groups."""
    rows = Appointment.objects.in_office().filter(area__path__startswith=area.path).select_related("person")
    return rows.only(*POST, "person__name", "person__phone_masked", "person__politics").order_by("group_no", "id")


class Register:
    """The people and bodies of one compound, or of one building in it."""

    def __init__(self, area):
        self.area = area
        self.places = self.read_places()
        self.by_id = {place.pk: place for place in self.places}
        self.posts = self.read_posts()
        self.houses = self.make_houses()

    def read_places(self):
        return built.of_row(places_below, self.area, places_below)

    def read_posts(self):
        """{role: [posts in office]}, in the order of buildings and stair units."""
        posts = defaultdict(list)
        for post in built.of_row((posts_below, clock.today()), self.area, posts_below):
            posts[post.role].append(post)
        return posts

    def house_of(self, area_id):
        """The building to which a post or stair unit belongs; None for one outside any building."""
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
    def count_posts(self, role):
        """(number in office, number expected or None) of a role."""
        column = {"patch_leader": "patch_seats", "group_leader": "group_seats", "neighbour_head": "head_seats"}[role]
        expected = [value for place in self.places if (value := getattr(place, column)) is not None]
        return len(self.posts[role]), sum(expected) if expected else None

    @property
    def strip(self):
        labels = (("patch_leader", "片长"), ("group_leader", "组长"), ("neighbour_head", "邻长"))
        cells = []
        for role, label in labels:
            held, expected = self.count_posts(role)
            missing = max((expected or 0) - held, 0)
            cells.append({"role": role, "label": label, "held": held, "expected": expected, "missing": missing})
        return cells

    # ---- tables under the tabs
    def seats(self, role):
        """Rows of the table of a role: holders in their order, vacant places among them."""
        if role != "neighbour_head":
            rows = [self.make_seat(post, self.homes_of(post)) for post in self.posts[role]]
            held, expected = self.count_posts(role)
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
                rows += [self.make_seat(post, post.household_count) for post in held[unit.pk]]
                if not held[unit.pk] and vacant:
                    vacant -= 1
                    rows.append(Seat(f"{house.area.name} {unit.name}", households=unit.household_count))
            rows += [self.make_seat(post, post.household_count) for post in held[house.area.pk]]
            rows += [Seat(house.area.name)] * vacant
            taken.update(post.pk for post in house.heads)
        rows += [self.make_seat(post, post.household_count) for post in self.posts[role] if post.pk not in taken]
        return rows

    def make_seat(self, post, households):
        return Seat(post.block or self.place_of(post), group_of(post), post, households)

    def homes_of(self, post):
        """The households of a patch or group leader; those of a group are the sum of its neighbour heads."""
        if post.household_count is not None or post.role != "group_leader" or not post.group_no:
            return post.household_count
        heads = [head for head in self.posts["neighbour_head"] if head.group_no == post.group_no]
        return sum(head.household_count or 0 for head in heads) or None

    def place_of(self, post):
        place = self.by_id.get(post.area_id)
        return place.name if place is not None else ""


def group_of(post):
    return f"第 {post.group_no} 组" if post.group_no else ""
