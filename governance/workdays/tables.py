"""The list of the changes of the work calendar."""

import django_filters

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table

from .models import CalendarChange
from .workflow import STATES


class ChangeFilter(FilterSet):
    kind = django_filters.ChoiceFilter(label="类型", empty_label="全部类型", choices=CalendarChange.Kind.choices)
    status = django_filters.ChoiceFilter(label="状态", empty_label="全部状态", choices=STATES.choices)
    created = PeriodFilter("created_at", label="登记时间")

    class Meta:
        model = CalendarChange
        fields = ["kind", "status", "created"]


class ChangeTable(Table):
    """Changes of the work calendar, the newest first."""

    caption = "工作日历的更改"
    related = ("created_by__person", "confirmed_by__person")
    order = Order("created_at")
    budget = ("created_at",)
    empty_message = "还没有更改过工作日历"

    title = Column("更改", path="__str__", unsorted="put together of kind and days", link=True, phone="lead")
    state = Column("状态", path="get_status_display", html=state_badge, phone="state")
    kind = Column("类型", path="get_kind_display")
    basis = Column("通知文号", path="basis")
    created_by = Column("登记人", path="created_by.person.name")
    confirmed_by = Column("确认人", path="confirmed_by.person.name")
    created_at = Column("登记时间", kind="moment", sort="created_at", phone="hide")
