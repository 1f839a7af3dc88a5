"""The gate before every form: what pages, programs and addresses send becomes text that a form can read, or a sentence.

A program sends JSON, a page sends text.  `enter` makes one of both before the
form is built: text, with the kind that each value had.  `admit` looks, before
the first field cleans anything, whether that kind is one the field asks for,
and writes days, numbers, telephones and names in the usual way (`cleaning`).
So no field ever sees a list, an object, a truth value or a NUL where a person
would have typed text.
"""

import re
from inspect import isfunction

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from . import cleaning, validators, wording
from .chosen import read_at_once
from .lines import LinesField

LONGEST = 200_000  # characters of one value, as of a draft
TEXT, NUMBER, FLAG, LIST, ROWS, OBJECT = "text", "number", "flag", "list", "rows", "object"
NUL_SENTENCE = "文字中有看不见的空字符，请删除后重新填写"
LONG_SENTENCE = "内容太长，请缩短后再填写"
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of characters
CELL = re.compile(r"(.+)-[0-9]{1,4}-[a-z_][a-z0-9_]*")
HELD = "-held"  # tokens of files that were chosen before, see `filefield`
NUMBERS = forms.IntegerField, forms.DecimalField, forms.FloatField
OF_DIGITS = (validators.mobile, validators.phone, validators.id_number, validators.uscc)
TRUTHS = ("", "0", "1", "true", "false", "True", "False", "on", "off")
FILTER_TRUTHS = ("", "true", "false", "True", "False")
OF_SEVERAL = (LIST, NUMBER), "须为一组值，写成列表"
OF_LIST = (NUMBER, FLAG), "须为列表中一项的值"
OF_FILES = (LIST,), "文件请用 multipart/form-data 上传"
KINDS = {  # what each class of field takes beside text, and the sentence for anything else; the first that fits
    LinesField: ((LIST, ROWS), "须为一组行，每行写明各列"),
    forms.MultipleChoiceField: OF_SEVERAL,
    forms.ModelMultipleChoiceField: OF_SEVERAL,
    forms.BooleanField: ((FLAG, NUMBER), "须为是或否（true 或 false）"),
    forms.ModelChoiceField: OF_LIST,
    forms.ChoiceField: OF_LIST,
    forms.IntegerField: ((NUMBER,), "须为数字"),
    forms.DecimalField: ((NUMBER,), "须为数字"),
    forms.DateTimeField: ((), "须为文字，写成 2026-03-05 14:30 这样"),
    forms.DateField: ((), "须为文字，写成 2026-03-05 这样"),
    forms.TimeField: ((), "须为文字，写成 14:30 这样"),
}


# ------------------------------------------------------------ before the form is built
class Entered(MultiValueDict):
    """Values as text; `kinds` says what each was where it was no text, `nul` names those that cannot be stored."""

    def __init__(self, values=()):
        super().__init__(values)
        self.kinds, self.nul = {}, set()

    def put(self, name, value):
        """Add one value as text, and note what it was."""
        if isinstance(value, list | tuple) and all(isinstance(one, str | int | float) for one in value):
            self.kinds[name] = LIST
            self.setlist(name, [self.as_text(name, one) for one in value])
            return
        for kind, types in ((OBJECT, dict), (ROWS, list | tuple), (FLAG, bool), (NUMBER, int | float)):
            if isinstance(value, types):
                self.kinds[name] = kind
                break
        self.appendlist(name, self.as_text(name, value))

    def as_text(self, name, value):
        """One value as text without NUL; rows, days and amounts stay what they are."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return repr(value) if abs(value) < 10**100 else "∞"
        if isinstance(value, str) and UNSTORABLE.search(value):
            self.nul.add(name)
            return UNSTORABLE.sub("", value)
        return value


def enter(data):
    """What a form is built from: what a page posts and JSON objects alike, all as text."""
    if data is None or isinstance(data, Entered):
        return data
    entered, many = Entered(), isinstance(data, MultiValueDict)
    for key in data:
        name = UNSTORABLE.sub("", str(key))
        entered.setlistdefault(name, [])
        for value in data.getlist(key) if many else [data[key]]:
            entered.put(name, value)
    return entered


# ------------------------------------------------------------ before the fields clean it
class Gated:
    """A form behind the gate; comes first among its bases."""

    def _clean_fields(self):
        for name, field in self.fields.items():
            wording.prepare(field, field.label or name)
        self.data, refused = admit(self)
        with read_at_once(self):
            super()._clean_fields()
        for name, sentence in refused.items():
            self._errors.pop(name, None)
            self.add_error(name, sentence)


def admit(form):
    """(values in the usual writing, {name: sentence of what is refused}) for the fields of a bound form."""
    data, refused = enter(form.data), {}
    usual = data.copy()
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if sentence := refusal(field, key, data):
            refused[name] = sentence
            if data.kinds.get(key):
                usual.pop(key)
            continue
        text = data.get(key)
        if isinstance(text, str) and text and not field.widget.needs_multipart_form:
            try:
                usual.setlist(key, [*data.getlist(key)[:-1], usual_writing(field, text)])
            except ValidationError as error:
                refused[name] = error
    return usual, refused


def refusal(field, key, data):
    """Why a field does not take what came; "" where it does."""
    sent = [name for name in data if name == key or belongs(name, key, field)]
    if any(name in data.nul for name in sent):
        return NUL_SENTENCE
    if any(isinstance(value, str) and len(value) > LONGEST for name in sent for value in data.getlist(name)):
        return LONG_SENTENCE
    allowed, sentence = kinds_of(field)
    if data.kinds.get(key, TEXT) not in (TEXT, *allowed):
        return sentence
    if field.widget.needs_multipart_form and any(isinstance(one, str) and one for one in data.getlist(key)):
        return sentence
    truths = FILTER_TRUTHS if isinstance(field, forms.NullBooleanField) else TRUTHS
    return sentence if isinstance(field, forms.BooleanField) and str(data.get(key, "")) not in truths else ""


def kinds_of(field):
    """(kinds, sentence) of what a field takes beside text."""
    if field.widget.needs_multipart_form:
        return OF_FILES
    if found := next((KINDS[base] for base in KINDS if isinstance(field, base)), None):
        return found
    is_numeric = getattr(field.widget, "input_type", "") in ("number", "tel")
    if is_numeric or any(check in OF_DIGITS for check in field.validators):
        return (NUMBER,), "须为文字或数字"
    return (), "须为文字"


def usual_writing(field, text):
    """Text as the field's kind of value is usually written, "" where nobody sees anything.  Raises ValidationError."""
    if isinstance(field.widget, forms.PasswordInput):
        return text
    if isinstance(field, forms.CharField):
        text = validators.text(text, lines=isinstance(field.widget, forms.Textarea))
    if not cleaning.seen(text) or (not field.required and is_of_signs(field) and cleaning.says_nothing(text)):
        return ""
    if isinstance(field, forms.DateTimeField):
        text = cleaning.narrow(text)
    elif isinstance(field, forms.DateField):
        text = validators.day(text).isoformat()
    elif isinstance(field, forms.TimeField):
        text = cleaning.moment(text)
    elif isinstance(field, NUMBERS):
        is_whole = isinstance(field, forms.IntegerField)
        validators.decimal(text, field.label or "此项", "12" if is_whole else "12500.00")
        text = cleaning.number(text)
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.MultipleChoiceField):
        text = chosen(field, text)
    return validated(field, text)


