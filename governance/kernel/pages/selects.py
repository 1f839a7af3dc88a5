"""How selects are drawn: plain ones, and those with many choices, which are found by a word (`steps.chooser`)."""

import json

from django.db import models
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from governance.kernel.figures.markup import attributes, escaped
from governance.kernel.steps import chooser, recent
from governance.kernel.steps.following import MarkedSelect

FILES = (
    "vendor/tom-select/css/tom-select.bootstrap5.min.css",
    "vendor/tom-select/js/tom-select.base.min.js",
    "chooser.js",
)
HINT = "输入名称、拼音或代码查找"


def drawn_select(field):
    """A select as Django draws it, without a template for each of its options: there may be a hundred areas."""
    widget = field.field.widget
    if chooser.is_long_many(field):
        return drawn_finder_of_many(field)
    attrs = widget.build_attrs(widget.attrs, field.build_widget_attrs({"id": field.auto_id, "name": field.html_name}))
    suggests = getattr(field.form, "suggests", False) and chooser.is_chosen_from(field)
    rows = chooser.offered_rows(field.field) if suggests else None
    if rows is not None:
        options = chooser.page_options(field)
        if options is None:
            return drawn_finder(field, attrs)
        empty = field.field.empty_label
        entries = [("", empty, {})] if empty is not None else []
        entries += [(option.value, option.text, option.marks) for option in options]
    else:
        entries = list(entries_of(widget))  # read once, and not as a list: that would count the rows first
        if any(isinstance(label, (list, tuple)) for _, label, _ in entries):  # a group of choices
            return field.as_widget()
    if suggests and len(entries) > chooser.MOST + 1:
        return drawn_finder(field, attrs)
    if "data-asks-with" in attrs:
        attrs |= {"data-chooser-files": addresses(), "data-chooser-above": chooser.MOST}
    chosen = set(widget.format_value(field.value()))
    options = "".join(drawn_option(*entry, chosen) for entry in entries)
    return mark_safe(f"<select{attributes(attrs)}>{options}</select>")


def entries_of(widget):
    """(value, label, attributes) of the choices of a select."""
    for value, label in widget.choices:
        marks = widget.option_attrs(value) if isinstance(widget, MarkedSelect) else {}
        yield "" if value is None else str(value), label, marks


def drawn_option(value, label, marks, chosen):
    selected = " selected" if value in chosen else ""
    return f'<option value="{escaped(value)}"{attributes(marks)}{selected}>{escaped(label)}</option>'


def drawn_finder(field, attrs):
    """A text field with the key of the chosen row, whose choices the server suggests; a code field without scripts."""
    begun = None if field.form.is_bound else field.initial
    chosen = chooser.chosen_option(field.field, begun if isinstance(begun, models.Model) else field.value())
    attrs |= {
        "type": "text",
        "class": attrs.get("class", "").replace("form-select", "form-control"),
        "value": chosen.value if chosen else "",
        "placeholder": HINT,
        "data-chooser": addresses(),
        "data-suggest": field.name,
        **({"data-chosen": as_json([chosen])} if chosen else {}),
        **({"data-key": chosen.marks["data-key"]} if chosen and "data-key" in chosen.marks else {}),
        **shortcuts(field),
    }
    return mark_safe(f"<input{attributes(attrs)}>{remembered(field)}")


def drawn_finder_of_many(field):
    """A select of those chosen and of the first ones, whose other choices the server suggests."""
    attrs = {"id": field.auto_id, "name": field.html_name, "class": "form-select", "aria-label": field.label}
    attrs |= {"data-chooser": addresses(), "data-suggest": field.name, "placeholder": HINT}
    keys = [field.field.prepare_value(key) for key in field.value() or ()]
    chosen = [chooser.chosen_option(field.field, key) for key in keys]
    first = [one for one in field.first_options[: chooser.MOST] if one.value not in set(keys)]
    shown = [drawn_option(one.value, one.text, {}, keys) for one in (*chosen, *first)]
    told = "<option disabled>其余的请输入名称查找</option>"
    return mark_safe(f"<select multiple{attributes(attrs)}>{''.join(shown)}{told}</select>")


def remembered(field):
    """What tells the form's page to keep the choice among those made lately."""
    return format_html('<input type="hidden" name="{}" value="{}">', recent.MARK, field.name)


def shortcuts(field):
    """The user as one tap, and what the user chose lately."""
    user = field.form.user
    own = chooser.own_option(field.field, user)
    lately = recent.options(field)
    return {
        **({"data-me": as_json([own])} if own else {}),
        **({"data-recent": as_json(lately)} if lately else {}),
    }


def addresses():
    return " ".join(static(name) for name in FILES)


def as_json(options):
    return json.dumps([option.as_json() for option in options], ensure_ascii=False)
