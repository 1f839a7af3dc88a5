"""Pages of donations."""

from funds.books.views import BookedDetail
from funds.roles import VIEW
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage

from .models import Donation
from .tables import DonationFilter, DonationTable
from .workflow import DONATION


class DonationList(ListPage):
    permission = VIEW
    model, filterset, table = Donation, DonationFilter, DonationTable
    title = "捐赠"
    subtitle = "捐赠票据由托管慈善组织开具"
    create = DONATION
    tabs = (
        ("", "在办", "unfinished"),
        ("waiting", "待财务确认", "waiting_for_finance"),
        ("tickets", "待开票", "without_ticket"),
        ("pledged", "已认捐", "pledged"),
        ("all", "全部"),
    )


class DonationDetail(BookedDetail):
    model, template, workflow = Donation, "funds/donations/donation.html", DONATION
    select_related = ("fund__balance", "area", "foundation", "confirmed_by__person")

    def more_context(self, obj):
        private = obj.shows_private_to(self.request.user)
        return super().more_context(obj) | {
            "items": obj.items.all(),
            "donor": obj.donor_name if private and not obj.is_anonymous else obj.shown_name,
            "is_private": private,
        }


class DonationStep(StepPage):
    model, workflow = Donation, DONATION
    select_related = ("fund", "area")
