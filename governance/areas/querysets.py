"""Queries of the area tree."""

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.scopes import ScopedQuerySet
from governance.roles import VIEW


class AreaQuerySet(ScopedQuerySet):
    area_field = ""
    view_permission = VIEW

    def current(self, on=None):
        """Areas that exist on a day."""
        day = on or clock.today()
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))

    def below(self, area):
        """The area and everything below it."""
        return self.filter(path__startswith=area.path)

    def ancestors_of(self, area):
        """From the district down to the area itself."""
        return self.filter(path__in=area.ancestor_paths()).order_by("depth")

    def of_level(self, level):
        return self.filter(level=level)

    def matching(self, words):
        """Areas whose name, official name or alias contains the words."""
        return self.filter(search_text__icontains=words)


class PostSeatQuerySet(ScopedQuerySet):
    view_permission = VIEW
