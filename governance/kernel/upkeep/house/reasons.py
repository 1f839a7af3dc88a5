"""Wherever a form asks for a reason, what is written must say something."""

from django import forms

from governance.kernel.steps.forms import ReasonField

NAMES, WORDS = ("reason",), ("理由", "原因", "事由")  # what a field is called that asks for a reason


def step_forms(form):
    """Every form of steps there is, from `StepFormMixin` down; the subclasses that workflows make of them too."""
    for one in form.__subclasses__():
        yield one
        yield from step_forms(one)


def asks_for_a_reason(name, label, required):
    """A reason by its name or label; a note that must be given is one too."""
    is_named = any(name == word or name.endswith(f"_{word}") for word in NAMES)
    return is_named or any(word in str(label) for word in WORDS) or (required and name == "note")


def reasons_say_something(found_forms):
    """A text by which somebody gives a reason is a ReasonField, or a column of lines with is_reason."""
    found = set()
    for form in found_forms:
        for name, field in {**getattr(form, "base_fields", {}), **form.may_ask}.items():
            if type(field) is forms.CharField and asks_for_a_reason(name, field.label, field.required):
                found.add(
                    f'The text "{name}" of {form.__module__}.{form.__name__} asks for a reason and takes "……": make '
                    f"it a {ReasonField.__name__} or a SentenceField."
                )
            found |= {
                f'The column "{column.name}" of {form.__module__}.{form.__name__}.{name} asks for a reason and takes '
                f'"……": give it is_reason=True.'
                for column in getattr(field, "columns", ())
                if column.kind == "text" and not column.is_reason
                if asks_for_a_reason(column.name, column.label, column.required)
            }
    return sorted(found)
