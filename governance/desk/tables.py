"""The list of one's own long jobs, and the rows of a sheet that would change something."""

import django_filters
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from governance.kernel.models.imports import WRITTEN, Outcome
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


CELL = '<div><span class="cellno">{}</span>{} {}</div>'
CHOICE = (
    '<button class="btn btn-plain btn-sm" type="submit" form="choose" name="{}" value="{}" aria-label="{}：第 {} 行">'
    "{}</button> "
)


def what_changes(row):
    """Old struck out, new beside it, each with its cell; of a refused row what is written there and what is wrong."""
    told = row.told
    parts = [
        format_html(CELL, place, head, format_html("<del>{}</del><ins>{}</ins>", old, new))
        if old
        else format_html(CELL, place, head, format_html("<ins>{}</ins>", new))
        for place, head, old, new in told["cells"]
    ]
    parts += [
        format_html(CELL, place, head, format_html('<span class="bad">{}</span> {}', written, sentence))
        for place, head, written, sentence in told["faults"]
    ]
    if told["ask"]:
        parts.insert(0, format_html("<div><b>{}</b></div>", told["ask"]))
    if told["remark"]:
        parts.append(format_html('<div class="txt-warn">{}</div>', told["remark"]))
    return mark_safe("".join(parts))


def row_number(row):
    return format_html('<span class="cellno" id="r{}">第 {} 行</span> {}', row.number, row.number, row.told["name"])


def choice_button(name, value, number, words):
    return format_html(CHOICE, name, value, words, number, words)


class ImportRowTable(Table):
    """The rows of one sheet as they stand in it, with what each changes and what may be decided about it."""

    caption = "表格各行"
    order = Order("number", descending=False)
    css = "ht-table is-cards ht-diff"
    empty_message = "没有这样的行"
    is_open = False  # rows may still be chosen

    number = Column("行", html=row_number, sort="", phone="lead")
    changes = Column("内容", html=what_changes)
    chosen = Column("导入", html=lambda row: row.told_choice, sort="")

    def listed(self, row):
        row.told_choice = self.choice_of(row)
        return row

    def choice_of(self, row):
        """The buttons of a row, and what was chosen of it."""
        if row.outcome not in (*WRITTEN, Outcome.ASKED):
            return ""
        state = "不导入" if row.is_left_out else row.answer or ("导入" if row.outcome in WRITTEN else "")
        if not self.is_open:
            return escape(state)
        answers = [
            choice_button("answer", f"{row.number}:{word}", row.number, word)
            for word in row.told["answers"]
            if word != row.answer or row.is_left_out
        ]
        turn = ("take", "导入") if row.is_left_out else ("leave", "不导入")
        buttons = [*answers, choice_button(turn[0], row.number, row.number, turn[1])]
        shown = badge(state, "" if row.is_left_out else "ok") if state else ""
        return format_html('<span class="me-2">{}</span>{}', shown, mark_safe("".join(buttons)))
