"""How the repeated child rows of a form are drawn: a table with one control for each cell.

Three rows of twelve columns are a hundred controls with the spare ones; drawn by templates they cost more than the rest
of their form.  Without JavaScript the spare empty rows serve; with it rows are added from the empty one.
"""

from django.templatetags.static import static
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from governance.kernel.figures.markup import attributes, escaped

from .kept import kept

FIGURES = ("number", "money")  # columns whose cells stand to the right
WIDE = ("file", "ticks")
KEYBOARDS = {"number": "decimal", "money": "decimal", "row": "numeric"}
INPUTS = {"date": "date", "tel": "tel"}  # types of a text box
STAR = '<span class="req" aria-hidden="true">*</span>'
TALL = 8  # columns above which a narrow screen scrolls the table in its own box
ANY_ROW = "__number__"  # what the page's script puts a number for
SEARCH = (
    '<input class="form-control" type="search" data-tick-find aria-label="查找成员" placeholder="按姓名、序号查找" '
    'autocomplete="off">'
    '<button class="btn btn-plain btn-sm" type="button" data-tick-left aria-pressed="false">只看未登记</button>'
    '<span class="t-sm ink-2" data-tick-count aria-live="polite"></span>'
    '<span class="t-sm ink-2" data-tick-none hidden>没有符合的成员</span>'
)
ADD = (
    '<button class="btn btn-plain btn-sm mt-2" type="button" data-line-add hidden>'
    '<i class="bi bi-plus-lg" aria-hidden="true"></i> 加一行</button>'
)


def drawn_lines(context):
    """The whole table of a `LinesWidget`, from its context; what is wrong with a cell stands below it."""
    widget = context["widget"]
    columns, above = widget["columns"], len(widget["rows"])
    rows = [row_of(widget, cells, number) for number, cells in enumerate(widget["rows"], 1)]
    rows += [row_of(widget, cells, above + n, is_spare=True) for n, cells in enumerate(widget["spare_rows"], 1)]
    marks = {"data-lines": widget["name"], "data-min-rows": widget["min_rows"], "data-max-rows": widget["max_rows"]}
    css = "ht-table ht-lines is-cards"
    css += f"{' is-tall' if len(columns) > TALL else ''}{' is-ticked' if widget['is_ticked'] else ''}"
    return mark_safe(
        f'<div class="ht-linesbox"{attributes(marks)}>{drawn_search(widget)}'
        '<div class="ht-table-wrap" tabindex="0" role="region"'
        f' aria-label="{escaped(columns[0]["label"])}明细，可左右滚动">'
        f'<table class="{css}"><thead>{drawn_head(columns)}</thead><tbody data-rows>{"".join(rows)}</tbody>'
        f"<tfoot hidden>{drawn_totals(columns)}</tfoot></table></div>{drawn_adding(widget)}{drawn_fills(columns)}</div>"
    )


def drawn_search(widget):
    """The bar by which many members to tick are found and counted."""
    if not widget["is_searched"]:
        return ""
    return f'<div class="ht-tickbar" data-tick-bar data-script="{static("ticks.js")}" hidden>{SEARCH}</div>'


def drawn_head(columns):
    cells = []
    for column in shown(columns):
        css = ' class="num"' if column["type"] in FIGURES else ""
        unit = f'<span class="ink-3 fw-normal">/{escaped(column["unit"])}</span>' if column["unit"] else ""
        star = STAR if column["required"] else ""
        cells.append(f'<th scope="col"{css}>{conditional_escape(column["label"])}{unit}{star}</th>')
    return f'<tr>{"".join(cells)}<th scope="col"><span class="visually-hidden">操作</span></th></tr>'


def drawn_totals(columns):
    cells = []
    for place, column in enumerate(columns):
        if column["type"] == "hidden":
            continue
        label = escaped(column["label"])
        marks = f' class="num" data-k="{label}合计" data-total="{column["name"]}"' if column["sum"] else ""
        cells.append(f"<td{marks}>{'合计' if place == 0 and not column['sum'] else ''}</td>")
    return f"<tr>{''.join(cells)}<td></td></tr>"


def drawn_adding(widget):
    """The empty row that the page's script copies, and the button for it."""
    if widget["is_fixed"]:
        return ""
    return f"<template data-empty-row>{row_of(widget, widget['empty_row'], ANY_ROW)}</template>{ADD}"


def drawn_fills(columns):
    """The buttons that fill what is left blank in a column."""
    drawn = []
    for column in columns:
        if column["fill"]:
            value, words = column["fill"]
            marks = {"type": "button", "data-fill": column["name"], "data-value": value, "hidden": True}
            drawn.append(f'<button class="btn btn-plain btn-sm mt-2"{attributes(marks)}>{escaped(words)}</button>')
    return "".join(drawn)


def shown(columns):
    return [column for column in columns if column["type"] != "hidden"]


# ------------------------------------------------------------ a row
def row_of(widget, cells, number, *, is_spare=False):
    """One child row; an empty one is kept for all whose table has the same columns."""
    if any(cell["value"] != "" or cell["errors"] or cell["held"] for cell in cells):
        return drawn_row(widget, cells, number, is_spare=is_spare)
    key = row_of, widget["shape"], widget["is_fixed"], cells[0]["name"], number, is_spare
    return kept(key, lambda: drawn_row(widget, cells, number, is_spare=is_spare))


