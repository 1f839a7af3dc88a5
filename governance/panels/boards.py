"""What the organisation shows on the leaders' boards."""

from governance.boards import column, tile
from governance.kernel.metrics import METRICS


def coverage(period):
    figure = METRICS["branch_coverage"].figure(period)
    return f"覆盖率 {figure.text}%" if figure.value is not None else ""


def leads(period):
    names = ("patch_leaders", "片长"), ("group_leaders", "组长")
    return " ".join(f"{label} {METRICS[code].numerator(period)}" for code, label in names)


tile("branches", note=coverage, order=30)
tile("neighbour_heads", note=leads, order=31)
column("branches", "小区党支部", order=10)
column("patch_leaders", "片长", order=11)
column("group_leaders", "组长", order=12)
column("neighbour_heads", "邻长", order=13)
column("self_gov_committees", "自治委员会", order=14)
