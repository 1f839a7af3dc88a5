"""Lists of demands and their categories."""

import django_filters

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import AROUND, PeriodFilter
from governance.kernel.pages.tables import Table
from projects.cells import COMMUNITY, days_late, due_cell, due_export, due_rank, with_due
from projects.demands.models.categories import DemandCategory, Level
from projects.demands.models.demands import Demand

from .choices import category_choices
from .workflow import CATEGORY_STATES, STATES


class DemandFilter(FilterSet):
    q = SearchFilter(help_text="需求、编号、地点")
    area = AreaFilter()
    status = django_filters.ChoiceFilter(label="状态", empty_label="全部状态", choices=STATES.choices)
    category = django_filters.ChoiceFilter(
        label="类别", empty_label="全部类别", field_name="category__code", choices=category_choices
    )
    channel = django_filters.ChoiceFilter(label="渠道", empty_label="全部渠道", choices=Demand.Channel.choices)
    level = django_filters.ChoiceFilter(label="办理层级", empty_label="全部办理层级", choices=Level.choices)
    recorded = PeriodFilter("created_at", label="登记日期")

    class Meta:
        model = Demand
        fields = ["q", "area", "status", "category", "channel", "level", "recorded"]


class DemandTable(Table):
    """Demands, the newest first; the reporter is never in a list."""

    caption = "需求"
    related = ("area__community", "category")
    only = (
        "title",
        "status",
        "number",
        "level",
        "household_count",
        "outer_due_on",
        "created_at",
        "area__name",
        "area__path",
        "area__community__name",
        "category__name",
    )
    order = Order("created_at")
    budget = ("created_at",)
    below = ("place", "number")
    empty_message = "还没有登记需求"

    title = Column("需求", link=True, phone="lead")
    state = Column("状态", path="get_status_display", phone="state", html=state_badge)
    number = Column("编号", css="nowrap no-phone")
    place = Column("区域", path="area.name", sort="area__path", second=COMMUNITY)
    category = Column("类别", path="category.name")
    level = Column("办理层级", path="get_level_display", phone="hide")
    households = Column("反映户数", path="household_count", kind="num", sort="household_count", phone="hide")
    recorded = Column("登记日期", path="created_at", kind="date", phone="hide")
    due = Column("期限", path="due_on", html=due_cell, export=due_export, rank=lambda: due_rank(Demand), phone="due")

    @classmethod
    def prepared(cls, rows):
        return with_due(super().prepared(rows))

    def days_late(self, row):
        return days_late(row)

    def sub(self, row):
        return f"{row.area.name} · {row.number}"


class CategoryFilter(FilterSet):
    status = django_filters.ChoiceFilter(label="状态", empty_label="全部状态", choices=CATEGORY_STATES.choices)
    begun = PeriodFilter("valid_from", label="启用日期", spans=AROUND)

    class Meta:
        model = DemandCategory
        fields = ["status", "begun"]


class CategoryTable(Table):
    """The catalogue with all its versions."""

    caption = "需求类别"
    order = Order("order", descending=False)
    empty_message = "还没有需求类别"

    name = Column("类别", link=True, phone="lead")
    state = Column("状态", path="get_status_display", phone="state", html=state_badge)
    place = Column("排序", path="order", kind="num", sort="order", phone="hide")
    code = Column("代码")
    examples = Column("常见情形", phone="hide")
    desk = Column("默认承办", sort="desk")
    level = Column("默认层级", path="get_level_display")
    valid_from = Column("启用", kind="date")
    valid_until = Column("停用", kind="date")
