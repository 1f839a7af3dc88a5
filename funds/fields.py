"""Form fields that funds share."""

from django import forms

from governance.kernel.steps import validators


class MoneyField(forms.DecimalField):
    """Yuan: more than 0, two decimals, never a float."""

    def __init__(self, **options):
        super().__init__(max_digits=12, decimal_places=2, **options)

    def to_python(self, value):
        return None if value in self.empty_values else validators.money(value)


class TextField(forms.CharField):
    """One line of text without control characters."""

    def clean(self, value):
        return validators.text(super().clean(value) or "", self.max_length)


class OpinionField(forms.CharField):
    def __init__(self, **options):
        super().__init__(max_length=500, widget=forms.Textarea(attrs={"rows": 3}), **options)
