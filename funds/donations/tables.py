"""Lists of donations."""

from funds.funds.tables import FundChoice
from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table

from .models import Donation


class DonationFilter(FilterSet):
    q = SearchFilter(help_text="编号、捐赠人、用途")
    fund = FundChoice()
    area = AreaFilter()
    received = PeriodFilter("received_on", label="到账日期")

    class Meta:
        model = Donation
        fields = ["q", "status", "kind", "donor_kind", "fund", "area"]


class DonationTable(Table):
    caption = "捐赠"
    related = ("fund",)
    defer = ("donor_contact",)
    order = Order("created_at")
    budget = ("number", "created_at")
    empty_message = "还没有捐赠记录"

    number = Column("编号", link=True, sort="number", phone="lead")
    donor = Column("捐赠人", unsorted="the order would tell those who gave without a name", path="shown_name")
    kind = Column("形式", path="get_kind_display", sort="kind")
    fund = Column("基金", path="fund.name", phone="hide")
    amount = Column("金额（元）", kind="money", phone="act")
    recorded = Column("登记日期", path="created_at", kind="date", phone="hide")
    received_on = Column("到账日期", kind="date")
    status = Column("状态", html=state_badge, sort="status", phone="state", export=lambda row: row.get_status_display())
    ticket_no = Column("票据号码", phone="hide")

    def sub(self, row):
        return f"{row.shown_name} · {row.fund.name}"
