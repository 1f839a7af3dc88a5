"""Filters every list shares: Chinese search, an area with everything below it; their form and what is set in it."""

from functools import cache

import django_filters
from django import forms
from django.apps import apps

from governance.kernel.steps.gate import Gated

from .search import search
from .spans import DayFilter, PeriodFilter, days_words


class SearchFilter(django_filters.CharFilter):
    """Words in the row's search text."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", "关键词")
        super().__init__(*args, **kwargs)

    def filter(self, queryset, value):
        return search(queryset, value) if value else queryset


class AreaCode(str):
    """The code of an area that there is, with its path."""

    path = ""


class AreaCodeField(forms.CharField):
    """The code of an area; one that no area has is refused, for an empty list would say that nothing is there.

    paths -- {code: path} of the areas that the form offers: they are there
    """

    paths = {}

    def clean(self, value):
        code = AreaCode(super().clean(value).strip())
        if code in self.paths:
            code.path = self.paths[code]
        elif code:
            area = apps.get_model("governance", "Area").objects.filter(code=code).only("path").first()
            if area is None:
                raise forms.ValidationError(f"没有代码为“{code[:20]}”的辖区")
            code.path = area.path
        return code


class AreaFilter(django_filters.CharFilter):
    """`area=<code>`: rows of that area and everything below it."""

    field_class = AreaCodeField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", "辖区")
        kwargs.setdefault("field_name", "area")
        super().__init__(*args, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        prefix = f"{self.field_name}__" if self.field_name else ""
        return queryset.filter(**{f"{prefix}path__startswith": value.path})


class CodeFilter(django_filters.CharFilter):
    """Rows whose own field holds the code of this area."""

    field_class = AreaCodeField

    def filter(self, queryset, value):
        return super().filter(queryset, str(value))


class WordsFilter(django_filters.BooleanFilter):
    """True or false, in the words that the column of the list has for them.

    every -- the words of no choice; yes, no -- of the two values
    """

    def __init__(self, every, yes, no, **kwargs):
        self.choices = [("unknown", every), ("true", yes), ("false", no)]
        super().__init__(**kwargs)

    @property
    def field(self):
        field = super().field
        field.widget.choices = self.choices
        return field


class FilterSet(django_filters.FilterSet):
    """Adds the ends of periods and the area choices of the signed-in person to the form, and lists what is active."""

    @classmethod
    def get_filters(cls):
        """The filters by name, each period followed by its exact days."""
        found = {}
        for name, one in super().get_filters().items():
            found[name] = one
            if isinstance(one, PeriodFilter):
                found |= one.day_filters(name)
        return found

    def get_form_class(self):
        """The form of the filters, behind the gate like every other."""
        form_class = super().get_form_class()
        return type(form_class.__name__, (Gated, form_class), {})

    @property
    def form(self):
        form = super().form
        if getattr(form, "_is_filled", False):
            return form
        form._is_filled = True
        if "area" in form.fields:
            offered = self.areas_offered()
            choices = self.area_choices(offered)
            form.fields["area"].widget = forms.Select(choices=choices, attrs={"class": "form-select-sm"})
            form.fields["area"].paths = {code: path for code, _, _, path in offered}
        for name, one in self.filters.items():
            if callable(choices := one.extra.get("choices")):
                form.fields[name].choices = cache(choices)  # asked once, drawn and checked from that
        return form

    def areas_offered(self):
        """Areas of the upper levels the person may see; communities of one street, compounds of one community."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        areas = apps.get_model("governance", "Area").objects.visible_to(user, "governance.view")
        levels = ["district", "street", "community"]
        if user.scope("governance.view").paths and min(p.count("/") for p in user.scope("governance.view").paths) >= 3:
            levels.append("compound")
        rows = areas.current().filter(level__in=levels).order_by("path")
        return list(rows.values_list("code", "name", "depth", "path"))

    def area_choices(self, offered):
        """They as choices, and the one that is chosen, where it is none of them."""
        chosen = self.data.get("area", "") if self.data else ""
        choices = [("", "全部辖区"), *[(code, "\u3000" * depth + name) for code, name, depth, _ in offered]]
        if chosen and chosen not in dict(choices):
            choices.append((chosen, chosen))
        return choices

    def chips(self, request):
        """[(words, address without it)] of the active filters."""
        chips = []
        for label, words, names in self.active():
            query = request.GET.copy()
            for name in (*names, "cursor"):
                query.pop(name, None)
            chips.append((f"{label} {words}", f"?{query.urlencode()}"))
        return chips

    def active(self):
        """[(label, words, names in the address)] of what is set; both ends of a period are one."""
        found, values = {}, self.form.cleaned_data if self.form.is_valid() else {}
        for name, value in values.items():
            if value in (None, "", []) or name == "q":
                continue
            one = self.filters[name]
            if isinstance(one, DayFilter):
                days = days_words(*(values[end] for end in one.ends))
                found[one.ends] = self.form.fields[one.period].label, days
            else:
                found[(name,)] = self.form.fields[name].label or name, self.value_words(name, value)
        return [(label, words, names) for names, (label, words) in found.items()]

    @property
    def refusal(self):
        """What is wrong with the filters of the address, as a sentence; "" where nothing is."""
        fields, errors = self.form.fields, self.form.errors
        words = [f"{fields[name].label or name}：{fault.rstrip('。')}" for name in errors for fault in errors[name]]
        return f"筛选条件有误（{'；'.join(words)}）" if words else ""

    def value_words(self, name, value):
        field = self.form.fields[name]
        # walked, not measured: django-filter's choices have no length when they come from a function
        choices = {str(key): label for key, label in getattr(field.widget, "choices", ())}
        key = str(value).lower() if isinstance(value, bool) else str(value)
        return str(choices.get(key, value)).strip()
