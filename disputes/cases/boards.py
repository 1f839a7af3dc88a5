"""What disputes show on the leaders' boards: tiles, comparison columns, the months, the stages, the kinds."""

from governance.boards.board import Course, Trend, column, tile
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS
from governance.kernel.figures.tallies import is_tallied
from governance.kernel.pages.panels import Panel, panel

from . import metrics

KINDS_SHOWN = 9


def open_note(period):
    """ "未化解 353 件": accepted and not yet resolved."""
    accepted = METRICS["cases_accepted"].numerator(period)
    return f"未化解 {accepted - METRICS['cases_resolved'].numerator(period)} 件"


def mean_days_note(period):
    figure = METRICS["mediation_time"].figure(period)
    return f"平均 {figure.value} 天办结" if figure.value is not None else ""


def rate_note(period):
    """The two numbers that the rate divides."""
    figure = METRICS["resolution_rate"].figure(period)
    return f"{figure.numerator} ÷ {figure.denominator}"


def course_of(name, better):
    """The course of one column of the months: "accepted", "resolved" or "rate"; `better` is the good direction."""

    def read_course(period):
        points = [row[name] for row in metrics.monthly(period) if metrics.is_over(row["month"])]
        return Course(points if is_tallied(period) else (), trend_of(name, better, period))

    return read_course


def trend_of(name, better, period):
    """Compared with the same months of last year; None where last year has no cases."""
    years = metrics.compare_years(period)
    if years is None or years["before"][name] in (None, 0) or years["now"][name] is None:
        return None
    now, before = years["now"][name], years["before"][name]
    is_whole = period.until is not None and metrics.month_after(years["months"][-1]) > period.until
    return Trend(now, before, years["months"], is_whole, is_rate=name == "rate", better=better)


tile("cases_accepted", note=open_note, course=course_of("accepted", "down"), order=10)
tile("cases_resolved", note=mean_days_note, course=course_of("resolved", "up"), order=11)
tile("resolution_rate", note=rate_note, course=course_of("rate", "up"), label="调解率", order=12)
column("cases_accepted", "受理", order=60, bar=True)
column("cases_resolved", "化解", order=61)
column("resolution_rate", "调解率", order=62)


@panel("dashboard", order=10)
def trend(period, user):
    """受理与化解 by month: two bars and the rate as a line."""
    rows = metrics.monthly(period)
    if not rows:
        return None
    names = [month_name(row["month"]) for row in rows]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"data": ["受理", "化解", "月化解率"]},
        "xAxis": {"type": "category", "data": names},
        "yAxis": [
            {"type": "value"},
            {
                "type": "value",
                "min": 60,
                "max": 100,
                "axisLabel": {"formatter": "{value}%"},
                "splitLine": {"show": False},
            },
        ],
        "series": [
            {
                "name": "受理",
                "type": "bar",
                "data": [row["accepted"] for row in rows],
                "itemStyle": {"color": "var(--ht-bar)"},
            },
            {
                "name": "化解",
                "type": "bar",
                "data": [row["resolved"] for row in rows],
                "itemStyle": {"color": "var(--ht-c1)"},
            },
            {
                "name": "月化解率",
                "type": "line",
                "yAxisIndex": 1,
                "data": [float(row["rate"]) if row["rate"] is not None else None for row in rows],
                "itemStyle": {"color": "var(--ht-c2)"},
            },
        ],
    }
    total, resolved = sum(row["accepted"] for row in rows), sum(row["resolved"] for row in rows)
    table = {
        "head": ["受理", "化解", "化解率"],
        "rows": [
            [name, row["accepted"], row["resolved"], f"{row['rate']:.2f}%" if row["rate"] is not None else "—"]
            for name, row in zip(names, rows, strict=True)
        ],
    }
    label = f"{names[0]}至{names[-1]}受理与化解件数柱线图。受理合计 {total} 件，化解 {resolved} 件"
    return Panel(
        "矛盾纠纷受理与化解",
        "governance/boards/_chart_card.html",
        {"chart_key": "trend", "chart_option": option, "chart_label": label, "chart_table": table},
        css="c-8",
        meta="按月，件",
    )


def month_name(month):
    today = clock.today()
    unfinished = month.year == today.year and month.month == today.month
    name = f"{month.month}月" if month.year == today.year else f"{month.year}年{month.month}月"
    return f"{name} 至{today.day}日" if unfinished else name


@panel("dashboard", order=40)
def stages(period, user):
    """The stages of cases: how many passed each and how many wait there."""
    rows = metrics.funnel(period)
    whole = rows[0]["reached"]
    if not whole:
        return None
    for n, row in enumerate(rows):
        stuck = row["stuck"] * 100 / whole
        row["bar"] = [
            (row["reached"] * 100 / whole - (0 if n == len(rows) - 1 else stuck), "ok" if n == 3 else ""),
            (stuck, "warn"),
        ]
    return Panel(
        "纠纷办理漏斗", "disputes/cases/_funnel.html", {"stages": rows}, css="c-4", meta="右列为停在本环节的件数"
    )


@panel("dashboard", order=30)
def kinds(period, user):
    """The most frequent kinds of dispute."""
    rows = metrics.by_category(period)[:KINDS_SHOWN]
    if not rows:
        return None
    option = {
        "tooltip": {"trigger": "axis"},
        "grid": {"top": 4, "right": 48},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "inverse": True, "data": [row["label"] for row in rows]},
        "series": [
            {
                "type": "bar",
                "label": {"show": True, "position": "right"},
                "data": [
                    {"value": row["accepted"], "itemStyle": {"color": "var(--ht-c1)" if n == 0 else "var(--ht-bar)"}}
                    for n, row in enumerate(rows)
                ],
            }
        ],
    }
    first = rows[0]
    table = {"head": ["受理", "化解"], "rows": [[row["label"], row["accepted"], row["resolved"]] for row in rows]}
    return Panel(
        "纠纷类别",
        "governance/boards/_chart_card.html",
        {
            "chart_key": "kinds",
            "chart_option": option,
            "chart_label": f"各类纠纷受理件数条形图，{first['label']} {first['accepted']} 件最多",
            "chart_table": table,
        },
        css="c-4",
        meta="受理件数",
    )
