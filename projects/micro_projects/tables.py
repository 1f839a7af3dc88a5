"""The list of micro-projects, and of what was paid for them."""

import django_filters
from django.utils.html import format_html

from governance.kernel.pages.columns import Column, state_badge
from governance.kernel.pages.filters import AreaFilter, FilterSet, SearchFilter
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table
from projects.cells import COMMUNITY, days_late, due_cell, due_export, due_rank, with_due
from projects.demands.choices import category_choices
from projects.micro_projects.models.projects import MicroProject

from .workflow.states import STATES


class MicroProjectFilter(FilterSet):
    q = SearchFilter(help_text="项目名称、编号、地点")
    area = AreaFilter()
    status = django_filters.ChoiceFilter(label="状态", empty_label="全部状态", choices=STATES.choices)
    category = django_filters.ChoiceFilter(
        label="类别", empty_label="全部类别", field_name="category__code", choices=category_choices
    )
    kind = django_filters.ChoiceFilter(label="类型", empty_label="全部类型", choices=MicroProject.Kind.choices)
    recorded = PeriodFilter("created_at", label="登记日期")

    class Meta:
        model = MicroProject
        fields = ["q", "area", "status", "category", "kind", "recorded"]


class MicroProjectTable(Table):
    """Micro-projects, the newest first."""

    caption = "微项目"
    related = ("area__community", "category")
    only = (
        "title",
        "status",
        "number",
        "total_amount",
        "fiscal_amount",
        "approved_amount",
        "created_at",
        "area__name",
        "area__path",
        "area__community__name",
        "category__name",
    )
    order = Order("created_at")
    budget = ("created_at",)
    below = ("compound", "number")
    empty_message = "还没有微项目"

    title = Column("项目名称", link=True, phone="lead")
    state = Column("状态", path="get_status_display", phone="state", html=state_badge)
    number = Column("编号", css="nowrap no-phone")
    compound = Column("小区", path="area.name", sort="area__path", second=COMMUNITY)
    category = Column("类别", path="category.name", phone="hide")
    total_amount = Column("预算（元）", kind="money", sort="total_amount", phone="hide")
    fiscal_amount = Column("申请财政（元）", kind="money", sort="fiscal_amount")
    approved_amount = Column("批准财政（元）", kind="money", phone="hide")
    recorded = Column("登记日期", path="created_at", kind="date", phone="hide")
    due = Column(
        "期限", path="due_on", html=due_cell, export=due_export, rank=lambda: due_rank(MicroProject), phone="due"
    )

    @classmethod
    def prepared(cls, rows):
        return with_due(super().prepared(rows))

    def days_late(self, row):
        return days_late(row)

    def sub(self, row):
        return " · ".join(filter(None, (row.area.name, row.number)))


class PaymentTable(Table):
    """Payments behind the figure of fiscal money."""

    caption = "拨付"
    related = ("project__area",)
    order = Order("id")
    empty_message = "还没有拨付"

    project = Column("微项目", path="project.title", phone="lead", link=True)
    number = Column("编号", path="project.number")
    compound = Column("小区", path="project.area.name")
    source = Column("资金来源", path="get_source_display")
    amount = Column("金额（元）", kind="money", sort="amount")
    paid_on = Column("拨付日期", kind="date")


class FundingTable(Table):
    """The sources of the money of projects, one a row."""

    caption = "资金来源"
    related = ("project__area",)

    project = Column("项目", path="project.title", html=lambda row: project_link(row.project), phone="lead")
    area = Column("小区", path="project.area.name", sort="project__area__path")
    kind = Column("来源", path="get_kind_display", phone="state")
    amount = Column("金额（元）", kind="money", sort="amount")


def project_link(project):
    return format_html('<a class="main" href="{}">{}</a>', project.get_absolute_url(), project.title)
