"""The tree of areas at the left of the register."""

from collections import defaultdict

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum

from governance.areas.models import Area, Level
from governance.kernel.models import built
from governance.kernel.models.figures import Tally
from governance.kernel.models.prepared import Prepared

branches = Prepared(
    lambda: (
        Tally.objects.filter(kind="organisation", state="branch")
        .order_by()
        .values_list("area__street_id", "area__community_id")
        .annotate(total=Sum("n"))
    )
)


def count_branches():
    """{area id: active branches in it}, for streets and communities; of the district under None."""
    found = defaultdict(int)
    for street, community, n in branches():
        for pk in {street, community} - {None}:
            found[pk] += n
        found[None] += n
    return found


NODE = ("name", "level", "path", "parent_id")  # what a node of the tree shows, and where it stands


def with_buildings(places):
    """Places with the number of the buildings directly below each."""
    houses = Area.objects.filter(level=Level.BUILDING, parent=OuterRef("pk")).in_group("current")
    n = houses.order_by().values("parent").annotate(n=Count("pk")).values("n")
    return places.annotate(buildings=Subquery(n, output_field=IntegerField()))


def list_children(user, parent):
    """[(child, count)] of the current children that the user may see; the count is of branches or of buildings."""
    children = Area.objects.visible_to(user).current().filter(parent=parent).order_by("order", "code")
    if parent.level == Level.COMMUNITY:
        children = with_buildings(children)
        return [(child, f"{child.buildings} 栋" if child.buildings else "") for child in children]
    counts = count_branches() if parent.level in (Level.DISTRICT, Level.STREET) else {}
    return [(child, counts.get(child.pk, "")) for child in children]


def open_tree(user, area):
    """The tree opened down to the area: [{"area", "count", "children" or None, "open", "current"}]."""

    def above(one):
        """The places that are opened: district, street and community, as far as the user sees them."""
        opened = [pk for pk in (one.street_id, one.community_id, one.pk) if pk is not None]
        rows = Area.objects.visible_to(user).filter(Q(level=Level.DISTRICT) | Q(pk__in=opened), depth__lte=2)
        return rows.only(*NODE).order_by("depth")

    def below(one):
        rows = Area.objects.visible_to(user).current().filter(parent__in=above(one).order_by().values("pk"))
        return with_buildings(rows.filter(depth__lte=3)).only(*NODE).order_by("order", "code")

    key = open_tree, built.standing(user)
    parents, by_parent = built.of_row((*key, "above"), area, above), defaultdict(list)
    opened = {parent.path for parent in parents}
    counts = count_branches()
    for row in built.of_row((*key, "below"), area, below):
        by_parent[row.parent_id].append(row)

    def as_node(place):
        is_open = place.path in opened and place.level != Level.COMPOUND
        count = counts.get(place.pk, 0) if place.parent_id else f"{counts[None]} 支部"
        if place.level == Level.COMPOUND:
            count = f"{place.buildings} 栋" if getattr(place, "buildings", None) else ""
        return {
            "area": place,
            "count": count,
            "is_leaf": place.level == Level.COMPOUND,
            "open": is_open,
            "current": place.pk == area.pk or (place.level == Level.COMPOUND and area.path.startswith(place.path)),
            "children": [as_node(child) for child in by_parent[place.pk]] if is_open else [],
        }

    shown = {parent.pk for parent in parents}
    tops = [parent for parent in parents if parent.parent_id not in shown]
    return [as_node(top) for top in tops]
