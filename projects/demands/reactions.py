"""What demands do later, and by the clock."""

from governance.kernel.clock import reminders
from governance.kernel.steps.events import on, on_clock

from . import actions as demands
from .workflow import answer_due


@on(
    "projects.demand.assign",
    "projects.demand.start",
    "projects.demand.reopen",
    "projects.demand.to_department",
    now=True,
)
def answer_is_due(demand, event):
    """The level's time runs from the assignment, whatever state the work is in."""
    reminders.begin(demand, answer_due(demand))


@on_clock
def close_silent_demands():
    return demands.close_silent()
