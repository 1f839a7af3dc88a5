"""The list of home visits."""

import django_filters
from django.db.models import Count, OuterRef, Subquery
from django.utils.html import escape, format_html
from django.utils.text import Truncator

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter, past_by_month
from governance.kernel.pages.tables import Table

from .models import Visit


class VisitFilter(FilterSet):
    q = SearchFilter(help_text="地点、走访人、情况、编号")
    area = AreaFilter()
    kind = django_filters.ChoiceFilter(label="类型", empty_label="全部类型", choices=Visit.Kind.choices)
    person = django_filters.CharFilter(label="走访人", field_name="post__person__name", lookup_expr="startswith")
    visited = PeriodFilter("visited_on", label="走访日期", spans=past_by_month)

    class Meta:
        model = Visit
        fields = ["q", "area", "kind", "person", "visited"]


def place_cell(row):
    """荷馨苑 1栋 2单元"""
    return format_html('<span class="nowrap">{}</span>', row.where)


def visitor_cell(row):
    return format_html(
        '{} <span class="ink-3 t-sm nowrap">{}</span>', row.post.person.name, row.post.get_role_display()
    )


POST = ("走访人岗位", lambda row: row.post.get_role_display())
COMMUNITY = ("社区（村）", lambda row: row.area.community.name)


class VisitTable(Table):
    """Home visits, the newest first; residents are not named."""

    caption = "走访记录"
    related = ("area__community", "area__compound", "area__parent", "post__person")
    defer = ("search_text", "post__person__phone", "post__person__id_number")
    order = Order("visited_on")
    budget = ("visited_on",)
    empty_message = "还没有走访记录"

    place = Column(
        "走访地点",
        sort="area__path",
        html=place_cell,
        export=lambda row: row.where,
        second=COMMUNITY,
        link=True,
        phone="lead",
    )
    state = Column("状态", path="get_status_display", phone="state", html=state_badge)
    number = Column("编号", css="nowrap no-phone")
    visitor = Column(
        "走访人",
        sort="post__person__pinyin",
        html=visitor_cell,
        export=lambda row: row.post.person.name,
        marks=POST,
        phone="hide",
    )
    kind = Column("类型", path="get_kind_display", css="nowrap", phone="hide")
    summary = Column("走访情况", html=lambda row: escape(Truncator(row.summary).chars(40)), phone="hide")
    households = Column("走访户数", path="reached", kind="num", sort="household_count", phone="hide")
    demands = Column("登记需求", sort="demand_n", path="demand_n", kind="num", phone="hide")
    day = Column("走访日期", path="visited_on", kind="date", sort="visited_on", phone="due")

    @classmethod
    def prepared(cls, rows):
        same = Visit.objects.filter(pk=OuterRef("pk")).order_by()
        counted = same.values("pk").annotate(n=Count("demands")).values("n")
        return super().prepared(rows).annotate(demand_n=Subquery(counted))

    def sub(self, row):
        reached = "" if row.is_missed else f" · {row.household_count} 户"
        return f"{row.post.person.name} · {row.get_kind_display()}{reached}"


class CountedVisitTable(VisitTable):
    """The visits a figure counts, with the sum of their households."""

    households = Column(
        "走访户数", path="household_count", kind="num", sort="household_count", phone="hide", total=True
    )
