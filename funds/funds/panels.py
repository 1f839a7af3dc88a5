"""Community funds in the menu and on the pages of places."""

from funds.roles import VIEW
from governance.kernel.models import built
from governance.kernel.pages.panels import Panel, entry, panel

from .models import CommunityFund

entry("业务", "社区基金", "wallet2", "funds:home", permission=VIEW, order=40)


@panel("governance.area", order=60)
def fund_of_area(area, user):
    """The fund that serves a community, on the community's page and those below it."""
    if area.level not in ("community", "compound"):
        return None

    def of_community(area):
        return CommunityFund.objects.visible_to(user).of_community(area).select_related("balance").order_by("pk")[:1]

    fund = next(iter(built.of_row((fund_of_area, built.standing(user)), area, of_community)), None)
    if fund is None:
        return None
    return Panel("社区基金", "funds/funds/_area_card.html", {"fund": fund, "balance": getattr(fund, "balance", None)})
