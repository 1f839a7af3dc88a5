"""A row chosen by its code, on pages and by programs: a number typed by mistake names no other row."""

from django import forms

from governance.kernel.models import built

from . import cleaning


class CodedChoice(forms.ModelChoiceField):
    """A select of rows whose values are their codes."""

    def __init__(self, queryset, **options):
        super().__init__(queryset, to_field_name="code", **options)

    def prepare_value(self, value):
        """A form that shows a row has the row itself, or its id."""
        if isinstance(value, int):
            model = self.queryset.model
            value = built.with_key((CodedChoice, model), lambda: model.objects.values_list("code", flat=True), value)
        return super().prepare_value(value)

    def to_python(self, value):
        return super().to_python(cleaning.words(value) if isinstance(value, str) else value)
