"""Forms of steps: what a person fills in before an action runs."""

import copy
from datetime import date, datetime, time
from decimal import Decimal

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.utils.choices import CallableChoiceIterator

from governance.kernel.figures.formats import zhdate
from governance.kernel.models.sealed import PersonalName
from governance.kernel.upkeep.crypto import EncryptedTextField

from . import validators
from .gate import Gated, enter

UNCHOSEN = "请选择"
SEALED = "***"  # of a sealed value a timeline tells only that it changed
SAID_ANEW = ("note", "reason")  # fields with the word of whoever takes the step


class StepFormMixin(Gated):
    """`obj` is the row the step is taken on, `user` who takes it.

    `cleaned_data` goes to the action as keyword arguments.  `sections` =
    [(title, [field names])] lays a long form out, `preview` = [sentences] says
    above the fields what the step will find.  Draft steps may set
    `lenient = True` on the class to let required fields stay empty.

    may_ask  -- {name: field} that `__init__` adds, for the API's description; "slot_*" stands for any number of them,
                None for a field that it always drops
    may_drop -- names of required fields that `__init__` drops, or does not require, for some rows
    then     -- [(name of a step, data)] that follow from what was filled in, set by `clean`, see `sequels`
    renamed  -- {field: what a following step calls it}

    A note or a reason is said anew with each step, whatever the row has under that name: it begins empty.
    `row_notes` names those that are a column of the row, which this very form corrects.
    """

    sections, preview, then = (), (), ()
    renamed = {}
    may_ask = {}
    may_drop = ()
    row_notes = ()

    def __init__(self, data=None, files=None, *, obj, user, **kwargs):
        self.obj, self.user = obj, user
        super().__init__(enter(data), files, **kwargs)
        for bound in self.fields.values():
            bound.widget.attrs.setdefault("autocomplete", "off")
            if isinstance(bound, forms.DateField) and not isinstance(bound, forms.DateTimeField):
                bound.widget = forms.DateInput(format="%Y-%m-%d", attrs={**bound.widget.attrs, "type": "date"})
            elif isinstance(bound, forms.TimeField):
                bound.widget = forms.TimeInput(format="%H:%M", attrs={**bound.widget.attrs, "type": "time"})
            elif isinstance(bound, forms.DecimalField) and isinstance(bound.widget, forms.NumberInput):
                bound.widget.attrs.setdefault("inputmode", "decimal")
            elif isinstance(bound, forms.IntegerField) and isinstance(bound.widget, forms.NumberInput):
                bound.widget.attrs.setdefault("inputmode", "numeric")

    def __getitem__(self, name):
        """The bound field; its empty choice is named here, for forms add fields and choices after they were made."""
        if name in self.fields:
            name_empty_choice(self.fields[name])
        return super().__getitem__(name)

    @classmethod
    def is_said_anew(cls, name):
        """Whether a field is the word of whoever takes the step and not a value of the row."""
        return name in SAID_ANEW and name not in cls.row_notes

    def is_multipart(self):
        """Whether the page sends files: by a field, or by a column of rows."""
        widgets = [field.widget for field in self.fields.values()]
        return super().is_multipart() or any(getattr(widget, "has_files", False) for widget in widgets)

    def for_device(self):
        """Make the empty form one that a device keeps for work without a network: it names no person.

        A step that says `offline` takes off here every field whose choices or values tell of somebody.
        """

    def refuse(self, refusal):
        """Show a BusinessError at its field, or above the form."""
        placed = False
        for name, sentences in refusal.errors.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)
                placed = True
        if not placed:
            self.add_error(None, refusal.message)


def name_empty_choice(field):
    """Say 请选择 where a model's own choice shows dashes for nothing."""
    if isinstance(field, forms.ModelChoiceField):
        if (field.empty_label or "").startswith("-"):
            field.empty_label = UNCHOSEN
        return
    if not isinstance(field, forms.ChoiceField) or isinstance(field.choices, CallableChoiceIterator):
        return
    choices = list(field.choices)
    if choices and not choices[0][0] and str(choices[0][1]).startswith("-"):
        field.choices = [(choices[0][0], UNCHOSEN), *choices[1:]]


