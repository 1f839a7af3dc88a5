"""The areas around a board: those one may choose, and those that are compared."""

from django.db.models import Q

from governance.areas.models import Area, Level
from governance.kernel.clock import clock
from governance.kernel.models import built

BELOW = {Level.DISTRICT: "street", Level.STREET: "community", Level.COMMUNITY: "compound"}
BELOW_WORDS = {Level.DISTRICT: "全部镇街", Level.STREET: "全部社区", Level.COMMUNITY: "全部小区"}
CHOSEN = (Level.DISTRICT, *(Level(level) for level in BELOW.values()))  # levels that have boards to choose
PLACE_FIELDS = ("code", "name", "level", "kind", "parent", "path", "depth", "order")


def near(area, on):
    """The places of which `Places` tells."""
    opened = [pk for pk in (area.street_id, area.community_id) if pk]
    asked = Q(level__in=(Level.DISTRICT, Level.STREET)) | Q(parent__in=opened) | Q(pk__in=[area.compound_id, area.pk])
    return Area.objects.current(on).filter(asked).only(*PLACE_FIELDS).order_by("order", "code")


class Places:
    """The areas around a board's own, in one query: those above it, the streets, its neighbours and those below it.

    above    -- from the district down to the area itself
    below    -- the areas that are compared
    """

    def __init__(self, area, on=None):
        self.area = area
        self.children = {}
        for row in built.of_row((Places, on or clock.today()), area, lambda one: near(one, on)):
            self.children.setdefault(row.parent_id, []).append(row)
        found = [row for rows in self.children.values() for row in rows if area.path.startswith(row.path)]
        self.above = [*sorted((row for row in found if row.pk != area.pk), key=lambda row: row.depth), area]

    @property
    def below(self):
        return self.children.get(self.area.pk, [])

    def tree(self, scope):
        """[(area, how deep below the first)] of those a scope covers, as a list to choose from."""
        found, opened = [], {row.pk for row in self.above}

        def walk(parent, depth):
            for row in self.children.get(parent, ()):
                if row.level in CHOSEN and scope.covers(row):
                    found.append((row, depth))
                if row.pk in opened:
                    walk(row.pk, depth + 1)

        walk(None, 0)
        top = min((depth for _, depth in found), default=0)
        return [(row, depth - top) for row, depth in found]
