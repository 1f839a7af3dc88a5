"""The choice of a place in the forms of projects."""

from django import forms

from governance.kernel.steps import cleaning
from governance.models import Area


class CodedChoice(forms.ModelChoiceField):
    """A row chosen by its id or, in the API, by its code."""

    def to_python(self, value):
        if isinstance(value, str) and value and not self.is_id(value):
            found = self.queryset.filter(code=value).first()
            if found is not None:
                return found
        return super().to_python(value)

    def is_id(self, value):
        return cleaning.row_key(value) is not None


class AreaChoice(CodedChoice):
    """A place; the codes of areas are digits too, longer than any id."""

    def __init__(self, **options):
        super().__init__(Area.objects.none(), empty_label="请选择", **options)

    def is_id(self, value):
        return super().is_id(value) and len(value) < 6

    def label_from_instance(self, area):
        around = [place.name for place in (area.street, area.community) if place is not None and place.pk != area.pk]
        return f"{area.name}（{' '.join(around)}）" if around else area.name


def places(user, permission, *levels):
    """Current areas of these levels where the user holds a permission."""
    rows = Area.objects.visible_to(user, permission).current().filter(level__in=levels)
    return rows.select_related("street", "community").order_by("path")
