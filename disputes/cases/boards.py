"""What disputes show on the leaders' boards: tiles, columns of work, the months, the stages, the kinds."""

from governance.boards.board import Course, Trend, column, tile
from governance.kernel.clock import clock
from governance.kernel.figures.lines import MonthPoint
from governance.kernel.figures.metrics import METRICS
from governance.kernel.pages.panels import Panel, panel

from .metrics import divided

KINDS_SHOWN = 9
MONTHS_DRAWN = 3  # at least, where more are known


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


def course_of(name, better, is_done=divided.is_mature):
    """The course of one column of the months: "accepted", "resolved" or "rate"; `better` is the good direction.

    is_done -- fn(month): whether a month says enough to be shown and compared
    """

    def read_course(period):
        points = [row[name] for row in divided.monthly(period) if is_done(row["month"])]
        return Course(points if divided.is_comparable(period) else (), trend_of(name, better, period, is_done))

    return read_course


def trend_of(name, better, period, is_done):
    """Compared with the same months of last year; None where last year has no cases."""
    years = divided.compare_years(period, is_done)
    if years is None or years["before"][name] in (None, 0) or years["now"][name] is None:
        return None
    now, before = years["now"][name], years["before"][name]
    is_whole = period.until is not None and divided.month_after(years["months"][-1]) > period.until
    return Trend(now, before, years["months"], is_whole, is_rate=name == "rate", better=better)


tile("cases_accepted", note=open_note, course=course_of("accepted", "down", divided.is_over), order=10)
tile("cases_resolved", note=mean_days_note, course=course_of("resolved", "up"), order=11)
tile("resolution_rate", note=rate_note, course=course_of("rate", "up"), label="调解率", order=12)
column("cases_accepted", "受理", order=60, bar=True)
column("cases_resolved", "化解", order=61)
column("resolution_rate", "调解率", order=62)


@panel("dashboard.aside", order=10)
def rates_by_month(period, user):
    """调解率 by month of acceptance, of a year; months whose cases may still take their time are hollow."""
    rows = [row for row in divided.recent_months(period) if row["rate"] is not None]
    if len(rows) < 2:
        return None
    points = [MonthPoint(f"{row['month'].month}月", row["rate"], not divided.is_mature(row["month"])) for row in rows]
    young = [row for row, point in zip(rows, points, strict=True) if point.is_young and row["open"]]
    waiting = "、".join(f"{row['month'].month}月还有 {row['open']} 件" for row in young)
    note = f"空心点为未成熟：{waiting}没有办结，不作比较" if waiting else ""
    return Panel("调解率（按受理月份）", "governance/boards/_months.html", {"points": points, "note": note})


@panel("dashboard", order=10)
def trend(period, user):
    """受理与化解 by month as bars; the rate has a card of its own, where months that say too little are marked."""
    rows = divided.monthly(period)
    if not rows:
        return None
    if len(rows) < MONTHS_DRAWN:  # of a month or two the year around it says more
        rows = divided.recent_months(period)
    names = [month_name(row["month"]) for row in rows]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"data": ["受理", "化解"]},
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value"},
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
    label = f"{names[0]}至{names[-1]}受理与化解件数柱图。受理合计 {total} 件，化解 {resolved} 件"
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
    rows = divided.funnel(period)
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
        "纠纷办理漏斗", "disputes/cases/_funnel.html", {"stages": rows}, css="c-4", meta="右列为本环节在办件数"
    )


@panel("dashboard", order=30)
def kinds(period, user):
    """The most frequent kinds of dispute."""
    rows = divided.by_category(period)[:KINDS_SHOWN]
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
