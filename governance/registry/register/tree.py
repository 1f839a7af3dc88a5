"""The tree of areas at the left of the register."""

from collections import defaultdict

from django.db.models import Count, IntegerField, OuterRef, Subquery

from governance.areas.models import Area, Level
from governance.kernel.models.figures import Tally


def count_branches():
    """{area id: active branches in it}, for streets, communities and compounds, and the district under its id."""
    found = defaultdict(int)
    cells = Tally.objects.filter(kind="organisation", state="branch").values_list(
        "area__street_id", "area__community_id", "area__compound_id", "n"
    )
    for street, community, compound, n in cells:
        for pk in {street, community, compound} - {None}:
            found[pk] += n
        found[None] += n
    return found


def list_children(user, parent):
    """[(child, count)] of the current children that the user may see; the count is of branches or of buildings."""
    children = Area.objects.visible_to(user).current().filter(parent=parent).order_by("order", "code")
    if parent.level == Level.COMMUNITY:
        houses = Area.objects.filter(level=Level.BUILDING, parent=OuterRef("pk")).in_group("current")
        n = houses.order_by().values("parent").annotate(n=Count("pk")).values("n")
        children = children.annotate(buildings=Subquery(n, output_field=IntegerField()))
        return [(child, f"{child.buildings} 栋" if child.buildings else "") for child in children]
    counts = count_branches() if parent.level in (Level.DISTRICT, Level.STREET) else {}
    return [(child, counts.get(child.pk, "")) for child in children]


def open_tree(user, area):
    """The tree opened down to the area: [{"area", "count", "children" or None, "open", "current"}]."""
    opened = [path for path in area.ancestor_paths() if path.count("/") <= 4]
    parents = list(Area.objects.visible_to(user).filter(path__in=opened).order_by("depth"))
    by_parent = defaultdict(list)
    counts = count_branches()
    houses = Area.objects.filter(level=Level.BUILDING, parent=OuterRef("pk")).in_group("current")
    n = houses.order_by().values("parent").annotate(n=Count("pk")).values("n")
    rows = Area.objects.visible_to(user).current().filter(parent__in=parents, depth__lte=3)
    for row in rows.annotate(buildings=Subquery(n, output_field=IntegerField())).order_by("order", "code"):
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