class StepForm(StepFormMixin, forms.Form):
    """A form of its own fields, which begin with what the row has under the same name, words said anew apart."""

    def __init__(self, data=None, files=None, *, obj, user, **kwargs):
        known = [name for name in self.base_fields if hasattr(obj, name) and not self.is_said_anew(name)]
        kwargs["initial"] = {**{name: present(obj, name) for name in known}, **(kwargs.get("initial") or {})}
        super().__init__(data, files, obj=obj, user=user, **kwargs)


def present(obj, name):
    """The present value of a field of the row; its child rows as a list (Django would call their manager)."""
    value = getattr(obj, name, None)
    if hasattr(value, "all"):
        return list(value.all()) if obj.pk else []
    return value


class ModelStepForm(StepFormMixin, forms.ModelForm):
    """A form of the row's own fields; it checks a copy, the action writes the row."""

    def __init__(self, data=None, files=None, *, obj, user, **kwargs):
        super().__init__(data, files, obj=obj, user=user, instance=copy.copy(obj), **kwargs)
        self.instance.validate_constraints = lambda exclude=None: None  # the database does, when the step saves


class ReasonField(forms.CharField):
    """A reason, an explanation or an opinion that somebody else will read: it must say something."""

    default_validators = (validators.reason,)


class LateReasonField(ReasonField):
    """A reason that is asked for only where a step was held up: not shown while nobody asked and none was given."""

    def __init__(self, **options):
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": 2}), **options})

    def get_bound_field(self, form, name):
        return BoundLateReason(form, self, name)


class BoundLateReason(forms.BoundField):
    """Hidden until there is something to say or to answer; drafts and refusals keep what it holds."""

    @property
    def is_hidden(self):
        return not (self.value() or self.errors)

    def as_widget(self, widget=None, attrs=None, only_initial=False):
        hidden = self.field.hidden_widget() if widget is None and self.is_hidden else widget
        return super().as_widget(hidden, attrs, only_initial)


class SentenceField(ReasonField):
    """A reason that several people rest on: a whole sentence."""

    default_validators = (validators.sentence,)


class NoteForm(StepForm):
    """A step that needs nothing but an optional opinion."""

    note = ReasonField(label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(StepForm):
    """A step that requires a reason."""

    note = ReasonField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，理由会记入办理经过"},
    )


class RevealForm(StepForm):
    """Why somebody must see masked data in full."""

    reason = ReasonField(
        label="查看理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明查看理由，本次查看会留痕"},
    )


def assign(obj, data):
    """Put values on a row; returns {"changes": [[label, old, new]]} for the timeline."""
    changes = []
    for name, new in data.items():
        try:
            model_field = obj._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        old = getattr(obj, name, None)  # a new row has no related row yet
        if old != new and not (old in (None, "") and new in (None, "")):
            texts = [display_value(obj, model_field, value) for value in (old, new)]
            changes.append([str(model_field.verbose_name), *texts])
        setattr(obj, name, new)
    return {"changes": changes} if changes and obj.pk else {}


def display_value(obj, model_field, value):
    """A value as people read it on a timeline."""
    if value in (None, ""):
        return "—"
    if isinstance(model_field, EncryptedTextField):
        return SEALED  # events keep what they say for ever, and everybody who sees the row reads them
    if isinstance(model_field, PersonalName):
        return model_field.shown(value)
    if model_field.choices:
        shown = copy.copy(obj)
        setattr(shown, model_field.attname, value)
        return str(getattr(shown, f"get_{model_field.name}_display")())  # as the row says it of itself
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime | date):
        return zhdate(value, "full")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)[:200]
