"""Deadlines of answers, and what the clock does with demands."""

from governance.kernel.clock import reminders
from governance.kernel.steps.events import on, on_clock

from .actions import demands
from .workflow import answer_due


@on(
    "projects.demand.assign",
    "projects.demand.start",
    "projects.demand.reopen",
    "projects.demand.to_department",
    now=True,
)
def answer_is_due(demand, event):
    """The level's time runs from the assignment through all states of the work."""
    reminders.begin(demand, answer_due(demand))


@on_clock
def close_silent_demands():
    return demands.close_silent()
