"""How a field of a form is drawn: its label above, its control with the unit behind, then faults, value now and hint.

A form has twenty fields, and each of them was drawn by a dozen templates; here it is Python, like the rows of lists.
`portal.drawing.FormRenderer` asks here for what Django's templates of a field and of plain controls would say.
"""

from django import forms
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from governance.kernel.figures.markup import attributes, escaped
from governance.kernel.steps import chooser
from governance.kernel.steps.following import MarkedSelect

from .drawn_lines import drawn_lines
from .kept import kept
from .selects import drawn_select

STAR = mark_safe('<span class="req" aria-hidden="true">*</span>')
PLAIN = (forms.TextInput, forms.Textarea, forms.NumberInput, forms.DateInput, forms.TimeInput, forms.EmailInput)
CAMERA = '<i class="bi bi-camera" aria-hidden="true"></i><span>拍照或选择文件</span>'
SIFTED = ("data-sifted-by", "data-fits")
UPLOAD = '<i class="bi bi-upload" aria-hidden="true"></i><span>选择文件</span>'


# ------------------------------------------------------------ the whole field
def drawn_field(field):
    """A bound field: label above, star hidden from readers, unit behind, hint and fault tied to it."""
    if field.is_hidden:
        return str(field)
    prepare_control(field)
    if is_same_for_all(field):
        return kept((drawn_field, *drawn_from(field)), lambda: drawn_whole(field))
    return drawn_whole(field)


def is_same_for_all(field):
    """Whether it is a plain box in which nothing stands and of which nothing is said: then its markup is kept."""
    form = field.form
    if type(field.field.widget) not in PLAIN or type(field) is not forms.BoundField:
        return False
    return not (form.is_bound or field.errors or getattr(form, "now_beside", {})) and field.value() in (None, "")


def drawn_from(field):
    """All from which such a field is drawn."""
    declared, form, widget = field.field, field.form, field.field.widget
    kinds = type(form), type(declared), type(widget), getattr(widget, "input_type", "")
    unit, later = getattr(form, "units", {}).get(field.name), getattr(declared, "needed_before", "")
    said = field.auto_id, field.html_name, field.label, declared.help_text, unit, later
    rules = declared.required, declared.disabled, getattr(declared, "is_needed", False), form.use_required_attribute
    marks = tuple((name, value, type(value)) for name, value in widget.attrs.items())
    return *kinds, *said, *map(type, said), *rules, getattr(declared, "max_length", None), marks


def drawn_whole(field):
    kind, css = control_kind(field), field.css_classes()
    inner = f"{labelled(field, kind)}{faults(field)}{value_now(field)}{under(field)}"
    return mark_safe(f'<div id="div_{field.auto_id}" class="ht-field{" " + css if css else ""}">{inner}</div>')


def labelled(field, kind):
    """The control with its label; several controls are a group with a legend."""
    name, target = field_name(field), field.id_for_label
    if kind == "checkbox":
        label = f'<label class="form-check-label" for="{target}">{name}</label>'
        return f'<div class="form-check">{control(field)}{label}</div>'
    if not field.use_fieldset:
        points = f' for="{target}"' if target else ""
        return f'<label class="form-label"{points}>{name}</label>{whole_control(field, kind)}'
    described = f' aria-describedby="{field.aria_describedby}"' if field.aria_describedby else ""
    legend = f'<legend class="form-label">{name}</legend>'
    head = f'<fieldset id="{field.auto_id}" tabindex="-1"{shown_with(field)}{described}>'
    return f"{head}{legend}{whole_control(field, kind)}</fieldset>"


def faults(field):
    if not field.errors:
        return ""
    lines = "".join(f"<div>{escaped(error)}</div>" for error in field.errors)
    return f'<div class="invalid-feedback d-block" id="{field.auto_id}_error">{lines}</div>'


def value_now(field):
    """What the row has now, where it is not what stands in the field: lines of words, see `pages.beside`."""
    lines = getattr(field.form, "now_beside", {}).get(field.name, ())
    if not lines:
        return ""
    shown = "".join(f"<div>{escaped(line)}</div>" for line in lines)
    return f'<div class="form-text" id="{field.auto_id}_now"><b>现值</b>{shown}</div>'


def under(field):
    """The hint, and how many characters a long text has."""
    is_counted = isinstance(field.field.widget, forms.Textarea) and getattr(field.field, "max_length", 0)
    if not field.help_text and not is_counted:
        return ""
    hint, count = "", ""
    if field.help_text:
        hint = f'<div class="form-text" id="{field.auto_id}_helptext">{conditional_escape(field.help_text)}</div>'
    if is_counted:
        count = f'<div class="form-text ht-num ms-auto" data-count="{field.auto_id}" aria-hidden="true"></div>'
    return f'<div class="ht-under">{hint}{count}</div>'


def field_name(field):
    """The label's words, with a star that readers skip behind what must be filled in, or when it must be later."""
    star = STAR if field.field.required or getattr(field.field, "is_needed", False) else ""
    if not star and (later := getattr(field.field, "needed_before", "")):
        star = f'<span class="ink-3 t-xs ms-1">{escaped(later)}</span>'
    return f"{conditional_escape(field.label)}{star}"


# ------------------------------------------------------------ the control
def control_kind(field):
    """How the control is laid out: "checkbox", "radio", "many", "own", "file" or "plain"."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect):  # check boxes to choose several of are a kind of it
        return "many" if isinstance(widget, forms.CheckboxSelectMultiple) else "radio"
    if draws_itself(field) and not chooser.is_long_many(field):
        return "own"
    return "file" if isinstance(widget, forms.FileInput) else "plain"


def draws_itself(field):
    """Whether the widget's own template draws the whole control: child rows and files."""
    return field.field.widget.template_name.startswith("generic/")


