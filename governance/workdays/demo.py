"""A demo change of the work calendar that waits for its second signature: it moves nothing until then."""

from datetime import timedelta

from governance.kernel.clock import clock

from . import actions
from .models import CalendarChange

AHEAD = 20  # days


def load(world):
    """The office has entered a day off; a second member of the office, or the leader, is to confirm it."""
    day = clock.add_workdays(world.today + timedelta(AHEAD), 1)
    with clock.travel(world.moment(world.day(1), 15)):
        note = f"株荷政办发〔{clock.today().year}〕18号（演示）"
        office = world.users["office"]
        actions.set_day(CalendarChange(), actor=office, date=day, is_workday=False, name="停工", note=note)
