"""Pages of foundations."""

from django.db.models import Sum

from funds.roles import VIEW
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage

from .models import Foundation
from .tables import FoundationFilter, FoundationTable
from .workflow import FOUNDATION


class FoundationList(ListPage):
    permission = VIEW
    model, filterset, table = Foundation, FoundationFilter, FoundationTable
    title = "合作基金会"
    create = FOUNDATION
    tabs = (("", "已对接", "linked"), ("all", "全部"))


class FoundationDetail(DetailPage):
    permission = VIEW
    model, template, workflow = Foundation, "funds/foundations/foundation.html", FOUNDATION
    select_related = ("area",)

    def more_context(self, obj):
        gifts = obj.donations.visible_to(self.request.user).booked().valued()
        return {"donated": gifts.aggregate(sum=Sum("amount"))["sum"] or 0, "donations_n": gifts.count()}


class FoundationStep(StepPage):
    model, workflow = Foundation, FOUNDATION
    select_related = ("area",)
