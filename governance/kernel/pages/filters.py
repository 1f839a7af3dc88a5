"""Filters every list shares: Chinese search, and an area with everything below it."""

import django_filters
from django import forms
from django.apps import apps

from .search import search


class SearchFilter(django_filters.CharFilter):
    """Words in the row's search text."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", "关键词")
        super().__init__(*args, **kwargs)

    def filter(self, queryset, value):
        return search(queryset, value) if value else queryset


class AreaFilter(django_filters.CharFilter):
    """`area=<code>`: rows of that area and everything below it."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", "辖区")
        kwargs.setdefault("field_name", "area")
        super().__init__(*args, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        area = apps.get_model("governance", "Area").objects.filter(code=value.strip()).first()
        if area is None:
            return queryset.none()
        prefix = f"{self.field_name}__" if self.field_name else ""
        return queryset.filter(**{f"{prefix}path__startswith": area.path})


class FilterSet(django_filters.FilterSet):
    """Adds the area choices of the signed-in person to the form, and lists what is active."""

    @property
    def form(self):
        form = super().form
        if "area" in form.fields and not getattr(form, "_has_areas", False):
            form._has_areas = True
            form.fields["area"].widget = forms.Select(choices=self.area_choices(), attrs={"class": "form-select-sm"})
        return form

    def area_choices(self):
        """Areas of the upper levels the person may see; communities of one street, compounds of one community."""
        user = getattr(self.request, "user", None)
        chosen = self.data.get("area", "") if self.data else ""
        if user is None or not user.is_authenticated:
            return [("", "全部辖区")]
        areas = apps.get_model("governance", "Area").objects.visible_to(user, "governance.view")
        levels = ["district", "street", "community"]
        if user.scope("governance.view").paths and min(p.count("/") for p in user.scope("governance.view").paths) >= 3:
            levels.append("compound")
        rows = areas.current().filter(level__in=levels).order_by("path").values_list("code", "name", "depth")
        choices = [("", "全部辖区"), *[(code, "\u3000" * depth + name) for code, name, depth in rows]]
        if chosen and chosen not in dict(choices):
            choices.append((chosen, chosen))
        return choices

    def chips(self, request):
        """[(words, address without it)] of the active filters."""
        if not self.form.is_valid():
            return []
        chips = []
        for name, value in self.form.cleaned_data.items():
            if value in (None, "", []) or name == "q":
                continue
            query = request.GET.copy()
            for key in [key for key in query if key == name or key.startswith(f"{name}_")] + ["cursor"]:
                query.pop(key, None)
            chips.append(
                (f"{self.form.fields[name].label or name} {self.value_words(name, value)}", f"?{query.urlencode()}")
            )
        return chips

    def value_words(self, name, value):
        field = self.form.fields[name]
        # walked, not measured: django-filter's choices have no length when they come from a function
        choices = {str(key): label for key, label in getattr(field.widget, "choices", ())}
        if str(value) in choices:
            return str(choices[str(value)]).strip()
        if isinstance(value, slice):
            return f"{value.start or ''} 至 {value.stop or ''}"
        return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)
