"""What the leaders' board is made of: tiles, comparison columns, and cards lent by the apps."""

from dataclasses import dataclass

from governance.kernel.metrics import METRICS, Period, percent, splits
from governance.models import Area, Level

TILES = []
COLUMNS = []
ACCOUNTS = []
BELOW = {Level.DISTRICT: "street", Level.STREET: "community", Level.COMMUNITY: "compound"}


@dataclass(frozen=True)
class Tile:
    """A headline figure: the metric's code, and fn(Period) -> the small line under it."""

    code: str
    note: object = None
    order: int = 50


@dataclass(frozen=True)
class Column:
    """A column of the comparison of areas; `bar` draws its counts as lengths too."""

    code: str
    label: str
    order: int = 50
    money: bool = False
    bar: bool = False


@dataclass(frozen=True)
class Account:
    """One of the three accounts (三笔账): the glyph, its words, the metric in yuan, fn(Period) -> note."""

    css: str
    glyph: str
    title: str
    code: str
    note: object
    order: int


def account(css, glyph, title, code, *, note, order):
    """Show a metric (yuan, cumulative) as one of the three accounts."""
    place(ACCOUNTS, Account(css, glyph, title, code, note, order))


def accounts(period):
    """[{account, amount, percent, note}] as things stand, whatever the period's beginning."""
    whole = Period(period.area, None, None, period.as_of)
    amounts = [METRICS[one.code].numerator(whole) for one in ACCOUNTS]
    widest = max(amounts, default=0)
    return [
        {
            "account": one,
            "amount": amount,
            "bar": [(float(amount) * 100 / float(widest) if widest else 0, one.css)],
            "note": one.note(whole),
            "url": METRICS[one.code].figure(whole).rows_url,
        }
        for one, amount in zip(ACCOUNTS, amounts, strict=True)
    ]


def tile(code, *, note=None, order=50):
    """Show a metric in the strip of headline figures."""
    place(TILES, Tile(code, note, order))


def column(code, label, *, order=50, money=False, bar=False):
    """Show a metric in the comparison of areas."""
    place(COLUMNS, Column(code, label, order, money, bar))


def place(entries, new):
    """Each metric stands once; what is registered later takes its place."""
    entries[:] = sorted([*(one for one in entries if one.code != new.code), new], key=lambda one: one.order)


def tiles(period):
    """The strip of headline figures."""
    shown = []
    for one in TILES:
        figure = METRICS[one.code].figure(period)
        shown.append({"figure": figure, "note": one.note(period) if one.note else ""})
    return shown


def comparison(period):
    """One row for each area below: {heads, rows: [{area, cells}], total}.

    Cells are {text, url, percent: of the largest count, gap: of a rate to the
    whole area's, in points, widest: the largest such gap}.
    """
    level = BELOW.get(period.area.level)
    if level is None:
        return None
    areas = list(Area.objects.current(period.as_of).filter(parent=period.area).order_by("order", "code"))
    shown_codes = [code for one in COLUMNS for code in (one.code, METRICS[one.code].of) if code]
    tallied = [code for code, one in METRICS.items() if one.tally is not None]  # the same query answers the tiles
    parts = splits(dict.fromkeys(shown_codes + tallied), period, level)
    for code, found in parts.items():  # the parts, those of no area below included, make the whole
        period.known.setdefault(code, sum(n for n in found.values() if n is not None))
    rows = [{"area": area, "cells": cells_of(area, parts, period)} for area in areas]
    total = [METRICS[one.code].figure(period) for one in COLUMNS]
    for n, figure in enumerate(total):
        measure([row["cells"][n] for row in rows], figure.value)
    return {
        "heads": COLUMNS,
        "rows": rows,
        "total": [shown(one, figure.value) for one, figure in zip(COLUMNS, total, strict=True)],
    }


def measure(cells, whole):
    """How long each count of a column is beside the longest, and how far each rate lies from the whole's."""
    longest = max((made["weight"] or 0 for made in cells), default=0)
    for made in cells:
        rate = made["value"] if made["is_rate"] and whole is not None else None
        made["gap"] = None if rate is None else rate - whole
        made["percent"] = float(made["weight"] or 0) * 100 / float(longest) if longest else 0
    widest = max((abs(made["gap"]) for made in cells if made["gap"] is not None), default=0)
    for made in cells:
        made["widest"] = widest


def cells_of(area, parts, period):
    query = Period(area, period.since, period.until, period.as_of).query
    return [cell(one, parts, area, query) for one in COLUMNS]


def cell(one, parts, area, query):
    metric = METRICS[one.code]
    value = parts[one.code].get(area.pk) or 0
    weight = value
    if metric.of:
        value, weight = percent(value, parts[metric.of].get(area.pk)), None
    return {
        "text": shown(one, value),
        "url": f"/dashboard/rows/{one.code}/?{query}",
        "value": value,
        "weight": weight,
        "is_rate": bool(metric.of),
        "bar": one.bar,
    }


def shown(one, value):
    """A figure as the table prints it: money in ten thousand yuan, rates with two decimals."""
    if value is None:
        return "—"
    if METRICS[one.code].of:
        return f"{value:.2f}%"
    if one.money:
        return f"{value / 10000:,.1f}"
    return str(value)
