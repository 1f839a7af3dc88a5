"""The list of one's own long jobs."""

import django_filters

from governance.kernel.models.jobs import Job, JobState
from governance.kernel.pages.columns import Column, badge
from governance.kernel.pages.filters import FilterSet
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.spans import PeriodFilter
from governance.kernel.pages.tables import Table

BADGES = {JobState.QUEUED: "wait", JobState.RUNNING: "info", JobState.DONE: "ok", JobState.FAILED: "danger"}


class JobFilter(FilterSet):
    state = django_filters.ChoiceFilter(choices=JobState.choices, label="状态", empty_label="全部状态")
    created = PeriodFilter("created_at", label="提交时间")

    class Meta:
        model = Job
        fields = ["state", "created"]


def job_badge(row):
    return badge(row.get_state_display(), BADGES[row.state])


class JobTable(Table):
    """Imports and exports, with what came of them."""

    caption = "任务"
    order = Order("id")
    budget = ("id",)
    empty_message = "还没有任务，导入花名册或导出很长的列表时会出现在这里"

    title = Column("名称", link=True, phone="lead")
    created_at = Column("提交时间", kind="moment", sort="id", phone="due")
    state = Column("状态", html=job_badge, export=lambda row: row.get_state_display(), phone="state")
    message = Column("结果")
