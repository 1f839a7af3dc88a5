"""Choices that follow other fields of their form, and fields that are shown only with some choice.

    give_keys(fields["area"], lambda value: value.instance.level)
    follow(fields["body"], ("area", "matter"), {"council": ["compound/project", "compound/general"]})
    show_with(fields["convener"], "body", ("residents_meeting", "residents_delegates"))
    ask_with(fields["building"], ("area", "held_on"), self.buildings)

The page's script hides what does not fit (`static/portal.js`).  Without it
every choice and field is shown, and the step refuses what does not fit.
"""

import json

from django import forms


class MarkedSelect(forms.Select):
    """A select whose options carry data for the page's script.

    mark    -- function of the value of an option, never the empty one: its attributes
    nothing -- function without arguments: {keys of other fields: why nothing can be chosen}; asked where it is drawn
    """

    def __init__(self, attrs, mark, nothing=None):
        super().__init__(attrs)
        self.mark, self.nothing = mark, nothing

    def build_attrs(self, *args):
        attrs = super().build_attrs(*args)
        if self.nothing is not None:
            attrs["data-nothing"] = json.dumps(self.nothing(), ensure_ascii=False)
        return attrs

    def option_attrs(self, value):
        return {} if value in (None, "") else self.mark(value)

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"].update(self.option_attrs(value))
        return option


class SiftedBoxes(forms.CheckboxSelectMultiple):
    """Check boxes of which the page shows those that fit another field; a box that does not fit is not sent.

    other -- the name of that field
    fits  -- {value: the key of the other field with which it goes}; a value that is not named always fits
    """

    def __init__(self, other, attrs=None):
        super().__init__(attrs)
        self.other, self.fits = other, {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if (key := self.fits.get(getattr(value, "value", value))) is not None:
            option["attrs"] |= {"data-sifted-by": self.other, "data-fits": key}
        return option


def mark_options(field, mark, nothing=None):
    field.widget = MarkedSelect(field.widget.attrs, mark, nothing)
    field.widget.choices = field.choices


def give_keys(field, key):
    """Let other fields follow a select by the key of its chosen value instead of by the value."""
    mark_options(field, lambda value: {"data-key": key(value)})


def follow(field, others, fits, nothing=None):
    """Let a select offer only what fits other fields.

    others  -- their names
    fits    -- {value: what it goes with}: "key of the first/key of the second"
    nothing -- function: {"key of the first/key of the second": why nothing can be chosen}, shown below the empty list
    """
    mark_options(field, lambda value: {"data-fits": " ".join(fits.get(value, ()))}, nothing)
    field.widget.attrs["data-follows"] = " ".join(others)


class OfferedField(forms.CharField):
    """Words of which a form offers some: the step takes them however they are written, and says what is wrong.

    choices -- [(value, label)] or a function that gives them where the field is drawn; the first one is empty
    """

    widget = forms.Select

    def widget_attrs(self, widget):
        """A list has no longest text."""
        return {}

    @property
    def choices(self):
        return self.widget.choices

    @choices.setter
    def choices(self, choices):
        self.widget.choices = choices


def ask_with(field, others, choices):
    """Let an OfferedField offer what follows from other fields: the page asks the form's own page when they change.

    others  -- their names
    choices -- function without arguments: [(value, label)] by what the form holds, the empty one first
    """
    field.choices = choices
    field.widget.attrs["data-asks-with"] = " ".join(others)


def show_with(field, other, values, *, needed=False):
    """Show a field only while another one of its form has one of these values.

    needed -- it must be filled in wherever it is shown: it has the star, and the step refuses it empty
    """
    field.widget.attrs["data-shown-with"] = f"{other}:{','.join(values)}"
    if needed:
        mark_needed(field)


def mark_needed_before(field, words):
    """Say at a field that may be empty now when it must be filled in: "议事前必填"."""
    field.needed_before = words


def mark_needed(field):
    """Give a field that only the step requires the star of a required one."""
    field.is_needed = True
    if not isinstance(field.widget, (forms.RadioSelect, forms.CheckboxInput)):  # no single button is required
        field.widget.attrs["aria-required"] = "true"
