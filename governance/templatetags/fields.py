"""How the fields of a form are laid out and dressed for keyboards, calendars and cameras."""

from uuid import uuid4

from django import forms, template
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from governance.kernel.pages.selects import drawn_select
from governance.kernel.steps import chooser
from governance.kernel.steps.faults import counted
from governance.kernel.steps.following import MarkedSelect

register = template.Library()

STAR = mark_safe('<span class="req" aria-hidden="true">*</span>')
LONG = 60  # characters from which on a text field takes the whole width
WIDE = (
    forms.Textarea,
    forms.FileInput,
    forms.CheckboxInput,
    forms.CheckboxSelectMultiple,
    forms.RadioSelect,
    forms.SelectMultiple,
)


@register.simple_tag
def field_css(form, field):
    """The width of a field in the grid of 12: what `form.widths` says, else half, or whole for long ones."""
    width = getattr(form, "widths", {}).get(field.name)
    if width is not None:
        return width
    widget = field.field.widget
    is_long = (getattr(field.field, "max_length", 0) or 0) > LONG
    return "" if is_long or isinstance(widget, WIDE) or draws_itself(field) else "f-6"


@register.filter
def has_lines(form):
    """Whether the form has child rows, which want a wide dialog."""
    return any(hasattr(field.widget, "columns") for field in form.fields.values())


@register.filter
def draws_itself(field):
    """Whether the widget's own template draws the whole control: child rows and files."""
    return field.field.widget.template_name.startswith("generic/")


@register.filter
def control_css(field):
    """The class of a field's control, which also shows whether the field was refused."""
    widget = field.field.widget
    is_select, is_check = isinstance(widget, forms.Select), isinstance(widget, forms.CheckboxInput)
    css = "form-check-input" if is_check else "form-select" if is_select else "form-control"
    return f"{css} is-invalid" if field.errors else css


@register.filter
def now_beside(field):
    """What the row has now, where it is not what stands in the field: lines of words, see `pages.beside`."""
    return getattr(field.form, "now_beside", {}).get(field.name, ())


@register.filter
def is_counted(field):
    """Whether the characters typed are counted under the field: long texts with a limit."""
    return isinstance(field.field.widget, forms.Textarea) and bool(getattr(field.field, "max_length", 0))


@register.simple_tag
def section(form, names):
    """The visible bound fields of one section, those that the form really has."""
    return [field for field in (form[name] for name in names if name in form.fields) if not field.is_hidden]


@register.simple_tag
def rest(form):
    """The visible fields that no section names."""
    named = {name for _, names in getattr(form, "sections", ()) for name in names}
    return [field for field in form.visible_fields() if field.name not in named]


@register.simple_tag
def filter_widget(field):
    """A small control of a filter row; its empty choice carries the name, for the label is not seen."""
    prepare_control(field)
    widget, label = field.field.widget, field.label or "关键词"
    if isinstance(widget, forms.Select):
        css = "form-select form-select-sm"
        name_empty_choice(field, label)
    else:
        css = "form-control form-control-sm"
        if field.name == "q":
            widget.input_type = "search"
            widget.attrs.setdefault("placeholder", field.help_text or label)
        elif isinstance(widget, forms.TextInput | forms.NumberInput):  # dates are TextInputs, too
            widget.attrs.setdefault("placeholder", label)
            widget.attrs.setdefault("title", label)
    for part in getattr(widget, "widgets", [widget]):
        part.attrs["class"] = css
    return drawn_select(field) if type(widget) in (forms.Select, MarkedSelect) else field.as_widget()


def name_empty_choice(field, label):
    """Name the empty choice of a select by what is chosen, instead of dashes: 全部状态."""
    label = f"全部{label}"
    if (getattr(field.field, "empty_label", None) or "").startswith("-"):
        field.field.empty_label = label
        if isinstance(field.field, forms.ModelChoiceField):
            return  # its choices read the label each time; those of plain filters keep the one they were made with
    choices = list(field.field.widget.choices)
    if choices and (str(choices[0][1]).startswith("-") or choices[0][0] == "unknown"):
        field.field.widget.choices = [(choices[0][0], label), *choices[1:]]


@register.filter
def is_date(field):
    """Whether the control is a calendar, whose empty face does not say what day is meant."""
    return isinstance(field.field.widget, forms.DateInput)


@register.simple_tag
def control_kind(field):
    """How the template lays the control out: "checkbox", "radio", "many", "own", "file" or "plain"."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect):  # check boxes to choose several of are a kind of it
        return "many" if isinstance(widget, forms.CheckboxSelectMultiple) else "radio"
    if draws_itself(field) and not chooser.is_long_many(field):
        return "own"
    return "file" if isinstance(widget, forms.FileInput) else "plain"


@register.simple_tag
def field_name(field):
    """The label's words, with a star that readers skip behind what must be filled in, or when it must be later."""
    star = STAR if field.field.required or getattr(field.field, "is_needed", False) else ""
    if not star and (later := getattr(field.field, "needed_before", "")):
        star = format_html('<span class="ink-3 t-xs ms-1">{}</span>', later)
    return format_html("{}{}", field.label, star)


@register.simple_tag
def shown_with(field):
    """The mark by which the page's script hides a group of choices; a single control carries it itself."""
    words = field.field.widget.attrs.get("data-shown-with")
    return format_html(' data-shown-with="{}"', words) if words else ""


@register.simple_tag
def sifted(attrs):
    """The marks of a box by which the page's script shows it only with what it fits, see `following.SiftedBoxes`."""
    if "data-sifted-by" not in attrs:
        return ""
    return format_html('data-sifted-by="{}" data-fits="{}"', attrs["data-sifted-by"], attrs["data-fits"])


@register.simple_tag
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


@register.simple_tag
def dress(field):
    """Give a field's control the keyboard, the calendar and the file types it wants; prints nothing."""
    prepare_control(field)
    return ""


def prepare_control(field):
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


@register.filter
def wrong(form, names):
    """How many of the named fields were refused."""
    return sum(1 for name in names if name in form.errors)


@register.filter
def error_count(form):
    """How many faults are listed; 0 where none belongs to a field, and the whole form is refused."""
    found = form.errors.as_data()
    if not found.keys() - {NON_FIELD_ERRORS}:
        return 0
    return counted(error.message for errors in found.values() for error in errors)


@register.simple_tag
def unit(form, field):
    """The unit shown behind a field: `form.units[name]`."""
    return getattr(form, "units", {}).get(field.name, "")


@register.filter
def pair(columns, cells):
    """Columns and cells side by side."""
    return list(zip(columns, cells, strict=False))


@register.simple_tag(takes_context=True)
def submission(context):
    """The hidden token by which the server recognises the same submission sent twice.

    A form given back with errors keeps its token: nothing was written for it.
    """
    request = context.get("request")
    is_given_back = request and request.method == "POST" and not getattr(request, "has_used_token", False)
    sent = request.POST.get("_submission", "") if is_given_back else ""
    token = context.get("submission") or sent or uuid4().hex
    return format_html('<input type="hidden" name="_submission" value="{}">', token)
