"""Home visits, recorded by the real action."""

from governance.models import Appointment
from projects.models import Visit
from projects.visits import actions as visits
from tests.factories.late import proven
from tests.worlds import remembered

HEARD = "楼道灯不亮，两户希望加装扶手"


def post_of(user):
    return Appointment.objects.get(person=user.person)


@remembered
def make_visit(actor, **data):
    """A visit of the actor to the place of their post; one of an earlier day comes with its paper."""
    data = {**(proven("photos") if "visited_on" in data else {}), **data}
    data = {"post": post_of(actor), "area": None, "household_count": 2, "summary": HEARD, **data}
    data = {name: value for name, value in data.items() if value is not None}
    return visits.record(Visit(), actor=actor, **data)
