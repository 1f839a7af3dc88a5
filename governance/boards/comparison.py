"""The work of the areas below a board's own, side by side: one row for each area, one cell for each column."""

from governance.areas.models import Level
from governance.kernel.figures.formats import DASH
from governance.kernel.figures.metrics import METRICS, Period, percent
from governance.kernel.figures.results import rows_address

from .board import COLUMNS

WHOLE = {Level.DISTRICT: "全区"}  # the name of the area with which a rate is compared, where it has one of its own
COMPARED = {Level.DISTRICT: "镇街工作量", Level.STREET: "社区工作量", Level.COMMUNITY: "小区工作量"}


def sort_rows(rows, sort):
    """The rows of the comparison by a column: "code" from the least, "-code" from the most; without figures last."""
    codes = [column.code for column in COLUMNS]
    code = sort.removeprefix("-")
    if code not in codes:
        return rows, ""
    at = codes.index(code)
    with_figures = [row for row in rows if row["cells"][at]["value"] is not None]
    without = [row for row in rows if row["cells"][at]["value"] is None]
    with_figures.sort(key=lambda row: row["cells"][at]["value"], reverse=sort.startswith("-"))
    return with_figures + without, sort


def comparison(board, sort=""):
    """One row for each area below: {heads, rows: [{area, cells}], total, sort}; None where nothing is compared.

    board -- a ranking.Board that has counted the figures of the columns, too
    sort  -- "code" or "-code" of a column: another order

    Cells are {text, url, percent: of the largest count, gap: of a rate to the
    whole area's, in points, widest: the largest such gap}.
    """
    if board.level is None:
        return None
    period = board.period
    rows = [{"area": area, "cells": cells_of(area, board.parts, period)} for area in board.areas]
    figures = [METRICS[column.code].figure(period) for column in COLUMNS]
    for n, figure in enumerate(figures):
        measure_cells([row["cells"][n] for row in rows], figure.value)
    rows, sort = sort_rows(rows, sort)
    return {
        "heads": COLUMNS,
        "rows": rows,
        "figures": figures,
        "total": [cell_text(column, figure.value) for column, figure in zip(COLUMNS, figures, strict=True)],
        "sort": sort,
    }


def measure_cells(cells, whole):
    """Set how long each count of a column is relative to the longest, and how far each rate is from the whole's."""
    longest = max((cell["weight"] or 0 for cell in cells), default=0)
    for cell in cells:
        rate = cell["value"] if cell["is_rate"] and whole is not None else None
        cell["gap"] = None if rate is None else rate - whole
        cell["percent"] = float(cell["weight"] or 0) * 100 / float(longest) if longest else 0
    widest = max((abs(cell["gap"]) for cell in cells if cell["gap"] is not None), default=0)
    for cell in cells:
        cell["widest"] = widest


def cells_of(area, parts, period):
    place = Period(area, period.since, period.until, period.as_of)
    return [cell_of(column, parts, area, place) for column in COLUMNS]


def cell_of(column, parts, area, place):
    metric = METRICS[column.code]
    value = parts[column.code].get(area.pk) or 0
    weight = value
    if metric.of:
        value, weight = percent(value, parts[metric.of].get(area.pk)), None
    return {
        "text": cell_text(column, value),
        "url": rows_address(column.code, place),
        "value": value,
        "weight": weight,
        "is_rate": bool(metric.of),
        "bar": column.bar,
    }


def cell_text(column, value):
    """A figure as the table prints it: money in ten thousand yuan, rates with two decimals."""
    if value is None:
        return DASH
    if METRICS[column.code].of:
        return f"{value:.2f}%"
    if column.money:
        return f"{value / 10000:,.1f}"
    return str(value)
