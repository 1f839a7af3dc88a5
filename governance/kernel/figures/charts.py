"""The figures of a chart as a table, for readers who do not see the drawing."""

from .formats import DASH, dash


def chart_table(option):
    """The figures of a bar or line chart as {head, rows}, read from its option."""
    axes = [axis for name in ("xAxis", "yAxis") for axis in as_list(option.get(name))]
    names = next((axis["data"] for axis in axes if axis.get("data")), [])
    series = as_list(option.get("series"))
    head = [line.get("name") or "数值" for line in series]
    columns = [[figure(point) for point in line.get("data", ())] for line in series]
    rows = [
        [str(figure(label)).replace("\n", " "), *(dash(column[i]) if i < len(column) else DASH for column in columns)]
        for i, label in enumerate(names)
    ]
    return {"head": head, "rows": rows}


def as_list(value):
    if value is None:
        return []
    return value if isinstance(value, (list, tuple)) else [value]


def figure(point):
    return point.get("value") if isinstance(point, dict) else point
