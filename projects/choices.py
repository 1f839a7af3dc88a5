"""What a person may choose from: places of their work, categories, implementers."""

from functools import reduce
from operator import or_

from django import forms
from django.db.models import Q

from governance.models import Area, Organisation
from projects.demands.models import DemandCategory


class AreaChoice(forms.ModelChoiceField):
    """A place, by its id or, for the API, its code."""

    def __init__(self, **options):
        super().__init__(Area.objects.none(), empty_label="请选择", **options)

    def to_python(self, value):
        if isinstance(value, str) and value and not (value.isdigit() and len(value) < 6):
            found = self.queryset.filter(code=value).first()
            if found is not None:
                return found
        return super().to_python(value)

    def label_from_instance(self, area):
        above = [one.name for one in (area.street, area.community) if one is not None and one.pk != area.pk]
        return f"{area.name}（{' '.join(above)}）" if above else area.name


class CategoryChoice(forms.ModelChoiceField):
    """One of the categories in force, by its id or its code."""

    def __init__(self, **options):
        super().__init__(DemandCategory.objects.none(), empty_label="请选择", **options)

    def to_python(self, value):
        if isinstance(value, str) and value and not value.isdigit():
            found = self.queryset.filter(code=value).first()
            if found is not None:
                return found
        return super().to_python(value)


def compounds(user, permission):
    """Compounds where the user holds a permission."""
    return places(user, permission, "compound")


def places(user, permission, *levels):
    rows = Area.objects.visible_to(user, permission).current().filter(level__in=levels)
    return rows.select_related("street", "community").order_by("path")


def categories(chosen=None):
    """Categories in force, and the one a row already has."""
    rows = DemandCategory.objects.in_force()
    if chosen is not None:
        rows = DemandCategory.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk=chosen))
    return rows


def implementers(user, chosen=None):
    """Branches and social organisations at work in the communities the user applies for."""
    paths = [community_path(path) for path in user.scope("projects.apply").paths]
    near = reduce(or_, (Q(area__path__startswith=path) for path in paths), Q(pk=None))
    near |= Q(area__level__in=("district", "street"), kind=Organisation.Kind.SOCIAL)
    kinds = (Organisation.Kind.BRANCH, Organisation.Kind.SOCIAL)
    rows = Organisation.objects.active().filter(near, kind__in=kinds)
    return (rows | Organisation.objects.filter(pk=chosen)).order_by("kind", "area__path", "name")


def community_path(path):
    """The community a path lies in: its first two levels."""
    return "/".join(path.split("/")[:3]).rstrip("/") + "/"
