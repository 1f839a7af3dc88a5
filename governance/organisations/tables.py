"""Lists of bodies: branches, committees, teams, and all others."""

import django_filters

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import AHEAD, AROUND, PeriodFilter
from governance.kernel.pages.tables import Table

from .models import Organisation, OrgScheme
from .workflow import STATES


class OrganisationFilter(FilterSet):
    q = SearchFilter()
    area = AreaFilter()
    kind = django_filters.ChoiceFilter(choices=Organisation.Kind.choices, label="类别", empty_label="全部类别")
    status = django_filters.ChoiceFilter(choices=STATES.choices, label="状态", empty_label="全部状态")
    term = PeriodFilter("term_until", label="任期至", spans=AHEAD, empty_label="不限任期")

    class Meta:
        model = Organisation
        fields = ["q", "area", "kind", "status", "term"]


class KindFilter(OrganisationFilter):
    """The filter of a list of one kind, without the kind."""

    kind = None

    class Meta:
        model = Organisation
        fields = ["q", "area", "status", "term"]


class BranchFilter(KindFilter):
    branch_kind = django_filters.ChoiceFilter(
        choices=Organisation.BranchKind.choices, label="设置方式", empty_label="全部方式"
    )

    class Meta:
        model = Organisation
        fields = ["q", "area", "branch_kind", "status", "term"]


class OrganisationTable(Table):
    """Bodies of every kind."""

    caption = "组织"
    related = ("area__street", "area__community", "leader")
    order = Order("area__path", descending=False)
    empty_message = "没有符合条件的组织"

    name = Column("名称", link=True, phone="lead")
    kind = Column("类别", path="get_kind_display")
    street = Column("镇街", path="area.street.name", phone="hide")
    community = Column("社区（村）", path="area.community.name", sort="area__path")
    leader = Column("负责人", path="leader.name")
    phone = Column("联系电话", path="leader.phone_masked", phone="hide")
    members = Column("成员数", path="member_count", kind="num")
    founded_on = Column("成立日期", kind="date", phone="hide")
    term_until = Column("任期至", kind="date", phone="due")
    status = Column("状态", html=state_badge, export=lambda row: row.get_status_display(), phone="state")

    @classmethod
    def prepared(cls, rows):
        return super().prepared(rows).defer("leader__phone", "leader__id_number")

    def sub(self, row):
        return row.area.name


class BranchTable(OrganisationTable):
    """Party branches and what they cover."""

    caption = "小区党支部"

    kind = Column("设置方式", path="get_branch_kind_display")
    members = Column("党员", path="member_count", kind="num")


class SchemeFilter(FilterSet):
    begun = PeriodFilter("valid_from", label="启用日期", spans=AROUND)

    class Meta:
        model = OrgScheme
        fields = ["code", "status", "begun"]


class SchemeTable(Table):
    """Schemes and their versions, those in force last first."""

    caption = "组织体系"
    order = Order("valid_from")
    budget = ("code",)
    name = Column("名称", link=True, phone="lead")
    code = Column("代码", sort="code")
    valid_from = Column("启用日期", kind="date", sort="valid_from")
    valid_until = Column("停用日期", kind="date")
    status = Column("状态", html=state_badge, export=lambda row: row.get_status_display(), phone="state")
