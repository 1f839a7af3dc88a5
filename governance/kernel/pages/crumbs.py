"""The way to a place from above, at the head of its pages."""

from django.apps import apps

from governance.kernel.models import built


def crumbs(area, user):
    """[(name, address)] from the district to the area; the address is None where this user may not open the place."""
    if area is None:
        return []
    Area = apps.get_model("governance", "Area")

    def above():
        return Area.objects.filter(path__in=area.ancestor_paths()).order_by("depth").only("name", "path")

    return crumbs_of(built.rows((crumbs, area.path), above), user)


def crumbs_of(places, user):
    """The same of places that are loaded already, from the uppermost down."""
    return [(place.name, place.get_absolute_url() if may_open(place, user) else None) for place in places]


def may_open(place, user):
    """Whether the page of a place is there for a user: `visible_to` without asking the database."""
    return user.scope(type(place).objects.all().view_permission).covers(place)
