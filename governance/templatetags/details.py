"""The parts of every row's page: process bar, deadline, actions, people, what belongs to the row, what happened to it.

They are drawn here and not in templates of their own, like those of `parts`: each detail page has all of them, and of
some a dozen lines.  Words are escaped unless they are marked safe.
"""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.utils.safestring import mark_safe

from governance.kernel.figures import formats

from .parts import card, classes, escaped
from .portal import allowed, badge, icon, own, read, under_the_thumb

register = template.Library()

ARROW = "arrow-right-circle"  # of a step without an icon of its own
SAID = {"done": "，已完成", "back": "，退回补正"}  # what readers hear of a stage, which others see


def lines(value):
    """Words with their line breaks."""
    return linebreaksbr(value) if "\n" in str(value) else escaped(value)


# ------------------------------------------------------------ where the row stands
@register.simple_tag
def process_bar(process):
    """The fixed procedure, always whole: [{label, sub, state: done, now, back or ""}]."""
    if not process:
        return ""
    stages = "".join(drawn_stage(stage, number) for number, stage in enumerate(process, 1))
    return mark_safe(
        '<section class="ht-panel ht-process" aria-label="办理进度"><div class="body">'
        f'<ol class="ht-steps">{stages}</ol></div></section>'
    )


def drawn_stage(stage, number):
    state = read(stage, "state")
    css = f' class="is-{state}"' if state else ""
    current = ' aria-current="step"' if state in ("now", "back") else ""
    mark = icon("check-lg") if state == "done" else number
    said = f'<span class="visually-hidden">{SAID[state]}</span>' if state in SAID else ""
    return (
        f'<li{css}{current}><span class="n" aria-hidden="true">{mark}</span>'
        f'<span class="t">{escaped(read(stage, "label"))}{said}</span>'
        f'<span class="s">{lines(read(stage, "sub") or formats.DASH)}</span></li>'
    )


@register.simple_tag
def clock_face(deadline):
    """The clock of a deadline {label, days, due_text, is_over, is_stopped, percent: share of the time left, 0–100}."""
    if not deadline:
        return ""
    is_over, days = read(deadline, "is_over"), read(deadline, "days")
    left = "" if is_over else f' pathLength="100" stroke-dasharray="{round(read(deadline, "percent") or 0)} 100"'
    if read(deadline, "is_stopped"):
        big = formats.STOPPED
    elif is_over:
        big = f"逾期 {abs(days)} <small>天</small>" if days else "已逾期"
    else:
        big = "今天" if days == 0 else f"还剩 {days} <small>天</small>"
    circle = 'cx="26" cy="26" r="22"'
    return mark_safe(
        f'<div class="ht-clock{" is-over" if is_over else ""}">'
        f'<svg class="ring" viewBox="0 0 52 52" aria-hidden="true"><circle class="a" {circle}/>'
        f'<circle class="b" {circle}{left}/></svg>'
        f'<div><div class="t-sm ink-2">{escaped(read(deadline, "label"))}</div><div class="big">{big}</div>'
        f'<div class="t-xs ink-3">{escaped(read(deadline, "due_text"))}</div></div></div>'
    )


# ------------------------------------------------------------ what may be done
@register.simple_tag
def acts(buttons, deadline=None, waits_for=""):
    """Clock and steps of this post (`in_order`); a blocked one stays and says why, others' are one line."""
    mine = own(buttons or ())
    if not (deadline or mine or waits_for):
        return ""
    css = classes(
        "ht-panel",
        "is-key" if deadline or mine else "",
        "" if deadline or waits_for else "no-phone",
        "no-print",
    )
    inner = clock_face(deadline)
    if mine:
        drawn = "".join(map(drawn_act, mine))
        inner += f'<div class="ht-acts no-phone{" mt-3" if deadline else ""}">{drawn}</div>'
    if waits_for:
        far = " mt-3" if deadline or mine else ""
        inner += f'<p class="t-sm ink-2 mb-0{far}">{escaped(waits_for)}</p>'
    return mark_safe(f'<section class="{css}" aria-label="可办事项"><div class="body">{inner}</div></section>')


def drawn_act(button):
    words = f"{icon(button.icon or ARROW)} {escaped(button.label)}"
    if button.allowed:
        return f'<a class="btn {button.css}" href="{escaped(button.url)}" role="button"{opens(button)}>{words}</a>'
    why = f"why-{button.name}"
    return (
        f'<button class="btn {button.css}" type="button" disabled aria-describedby="{why}">{words}</button>'
        f'<div class="why" id="{why}">{escaped(button.reason)}</div>'
    )


