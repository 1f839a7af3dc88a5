"""Queries of people, posts and accounts."""

from collections import defaultdict

from django.contrib.auth.base_user import BaseUserManager
from django.db.models import Exists, OuterRef, Q, QuerySet

from governance import roles
from governance.areas.workflow import CURRENT
from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet, ancestors
from governance.kernel.steps.permissions import is_by_unit

from .nearest import able_posts, appointments, asked_at, nearest_posts
from .workflow.accounts import ENABLED
from .workflow.identity import WAITING
from .workflow.people import ENTERED
from .workflow.posts import IN_OFFICE
from .workflow.rights import CHECK_IDENTITY, GRANT_RIGHTS, LIST_ACCOUNTS


class PersonQuerySet(ScopedQuerySet):
    view_permission = roles.VIEW

    def entered(self):
        """People of the register, without those who were merged into another."""
        return self.filter(status=ENTERED)

    def likely_twins(self, among=None):
        """People who are probably registered twice: one telephone, or one name in one post of one place.

        among -- the people who may be the other one; None for all
        """
        others = (self.model.objects.all() if among is None else among).entered().exclude(pk=OuterRef("pk"))
        same_phone = others.filter(phone_index=OuterRef("phone_index"))
        post = appointments().active().filter(role=OuterRef("role"), area=OuterRef("area"))
        same_post = post.filter(person__name=OuterRef("person__name")).exclude(person=OuterRef("person"))
        doubled = appointments().active().filter(person=OuterRef("pk")).filter(Exists(same_post))
        return self.entered().filter(Q(~Q(phone_index=""), Exists(same_phone)) | Exists(doubled))

    def known_to(self, user, also=None):
        """People of whom the register may tell this user anything at all: steps ask it about nobody else.

        They are in the user's places, hold a post there, have an account that the user keeps, or are the user; None
        stands for the clock, which sees everybody.

        also -- a Q for others whom the user names well enough
        """
        if user is None:
            return self
        posts = appointments().visible_to(user).filter(person=OuterRef("pk"))
        known = user.scope(roles.VIEW).q("area") | Q(pk=user.person_id) | Q(Exists(posts))
        if user.has(LIST_ACCOUNTS):
            known |= Q(user__isnull=False)
        return self.filter(known if also is None else known | also)

    def out_of_sight(self, user):
        """People with an account whom the user does not see: no post of theirs is registered by name and telephone."""
        return self.filter(user__isnull=False).exclude(pk__in=self.model.objects.visible_to(user))

    def alike(self, person):
        """Other people of the register who may be this one: of the same name, telephone or identity number."""
        alike = Q(name=person.name)
        if person.id_index:
            alike |= Q(id_index=person.id_index)
        if person.phone_index:
            alike |= Q(phone_index=person.phone_index)
        return self.entered().filter(alike).exclude(pk=person.pk)


class IdentityCheckQuerySet(ScopedQuerySet):
    view_permission = CHECK_IDENTITY

    def open(self):
        return self.filter(status=WAITING)


class AppointmentQuerySet(ScopedQuerySet):
    view_permission = roles.VIEW

    def also_visible(self, user):
        """Who grants and revokes posts sees them, and nothing else of the registry."""
        scope = user.scope(GRANT_RIGHTS)
        return scope.q(self.area_field) if scope.paths else None

    def in_office(self, on=None):
        """Posts held on a day."""
        day = on or clock.today()
        return self.active().filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def during(self, starts_on, ends_on):
        """Posts that are held, or are to be held, on some day of a term; `ends_on` None: it has no end."""
        held = self.active().filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        return held if ends_on is None else held.filter(starts_on__lte=ends_on)

    def working(self, on=None):
        """Posts held on a day of places that are not ended: work lies on their desks."""
        return self.in_office(on).filter(area__status=CURRENT)

    def active(self):
        """Posts that have not been ended; see `in_office` for those held on a day."""
        return self.filter(status=IN_OFFICE)

    def of_role(self, *names):
        return self.filter(role__in=names)

    def expired(self, on=None):
        """Active rows whose term is over: the clock ends them."""
        return self.active().filter(ends_on__lt=on or clock.today())


