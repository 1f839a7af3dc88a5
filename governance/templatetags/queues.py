"""The rows of what waits, on the work page and on the leaders' board, drawn in Python: each has fifty parts."""

from django import template
from django.utils.safestring import mark_safe

from governance.kernel.figures.markup import escaped
from governance.kernel.models.addresses import halves
from governance.kernel.pages.columns import badge, calling

from .portal import due

register = template.Library()
PLAIN = "btn btn-plain btn-sm"
BUTTON = f"{PLAIN} no-print no-phone"


# ------------------------------------------------------------ the work page
@register.simple_tag
def waiting_rows(rows):
    """Deadlines of the queue with place, due_text, due_kind ("over", …), is_far (not on a phone), asks_why."""
    return mark_safe("".join(map(waiting_row, rows)))


def waiting_row(row):
    title, place, task, kind = escaped(row.title), escaped(row.place), escaped(row.task), row.due_kind
    css = " ".join(name for name, holds in (("is-overdue", kind == "over"), ("no-phone", row.is_far)) if holds)
    look, number = f' class="{css}"' if css else "", escaped(row.number)
    sub = f'{number}<span class="only-phone">{" · " if number else ""}{place}</span>'
    if row.followed_n:
        sub += f' · <span class="txt-danger">已督办 {row.followed_n} 次</span>'
    if row.late_kind:
        sub += f" · {escaped(row.get_late_kind_display())}"
    return (
        f'<tr{look}><td class="lead-cell"><a class="main" href="{escaped(row.url)}">{title}</a>'
        f'<span class="sub">{sub}</span></td><td data-k="地点">{place}</td>'
        f'<td class="k-state only-phone">{badge(row.task, "info")}</td>'
        f'<td class="k-due"><span class="ht-due{f" is-{kind}" if kind else ""}">{escaped(row.due_text)}</span></td>'
        f'<td class="k-act">{reason(row, title)}'
        f'<a class="{PLAIN}" href="{escaped(row.url)}#act" aria-label="{task}：{title}">{task}</a></td></tr>'
    )


def reason(row, title):
    """The button that says why the matter is late."""
    if not row.asks_why:
        return ""
    address = str(row.pk).join(halves("governance:deadline_step", "explain"))
    return f'<a class="{PLAIN}" href="{address}" aria-label="说明原因：{title}" data-modal>说明原因</a> '


# ------------------------------------------------------------ the board
@register.simple_tag
def late_rows(rows):
    """Deadlines with holder, superior (Contact or None), due_then, may_urge, and running: the supervision that the
    user may open.
    """
    return mark_safe("".join(map(late_row, rows)))


def late_row(row):
    who, area = row.holder, row.area
    where = f"{area.street.name if area.street else ''} {area.community.name if area.community else ''}"
    task = f"{row.task}{'（已办结）' if row.closed_at else ''}"
    urged = f" · 督办 {row.followed_n} 次" if row.followed_n else ""
    told = f"{who.name}（{who.post}）" if who else "暂无承办人"
    deeds = f'<span class="d-inline-flex gap-2 align-items-center">{telephones(who)} {deed(row)}</span>'
    return (
        '<tr class="is-overdue"><td class="lead-cell">'
        f'<a class="main" href="{escaped(row.url)}">{escaped(row.title)}</a>'
        f'<span class="sub">{escaped(where)} · {escaped(task)}{urged}</span>'
        f'<div class="sub only-phone">{escaped(told)}</div></td>'
        f'<td class="k-state">{due(row.due_then)}</td><td>{holder(who)}</td><td>{superior(row.superior)}</td>'
        f'<td class="k-act">{deeds}</td></tr>'
    )


def holder(who):
    if not who:
        return "暂无承办人"
    name = f'<a class="text-decoration-underline" href="{who.url}">{escaped(who.name)}</a>'
    return f'{name}<span class="sub">{escaped(who.post)}</span>'


def superior(who):
    return f'{escaped(who.name)}<span class="sub">{escaped(who.post)}</span>' if who else "—"


def telephones(who):
    """The number, on a phone the button that calls it."""
    if not who:
        return ""
    if not who.phone:
        return f'<a class="t-sm" href="{who.url}">未登记电话</a>'
    number = calling(who.phone, who.name)
    return f'<span class="no-phone">{number}</span> {calling(who.phone, who.name, "ht-call is-sm only-phone")}'


def deed(row):
    """The button that urges, or the way to the supervision that runs."""
    title = escaped(row.title)
    if row.may_urge:
        address = str(row.pk).join(halves("governance:deadline_step", "urge"))
        return f'<a class="{BUTTON}" href="{address}" aria-label="督办：{title}" data-modal>督办</a>'
    if row.running:
        address = escaped(row.running.get_absolute_url())
        return f'<a class="{BUTTON}" href="{address}" aria-label="查看督办：{title}">查看</a>'
    return ""
