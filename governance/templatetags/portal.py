"""What every page draws the same way: money, dates, deadlines, badges, bars, buttons, charts.

The drawing functions take plain values and return escaped markup, so tables
rendered in Python call them too.  Bars are SVG with widths in attributes:
the content security policy forbids style="".
"""

import html
from datetime import date
from functools import lru_cache
from types import SimpleNamespace

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from governance.kernel.clock import clock
from governance.kernel.figures import charts, formats
from governance.kernel.figures.markup import escaped
from governance.kernel.pages import showing

register = template.Library()

for name in ("dash", "grouped", "yuan", "wan", "percent2", "zhdate", "zhtime", "provisional", "bracketed"):
    register.filter(name, getattr(formats, name))


@register.simple_tag
def icon(name):
    """A decorative icon; the words next to it carry the meaning."""
    return mark_safe(f'<i class="bi bi-{escaped(name)}" aria-hidden="true"></i>')


@register.simple_tag
def badge(text, kind=""):
    """A status: `kind` is wait, info, warn, ok, danger or nothing (withdrawn, archived)."""
    look = f" is-{escaped(kind)}" if kind else ""
    return mark_safe(f'<span class="ht-badge{look}">{escaped(text)}</span>')


@register.filter
def star(is_required):
    """The star of a field that must be filled in; screen readers hear it from the field itself."""
    return mark_safe('<span class="req" aria-hidden="true">*</span>' if is_required else "")


@register.filter
def after(value, lead):
    """The value behind what leads to it, for a part of a sentence; nothing when there is no value."""
    return format_html("{}{}", lead, value) if value else ""


@register.filter
def badge_kind(row):
    """Of which kind a row's state is, as its model says."""
    return showing.badge_kind(row)


@register.simple_tag
def due(deadline, is_provisional=False):
    """A deadline in the words of the office: 逾期 3 天, 今天 17:30, 明天, 11月23日; 暂停计时 while it is stopped.

    deadline -- a Deadline, a date, an aware datetime, None, or what a detail page is given
                ({days, due_text, is_over})
    is_provisional -- the day may still change with the work calendar; a Deadline knows it itself
    """
    if read(deadline, "is_stopped"):
        return format_html('<span class="ht-due">{}</span>', formats.STOPPED)
    if hasattr(deadline, "due_on"):
        deadline, is_provisional = deadline.due_on, deadline.is_provisional
    if deadline is None or deadline == "":
        return formats.DASH
    if type(deadline) is date:
        return due_on_day(deadline, clock.today(), bool(is_provisional))
    if hasattr(deadline, "year"):
        text, kind = formats.deadline(deadline, clock.now())
    elif read(deadline, "is_over"):
        text, kind = formats.overdue(abs(read(deadline, "days") or 0)), "over"
    else:
        text, kind = read(deadline, "due_text"), formats.urgency(read(deadline, "days"))
    return drawn_due(text, kind, is_provisional)


@lru_cache(maxsize=500)
def due_on_day(day, today, is_provisional):
    """A deadline without an hour as it is seen today; many rows of a list share a day."""
    return drawn_due(*formats.deadline(day, clock.midnight(today)), is_provisional)


def drawn_due(text, kind, is_provisional):
    shown = formats.provisional(text, is_provisional)
    return mark_safe(f'<span class="ht-due{" is-" + kind if kind else ""}">{escaped(shown)}</span>')


@register.simple_tag
def svgbar(segs, mark=None, label="", css=""):
    """A bar of segments, each (percent, class); `mark` draws the legal line at that percent.

    Classes: fei jin qian ok no warn mute half, or "" for blue.  Without
    `label` the bar is hidden from screen readers: give the figures next to it.
    """
    parts, gaps, x = [], [], 0.0
    for number, (percent, fill) in enumerate(segs):
        percent = float(percent)
        if number:
            gaps.append(f'<rect x="{x - 0.1:.2f}%" width="0.2%" height="100%" class="gap"/>')
        parts.append(f'<rect x="{x:.2f}%" width="{percent:.2f}%" height="100%" class="{escaped(fill)}"/>')
        x += percent
    line = "" if mark is None else f'<line x1="{float(mark):.2f}%" x2="{float(mark):.2f}%" y1="0" y2="100%"/>'
    role = f'role="img" aria-label="{escaped(label)}"' if label else 'aria-hidden="true"'
    css = escaped(f"ht-bar {css}".strip())
    return mark_safe(f'<svg class="{css}" {role}>{"".join((*parts, *gaps))}{line}</svg>')


