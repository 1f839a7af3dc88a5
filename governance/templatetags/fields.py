"""How the fields of a form are laid out and dressed for keyboards, calendars and cameras."""

from uuid import uuid4

from django import forms, template
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from governance.kernel.pages.drawn_fields import draws_itself, prepare_control
from governance.kernel.pages.selects import drawn_select
from governance.kernel.steps.faults import counted
from governance.kernel.steps.following import MarkedSelect

register = template.Library()

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
def field_grid(form, fields):
    """The fields side by side, each as wide as it wants."""
    drawn = [f'<div class="{field_css(form, field)}">{field.as_field_group()}</div>' for field in fields]
    return mark_safe("".join(drawn))


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


@register.simple_tag
def parts(form):
    """[(number, title, visible bound fields that the form really has, how many were refused)] of its sections."""
    return [
        (str(number), title, visible(form, names), sum(1 for name in names if name in form.errors))
        for number, (title, names) in enumerate(getattr(form, "sections", ()), 1)
    ]


def visible(form, names):
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


@register.filter
def error_count(form):
    """How many faults are listed; 0 where none belongs to a field, and the whole form is refused."""
    found = form.errors.as_data()
    if not found.keys() - {NON_FIELD_ERRORS}:
        return 0
    return counted(error.message for errors in found.values() for error in errors)


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
