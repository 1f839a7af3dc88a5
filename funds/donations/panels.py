"""Donations in the menu and in the search."""

from funds.roles import VIEW
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import entry
from governance.kernel.pages.search import search

from .models import Donation

entry("业务", "捐赠", "gift", "funds:donations", permission=VIEW, order=41)


@finder("捐赠", "funds:donations", order=60)
def find_donations(words, user):
    if not user.has(VIEW):
        return None
    return (
        search(Donation.objects.visible_to(user), words).select_related("fund").defer("donor_contact").order_by("-id")
    )
