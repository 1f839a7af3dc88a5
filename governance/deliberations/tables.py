"""The list of deliberations."""

import django_filters
from django.db.models import Exists, OuterRef

from governance.kernel.clock import clock
from governance.kernel.pages.columns import Column, badge, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import AROUND, PeriodFilter
from governance.kernel.pages.tables import Table

from . import bodies
from .ballots import Motion
from .models import Deliberation
from .wording import NOT_QUORATE
from .workflow import STATES

RESULTS = (
    ("true", "通过、协商一致、形成支部决议"),
    ("partly", "部分通过、部分协商一致"),
    ("false", "未通过、未协商一致、未形成支部决议"),
    ("inquorate", NOT_QUORATE),
)


class DeliberationFilter(FilterSet):
    q = SearchFilter()
    area = AreaFilter()
    status = django_filters.ChoiceFilter(choices=STATES.choices, label="状态", empty_label="全部状态")
    matter = django_filters.ChoiceFilter(choices=Deliberation.Matter.choices, label="事项", empty_label="全部事项")
    passed = django_filters.ChoiceFilter(choices=RESULTS, label="结果", empty_label="全部结果", method="filter_result")
    held = PeriodFilter("held_on", label="召开日期", spans=AROUND)

    class Meta:
        model = Deliberation
        fields = ["q", "area", "status", "matter", "passed", "held"]

    def filter_result(self, queryset, name, value):
        if value == "inquorate":
            return queryset.filter(is_quorate=False)
        if value == "true":
            return queryset.filter(is_quorate=True, passed=True)
        some = Exists(Motion.objects.filter(deliberation=OuterRef("pk"), passed=True))
        return queryset.filter(some if value == "partly" else ~some, is_quorate=True, passed=False)


def result(row):
    if row.passed is None or row.is_void:
        return '<span class="ink-3">—</span>'
    is_open = row.is_reopened or row.awaits_check or row.stopped_on is not None
    return badge(f"{row.outcome_in_short}{'（待定）' if is_open else ''}", row.outcome_kind)


def attendance(row):
    return f"{row.present:,}/{row.judged_on:,}" if row.present is not None else "—"


class DeliberationTable(Table):
    caption = "民主议事"
    related = ("area__community", "area__street")
    defer = ("agenda", "minutes", "dissent")
    prefetch = ("motions",)
    order = Order("held_on")
    budget = ("held_on",)
    empty_message = "还没有民主议事"

    title = Column("议题", link=True, phone="lead")
    area = Column("小区", path="area.name")
    community = Column("社区（村）", path="area.community.name", sort="area__path", phone="hide")
    body = Column(
        "议事主体",
        sort="body",
        html=lambda row: bodies.label(row.body, row.held_on),
        phone="hide",
        export=lambda row: row.body_label,
    )
    held_on = Column("召开日期", kind="date", sort="held_on", phone="due")
    present = Column("参加", html=attendance, export=attendance, phone="hide", css="num")
    passed = Column("结果", html=result, export=lambda row: row.outcome, phone="hide")
    status = Column("状态", path="get_status_display", html=state_badge, phone="state")

    def sub(self, row):
        return f"{row.area.name} · {clock.zh_near(row.held_on)}"