def opens(button):
    return "" if button.full_page else " data-modal"


@register.simple_tag
def thumb_acts(buttons):
    """On a phone: the first allowed steps under the thumb, the others behind 更多.

    What ends or refuses the row is always there, never under the thumb.
    """
    ready, mine, thumb = allowed(buttons or ()), own(buttons or ()), under_the_thumb(buttons or ())
    if not ready:
        return ""
    menu = drawn_menu(ready, mine, thumb) if len(mine) > len(thumb) else ""
    bar = "".join(
        f'<a class="btn {button.css}" href="{escaped(button.url)}" role="button"{opens(button)}>'
        f"{escaped(button.label)}</a>"
        for button in thumb
    )
    return mark_safe(f'<div class="ht-sticky-act only-phone" role="group" aria-label="可办事项">{menu}{bar}</div>')


def drawn_menu(ready, mine, thumb):
    items = "".join(
        f'<a class="dropdown-item" href="{escaped(button.url)}"{opens(button)}>'
        f"{icon(button.icon or ARROW)}{escaped(button.label)}</a>"
        for button in ready
        if button not in thumb
    )
    items += "".join(
        '<div class="dropdown-item-text">'
        f'<span class="ink-3">{icon(button.icon or ARROW)}{escaped(button.label)}</span>'
        f'<span class="d-block t-xs ink-3">{escaped(button.reason)}</span></div>'
        for button in mine
        if not button.allowed
    )
    return (
        f'<div class="dropup{"" if thumb else " ms-auto"}">'
        '<button class="btn btn-plain" type="button" data-bs-toggle="dropdown" aria-expanded="false">更多</button>'
        f'<div class="dropdown-menu ht-menu-pop">{items}'
        f'<button class="dropdown-item" type="button" data-print>{icon("printer")}打印</button></div></div>'
    )


# ------------------------------------------------------------ who and what belongs to it
@register.simple_tag
def people_card(people):
    """[{initial, name, role, phone_masked}]; the first one is who handles it now."""
    if not people:
        return ""
    drawn = "".join(drawn_person(person, is_first=not place) for place, person in enumerate(people))
    return card(f'<ul class="ht-list">{drawn}</ul>', "责任人", "people-title", css="no-phone")


def drawn_person(person, is_first):
    name, phone = str(read(person, "name") or ""), read(person, "phone_masked")
    face = str(read(person, "initial") or name)[:1]
    behind = f' · <span class="ht-num">{escaped(phone)}</span>' if phone else ""
    return (
        f'<li><span class="ht-face{" is-red" if is_first else ""}" aria-hidden="true">{escaped(face)}</span>'
        f'<div class="grow">{escaped(name)} <span class="sub">{escaped(read(person, "role") or "")}{behind}</span>'
        "</div></li>"
    )


@register.simple_tag
def relatives_card(relatives):
    """[(label, [Relative])]: what belongs together with the row, on its page and on theirs."""
    if not relatives:
        return ""
    drawn = "".join(drawn_relative(label, row) for label, rows in relatives for row in rows)
    return card(f'<ul class="ht-list">{drawn}</ul>', "相关", "h-relatives", css="no-print")


def drawn_relative(label, row):
    small = f"{escaped(label)} · {escaped(row.sub)}" if row.sub else escaped(label)
    state = badge(row.badge["text"], row.badge["kind"]) if row.badge else ""
    return (
        f'<li><div class="grow"><a class="ttl" href="{escaped(row.url)}">{escaped(row.title)}</a> '
        f'<span class="sub">{small}</span></div>{state}</li>'
    )


# ------------------------------------------------------------ what happened
@register.simple_tag
def timeline_card(timeline):
    """[{title, who, when, note, kind: now, bad or "", facts [(label, value)], changes [(label, old, new)]}], newest
    first.
    """
    if not timeline:
        return ""
    drawn = "".join(map(drawn_event, timeline))
    return card(f'<div class="body"><ol class="ht-tl">{drawn}</ol></div>', "办理经过", "timeline-title", css="is-flow")


