"""The leaders' board as a workbook: its figures, the comparison of areas, and the table of every chart."""

from decimal import Decimal

from governance.kernel.figures.charts import chart_table
from governance.kernel.figures.formats import DASH
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.papers.exports import SmallSheet

from .board import ACCOUNTS, COLUMNS, TILES, data_read_at, period_words
from .comparison import COMPARED, WHOLE
from .rates import RATES, before_words

FIGURES = ["指标", "数值", "分子", "分母", "单位", "口径", "时间口径"]
TEN_THOUSAND = Decimal(10000)


def sheets(board, ranked, compared, cards, user):
    """The sheets of a board: exactly the figures its page shows."""
    period = board.period
    about = (
        ("数据范围", period.area.name),
        ("统计周期", period_words(period)),
        ("数据截至", data_read_at(period, "full")),
        ("导出人", user.signature()),
    )
    made = [SmallSheet("指标", FIGURES, figure_rows(period), about=about)]
    if ranked is not None:
        made.append(ranking_sheet(ranked, period, about))
    if compared is not None:
        made.append(comparison_sheet(period, compared, about))
    return made + [chart_sheet(card, about) for card in cards if "chart_option" in card.context]


def figure_rows(period):
    """The headline figures, those of the comparison, then the three accounts, which count from the beginning."""
    codes = dict.fromkeys(entry.code for entry in (*RATES, *TILES, *COLUMNS))
    whole = Period(period.area, None, None, period.as_of)
    return [
        *(figure_row(METRICS[code].figure(period)) for code in codes),
        *(figure_row(METRICS[entry.code].figure(whole), f"三笔账·{entry.title}", "，累计") for entry in ACCOUNTS),
    ]


def figure_row(figure, label="", since=""):
    metric = figure.metric
    parts = (figure.value, figure.numerator, figure.denominator)
    basis = f"{metric.date_basis}{since}"
    return [label or metric.label, *(DASH if n is None else n for n in parts), metric.unit, metric.definition, basis]


def ranking_sheet(ranked, period, about):
    """The ranking: of each rate its value, both numbers and last month's value; then who answers for the area."""
    heads = ["名称", "名次"]
    for one in ranked["heads"]:
        heads += [
            f"{one.label}（%）",
            f"{one.label}分子",
            f"{one.label}分母",
            f"{one.label}{before_words(one, period)}（%）",
        ]
    rows = [
        [row.area.name, row.rank, *rank_values(row.cells), *((row.who.name, row.who.phone) if row.who else (DASH, ""))]
        for row in ranked["rows"]
    ]
    foot = ["合计", "", *rank_values(ranked["total"]), "", ""]
    return SmallSheet(ranked["title"], [*heads, "责任人", "工作电话"], rows, foot, about)


def rank_values(cells):
    for cell in cells:
        held = cell.standing
        yield from (DASH if n is None else n for n in (held.value, held.top, held.bottom, held.before))


def comparison_sheet(period, compared, about):
    """Money in ten thousand yuan as on the page, but not rounded, so that the sums agree."""
    heads, foot = ["名称"], ["合计"]
    for column, figure in zip(compared["heads"], compared["figures"], strict=True):
        heads.append(f"{column.label}（%）" if METRICS[column.code].of else column.label)
        foot.append(as_sheet_value(column, figure.value))
        if METRICS[column.code].of:
            heads.append(f"{column.label}较{WHOLE.get(period.area.level, '整体')}（百分点）")
            foot.append(DASH)
    rows = [[row["area"].name, *area_values(compared["heads"], row)] for row in compared["rows"]]
    return SmallSheet(COMPARED[period.area.level], heads, rows, foot, about)


def area_values(heads, row):
    """The figures of one area, each rate followed by its distance from the whole's."""
    for column, cell in zip(heads, row["cells"], strict=True):
        yield as_sheet_value(column, cell["value"])
        if cell["is_rate"]:
            yield as_sheet_value(column, cell["gap"])


def as_sheet_value(column, value):
    if value is None:
        return DASH
    return value / TEN_THOUSAND if column.money else value


def chart_sheet(card, about):
    """The table behind a chart."""
    table = card.context.get("chart_table") or chart_table(card.context["chart_option"])
    return SmallSheet(card.title, ["项目", *table["head"]], table["rows"], about=about)
