"""Whom and what a user may choose in the forms of the joint conference."""

from governance.areas.models import Area
from governance.conferences.models.units import ConferenceUnit
from governance.conferences.workflow.rights import CHAIR, RUN
from governance.organisations.models import Organisation
from governance.people.models.accounts import User
from governance.people.models.people import Person


def conference_areas(user):
    """The district and the streets whose conference the user runs."""
    return Area.objects.visible_to(user, RUN).current().filter(level__in=("district", "street")).order_by("path")


def units_near(area):
    """Departments of the district, and bodies of the area itself."""
    rows = Organisation.objects.active()
    return (rows.filter(kind="unit") | rows.filter(area=area)).select_related("area").order_by("area__path", "name")


def speakers():
    """People who represent a unit or preside: the present ones, and those whose accounts attend or chair."""
    district = Area.objects.filter(parent=None).first()
    if district is None:
        return Person.objects.none()
    officers = User.objects.active().filter(person__appointments__unit__isnull=False)
    chairs = User.objects.holding(CHAIR, district)
    ids = {person for accounts in (officers, chairs) for person in accounts.values_list("person_id", flat=True)}
    ids |= set(ConferenceUnit.objects.exclude(person=None).values_list("person_id", flat=True))
    return Person.objects.filter(pk__in=ids).defer("phone", "id_number").order_by("pinyin", "id")


def people_holding(permission, area):
    """People with an account that holds a permission over an area."""
    accounts = User.objects.holding(permission, area)
    return Person.objects.filter(user__in=accounts).defer("phone", "id_number").order_by("pinyin", "id")