def drawn_event(event):
    css = f' class="is-{event["kind"]}"' if event["kind"] else ""
    who = f" {escaped(event['who'])}" if event["who"] else ""
    note = f'<div class="q">{lines(event["note"])}</div>' if event["note"] else ""
    return (
        f"<li{css}><div><b>{escaped(event['title'])}</b>{who}</div>"
        f'<div class="w">{escaped(formats.zhtime(event["when"]))}</div>{note}'
        f"{drawn_facts(event['facts'])}{drawn_changes(event['changes'])}</li>"
    )


def drawn_facts(facts):
    if not facts:
        return ""
    drawn = "".join(
        f"<div><dt>{escaped(label)}</dt><dd>{escaped(formats.dash(value))}</dd></div>" for label, value in facts
    )
    return f'<dl class="ht-kv is-one mt-1">{drawn}</dl>'


def drawn_changes(changes):
    if not changes:
        return ""
    heads = "".join(f'<th scope="col">{words}</th>' for words in ("内容", "修改前", "修改后"))
    rows = "".join(
        f'<tr><th scope="row">{escaped(label)}</th><td><del>{escaped(formats.dash(old))}</del></td>'
        f"<td><ins>{escaped(formats.dash(new))}</ins></td></tr>"
        for label, old, new in changes
    )
    return (
        f'<details class="ht-changes"><summary>修改了 {len(changes)} 项</summary>'
        f'<table class="ht-table is-compact"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>'
    )


# ------------------------------------------------------------ its files
@register.simple_tag
def files_card(attachments, pictures=(), papers=(), withheld=0):
    """Pictures first, as pictures; then the other files, and how many there are that this user may not read.

    attachments -- [{url, name, caption, size_text, who, when, ext, is_picture, view, small}], parted into the next two
    """
    if not attachments and not withheld:
        return ""
    inner = f'<div class="body">{shots(pictures)}</div>' if pictures else ""
    if papers:
        inner += f'<ul class="ht-list">{"".join(map(drawn_paper, papers))}</ul>'
    if withheld:
        inner += f'<p class="form-text">{"另有 " if attachments else ""}{withheld} 份材料，您无权查看</p>'
    return card(inner, "附件", "attachments-title", meta=f"{len(attachments):,} 个")


def shots(pictures):
    """Small pictures, each opens in full over the page; without scripts as a page of its own."""
    drawn = "".join(map(drawn_shot, pictures))
    return f'<ul class="ht-shots" data-shots data-script="{static("photos.js")}">{drawn}</ul>'


def whose(file):
    """Who kept a file, and when."""
    at = f" {formats.zhtime(file['when'])}" if file["when"] else ""
    return (f"，{escaped(file['who'])}" if file["who"] else "") + at


def drawn_shot(file):
    caption, name = escaped(file["caption"]), escaped(file["name"])
    near = f' <span class="ht-num">{formats.zhtime(file["when"], "near")}</span>' if file["when"] else ""
    return (
        f'<li><a class="ht-shot" href="{escaped(file["view"])}"'
        f' data-full="{caption}　{name}，{escaped(file["size_text"])}{whose(file)}"'
        f' data-download="{escaped(file["url"])}">'
        f'<img src="{escaped(file["small"])}" alt="{caption} {name}" loading="lazy"></a> '
        f'<span class="n">{caption}{near}</span></li>'
    )


def drawn_paper(file):
    url, name = escaped(file["url"]), escaped(file["name"])
    caption = f"{escaped(file['caption'])}，" if file["caption"] else ""
    ext = escaped(str(file["ext"]).upper()[:4] or "文件")
    return (
        f'<li><span class="ht-file grow"><span class="ico" aria-hidden="true">{ext}</span>'
        f'<span class="grow"><a class="ttl" href="{url}">{name}</a> '
        f'<span class="sub">{caption}{escaped(file["size_text"])}{whose(file)}</span></span></span>'
        f'<a href="{url}" class="btn btn-text btn-sm" download aria-label="下载 {name}">下载</a></li>'
    )


@register.simple_tag
def later(rest):
    """The place of what stands below the first screen (later.Rest): fetched when it is scrolled to."""
    return mark_safe(
        f'<div class="ht-later" data-later hx-get="{escaped(rest.url)}" hx-trigger="revealed" hx-swap="outerHTML">'
        f'<a class="btn btn-plain" href="{escaped(rest.whole_url)}">{escaped(rest.words)}</a></div>'
    )
