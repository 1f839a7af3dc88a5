"""The roster of three neighbour heads, and what it says."""

from governance.models import Appointment, Person
from governance.people.actions.posts import fill
from tests.factories.base import appoint

PAGE = "/governance/roster/"


def holder(name, phone, area):
    person = Person(area=area)
    fill(person, name=name, phone=phone)
    person.save()
    return appoint("neighbour_head", area, person, block="1 栋", household_count=12)


def state():
    columns = ("pk", "person", "block", "household_count", "ends_on", "version")
    return (
        list(Appointment.objects.order_by("pk").values_list(*columns)),
        list(Person.objects.order_by("pk").values_list("pk", "name", "phone_index")),
    )


def now(place):
    """The three posts as they are now."""
    return [Appointment.objects.get(pk=post.pk) for post in place.posts.values()]
