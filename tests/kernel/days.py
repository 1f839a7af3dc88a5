"""A sheet to import: days of the calendar, with an action that stands for an app's own."""

import io

from openpyxl import Workbook, load_workbook

from governance.kernel.models.rules import WorkDay
from governance.kernel.papers.sheets import Column, Sheet
from governance.kernel.steps import validators


def write_days(rows, *, actor):
    """The stand-in for an app's action: days of the calendar, updated by their date."""
    known = set(WorkDay.objects.filter(date__in=[row["date"] for row in rows]).values_list("date", flat=True))
    WorkDay.objects.bulk_create(
        [WorkDay(date=row["date"], is_workday=row["kind"] == "上班", name=row["name"] or "") for row in rows],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "name"],
    )
    return len(rows) - len(known), len(known)


def no_two_springs(rows, actor):
    for row in rows:
        if row["name"] == "两个春节":
            yield row["_row"], "name", "一年只有一个春节"
        if row["kind"] is None and row["name"] == "无":
            yield row["_row"], "", "这一行什么都没有说"


DAYS = Sheet(
    "test.days",
    "工作日历",
    (
        Column("date", "日期", kind="date", key=True, example="2026-03-05"),
        Column("kind", "类型", choices=("上班", "休息")),
        Column("name", "名称", required=False, max_length=10),
        Column("phone", "联系电话", required=False, parse=validators.phone),
    ),
    write=write_days,
    check=no_two_springs,
)
HEADS = ["日期*", "类型*", "名称", "联系电话"]


def workbook(*rows, heads=HEADS):
    book, out = Workbook(), io.BytesIO()
    for row in (heads, *rows):
        book.active.append(row)
    book.save(out)
    return io.BytesIO(out.getvalue())


def read(data):
    return [list(row) for row in load_workbook(data).worksheets[0].iter_rows(values_only=True)]
