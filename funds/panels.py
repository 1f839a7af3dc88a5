"""Menu entries of funds, and the cards it lends to pages of areas and micro-projects."""

from funds.models import CommunityFund, Donation, Grant
from governance.kernel.finding import finder
from governance.kernel.panels import Panel, entry, panel
from governance.kernel.search import search

VIEW = "funds.view"
entry("业务", "社区基金", "wallet2", "/funds/", permission=VIEW, order=40)
entry("业务", "捐赠", "gift", "/funds/donations/", permission=VIEW, order=41)
entry("业务", "承诺与拨付", "cash-coin", "/funds/grants/", permission=VIEW, order=42)
entry("底数", "合作基金会", "bank", "/funds/foundations/", permission=VIEW, order=65)


@panel("governance.area", order=60)
def fund_of_area(area, user):
    """The fund that serves a community, on the community's page and those below it."""
    if area.level not in ("community", "compound"):
        return None
    fund = CommunityFund.objects.visible_to(user).of_community(area).select_related("balance").first()
    if fund is None:
        return None
    return Panel("社区基金", "funds/_area_card.html", {"fund": fund, "balance": getattr(fund, "balance", None)})


@panel("projects.microproject", order=60)
def share_of_project(project, user):
    """What the community fund carries of a project."""
    grant = Grant.objects.visible_to(user).filter(project_id=project.pk).select_related("fund").first()
    if grant is None:
        return None
    return Panel("社区基金份额", "funds/_grant_card.html", {"grant": grant})


@finder("捐赠", "/funds/donations/", order=60)
def find_donations(words, user):
    if not user.has(VIEW):
        return None
    return (
        search(Donation.objects.visible_to(user), words).select_related("fund").defer("donor_contact").order_by("-id")
    )
