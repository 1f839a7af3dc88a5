"""The choice of a category of demands in forms and filters."""

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models import built
from governance.kernel.models.offer import Offer
from governance.kernel.steps.coded import CodedChoice
from projects.demands.models.categories import DemandCategory


class CategoryChoice(CodedChoice):
    """One of the categories in force."""

    def __init__(self, **options):
        super().__init__(DemandCategory.objects.none(), empty_label="请选择", **options)


def categories(chosen=None):
    """The categories in force, and the one that a row already has: that version stands for its code."""
    rows = DemandCategory.objects.in_force()
    if chosen is not None:
        others = rows.exclude(code__in=DemandCategory.objects.filter(pk=chosen).values("code"))
        rows = DemandCategory.objects.filter(Q(pk__in=others.values("pk")) | Q(pk=chosen))
    return rows


def offered_categories(chosen=None):
    """The same as a form offers them."""
    return Offer(DemandCategory, (categories, clock.today(), chosen), lambda: categories(chosen))


def category_choices():
    """[(code, name)] of the categories in force, for filters."""
    rows = built.rows(
        (category_choices, clock.today()), lambda: DemandCategory.objects.in_force().values_list("code", "name")
    )
    return list(rows)
