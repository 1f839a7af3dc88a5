"""The parts that recur on the pages: cards, facts, callouts, tables, buttons.  /help/parts/ shows each.

They are drawn here and not in templates of their own: a page has a hundred of
them.  Values are escaped unless they are marked safe.
"""

from django import template
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from governance.kernel.figures import formats
from governance.kernel.pages import columns

from .portal import icon

register = template.Library()


def escaped(value):
    """A value as `{{ value }}` prints it."""
    return conditional_escape(localize(value))


def classes(*names):
    return " ".join(name for name in names if name)


def attributes(**values):
    """Attributes with their values, each with a space before it; those without a value are left out."""
    return "".join(f' {name.replace("_", "-")}="{escaped(value)}"' for name, value in values.items() if value)


@register.filter
def counted(number, unit):
    """A count with its unit: 5 项, 1,362 户."""
    return f"{number:,} {unit}"


@register.simple_block_tag
def card(content, title, name, css="", meta="", more="", more_text="查看全部"):
    """A panel with its heading; the content brings its own .body, .ht-list or table.

    name -- id of the heading, unique on the page
    css  -- is-key (one a page), is-flow (may be split in print), a width c-3 … c-9
    meta -- a few words behind the title
    more -- the address of the whole
    """
    link = f'<a class="more" href="{escaped(more)}">{escaped(more_text)}</a>' if more else ""
    heading = f'<h2 id="{name}">{escaped(title)}</h2>{behind_title(meta)}{link}'
    css = classes("ht-panel", css)
    return mark_safe(
        f'<section class="{css}" aria-labelledby="{name}"><header>{heading}</header>{content.strip()}</section>'
    )


def behind_title(words_there):
    return f'<span class="meta">{escaped(words_there)}</span>' if words_there else ""


@register.simple_tag
def kv(label, value, css="", wide=False):
    """One fact within dl.ht-kv, the dash where there is none.

    css  -- ht-num for figures
    wide -- a sentence, across all columns
    """
    return fact_row(label, escaped(formats.dash(value)), css, wide)


@register.simple_block_tag
def fact(content, label, css="", wide=False):
    """One fact within dl.ht-kv that takes more than a value to say."""
    return fact_row(label, content.strip(), css, wide)


def fact_row(label, content, css, wide):
    outer = ' class="wide"' if wide else ""
    return mark_safe(f"<div{outer}><dt>{escaped(label)}</dt><dd{attributes(**{'class': css})}>{content}</dd></div>")


@register.simple_tag
def amount(value, unit="元"):
    """Yuan with two decimals and the unit, in aligned figures: 12,528.00 元."""
    text = formats.yuan(value)
    return text if text == formats.DASH else mark_safe(f'<span class="ht-num">{text} {unit}</span>')


@register.simple_tag
def money_cells(amounts):
    """Cells of a table's row with yuan, the unit in the head; the dash where there is none."""
    return mark_safe("".join(f'<td class="num">{formats.yuan(amount)}</td>' for amount in amounts))


@register.simple_tag
def stat(label, value, unit="", detail=""):
    """One figure of a strip (section.ht-stats), its unit small, a word about it below."""
    small = f"<small>{escaped(unit)}</small>" if unit else ""
    return mark_safe(
        f'<div class="ht-stat"><span class="k">{escaped(label)}</span>'
        f'<span class="v">{escaped(formats.dash(value))}{small}</span><span class="d">{escaped(detail)}</span></div>'
    )


@register.simple_tag
def lines(rows):
    """The rows of a card (panels.Line): what each is called, with its address; more about it below; what stands at its
    end.
    """
    return mark_safe(f'<ul class="ht-list">{"".join(map(card_line, rows))}</ul>')


def card_line(row):
    title = f'<a class="ttl" href="{escaped(row.url)}">{escaped(row.title)}</a>' if row.url else escaped(row.title)
    subs = "".join(f'<span class="sub">{escaped(words)}</span>' for words in row.subs if words)
    return f'<li><div class="grow">{title}{subs}</div>{escaped(row.end)}</li>'


@register.simple_tag
def call(number, name, css="ht-num"):
    """A work telephone that a tap calls; the dash where there is none.

    name -- who answers, for screen readers
    css  -- ht-call: a round button with an icon instead of the number
    """
    return columns.calling(number, name, css)


@register.simple_tag
def tag(text, css=""):
    """A plain label without a state: 老旧小区, 核心; `css` is-red for what nobody may overlook."""
    return mark_safe(f'<span class="{classes("ht-tag", css)}">{escaped(text)}</span>')


@register.simple_block_tag
def callout(content, tone="", icon_name="info-circle", css="", role=""):
    """What a reader of the page must know first.

    tone -- ok, warn, danger, or nothing for information
    role -- alert or status, when it is to be read out
    """
    css = classes("ht-callout", f"is-{tone}" if tone else "", css)
    return mark_safe(f'<div class="{css}"{attributes(role=role)}>{icon(icon_name)}<div>{content.strip()}</div></div>')


@register.simple_block_tag
def nothing(content, icon_name, title=""):
    """The note of an empty panel; the content names what to do about it: a sentence, one button."""
    head = f"<h3>{escaped(title)}</h3>" if title else ""
    return mark_safe(f'<div class="ht-empty">{icon(icon_name)}{head}{content.strip()}</div>')


@register.simple_block_tag
def datatable(content, label, css=""):
    """A table that scrolls sideways by itself; the content is its head, body and foot, a caption where it needs one.

    label -- what the table is, for screen readers
    css   -- is-compact, is-cards, is-slim, is-grid, is-two
    """
    return mark_safe(
        f'<div class="ht-table-wrap" tabindex="0" role="region" aria-label="{escaped(label)}，可左右滚动">'
        f'<table class="{classes("ht-table", css)}">{content.strip()}</table></div>'
    )


@register.simple_tag
def button(text, url, icon_name="", css="btn-plain", modal=True, about=""):
    """A link dressed as a button.

    css   -- btn-primary (once a page), btn-plain, btn-refuse, btn-text; btn-sm in rows
    modal -- opens as a dialog, a page of its own where scripts do not run
    about -- the record a repeated button belongs to, read out behind its text
    """
    label = attributes(aria_label=f"{text}：{about}" if about else "")
    opens = ' role="button" data-modal' if modal else ""
    drawing = icon(icon_name) if icon_name else ""
    return mark_safe(f'<a class="btn {css}" href="{escaped(url)}"{opens}{label}>{drawing}{escaped(text)}</a>')


@register.simple_block_tag
def head(content, title, meta=""):
    """The head of a page: its one h1, a few words, and the actions as content."""
    actions = f'<div class="ht-actions">{content.strip()}</div>' if content.strip() else ""
    return mark_safe(f'<div class="ht-head"><h1>{escaped(title)}</h1>{behind_title(meta)}{actions}</div>')
