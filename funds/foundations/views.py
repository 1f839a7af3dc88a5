"""Pages of foundations."""

from django.db.models import Sum

from funds.donations.models import Donation
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage

from .models import Foundation
from .tables import FoundationFilter, FoundationTable
from .workflow import FOUNDATION


# ------------------------------------------------------------ foundations
class FoundationList(ListPage):
    permission = "funds.view"
    model, filterset, table = Foundation, FoundationFilter, FoundationTable
    title = "合作基金会"
    create = FOUNDATION


class FoundationDetail(DetailPage):
    permission = "funds.view"
    model, template, workflow = Foundation, "funds/foundations/foundation.html", FOUNDATION
    select_related = ("area",)

    def more_context(self, obj):
        gifts = Donation.objects.visible_to(self.request.user).booked().valued().filter(foundation=obj)
        return {"donated": gifts.aggregate(sum=Sum("amount"))["sum"] or 0, "donations_n": gifts.count()}


class FoundationStep(StepPage):
    model, workflow = Foundation, FOUNDATION
    select_related = ("area",)
