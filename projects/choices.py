"""The choice of a place in the forms of projects."""

from django import forms

from governance.models import Area


class CodedChoice(forms.ModelChoiceField):
    """A row chosen by its code, on pages and in the API: an id typed by mistake names no other row."""

    def __init__(self, queryset, **options):
        super().__init__(queryset, to_field_name="code", **options)

    def prepare_value(self, value):
        """A form that shows a row has its id."""
        if isinstance(value, int):
            value = self.queryset.model.objects.filter(pk=value).values_list("code", flat=True).first()
        return super().prepare_value(value)


class AreaChoice(CodedChoice):
    """A place."""

    def __init__(self, **options):
        super().__init__(Area.objects.none(), empty_label="请选择", **options)

    def label_from_instance(self, area):
        around = [place.name for place in (area.street, area.community) if place is not None and place.pk != area.pk]
        return f"{area.name}（{' '.join(around)}）" if around else area.name


def places(user, permission, *levels):
    """Current areas of these levels where the user holds a permission."""
    rows = Area.objects.visible_to(user, permission).current().filter(level__in=levels)
    return rows.select_related("street", "community").order_by("path")