def whole_control(field, kind):
    """The control with what stands around it: all choices, the sign of a file, the unit behind."""
    if kind in ("radio", "many"):
        return drawn_choices(field, kind)
    if kind == "own":
        return str(field)
    if kind == "file":
        accept = field.field.widget.attrs.get("accept", "")
        sign = CAMERA if "image" in accept or "jpg" in accept else UPLOAD
        return f'<div class="ht-drop">{sign}{control(field)}</div>'
    unit = getattr(field.form, "units", {}).get(field.name, "")
    if not unit:
        return control(field)
    behind = f'<span class="input-group-text">{escaped(unit)}</span>'
    return f'<div class="input-group has-validation">{control(field)}{behind}</div>'


def drawn_choices(field, kind):
    """Every choice with its button; where several are chosen, perhaps one tap for all."""
    css = f"form-check-input{' is-invalid' if field.errors else ''}"
    rows = [drawn_choice(one, css) for one in field.subwidgets]
    tick_all = getattr(field.field, "tick_all", "")
    button = ""
    if tick_all:
        button = (
            '<button class="btn btn-plain btn-sm mt-2" type="button" data-tick-all data-needs-js hidden>'
            f"{escaped(tick_all)}</button>"
        )
    return f'<div class="ht-choices{" is-many" if kind == "many" else ""}">{"".join(rows)}</div>{button}'


def drawn_choice(option, css):
    """One choice; its marks let the page's script show it only with what it fits (`following.SiftedBoxes`)."""
    data, attrs = option.data, option.data["attrs"]
    marks = {
        "class": css,
        "type": data["type"],
        "name": data["name"],
        "value": str(data["value"]),
        "id": option.id_for_label,
        "checked": bool(data["selected"]),
        "disabled": bool(attrs.get("disabled")),
        "required": bool(attrs.get("required")),
        **{name: attrs[name] for name in SIFTED if name in attrs},
    }
    label = f'<label class="form-check-label" for="{option.id_for_label}">{escaped(option.choice_label)}</label>'
    return f'<div class="form-check"><input{attributes(marks)}>{label}</div>'


def shown_with(field):
    """The mark by which the page's script hides a group of choices; a single control carries it itself."""
    words = field.field.widget.attrs.get("data-shown-with")
    return format_html(' data-shown-with="{}"', words) if words else ""


def control(field):
    """The control itself with Bootstrap's classes, marked when what was typed into it was refused."""
    widget = field.field.widget
    css = ["form-control"]
    if isinstance(widget, forms.CheckboxInput):
        css = ["form-check-input"]
    elif isinstance(widget, forms.Select):
        css = ["form-select"]
    if field.errors:
        css.append("is-invalid")
    for part in getattr(widget, "widgets", [widget]):
        part.attrs["class"] = " ".join(dict.fromkeys([*part.attrs.get("class", "").split(), *css]))
    is_select = type(widget) in (forms.Select, MarkedSelect) or chooser.is_long_many(field)
    return drawn_select(field) if is_select else field.as_widget()


def prepare_control(field):
    """Give a field's control the keyboard, the calendar and the file types it wants."""
    for widget in getattr(field.field.widget, "widgets", [field.field.widget]):
        if isinstance(widget, forms.DateTimeInput):
            widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
        elif isinstance(widget, forms.DateInput):
            widget.input_type, widget.format = "date", "%Y-%m-%d"
        elif isinstance(widget, forms.TimeInput):
            widget.input_type, widget.format = "time", "%H:%M"
        elif isinstance(widget, forms.NumberInput):
            figures(field, widget)
        elif isinstance(widget, forms.FileInput):
            widget.attrs.setdefault("accept", ".jpg,.jpeg,.png,.pdf,.doc,.docx,.xls,.xlsx,image/*")


def figures(field, widget):
    """A text box for figures: a number box would drop what is pasted from a sheet and change under the wheel."""
    is_amount = isinstance(field.field, (forms.DecimalField, forms.FloatField))
    widget.input_type = "text"
    for name in ("step", "min", "max"):
        widget.attrs.pop(name, None)
    widget.attrs.setdefault("inputmode", "decimal" if is_amount else "numeric")
    if is_amount:
        widget.attrs["class"] = f"num {widget.attrs.get('class', '')}".strip()


# ------------------------------------------------------------ Django's plain controls
def drawn_input(context):
    """What Django's template of an input says."""
    widget = context["widget"]
    value = widget["value"]
    head = {"type": widget["type"], "name": widget["name"], "value": None if value is None else str(value)}
    return mark_safe(f"<input{attributes(head)}{attributes(widget['attrs'])}>")


def drawn_textarea(context):
    """What Django's template of a text area says."""
    widget = context["widget"]
    name, value = escaped(widget["name"]), widget["value"]
    inner = escaped(str(value)) if value else ""
    return mark_safe(f'<textarea name="{name}"{attributes(widget["attrs"])}>\n{inner}</textarea>')


INPUTS = ("input", "text", "number", "email", "url", "tel", "search", "password", "hidden", "date", "datetime", "time")
DRAWN = {
    "forms/field.html": lambda context: drawn_field(context["field"]),
    "generic/_lines.html": drawn_lines,
    "django/forms/widgets/textarea.html": drawn_textarea,
    **{f"django/forms/widgets/{name}.html": drawn_input for name in (*INPUTS, "checkbox", "file")},
}
