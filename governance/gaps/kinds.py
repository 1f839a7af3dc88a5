"""The kinds of gaps: what the register lacks, computed from its own rows whenever somebody looks.

VACANCY.of(PostSeat.objects.visible_to(user))   # the seats that nobody holds
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce

from governance import roles
from governance.areas.models import Area, PostSeat
from governance.areas.workflow import CURRENT
from governance.kernel.clock import clock, rules
from governance.organisations.models import Organisation
from governance.people.models.posts import Appointment

BY_CODE = {}


@dataclass(frozen=True)
class GapKind:
    """One kind of gap.

    code    -- as rows and addresses keep it
    label   -- of its section
    model   -- whose rows show it
    column  -- the column of a line that names such a row
    pick    -- fn(queryset) -> the rows that are gaps today
    words   -- fn(row) -> what is missing, in a line of a notice
    related -- relations that the words need
    """

    code: str
    label: str
    model: type
    column: str
    pick: Callable
    words: Callable
    related: tuple

    def __post_init__(self):
        BY_CODE[self.code] = self

    def of(self, rows, user=None):
        """Of these rows those that are gaps today."""
        return self.pick(rows)

    def visible_to(self, user, permission):
        """The gaps that a user sees by a permission."""
        return self.of(self.model.objects.visible_to(user, permission))

    def place(self, row):
        """Where the gap is."""
        return row if self.model is Area else row.area


def place_words(area):
    """荷馨苑 1栋: a place from its compound down; communities and above by their own name."""
    compound = area.compound if area.compound_id and area.compound_id != area.pk else None
    return f"{compound.name} {area.name}" if compound else area.name


# ------------------------------------------------------------ places without leads
class IsAmong(Func):
    """Whether a key is among those of a small array, which is read first.

    A join is planned by statistics, and of a register loaded a minute ago there are none: then every seat may read all
    posts of its role.  An array cannot be joined, so each seat asks the index of its own few places, with statistics
    or without.
    """

    template, arg_joiner, output_field = "%(expressions)s)", " = ANY(", BooleanField()


def posts_of_seat(posts):
    """Inside a query of seats: those of these posts that count for the seat, of its role, at its place or units."""
    seat = OuterRef(OuterRef("area"))
    places = ArraySubquery(Area.objects.filter(Q(pk=seat) | Q(parent=seat)).order_by().values("pk"))
    return posts.filter(IsAmong(F("area_id"), places), role=OuterRef("role")).order_by().values("role")


def vacant(seats):
    """Seats of leads with fewer holders than they should have; `held` and `missing` say how many, `since` which day.

    Neighbour heads are counted at their building and its stair units.  Source: domain.md §5, `post_fill`.
    """
    held = posts_of_seat(Appointment.objects.in_office()).annotate(n=Count("pk")).values("n")
    rows = seats.filter(role__in=roles.GRASSROOTS, area__status=CURRENT)
    rows = rows.annotate(held=Coalesce(Subquery(held, output_field=IntegerField()), 0))
    return rows.annotate(missing=F("expected") - F("held"), since=vacant_since()).filter(missing__gt=0)


def vacant_since():
    """On which day a seat was last left, inside a query of seats; NULL where nobody ever left it."""
    is_over = Q(ended_on__isnull=False) | Q(ends_on__lt=clock.today())
    left = posts_of_seat(Appointment.objects.filter(is_over)).annotate(day=Max(Coalesce("ended_on", "ends_on")))
    return Subquery(left.values("day"), output_field=DateField())


def vacancy_words(seat):
    return f"{place_words(seat.area)}缺{roles.label(seat.role)} {seat.missing} 名"


# ------------------------------------------------------------ terms
def terms_until():
    """The last day of the terms that are listed as ending."""
    return clock.today() + timedelta(rules.value("gap_term_ahead"))


def ending(posts):
    """Posts whose term ends within the days of the rule `gap_term_ahead`."""
    return posts.in_office().filter(ends_on__lte=terms_until(), area__status=CURRENT)


def ending_words(post):
    return f"{place_words(post.area)}{roles.label(post.role)}{post.person.name}任期{clock.zh_date(post.ends_on)}届满"


def ending_bodies(bodies):
    """Bodies at work whose term ends within the same days, or is over."""
    return bodies.living().filter(term_until__lte=terms_until())


def body_words(body):
    return f"{body.name}任期{clock.zh_date(body.term_until)}届满"


# ------------------------------------------------------------ telephones
def unreachable(posts):
    """Leads without a telephone of their own, and other posts without a work telephone."""
    nobody = Q(role__in=roles.GRASSROOTS, person__phone_index="") | ~Q(role__in=roles.GRASSROOTS)
    rows = posts.in_office().filter(nobody, work_phone="", area__status=CURRENT)
    return rows.exclude(role__in=roles.ADMINISTRATORS)


def lacking(post):
    """Which telephone a post lacks."""
    return "手机号" if post.role in roles.GRASSROOTS else "工作电话"


def unreachable_words(post):
    return f"{place_words(post.area)}{roles.label(post.role)}{post.person.name}没有登记{lacking(post)}"


# ------------------------------------------------------------ registers
def untouched(areas):
    """Compounds of which nothing was written for the days of `gap_register_stale`: no place, profile, post or body.

    Saying that all is right (`governance.area.confirm`) counts as writing.
    """
    since = clock.midnight(clock.today() - timedelta(rules.value("gap_register_stale")))
    inside = ArraySubquery(Area.objects.filter(compound=OuterRef(OuterRef("pk"))).order_by().values("pk"))
    rows = areas.filter(level="compound", status=CURRENT, updated_at__lt=since)
    rows = rows.exclude(profile__updated_at__gte=since)
    for model in (Appointment, Organisation):
        rows = rows.exclude(Exists(model._base_manager.filter(IsAmong(F("area_id"), inside), updated_at__gte=since)))
    return rows.exclude(Exists(Area.objects.filter(compound=OuterRef("pk"), updated_at__gte=since)))


def untouched_words(area):
    return f"{area.name}台账自{clock.zh_date(clock.local_date(area.updated_at))}以来没有更新"


PLACES = ("area__street", "area__community", "area__compound")
PEOPLE = ("person", *PLACES)
VACANCY = GapKind("vacancy", "缺岗", PostSeat, "seat", vacant, vacancy_words, PLACES)
TERM = GapKind("term", "岗位任期将满", Appointment, "post", ending, ending_words, PEOPLE)
BODY = GapKind("body", "组织任期将满", Organisation, "body", ending_bodies, body_words, PLACES)
PHONE = GapKind("phone", "缺电话", Appointment, "post", unreachable, unreachable_words, PEOPLE)
STALE = GapKind("stale", "台账久未更新", Area, "place", untouched, untouched_words, ("street", "community", "compound"))
KINDS = tuple(BY_CODE.values())
CHOICES = [(kind.code, kind.label) for kind in KINDS]