def drawn_row(widget, cells, number, *, is_spare=False):
    """One child row: `number` is what readers call it."""
    pairs = list(zip(widget["columns"], cells, strict=True))
    drawn = [drawn_cell(*pair, number, place) for place, pair in enumerate(pairs) if pair[0]["type"] != "hidden"]
    hidden = [hidden_input(cell) for column, cell in pairs if column["type"] == "hidden"]
    remove = ""
    if not widget["is_fixed"]:
        remove = (
            '<button class="btn btn-text btn-sm" type="button" data-line-remove hidden '
            f'aria-label="删除第 {number} 行">删除</button>'
        )
    spare = " data-spare" if is_spare else ""
    return f'<tr data-row{spare}>{"".join(drawn)}<td class="k-del">{"".join(hidden)}{remove}</td></tr>'


def drawn_cell(column, cell, number, place):
    """A cell with its control and what is wrong with it; `data-k` names it where rows are cards."""
    kind, unit = column["type"], column["unit"]
    css = "lead-cell" if place == 0 else "num" if kind in FIGURES else "is-wide" if kind in WIDE else None
    head = attributes({"class": css, "data-k": f"{column['label']}（{unit}）" if unit else column["label"]})
    faults = ""
    if cell["errors"]:
        sentences = "；".join(escaped(error) for error in cell["errors"])
        faults = f'<div class="invalid-feedback d-block" id="id_{cell["name"]}_error">{sentences}</div>'
    label = f"第 {number} 行{column['label']}"
    return f"<td{head}>{drawn_control(column, cell, label)}{faults}</td>"


def drawn_control(column, cell, label):
    """The control of a cell; `label` is what readers hear."""
    draw = CONTROLS.get(column["type"]) or (cell_select if column["choices"] else cell_input)
    return draw(column, cell, label)


# ------------------------------------------------------------ controls of cells
def cell_ticks(column, cell, label):
    """The choices side by side, one tap each."""
    value = str(cell["value"])
    ticks = [
        f'<label class="ht-tick"><input{attributes(radio(cell, key, value))}><span>{escaped(words)}</span></label>'
        for key, words in column["choices"]
    ]
    group = attributes({"role": "radiogroup", "aria-label": label, "tabindex": "-1"})
    return f'<div class="ht-ticks"{group}>{"".join(ticks)}</div>'


def radio(cell, key, value):
    return {"type": "radio", "name": cell["name"], "value": str(key), "checked": str(key) == value}


def cell_fixed(column, cell, label):
    """A value that the page does not let change."""
    return f"<span>{escaped(cell['value']) or '—'}</span>{hidden_input(cell)}"


def cell_file(column, cell, label):
    marks = {
        "class": css_of("form-control", cell),
        "type": "file",
        **names(cell),
        "accept": column["accept"],
        "data-gathers": "1",
        "data-spread": column["name"],
        "data-script": static("photos.js"),
        "aria-label": label,
        **faulty(cell),
    }
    return f'<div class="ht-drop is-cell"><input{attributes(marks)}></div>{held_tick(cell) if cell["held"] else ""}'


def held_tick(cell):
    """The file that stays chosen when the form comes back, as long as it is ticked."""
    held, name = cell["held"], cell["name"]
    marks = {"type": "checkbox", "name": f"{name}-held", "value": held["token"], "checked": True}
    size = f'<span class="ink-3 t-sm">{escaped(held["size"])}，已选好</span>'
    return (
        f'<label class="form-check" data-replaced-by="id_{name}"><input class="form-check-input"{attributes(marks)}>'
        f'<span class="form-check-label">{escaped(held["name"])} {size}</span></label>'
    )


def cell_select(column, cell, label):
    value = str(cell["value"])
    options = [
        f'<option value="{escaped(key)}"{" selected" if str(key) == value else ""}>{escaped(words)}</option>'
        for key, words in column["choices"]
    ]
    marks = {"class": css_of("form-select", cell), **names(cell), "aria-label": label, **faulty(cell)}
    return f"<select{attributes(marks)}>{''.join(options)}</select>"


def cell_input(column, cell, label):
    kind = column["type"]
    field, by = column["of"] or (None, None)
    marks = {
        "class": css_of("form-control num" if kind in FIGURES else "form-control", cell),
        "type": INPUTS.get(kind, "text"),
        "inputmode": KEYBOARDS.get(kind),
        **names(cell),
        "value": cell["value"],
        "maxlength": (column["max_length"] or None) if kind == "text" else None,
        "autocomplete": "off",
        "aria-label": label,
        "data-row-of": field,
        "data-row-by": by,
        "data-sum": column["name"] if column["sum"] else None,
        **faulty(cell),
    }
    return f"<input{attributes(marks)}>"


def hidden_input(cell):
    return f"<input{attributes({'type': 'hidden', 'name': cell['name'], 'value': cell['value']})}>"


def names(cell):
    return {"name": cell["name"], "id": f"id_{cell['name']}"}


def css_of(css, cell):
    return f"{css} is-invalid" if cell["errors"] else css


def faulty(cell):
    """What ties a cell to the sentence about it."""
    return {"aria-invalid": "true", "aria-describedby": f"id_{cell['name']}_error"} if cell["errors"] else {}


CONTROLS = {"ticks": cell_ticks, "fixed": cell_fixed, "file": cell_file}
