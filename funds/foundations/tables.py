"""Lists of foundations."""

import django_filters

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table

from .models import Foundation


class FoundationFilter(FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="contains", label="基金会名称")
    area = AreaFilter()
    linked = PeriodFilter("linked_on", label="对接日期")

    class Meta:
        model = Foundation
        fields = ["q", "status", "area"]


class FoundationTable(Table):
    caption = "合作基金会"
    related = ("area",)
    order = Order("name", descending=False)
    budget = ("name",)
    empty_message = "还没有登记合作基金会"

    name = Column("基金会名称", link=True, sort="name", phone="lead")
    area = Column("对接区域", path="area.name", sort="area__path")
    linked_on = Column("对接日期", kind="date", sort="linked_on")
    scope = Column("合作内容", phone="hide")
    status = Column("状态", html=state_badge, sort="status", phone="state", export=lambda row: row.get_status_display())
