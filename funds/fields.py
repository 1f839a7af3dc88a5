"""Form fields that funds share."""

from django import forms

from governance.kernel.steps import validators


class MoneyField(forms.DecimalField):
    """Yuan: more than 0, two decimals, never a float."""

    def __init__(self, **options):
        super().__init__(max_digits=12, decimal_places=2, **options)

    def to_python(self, value):
        return None if value in self.empty_values else validators.money(value)
