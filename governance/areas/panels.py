"""Places in the menu and in the search."""

from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import entry
from governance.kernel.pages.search import search
from governance.roles import VIEW

from .models import Area

entry("底数", "小区", "buildings", "governance:compounds", permission=VIEW, order=51)


def where(area):
    """小区 · 月塘街道 野鸭冲社区: its level, and the places above it."""
    above = [place.name for place in (area.street, area.community) if place is not None and place.pk != area.pk]
    return " · ".join(filter(None, (area.get_level_display(), " ".join(above))))


@finder("区域", "governance:area_find", order=5, details=where)
def find_areas(words, user):
    return search(Area.objects.visible_to(user), words).select_related("street", "community").order_by("depth", "path")
