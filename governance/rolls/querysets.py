"""Queries of rolls."""

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet
from governance.roles import VIEW


class RollQuerySet(ScopedQuerySet):
    view_permission = VIEW

    def in_force(self, on=None):
        """The versions that say who is entitled on a day."""
        day = on or clock.today()
        return self.in_group("in_force").filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def versions_of(self, roll):
        """All versions of the same roll, the newest first."""
        return self.filter(area=roll.area_id, kind=roll.kind).order_by("-id")
