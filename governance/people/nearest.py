"""Who acts at a place, by its path and those above it: as querysets, and as parts of statements whose SQL is kept."""

from functools import cache

from django.apps import apps
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.models.prepared import Prepared
from governance.kernel.models.scopes import ancestors
from governance.kernel.steps.permissions import is_by_unit

from .workflow.accounts import ENABLED

NOBODY = RawSQL("SELECT NULL::bigint", ())


def appointments():
    """All posts, read through the registry of models, since models import this module."""
    return apps.get_model("governance", "Appointment").objects.all()


def nearest_posts(names, day, paths):
    """The posts of these roles at these places on a day, the nearest first; of one place in the order of the roles."""
    posts = appointments().working(day).filter(role__in=names, area__path__in=paths)
    rank = Case(*[When(role=name, then=Value(place)) for place, name in enumerate(names)])
    return posts.filter(person__user__status=ENABLED).order_by("-area__depth", rank, "id")


def able_posts(names, is_by_unit, day, paths):
    """The posts of these roles by which somebody may act there: at these places, or for a unit where that counts."""
    here = Q(area__path__in=paths)
    posts = appointments().working(day).filter(role__in=names)
    return posts.filter(here | Q(unit__isnull=False) if is_by_unit else here)


ASKED = {  # fn(roles, whether by unit, day, paths) -> the query for keys
    "desk": lambda names, is_by_unit, day, paths: nearest_posts(names, day, paths).values_list("area_id")[:1],
    "nearest": lambda names, is_by_unit, day, paths: nearest_posts(names, day, paths).values_list("person__user")[:1],
    "able": lambda *asked: apps.get_model("governance", "User").objects.active().held_by(able_posts(*asked)),
}


@cache
def kept_question(asked, names, is_by_unit, depth):
    """One of `ASKED` at so many places, one above the other: its SQL is built once."""
    return Prepared(lambda day, *paths: ASKED[asked](names, is_by_unit, day, paths))


def asked_at(asked, permission, path):
    """The answer as a part of a statement, as a `Subquery` would be, without building a query."""
    names, paths = tuple(roles.with_permission(permission)), ancestors(path)
    if not names:
        return NOBODY
    return kept_question(asked, names, is_by_unit(permission), len(paths)).expression(clock.today(), *paths)