@register.simple_tag
def progressbar(done, total, label):
    """How far a long job is, for eyes and for screen readers."""
    percent = min(100, int(done or 0) * 100 // int(total)) if total else 0
    return format_html(
        '<div role="progressbar" aria-label="{}" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{}">{}</div>',
        label,
        percent,
        svgbar([(percent, "")], css="is-thick"),
    )


def length_bar(percent, css=""):
    """The bar behind a count, from zero."""
    wide = min(100.0, max(0.0, float(percent or 0)))
    return mark_safe(
        f'<svg class="{escape(f"cellbar {css}".strip())}" aria-hidden="true">'
        f'<rect width="{wide:.1f}%" height="100%"/></svg>'
    )


@register.simple_tag
def cellbar(number, percent, css=""):
    """A table cell with a count and, behind it, its bar from zero; counts only, never rates."""
    return format_html('<td class="num has-bar">{}<span>{}</span></td>', length_bar(percent, css), formats.dash(number))


@register.simple_tag
def div(value, most):
    """A difference from the average, left or right of a centre line; `most` fills half the width."""
    value, most = float(value or 0), abs(float(most or 0))
    width = min(50.0, abs(value) / most * 50) if most else 0.0
    side, start = ("pos", 50.0) if value >= 0 else ("neg", 50 - width)
    bar = f'<rect class="{side}" x="{start:.1f}%" width="{width:.1f}%" height="100%"/>'
    return mark_safe(f'<svg class="ht-div" aria-hidden="true">{bar}<line x1="50%" x2="50%" y1="-3" y2="13"/></svg>')


@register.simple_tag
def spark(points):
    """A small line of a figure's course; nothing with fewer than two points."""
    points = [float(point) for point in points or () if point is not None]
    if len(points) < 2:
        return ""
    low, span = min(points), (max(points) - min(points)) or 1.0
    step = 62 / (len(points) - 1)
    drawn = " ".join(f"{i * step:.1f},{21 - 18 * (point - low) / span:.1f}" for i, point in enumerate(points))
    return format_html(
        '<svg class="ht-spark" viewBox="0 0 64 24" preserveAspectRatio="none" aria-hidden="true">'
        '<polyline points="{}"/></svg>',
        drawn,
    )


@register.simple_tag(takes_context=True)
def qs(context, **changes):
    """This page's query string with changes; None or "" takes a parameter out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


# the fixed order of buttons: do, send back, refuse, other
TONES = ("primary", "back", "refuse", "plain", "text")
BUTTONS = {"back": "btn-plain", "refuse": "btn-refuse", "plain": "btn-plain", "text": "btn-plain"}


@register.filter
def in_order(steps):
    """The steps as buttons in their fixed order; only the first allowed primary step is red."""
    buttons, has_primary = [], False
    for step in sorted(steps or (), key=lambda step: TONES.index(read(step, "tone") or "plain")):
        tone, allowed = read(step, "tone"), read(step, "allowed")
        css = BUTTONS.get(tone, "btn-plain")
        if tone == "primary" and allowed and not has_primary:
            css, has_primary = "btn-primary", True
        buttons.append(
            SimpleNamespace(
                name=read(step, "name"),
                label=read(step, "label"),
                url=read(step, "url"),
                icon=read(step, "icon"),
                reason=read(step, "reason"),
                elsewhere=bool(read(step, "elsewhere")),
                allowed=allowed,
                tone=tone,
                full_page=read(step, "full_page"),
                css=css,
            )
        )
    return buttons


@register.filter
def allowed(buttons):
    """The buttons of steps that are allowed now."""
    return [button for button in buttons if button.allowed]


@register.filter
def under_the_thumb(buttons):
    """The buttons at a phone's lower edge: the first two allowed, the main one last; never one that refuses or ends."""
    return [button for button in buttons if button.allowed and button.tone != "refuse"][1::-1]


@register.filter
def own(buttons):
    """The buttons of steps that this user's posts handle, allowed or blocked with a reason."""
    return [button for button in buttons if not button.elsewhere]


@register.simple_tag(takes_context=True)
def panel(context, item):
    """A card another app lends: its title and template, with its own context laid over the page's.

    item -- a Panel: title, template, css, meta, badge {text, kind}, more_url, more_label, modal.  The template brings
            its own .body, .ht-list or table.
    """
    body = context.template.engine.get_template(read(item, "template"))
    with context.push(panel=item, **(read(item, "context") or {})):
        drawn = body.render(context)
    title, css = escaped(read(item, "title")), read(item, "css")
    look = f"ht-panel {css}" if css else "ht-panel"
    return mark_safe(f'<section class="{look}" aria-label="{title}">{panel_head(item, title)}{drawn}</section>')


def panel_head(item, title):
    if not title:
        return ""
    told, meta, more = read(item, "badge"), read(item, "meta"), read(item, "more_url")
    state = badge(told["text"], told["kind"]) if told and told["text"] else ""
    meta = f'<span class="meta">{escaped(meta)}</span>' if meta else ""
    if more:
        opens = " data-modal" if read(item, "modal") else ""
        more = f'<a class="more" href="{escaped(more)}"{opens}>{escaped(read(item, "more_label") or "查看全部")}</a>'
    return f"<header><h2>{title}</h2>{state}{meta}{more or ''}</header>"


@register.inclusion_tag("generic/_chart.html")
def chart(key, option, label, table=None, css=""):
    """A chart with its table.

    key    -- unique on the page
    option -- ECharts option; "var(--ht-c1)" becomes the colour of the theme
    label  -- the finding in one sentence, for readers who do not see the picture
    table  -- {head, rows}; made from the option when not given
    """
    table = table or charts.chart_table(option)
    return {"key": key, "chart_id": f"o-{key}", "option": option, "label": label, "table": table, "css": css}


@register.simple_tag
def chart_rows(rows):
    """The rows of a chart's table, named in their first cell; drawn here, for a board has a hundred cells of them."""
    drawn = []
    for name, *cells in rows:
        figures = "".join(f'<td class="num">{html.escape(str(cell))}</td>' for cell in cells)
        drawn.append(f'<tr><th scope="row">{html.escape(str(name))}</th>{figures}</tr>')
    return mark_safe("".join(drawn))


@register.inclusion_tag("generic/_chart_toggle.html")
def chart_toggle(key):
    """The button 查看数据表 of a chart, for the head of its panel."""
    return {"key": key}


def read(thing, name):
    """An attribute or a key; None when there is neither."""
    if isinstance(thing, dict):
        return thing.get(name)
    return getattr(thing, name, None)
