"""Lists of the hotline 12345 as it sends them, and what is registered of them."""

from openpyxl import Workbook

from projects.models import Demand

HEADS = ["工单流水号", "来电人", "来电号码", "工单标题", "诉求内容", "事发地点", "办结时限", "满意度"]
ORDER = [
    "20261120-004213", "王小明", "19900007001", "楼道灯不亮", "楼道路灯坏了一周，老人摔倒",
    "荷塘区月塘街道荷馨苑3栋2单元", "2026-12-05 18:00:00", "",
]  # fmt: skip


def order_book(*rows, heads=HEADS):
    """A workbook with a title above the heads and a sum below."""
    book = Workbook()
    for row in (["荷塘区 12345 工单清单"], heads, *rows, ["合计", len(rows)]):
        book.active.append(row)
    return book


def registered():
    """What is registered of all demands, to see that nothing was written."""
    columns = ("pk", "version", "title", "area", "place", "outer_number", "outer_due_on", "phone_index", "status")
    return list(Demand.objects.order_by("pk").values_list(*columns))
