"""Whom to call: the holders of posts with their work telephones, read at once for many rows.

What waits for somebody is on a desk (`kernel.clock.desks`) or named to an account; pages that show many such rows ask
here for all of them in one query.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from governance import roles
from governance.areas.models import Area
from governance.kernel.clock import clock
from governance.kernel.models import built
from governance.kernel.models.addresses import row_address
from governance.kernel.models.among import Split, among, is_one_of, told
from governance.kernel.models.prepared import Prepared
from governance.kernel.models.scopes import ancestors

from .models.accounts import User
from .models.posts import Appointment
from .workflow.accounts import ENABLED

COLUMNS = (
    *("id", "role", "area_id", "area__path", "area__name", "unit__name"),
    *("work_phone", "person__name", "person__user__id", "person__user__status"),
)

RESPONSIBLE = {  # level of a place: the roles that answer for it, the first that is held
    "district": ("district_leader", "district_office"),
    "street": ("street_leader", "street_admin"),
    "community": ("community_secretary", "community_staff"),
    "compound": ("branch_secretary", "patch_leader"),
}


@dataclass(frozen=True)
class Contact:
    """The holder of a post: the name, where and as what in words, and the telephone of the post ("" where none is)."""

    pk: int
    role: str
    area: int
    path: str
    place: str
    unit: str | None
    phone: str
    name: str
    account: int | None
    status: str | None

    @property
    def post(self):
        """区住建局, 野鸭冲社区 社区（村）书记: the unit for which somebody acts, else place and post."""
        return self.unit or f"{self.place} {roles.label(self.role)}"

    @property
    def url(self):
        return row_address(Appointment, self.pk)


def posts_with_accounts(on=None):
    """The posts of which one may call the holder, as tuples of COLUMNS, those of a place together."""
    posts = Appointment.objects.working(on).filter(person__user__status=ENABLED)
    return posts.order_by("area__path", "id").values_list(*COLUMNS)


def posts_there(paths, accounts, on):
    """Those at some places, and those of some accounts; paths and accounts as `among` takes them."""
    places = Area.objects.filter(among("path", paths, Split)).values("pk")
    people = User.objects.filter(among("pk", accounts)).values("person_id")
    return posts_with_accounts(on).filter(is_one_of("area_id", places) | is_one_of("person_id", people))


posts_at = Prepared(posts_there)


class Contacts:
    """Those who hold posts at some places, and the posts of some accounts; one query.

    paths    -- of the places; None for every post with an account, for a whole export
    accounts -- ids of accounts that are named on rows
    """

    def __init__(self, paths=None, accounts=()):
        rows = posts_with_accounts() if paths is None else posts_at(told(paths), told(accounts), clock.today())
        self.places, self.accounts = defaultdict(lambda: defaultdict(list)), defaultdict(list)
        for row in rows:
            contact = Contact(*row)
            self.places[contact.path][contact.role].append(contact)
            self.accounts[contact.account].append(contact)

    @classmethod
    def of_deadlines(cls, rows):
        """For these deadlines with their desks: who has each now, and who stands above."""
        paths = {path for row in rows if row.desk_id for path in ancestors(row.desk.path)}
        return cls(paths, {row.assignee_id for row in rows if row.assignee_id})

    def holder(self, deadline):
        """Who has a deadline now: the account that is named, else the nearest post of its desk, else None."""
        able = roles.with_permission(deadline.permission)
        if deadline.assignee_id is not None:
            posts = self.accounts.get(deadline.assignee_id, ())
            return next((post for post in posts if post.role in able), None) or next(iter(posts), None)
        return self.at(deadline.desk.path, able) if deadline.desk_id else None

    def at(self, path, names):
        """The first holder of one of these roles at a place, in the order of the roles."""
        there = self.places.get(path, {})
        return next((post for role in names for post in there.get(role, ())), None)

    def superior(self, deadline):
        """Who stands above the desk of a deadline, as the ladder of reminders climbs.

        Source: domain.md §2 (escalation chain), as `Directory.above`.
        """
        holder = self.holder(deadline)
        if holder is None:
            return None
        names = roles.with_permission(deadline.permission)
        places = list(reversed(ancestors(holder.path)))
        above = roles.CHAIN[roles.CHAIN.index(holder.role) + 1 :] if holder.role in roles.CHAIN else roles.CHAIN
        here = places[0], [role for role in above if role not in names]
        levels = [here, *((path, roles.CHAIN) for path in places[1:])]
        found = (self.at(path, chain) for path, chain in levels)
        return next((post for post in found if post is not None and post.account != holder.account), None)


def responsible(areas):
    """{id of an area: the Contact who answers for it}: of a street its leader, of a community its secretary.

    Whether somebody has an account does not matter: a leader may be called who never signs in.
    """
    by_level = defaultdict(list)
    for area in areas:
        by_level[area.level].append(area.pk)
    asked = [Q(area__in=by_level[level], role__in=names) for level, names in RESPONSIBLE.items() if level in by_level]
    if not asked:
        return {}
    order = {role: rank for names in RESPONSIBLE.values() for rank, role in enumerate(names)}
    found = {}
    key = responsible, clock.today(), tuple((level, *sorted(places)) for level, places in by_level.items())
    rows = built.rows(key, lambda: Appointment.objects.in_office().filter(reduce(or_, asked)).values_list(*COLUMNS))
    for contact in sorted((Contact(*row) for row in rows), key=lambda one: (order[one.role], one.pk)):
        found.setdefault(contact.area, contact)
    return found
