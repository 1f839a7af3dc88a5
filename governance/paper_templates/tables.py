"""The list of the templates' versions."""

import django_filters

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table

from .choices import kind_choices
from .models import PaperTemplate
from .workflow import STATES


class TemplateFilter(FilterSet):
    kind = django_filters.ChoiceFilter(label="文书", empty_label="全部文书", choices=kind_choices)
    status = django_filters.ChoiceFilter(label="状态", empty_label="全部状态", choices=STATES.choices)
    created = PeriodFilter("created_at", label="上传时间")

    class Meta:
        model = PaperTemplate
        fields = ["kind", "status", "created"]


class TemplateTable(Table):
    """Versions of templates, the newest first."""

    caption = "文书模板"
    related = ("created_by__person", "confirmed_by__person")
    order = Order("created_at")
    budget = ("created_at",)
    empty_message = "还没有上传过模板，各种文书都按系统版式打印"

    title = Column("模板", path="__str__", unsorted="put together of paper and version", link=True, phone="lead")
    state = Column("状态", path="get_status_display", html=state_badge, phone="state")
    reason = Column("说明", path="reason")
    created_by = Column("上传人", path="created_by.person.name")
    created_at = Column("上传时间", kind="moment", sort="created_at", phone="hide")
    confirmed_by = Column("确认人", path="confirmed_by.person.name")
    begun_at = Column("启用时间", kind="moment", sort="begun_at", phone="hide")
    ended_at = Column("停用时间", kind="moment", sort="ended_at", phone="hide")
