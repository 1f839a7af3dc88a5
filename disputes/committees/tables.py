"""The lists of mediation committees and of law stations."""

import django_filters

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import AHEAD, PeriodFilter
from governance.kernel.pages.tables import Table

from .models import MediationCommittee


class CommitteeFilter(FilterSet):
    q = SearchFilter()
    level = django_filters.ChoiceFilter(choices=MediationCommittee.Level.choices, label="级别", empty_label="全部级别")
    area = AreaFilter()
    term = PeriodFilter("term_until", label="任期至", spans=AHEAD, empty_label="不限任期")

    class Meta:
        model = MediationCommittee
        fields = ["q", "level", "area", "term"]


class CommitteeTable(Table):
    """Mediation committees by place."""

    caption = "调委会"
    related = ("area",)
    order = Order("area__path", descending=False)
    budget = ("name",)

    name = Column("名称", link=True, phone="lead")
    level = Column("级别", path="get_level_display")
    area = Column("辖区", path="area.name", sort="area__path")
    term_until = Column("任期至", kind="date")
    status = Column("状态", html=state_badge, phone="state", export=lambda row: row.get_status_display())


class StationTable(Table):
    """Service stations of the law society."""

    caption = "法学会服务站点"
    related = ("area",)

    name = Column("名称", link=True, phone="lead")
    level = Column("层级", path="get_level_display")
    area = Column("所在区域", path="area.name")
    opened_on = Column("设立日期", kind="date")
