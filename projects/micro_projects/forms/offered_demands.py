"""The demands that an application takes up: which ones its form offers, and how it says them."""

from django import forms
from django.db.models import Q

from governance.kernel.models import built
from governance.kernel.steps.following import SiftedBoxes
from projects.demands.models.demands import Demand
from projects.roles import APPLY

MOST_DEMANDS = 60
OFFERED = ("title", "place", "household_count", "number", "area__name", "area__compound__code")


def fit_demands(user, project):
    """The open demands of the places for which one applies, and the project's own."""
    own = Q(project=project) if project else Q(pk=None)
    return Demand.objects.filter(Q(pk__in=open_demands(user).values("pk")) | own)


def near_demands(user, area):
    """The newest open demands of a compound; of the user's places where it is None."""
    key = near_demands, built.standing(user)
    if area is None:
        return built.rows(key, lambda: as_offered(open_demands(user))[:MOST_DEMANDS])
    return built.of_row(
        key, area, lambda one: as_offered(open_demands(user).filter(area__compound=one.pk))[:MOST_DEMANDS]
    )


def open_demands(user):
    return Demand.objects.visible_to(user, APPLY).fit_for_project().exclude(area__compound=None)


def as_offered(demands):
    """With what a line of the choice says."""
    return demands.select_related("area__compound").only(*OFFERED).order_by("-id")


class DemandsChoice(forms.ModelMultipleChoiceField):
    """The demands that the project takes up, as check boxes; the page shows those of the compound that is chosen."""

    def __init__(self, **options):
        super().__init__(Demand.objects.none(), widget=SiftedBoxes("area"), **options)

    def label_from_instance(self, demand):
        return f"{demand.title}（{demand.area.name} {demand.place}，{demand.household_count} 户，{demand.number}）"

    def offer(self, demands):
        """Show these, in their order; the step says itself why it takes no other."""
        self.choices = [(demand.pk, self.label_from_instance(demand)) for demand in demands]
        self.widget.fits = {demand.pk: demand.area.compound.code for demand in demands if demand.area.compound}
