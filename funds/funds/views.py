"""The list and the steps of community funds; the page of one is in `funds.overview`."""

from funds.roles import VIEW
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage

from .models import CommunityFund
from .tables import FundFilter, FundTable
from .workflow import FUND


class FundList(ListPage):
    tabs = (("", "全部", ("preparing", "agreed", "rectifying")),)
    permission = VIEW
    model, filterset, table = CommunityFund, FundFilter, FundTable
    title = "社区基金"
    subtitle = "基金没有法人资格，款物由托管慈善组织收付，这里是分账和存证"
    create = FUND


class FundStep(StepPage):
    permission = VIEW  # as the page of the fund, which a later concept shows
    model, workflow = CommunityFund, FUND
    select_related = ("area",)