class UserQuerySet(QuerySet):
    def visible_to(self, user, permission=None):
        """Accounts are visible to users who manage accounts or rights."""
        return self if user.has(LIST_ACCOUNTS) else self.none()

    def active(self):
        """Accounts that may sign in."""
        return self.filter(status=ENABLED)

    def holding(self, permission, area):
        """Active accounts that hold a permission over an area, by any post at or above it."""
        return self.active().filter(person__in=self._persons_in(roles.with_permission(permission), area))

    def able(self, permission, path):
        """Active accounts that may act at a path: by a post at or above it, or for a unit where that counts."""
        names, paths = roles.with_permission(permission), ancestors(path)
        posts = able_posts(names, is_by_unit(permission), clock.today(), paths)
        return self.active().filter(person__in=posts.values("person_id"))

    def held_by(self, posts):
        """The keys of the accounts of those who hold these posts."""
        return self.filter(person__in=posts.values("person_id")).values_list("pk")

    def asked_at(self, asked, permission, path):
        """The keys that `desk`, `nearest` or `able` give, as a part of a statement whose SQL is built once."""
        return asked_at(asked, permission, path)

    def in_role(self, role, area):
        return self.active().filter(person__in=self._persons_in([role], area))

    def _persons_in(self, names, area):
        posts = appointments().in_office().filter(role__in=names, area__path__in=area.ancestor_paths())
        return posts.values("person_id")

    def of_unit(self, *units):
        """Active accounts whose person holds a post in one of these units."""
        posts = appointments().in_office().filter(unit_id__in=units)
        return self.active().filter(person__in=posts.values("person_id")).order_by("id")

    def with_posts(self):
        """Accounts that hold at least one post today."""
        return self.filter(Exists(appointments().in_office().filter(person_id=OuterRef("person_id"))))

    def desk(self, permission, path):
        """The area (one id or none) of the nearest post with an account at or above a path that holds a permission."""
        return self._nearest_post(permission, path).values_list("area_id", flat=True)[:1]

    def nearest(self, permission, path):
        """The account (one id or none) of that post; of several the role that comes first in `roles`."""
        return self._nearest_post(permission, path).values_list("person__user", flat=True)[:1]

    def _nearest_post(self, permission, path):
        return nearest_posts(roles.with_permission(permission), clock.today(), ancestors(path))

    def who_acts(self, permission, area):
        """The posts of an area that act there, in words: "野鸭冲社区 社区（村）书记"."""
        posts = appointments().in_office().filter(area=area, person__user__status=ENABLED)
        held = set(posts.filter(role__in=roles.with_permission(permission)).values_list("role", flat=True))
        return f"{area.name} {'、'.join(label for role, label in roles.LABELS.items() if role in held)}".strip()

    def posts_over(self, permission, area):
        """The posts at or above an area that act there: "野鸭冲社区 社区（村）书记、月塘街道 街道工作人员"."""
        held = appointments().in_office().filter(role__in=roles.with_permission(permission))
        held = held.filter(area__path__in=area.ancestor_paths(), person__user__status=ENABLED)
        places = held.order_by("-area__depth").values_list("area__name", "role")
        return "、".join(dict.fromkeys(f"{name} {roles.label(role)}" for name, role in places))

    def directory(self):
        """The posts of all active accounts, read at once for batches."""
        return Directory()


class Directory:
    """The holders of every role in every area, read once for many questions.

    mailable -- user ids with an e-mail address; spokesmen -- {role: user ids with a unit}
    """

    def __init__(self):
        self.places = defaultdict(lambda: defaultdict(list))
        self.areas = {}
        self.mailable = set()
        self.spokesmen = defaultdict(set)
        rows = (
            appointments()
            .working()
            .filter(person__user__status=ENABLED)
            .values_list("role", "area__path", "area_id", "person__user__id", "person__user__email", "unit_id")
        )
        for role, path, area_id, user_id, email, unit_id in rows.iterator():
            if unit_id:
                self.spokesmen[role].add(user_id)
            self.places[role][path].append(user_id)
            self.areas[path] = area_id
            if email:
                self.mailable.add(user_id)

    def recipients(self, word, permission, path):
        """The users that a rung of the reminder ladder names: a role, an alias, or the handler's "supervisor"."""
        if word == "supervisor":
            return self.above(permission, path)
        return self.in_role(word, path) or self.in_role(roles.ALIASES.get(word, word), path)

    def above(self, permission, path):
        """The users directly above the desk that handles this permission (domain.md §2, escalation chain).

        A higher role of the desk's own place; else the lowest role of the chain
        in the nearest place above that has one.
        """
        names = roles.with_permission(permission)
        desk = self._nearest_place(names, path)
        if desk is None:
            return []
        handlers = [n for n, role in enumerate(roles.CHAIN) if role in names and self.places[role].get(desk)]
        higher = [role for role in roles.CHAIN[max(handlers, default=-1) + 1 :] if role not in names]
        levels = [(desk, higher), *((place, roles.CHAIN) for place in reversed(ancestors(desk)[:-1]))]
        return next(
            (list(found) for place, chain in levels for role in chain if (found := self.places[role].get(place))), []
        )

    def in_role(self, role, path):
        """Users in a role over the place, the nearest post first; only the nearest level that has one."""
        return self._nearest([role], path)

    def holding(self, permission, path, nearest=False):
        names = roles.with_permission(permission)
        if nearest:
            return self._nearest(names, path)
        return [user for place in ancestors(path) for role in names for user in self.places[role].get(place, ())]

    def able(self, permission, path):
        """The ids of the accounts that may act at a path, see `UserQuerySet.able`."""
        names = roles.with_permission(permission) if is_by_unit(permission) else ()
        return {*self.holding(permission, path), *(user for role in names for user in self.spokesmen.get(role, ()))}

    def desk(self, permission, path):
        """The id of the nearest area at or above a path with a post that holds a permission, or None."""
        return self.areas.get(self._nearest_place(roles.with_permission(permission), path))

    def _nearest(self, names, path):
        place = self._nearest_place(names, path)
        return [user for role in names for user in self.places[role].get(place, ())]

    def _nearest_place(self, names, path):
        """The nearest path at or above this one with an account in one of the roles, or None."""
        above = reversed(ancestors(path))
        return next((place for place in above if any(self.places[role].get(place) for role in names)), None)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        """The account, with its person: every page needs the name."""
        return self.select_related("person").get(username=username)
