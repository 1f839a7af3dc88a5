"""Rolls in the menu, and on the page of their place."""

from governance.kernel.models.addresses import list_address
from governance.kernel.pages.panels import Panel, entry, panel
from governance.roles import VIEW

from .models import Roll

entry("底数", "名册", "card-list", "governance:rolls", permission=VIEW, order=53)


@panel("governance.area", order=55)
def rolls_here(area, user):
    """The rolls of a place that are in force, with their totals."""
    rows = list(Roll.objects.visible_to(user).in_force().filter(area=area.pk).order_by("kind"))
    if not rows:
        return None
    more = f"{list_address(Roll)}?area={area.code}"
    return Panel("名册", "governance/rolls/_rolls.html", {"rolls": rows}, more_url=more)
