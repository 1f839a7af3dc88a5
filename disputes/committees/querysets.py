"""Reads of committees, mediators and stations."""

from django.db.models import Q

from governance.areas.workflow import CURRENT
from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet

VIEW = "governance.view"
HEADS = ("head", "deputy")


class CommitteeQuerySet(ScopedQuerySet):
    view_permission = VIEW  # which people mediate in a place is public knowledge; the cases are not

    def in_office(self):
        return self.in_group("in_office")

    def for_place(self, area):
        """Committees that may take a case of this place, the nearest first."""
        near = self.in_office().filter(area__path__in=area.ancestor_paths(), area__status=CURRENT)
        return near.order_by("-area__depth", "level", "id")


class MediatorQuerySet(ScopedQuerySet):
    area_field = "committee__area"
    view_permission = VIEW

    def active(self, on=None):
        day = on or clock.today()
        return self.filter(Q(left_on=None) | Q(left_on__gt=day))

    def heads(self):
        """Heads and their deputies."""
        return self.filter(post__in=HEADS)

    def members(self):
        """The elected members: hired mediators do not count for the committee's size."""
        return self.exclude(post="hired")


class StationQuerySet(ScopedQuerySet):
    view_permission = VIEW
