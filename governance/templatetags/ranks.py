"""What the leaders' board draws: how figures moved, its tables, and lines of months.

Tables are drawn here and not in a template: a board has a hundred cells.
"""

import html

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from governance.kernel.figures import lines
from governance.kernel.pages.columns import calling
from governance.kernel.pages.kept import kept

from .portal import div, icon, length_bar

register = template.Library()

ARROWS = {"up": icon("caret-up-fill"), "down": icon("caret-down-fill"), "flat": ""}


def moved(change, words):
    """An arrow and words for what became of a figure, in the colour of good or bad."""
    look = " is-good" if change.is_good else " is-bad" if change.is_bad else ""
    return f'<span class="{change.way}{look}">{ARROWS[change.way]}{words}</span>'


@register.simple_tag
def trend(trend):
    """What became of a figure since last year: an arrow, a word and the amount, then the figure it is compared with."""
    return mark_safe(f"{moved(trend, trend.words)}<span>{html.escape(trend.beside)}</span>")


@register.simple_tag
def move(standing):
    """What became of a rate since last month: 升 1.2 点 上月末 92.61; nothing where last month was not kept."""
    change = standing.change
    if change is None:
        return ""
    words = change.short if change.way == "flat" else f"{change.short} 点"
    return mark_safe(f"{moved(change, words)}<span>{standing.beside} {standing.before}</span>")


@register.simple_tag
def ranked(rows, link=True):
    """The rows of the ranking: place and name, each rate with last month's value and its way, who answers, telephone.

    link -- names lead down, figures to their rows, telephones call; False on a wall
    """
    return mark_safe("".join(ranked_row(row, link) for row in rows))


def ranked_row(row, link):
    name, place = html.escape(row.area.name), f'<span class="rk">{row.rank or "—"}</span>'
    if link:
        name = f'<a href="{html.escape(row.url)}">{name}</a>'
    cells = "".join(rank_cell(cell, link) for cell in row.cells)
    return f'<tr><th scope="row">{place}{name}</th>{cells}{contact(row.who) if link else ""}</tr>'


def rank_cell(cell, link):
    held = cell.standing
    text = cell.text
    if link:
        text = f'<a class="plain" href="{html.escape(held.url)}">{text}</a>'
    css = "num is-worst" if cell.is_worst else "num" if held.is_ranked else "num is-unranked"
    small = '<span class="m" data-part></span>'
    if held.change:
        month = f'<span class="before">{held.beside} <span data-part>{cell.before}</span></span>'
        small = f'<span class="m">{month} {moved(held.change, held.change.short)}</span>'
    return f'<td class="{css}"><span class="v" data-part>{text}</span>{small}</td>'


def contact(who):
    """Who answers for the area, and the telephone of the post."""
    if who is None:
        return "<td>—</td><td></td>"
    phone = calling(who.phone, who.name, "ht-num t-sm") if who.phone else ""
    return f'<td>{html.escape(who.name)}</td><td class="nowrap">{phone}</td>'


@register.simple_tag
def rank_total(cells):
    """The cells of the foot: the whole in every rate."""
    cell = '<td class="num"><span data-part>{}</span><span data-part></span></td>'
    return mark_safe("".join(cell.format(one.text) for one in cells))


@register.simple_tag
def compared(rows):
    """The areas of the table of work as rows: counts as lengths, rates by their gap to the whole.

    rows -- [{area, url, cells: [{text, url, bar, percent, is_rate, gap, widest}]}] of `boards.comparison`
    """
    drawn = []
    for row in rows:
        name = f'<a href="{html.escape(row["url"])}">{html.escape(row["area"].name)}</a>'
        drawn.append(f'<tr><th scope="row">{name}</th>{"".join(compared_cell(cell) for cell in row["cells"])}</tr>')
    return mark_safe("".join(drawn))


def compared_cell(cell):
    text = f'<a class="plain" href="{html.escape(cell["url"])}">{html.escape(cell["text"])}</a>'
    css, bar, gap = "num", "", ""
    if cell["bar"]:
        css, bar = "num has-bar", length_bar(cell["percent"])
    if cell["is_rate"]:
        points = "—" if cell["gap"] is None else f'<span class="ht-gap">{cell["gap"]:+.2f}</span>'
        line = "" if cell["gap"] is None else div(cell["gap"], cell["widest"])
        gap = f'</td><td class="num">{points}{line}'
    return f'<td class="{css}">{bar}<span>{text}</span>{gap}</td>'


@register.simple_tag
def month_line(points):
    """A rate month by month: grown months solid, young ones hollow on grey, and the same as a table."""
    template = "governance/boards/_month_line.html"
    return kept((template, *map(repr, points)), lambda: render_to_string(template, month_context(points)))


def month_context(points):
    line = lines.drawn(points)
    last = line["last"]
    said = [f"{points[0].label}至{points[-1].label}，每月百分比"]
    said += [f"最近可比的{last['label']}为 {last['value']}%"] if last else []
    said += ["其后的月份有案件没有办结，暂不作比较"] if line["band"] is not None else []
    return {"line": line, "points": points, "label": "，".join(said)}
