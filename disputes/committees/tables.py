"""The list of mediation committees."""

import django_filters

from governance.kernel.pages.filters import AreaFilter, FilterSet
from governance.kernel.pages.tables import Column, Order, Table, badge

from .models import MediationCommittee


# ------------------------------------------------------------ committees
class CommitteeFilter(FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="contains", label="名称")
    level = django_filters.ChoiceFilter(choices=MediationCommittee.Level.choices, label="级别", empty_label="全部级别")
    area = AreaFilter()

    class Meta:
        model = MediationCommittee
        fields = ["q", "level", "area"]


class CommitteeTable(Table):
    """Mediation committees by place."""

    caption = "调委会"
    related = ("area",)
    order = Order("area__path", descending=False)

    name = Column("名称", link=True, phone="lead")
    level = Column("级别", path="get_level_display")
    area = Column("辖区", path="area.name", sort="area__path")
    term_until = Column("任期至", kind="date")
    status = Column("状态", html=lambda row: badge(row.get_status_display(), row.BADGES[row.status]), phone="state",
                    export=lambda row: row.get_status_display())  # fmt: skip
