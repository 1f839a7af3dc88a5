"""Filters every list shares: Chinese search, an area with everything below it; their form and what is set in it."""

import copy

import django_filters
from django import forms
from django.apps import apps
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from governance.kernel.models import built
from governance.kernel.steps.gate import Gated

from .kept import kept
from .search import search
from .spans import DayFilter, PeriodFilter, days_words


class SearchFilter(django_filters.CharFilter):
    """Words in the row's search text."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", "关键词")
        super().__init__(*args, **kwargs)

    def filter(self, queryset, value):
        return search(queryset, value) if value else queryset


FORMS = {}  # classes of forms, by the FilterSet and the names of its filters
MOST_AREAS = 30  # in one select; of more, those below a street are offered once the street is chosen


def opened(offered, chosen):
    """The upper two levels of some areas, [(code, name, depth, path)] from above, and what lies below the chosen one.

    Beside the chosen one stand those beside it and beside each area above it.
    """
    path = next((path for code, _, _, path in offered if code == chosen), "")
    top = min(depth for _, _, depth, _ in offered)
    return [one for one in offered if one[2] <= top + 1 or path.startswith(one[3].rstrip("/").rpartition("/")[0] + "/")]


def areas_of(user):
    """The areas by which a person's lists are narrowed: (code, name, depth, path) each, from above."""
    areas = apps.get_model("governance", "Area").objects.visible_to(user, "governance.view")
    levels = ["district", "street", "community"]
    if user.scope("governance.view").paths and min(p.count("/") for p in user.scope("governance.view").paths) >= 3:
        levels.append("compound")
    rows = areas.current().filter(level__in=levels).order_by("path")
    return rows.values_list("code", "name", "depth", "path")


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
    """Adds the ends of periods and the area choices of the signed-in person to the form, and lists what is active.

    Most lists are opened without any filter: then no form is made, and its markup is kept (`drawn`).
    """

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        """As Django's, which copies all filters of the class at once (`filters`)."""
        self.is_bound, self.data = data is not None, data or QueryDict()
        self.queryset = self._meta.model._default_manager.all() if queryset is None else queryset
        self.request, self.form_prefix = request, prefix

    @cached_property
    def filters(self):
        """The filters of this request, copied from those of the class."""
        found = copy.deepcopy(self.base_filters)
        for one in found.values():
            one.model, one.parent = self._meta.model or self.queryset.model, self
        return found

    @cached_property
    def is_idle(self):
        """Whether nothing is chosen in any filter: all rows pass."""
        return not any(self.data.get(name) for name in self.base_filters)

    def is_valid(self):
        return self.is_bound and (self.is_idle or super().is_valid())

    @property
    def qs(self):
        return self.queryset.all() if self.is_idle else super().qs

    def drawn(self, context):
        """The form's markup, kept for each choice that it offers and each value that is set in it.

        context -- what else the template reads: {path, kept_parameters}
        """
        known = vars(self).get("filters") or self.base_filters
        models = [one for one in known.values() if isinstance(one, django_filters.ModelChoiceFilter)]
        if any(one.extra.get("widget") is not forms.HiddenInput for one in models):
            return self.draw(context)
        offers = [self.areas_offered] if "area" in known else []
        offers += [map(tuple, choices) for choices in self.choices.values()]
        given = [(name, *self.data.getlist(name)) for name in known if name in self.data]
        said = (context["path"], *context["kept_parameters"])
        return kept((type(self), *known, said, *given, *map(tuple, offers)), lambda: self.draw(context))

    def draw(self, context):
        return render_to_string("generic/_filters.html", {"filters": self, **context})

    @property
    def narrows_areas(self):
        """Whether the areas that are offered depend on the chosen one."""
        return "area" in self.filters and len(self.areas_offered) > MOST_AREAS

    def drawn_kept_parameters(self, kept_parameters):
        """What the form carries on beside its filters, which takes the place of that on the page."""
        context = {"kept_parameters": kept_parameters, "swapped": True}
        return render_to_string("generic/_kept_parameters.html", context)

    def drawn_areas(self):
        """The choice of areas alone, which takes the place of that on the page."""
        return render_to_string("generic/_filter_area.html", {"field": self.form["area"]})

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
        """The form of the filters, behind the gate like every other: one class for all, each form copies its fields.

        Filters whose rows follow from the request make their own each time.
        """
        if any(callable(getattr(one, "queryset", None)) for one in self.filters.values()):
            return self.make_form_class()
        key = type(self), *self.filters
        if key not in FORMS:
            FORMS[key] = self.make_form_class()
        return FORMS[key]

    def make_form_class(self):
        form_class = super().get_form_class()
        return type(form_class.__name__, (Gated, form_class), {})

    @property
    def form(self):
        form = super().form
        if getattr(form, "_is_filled", False):
            return form
        form._is_filled = True
        if "area" in form.fields:
            offered = self.areas_offered
            choices = self.area_choices(offered)
            form.fields["area"].widget = forms.Select(choices=choices, attrs={"class": "form-select-sm"})
            form.fields["area"].paths = {code: path for code, _, _, path in offered}
        for name, choices in self.choices.items():
            form.fields[name].choices = choices
        return form

    @cached_property
    def choices(self):
        """{name: choices} of the filters whose choices are a function: asked once, drawn and checked from that."""
        known = vars(self).get("filters") or self.base_filters
        return {name: list(make()) for name, one in known.items() if callable(make := one.extra.get("choices"))}

    @cached_property
    def areas_offered(self):
        """Areas of the upper levels the person may see; communities of one street, compounds of one community."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        return built.rows((areas_of, built.standing(user)), lambda: areas_of(user))

    def area_choices(self, offered):
        """They as choices, and the one that is chosen, where it is none of them."""
        chosen = self.data.get("area", "") if self.data else ""
        shown = opened(offered, chosen) if len(offered) > MOST_AREAS else offered
        choices = [("", "全部辖区"), *[(code, "\u3000" * depth + name) for code, name, depth, _ in shown]]
        if chosen and chosen not in dict(choices):
            choices.append((chosen, chosen))
        return choices

    def chips(self, request):
        """[(words, address without it)] of the active filters."""
        if self.is_idle:
            return []
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
        if self.is_idle:
            return ""
        fields, errors = self.form.fields, self.form.errors
        words = [f"{fields[name].label or name}：{fault.rstrip('。')}" for name in errors for fault in errors[name]]
        return f"筛选条件有误（{'；'.join(words)}）" if words else ""

    def value_words(self, name, value):
        field = self.form.fields[name]
        # walked, not measured: django-filter's choices have no length when they come from a function
        choices = {str(key): label for key, label in getattr(field.widget, "choices", ())}
        key = str(value).lower() if isinstance(value, bool) else str(value)
        return str(choices.get(key, value)).strip()
