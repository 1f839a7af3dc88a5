"""Lists of the joint conference: sittings, actions, member units, money."""

import django_filters
from django.utils.html import format_html

from governance.kernel.clock import clock
from governance.kernel.figures.formats import iso_day, provisional, sheet_day
from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import AHEAD, AROUND, PeriodFilter
from governance.kernel.pages.tables import Table

from .models.action_items import ActionItem
from .models.agenda import AgendaItem
from .models.budgets import Budget
from .models.sittings import JointConference
from .models.units import ConferenceUnit
from .workflow import action_items, agenda, sittings, units


def state_column():
    return Column("状态", path="get_status_display", html=state_badge, phone="state")


def years():
    """The years in which anything was held or planned, the latest first."""
    known = JointConference.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, f"{year}年度") for year in known]


class ConferenceFilter(FilterSet):
    area = AreaFilter()
    status = django_filters.ChoiceFilter(choices=sittings.STATES.choices, label="状态", empty_label="全部状态")
    year = django_filters.ChoiceFilter(choices=years, label="年度", empty_label="全部年度")
    held = PeriodFilter("held_on", label="会议日期", spans=AROUND)

    class Meta:
        model = JointConference
        fields = ["area", "status", "year", "held"]


class ConferenceTable(Table):
    caption = "联席会议"
    related = ("area", "chair")
    prefetch = ("members",)
    defer = ("minutes", "sealed_text", "requirements")
    order = Order("held_on")
    empty_message = "还没有筹备会议"

    title = Column("会议", link=True, phone="lead")
    area = Column("区域", path="area.name", sort="area__path", phone="hide")
    held_on = Column("会议日期", kind="date", sort="held_on", phone="due")
    place = Column("地点", sort="place", phone="hide")
    chair = Column("主持人", path="chair.name", phone="hide")
    minutes_no = Column("纪要文号", phone="hide")
    attended = Column("到会", path="attendance_words", phone="hide")
    status = state_column()

    def sub(self, row):
        return f"{row.area.name} · {clock.zh_near(row.held_on)}"


class AgendaItemFilter(FilterSet):
    area = AreaFilter()
    conference = django_filters.NumberFilter(label="会议")
    status = django_filters.ChoiceFilter(choices=agenda.STATES.choices, label="状态", empty_label="全部状态")
    decision = django_filters.ChoiceFilter(choices=AgendaItem.Decision.choices, label="结论", empty_label="全部结论")

    class Meta:
        model = AgendaItem
        fields = ["area", "conference", "status", "decision"]


class ActionFilter(FilterSet):
    area = AreaFilter()
    status = django_filters.ChoiceFilter(choices=action_items.STATES.choices, label="状态", empty_label="全部状态")
    due = PeriodFilter("due_on", label="完成时限", spans=AHEAD)

    class Meta:
        model = ActionItem
        fields = ["area", "status", "due"]


def due_cell(row):
    """The day, or by how many days an open action is late."""
    late = (clock.today() - row.due_on).days
    if row.is_done or late <= 0:
        return provisional(iso_day(row.due_on), row.is_provisional)
    return format_html('<span class="ht-due is-over">{}</span>', provisional(f"逾期 {late} 天", row.is_provisional))


def due_export(row):
    return sheet_day(row.due_on, row.is_provisional)


class ActionTable(Table):
    caption = "议定事项"
    related = ("area", "unit", "item__conference")
    order = Order("due_on", descending=False)
    empty_message = "没有议定事项"

    text = Column("任务", link=True, phone="lead")
    unit = Column("责任单位", path="unit.name", phone="hide")
    area = Column("辖区", path="area.name", sort="area__path", phone="hide")
    conference = Column("会议", path="item.conference.title", phone="hide")
    due_on = Column("完成时限", html=due_cell, export=due_export, sort="due_on", phone="due")
    status = state_column()

    def days_late(self, row):
        return 0 if row.is_done else (clock.today() - row.due_on).days

    def sub(self, row):
        return row.unit.name if row.unit else row.area.name


class ConferenceUnitFilter(FilterSet):
    area = AreaFilter()
    status = django_filters.ChoiceFilter(choices=units.STATES.choices, label="状态", empty_label="全部状态")

    class Meta:
        model = ConferenceUnit
        fields = ["area", "status"]


class ConferenceUnitTable(Table):
    caption = "联席会议成员单位"
    related = ("area", "unit", "person")
    order = Order("order", descending=False)
    empty_message = "还没有成员单位"

    unit = Column("单位", path="unit.name", link=True, phone="lead")
    person = Column("代表", path="person.name")
    area = Column("联席会议", path="area.name", sort="area__path")
    is_chair = Column(
        "召集人",
        sort="is_chair",
        html=lambda row: "是" if row.is_chair else "—",
        export=lambda row: "是" if row.is_chair else "",
    )
    order_no = Column("排序", path="order", kind="num", sort="order", phone="hide")
    status = state_column()


class BudgetFilter(FilterSet):
    area = AreaFilter()
    year = django_filters.ChoiceFilter(choices=years, label="年度", empty_label="全部年度")

    class Meta:
        model = Budget
        fields = ["area", "year"]


class BudgetTable(Table):
    caption = "年度额度"
    related = ("area",)
    order = Order("year")
    empty_message = "还没有登记年度额度"

    area = Column("区域", path="area.name", link=True, phone="lead")
    year = Column("年度", kind="num", sort="year")
    amount = Column("额度（元）", kind="money", sort="amount", total=False)  # of years, and of areas within areas
    document = Column("依据文号")
