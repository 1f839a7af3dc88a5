"""The list of key households: no door and no reason is in it."""

import django_filters

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter, past_by_month
from governance.kernel.pages.tables import Table

from .models import KeyHousehold
from .workflow import STATES


class KeyHouseholdFilter(FilterSet):
    area = AreaFilter()
    category = django_filters.ChoiceFilter(label="类别", empty_label="全部类别", choices=KeyHousehold.Category.choices)
    status = django_filters.ChoiceFilter(label="状态", empty_label="全部状态", choices=STATES.choices)
    marked = PeriodFilter("valid_from", label="标记日期", spans=past_by_month)

    class Meta:
        model = KeyHousehold
        fields = ["area", "category", "status", "marked"]


class KeyHouseholdTable(Table):
    """Key households, those marked last first, each down to its building."""

    caption = "重点走访户"
    related = ("area__community", "area__compound", "area__parent")
    defer = ("door", "reason")
    order = Order("valid_from")
    budget = ("valid_from",)
    empty_message = "还没有标记重点走访户"

    place = Column("门牌", sort="area__path", path="__str__", link=True, phone="lead")
    state = Column("状态", path="get_status_display", phone="state", html=state_badge)
    community = Column("社区（村）", path="area.community.name", phone="hide")
    category = Column("类别", path="get_category_display")
    valid_from = Column("标记日期", kind="date", sort="valid_from", phone="due")
    ended_on = Column("取消日期", kind="date", sort="ended_on", phone="hide")

    def sub(self, row):
        return row.get_category_display()
