"""What the pages of places draw in Python, for a compound has hundreds of cells: its buildings, its leads, the tree."""

from django import template
from django.utils.safestring import mark_safe

from governance.kernel.figures.markup import escaped
from governance.kernel.models.addresses import halves
from governance.kernel.pages.columns import badge

from .parts import tag

register = template.Library()
DASH = "—"


def dash(value):
    """A value as a cell shows it; the dash where there is none."""
    return DASH if value is None or value == "" else escaped(value)


# ------------------------------------------------------------ buildings
@register.simple_tag
def houses(found):
    """The grid of a compound's buildings: units, households, who leads each, and what is vacant."""
    return mark_safe("".join(map(house_cell, found)))


def house_cell(house):
    area = house.area
    size = f"{house.units} 单元 " if house.units else ""
    size += f"{area.household_count} 户" if area.household_count else ""
    head = escaped(house.head.person.name) if house.head else "空缺"
    missing = " txt-warn" if house.missing else ""
    return (
        f'<li><a class="ht-bld{" is-gap" if house.is_gap else ""}" href="{escaped(area.get_absolute_url())}">'
        f'<b>{escaped(area.name)}</b> <span class="t-sm ink-2">{size}</span> '
        f'<span class="s{"" if house.head else " txt-warn"}">楼栋长 {head}</span> '
        f'<span class="s{missing}">邻长 {len(house.heads)} / {house.expected}</span></a></li>'
    )


# ------------------------------------------------------------ leads
@register.simple_tag
def leads(seats):
    """The rows of a table of leads: [leads.Seat], vacant ones have no post."""
    return mark_safe("".join(f"<tr>{lead(seat) if seat.post else vacancy(seat)}</tr>" for seat in seats))


def lead(seat):
    post, person = seat.post, seat.post.person
    name, place = escaped(person.name), dash(seat.place)
    phone, ends = dash(person.phone_masked), f"{post.ends_on:%Y-%m}" if post.ends_on else DASH
    told, label = ("（楼栋长）", f" {tag('楼栋长')}") if post.is_building_head else ("", "")
    return (
        f'<th scope="row" class="lead-cell"><div><a href="{post.get_absolute_url()}">{name}</a></div>'
        f'<span class="sub only-phone">{escaped(seat.place)}{told} · {phone}</span></th>'
        f'<td data-k="负责范围">{place}{label}</td><td data-k="所属组">{dash(seat.group)}</td>'
        f'<td data-k="政治面貌">{dash(person.get_politics_display())}</td><td data-k="电话" class="ht-num">{phone}</td>'
        f'{homes(seat)}{lent(seat, name)}<td data-k="任期至" class="ht-num">{ends}</td>'
    )


def vacancy(seat):
    place = escaped(seat.place)
    return (
        f'<th scope="row" class="lead-cell">{badge("空缺", "warn")} <span class="sub only-phone">{place}</span></th>'
        f'<td data-k="负责范围">{place}</td><td data-k="所属组">—</td><td data-k="政治面貌">—</td>'
        f'<td data-k="电话">—</td>{homes(seat)}{lent(seat, "")}<td data-k="任期至">—</td>'
    )


def homes(seat):
    return f'<td class="num k-state"><span class="only-phone ink-3">联系户 </span>{dash(seat.households)}</td>'


def lent(seat, name):
    """The cells that other concepts lend to a row of a table of leads."""
    drawn = []
    for cell in seat.lent:
        label, n = escaped(cell["label"]), cell["n"]
        shown = f'<span class="only-phone ink-3">{label} </span>{n}'
        if cell["url"]:
            shown = f'<a href="{escaped(cell["url"])}" aria-label="{name}{label} {n}">{shown}</a>'
        drawn.append(f'<td class="num k-due">{shown}</td>')
    return "".join(drawn)


# ------------------------------------------------------------ the tree
@register.simple_tag
def tree_nodes(nodes, parent=None):
    """The nodes of the tree of areas, [{area, count, is_leaf, open, current, children}]; closed ones load theirs when
    they are opened.

    parent -- the place to which they belong: its own page comes first
    """
    first = f"<li>{summary_of(parent)}</li>" if parent is not None else ""
    return mark_safe(first + "".join(f"<li>{tree_node(node)}</li>" for node in nodes))


def summary_of(area):
    return f'<a href="{escaped(area.get_absolute_url())}">{escaped(area.name)}概况</a>'


def tree_node(node):
    area, is_current = node["area"], node.get("current")
    words = f'{escaped(area.name)}<span class="c">{escaped(node["count"])}</span>'
    if node["is_leaf"]:
        current = ' aria-current="page"' if is_current else ""
        return f'<a href="{escaped(area.get_absolute_url())}"{current}>{words}</a>'
    if node.get("open"):
        below = tree_nodes(node["children"], area)
        current = ' aria-current="true"' if is_current else ""
        return f"<details open><summary{current}>{words}</summary><ul>{below}</ul></details>"
    address = str(area.pk).join(halves("governance:area_tree_below"))
    return (
        f'<details hx-get="{address}" hx-trigger="toggle once" hx-target="find ul" hx-swap="innerHTML">'
        f"<summary>{words}</summary><ul><li>{summary_of(area)}</li></ul></details>"
    )
