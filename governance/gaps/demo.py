"""Gaps of the demo's register: terms that end soon, missing telephones, registers nobody touched, one notice."""

from datetime import timedelta

from governance.areas.models import Area, Compound
from governance.kernel.clock import clock
from governance.organisations.models import Organisation
from governance.people.models.people import Person
from governance.people.models.posts import Appointment

from .actions import tell_about
from .kinds import VACANCY
from .workflow import TELL_GAPS

ENDING, NUMBERLESS, UNTOUCHED = 40, 60, 3  # every so many leads; compounds of each street
LONG_AGO = 430  # days
TOLD = 2


def finish(world):
    """Runs after the register is complete; nothing is taken away that the district's figures count."""
    leads = Appointment.objects.of_role("group_leader").active().order_by("pk")
    soon = list(leads.values_list("pk", flat=True)[::ENDING])
    Appointment.objects.filter(pk__in=soon).update(ends_on=world.day(-45))
    heads = Appointment.objects.of_role("neighbour_head").active().filter(person__user=None).order_by("pk")
    nobody = list(heads.values_list("person", flat=True)[::NUMBERLESS])
    Person.objects.filter(pk__in=nobody).update(phone="", phone_index="", phone_masked="")
    for street in world.of_level("street"):
        forget([area.pk for area in world.compounds(street)[:UNTOUCHED]], clock.now() - timedelta(LONG_AGO))
    tell_one(world)


def forget(compounds, moment):
    """Nobody has written anything about these compounds since a moment."""
    Area.objects.filter(compound__in=compounds).update(updated_at=moment)
    Compound.objects.filter(area__in=compounds).update(updated_at=moment)
    for model in (Appointment, Organisation):
        model.objects.filter(area__compound__in=compounds).update(updated_at=moment)


def tell_one(world):
    """The street of the demo has told one of its communities of the first vacant posts."""
    street = world.users["street"]
    seats = VACANCY.visible_to(street, TELL_GAPS).select_related(*VACANCY.related).order_by("area__path")
    for seat in list(seats[:TOLD]):
        tell_about(VACANCY, seat, actor=street)
