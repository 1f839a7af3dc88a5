"""Selections of key households."""

from governance.kernel.models.scopes import ScopedQuerySet
from governance.kernel.upkeep.crypto import blind_indexes
from projects.roles import REPORT


class KeyHouseholdQuerySet(ScopedQuerySet):
    """Seen by those who visit homes there; whoever only reads figures sees none of them."""

    view_permission = REPORT

    def standing(self):
        """Those that are to be visited; a mark that was taken back is kept and left out."""
        return self.in_group("standing")

    def at_door(self, area, key):
        """Those of one door of a place, under every key of the fingerprint."""
        return self.filter(area=area, door_index__in=blind_indexes(key, "door"))
