"""Lists of grants."""

import django_filters

from funds.funds.tables import FundChoice
from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table

from .models import Grant


class GrantFilter(FilterSet):
    q = django_filters.CharFilter(field_name="title", lookup_expr="contains", label="项目名称")
    fund = FundChoice()
    area = AreaFilter()
    committed = PeriodFilter("committed_on", label="承诺日期")
    paid = PeriodFilter("paid_on", label="拨付日期")

    class Meta:
        model = Grant
        fields = ["q", "status", "fund", "area"]


class GrantTable(Table):
    caption = "资助"
    related = ("fund", "area")
    budget = ("id",)
    empty_message = "还没有由基金承担的项目"

    title = Column("项目名称", link=True, sort="title", phone="lead")
    number = Column("项目编号", phone="hide")
    area = Column("区域", path="area.name", sort="area__path")
    fund = Column("基金", path="fund.name")
    amount = Column("金额（元）", kind="money", sort="amount", phone="act")
    status = Column("状态", html=state_badge, sort="status", phone="state", export=lambda row: row.get_status_display())
    recorded = Column("登记日期", path="created_at", kind="date", sort="id", phone="hide")
    committed_on = Column("承诺日期", kind="date", phone="hide")
    paid_on = Column("拨付日期", kind="date", phone="hide")
