"""What a user may see and do in which areas: one rule, used by pages, API and actions."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from governance.kernel.pages.search import Searchable, prepare_texts
from governance.kernel.steps.errors import NotAllowed

ROOT = "/"
# Kinds of refusal: something is missing, it is another user's step, it never arises for this row.
BLOCKED, OTHERS, MOOT = "blocked", "others", "moot"


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with a reason a person can act on.

    code  -- stable word for programs; "" for the error's own
    kind  -- BLOCKED, OTHERS or MOOT: how pages show the refusal
    error -- what it is raised as
    """

    reason: str = ""
    code: str = ""
    kind: str = BLOCKED
    error: type = NotAllowed

    def __bool__(self):
        return not self.reason

    def or_raise(self):
        if self.reason:
            raise self.error(self.reason, self.code or None)


def ancestors(path):
    """The paths from the root of the tree down to this one."""
    parts = [part for part in path.split("/") if part]
    return [ROOT] + ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def shortest(paths):
    """Paths not covered by another of them."""
    kept = []
    for path in sorted(paths, key=len):
        if not any(path.startswith(above) for above in kept):
            kept.append(path)
    return tuple(kept)


@dataclass(frozen=True)
class Scope:
    """The parts of the area tree (paths) where a user holds one permission."""

    paths: tuple = ()

    def __bool__(self):
        return bool(self.paths)

    def covers(self, area):
        return area is not None and any(area.path.startswith(path) for path in self.paths)

    def q(self, field):
        """Rows whose area (the foreign key `field`, "" for areas themselves) is in the scope."""
        prefix = f"{field}__" if field else ""
        return reduce(or_, (Q(**{f"{prefix}path__startswith": path}) for path in self.paths), Q(pk__in=[]))


class ScopedQuerySet(QuerySet):
    """Rows that belong to an area.  They are read through `visible_to` only."""

    area_field = "area"
    view_permission = ""

    def in_group(self, name):
        """Rows whose state belongs to a group of their workflow's states."""
        return self.filter(status__in=self.model._meta.get_field("status").states.group(name))

    def bulk_create(self, objs, *args, **kwargs):
        """As Django's, with the texts by which the search finds the rows."""
        objs = list(objs)
        if issubclass(self.model, Searchable):
            prepare_texts(objs)
        return super().bulk_create(objs, *args, **kwargs)

    def also_visible(self, user):
        """Rows seen for another reason than the area, as a Q (to-one joins only); None for no such rows."""
        return None

    def visible_to(self, user, permission=None):
        """Rows the user may see; `permission` narrows to where they hold it.

        To-one joins only, so no row comes twice; no filter at all for a user
        whose scope is the root of the tree, so that the district's users cost no join.
        """
        scope = user.scope(permission or self.view_permission or f"{self.model._meta.app_label}.view")
        if ROOT in scope.paths:
            return self
        extra = self.also_visible(user) if permission is None else None
        if not scope.paths:
            return self.none() if extra is None else self.filter(extra)
        wanted = scope.q(self.area_field)
        return self.filter(wanted if extra is None else wanted | extra)
