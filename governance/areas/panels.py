"""Places in the menu and in the search."""

from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import entry
from governance.kernel.pages.search import search
from governance.roles import VIEW

from .models import Area

entry("底数", "小区", "buildings", "governance:compounds", permission=VIEW, order=51)


@finder("区域", "governance:area_find", order=20)
def find_areas(words, user):
    return search(Area.objects.visible_to(user), words).order_by("depth", "path")