def is_of_signs(field):
    """Whether a field takes a day, a time or a number of any kind, so that 无 and — can only mean none."""
    return isinstance(field, (*NUMBERS, forms.DateField, forms.DateTimeField, forms.TimeField)) or any(
        check in OF_DIGITS for check in field.validators
    )


def validated(field, text):
    """What the field's own validators make of a text: those of the portal return the value as it is kept."""
    for check in field.validators:
        found = check(text) if isfunction(check) else None
        text = text if found is None else str(found)
    return text


def chosen(field, text):
    """The choice that is meant: "1" for true, a word with spaces in it by its own, a label or its usual name."""
    if isinstance(field, forms.ModelChoiceField):
        return text
    allowed = [str(value) for value, _ in field.choices if not isinstance(value, list | tuple)]
    for said, *others in (("true", "1", "True", "yes"), ("false", "0", "False", "no")):
        if text == said and text not in allowed:
            return next((one for one in others if one in allowed), text)
    return cleaning.option(text, [(value, label) for value, label in field.choices if str(value) in allowed])


# ------------------------------------------------------------ what a form knows
def belongs(name, key, field):
    """Whether a posted name is a part of a field's control: a cell of its rows, a held file, one of several boxes."""
    if isinstance(field, LinesField):
        cell = CELL.fullmatch(name.removesuffix(HELD) if field.widget.has_files else name)
        return bool(cell) and cell[1] == key
    if isinstance(field.widget, forms.MultiWidget):
        return bool(re.fullmatch(rf"{re.escape(key)}_[a-z0-9]+", name))
    return field.widget.needs_multipart_form and name == f"{key}{HELD}"


def unknown_names(form, names):
    """The names that no field of the form asks for, in order."""
    fields = {form.add_prefix(name): field for name, field in form.fields.items()}
    return [
        name
        for name in names
        if name not in fields and not any(belongs(name, key, field) for key, field in fields.items())
    ]


def is_of_row(form, name):
    """Whether a field shows what the row has; a note does only where the form corrects the row's own.

    A field that is made for the row, as for each of its kinds of members, shows what the row has of it.
    """
    field = form.fields[name]
    is_made_for_it = name not in form.base_fields and field.initial is not None
    is_known = is_made_for_it or name in form.initial or hasattr(form.obj, name)
    return is_known and not form.is_said_anew(name) and not field.widget.needs_multipart_form


def keep_unsent(form, data):
    """Put what the row has into every field that was not sent, as the page's form does; `form` is an unbound one."""
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if not is_of_row(form, name) or any(sent == key or belongs(sent, key, field) for sent in data):
            continue
        value = field.prepare_value(form.get_initial_for_field(field, name))
        if isinstance(value, bool) and isinstance(field, forms.ChoiceField):
            value = chosen(field, "true" if value else "false")
        if value in (None, ""):
            continue
        if isinstance(field, LinesField):  # what is shown beside the columns is not sent, nor a row left blank
            known = field.names
            value = [{name: cell for name, cell in row.items() if name in known} for row in value]
            value = [row for row in value if field.widget.says_something(row)]
        several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
        data.setlist(key, [str(one) for one in value] if several else [value])
