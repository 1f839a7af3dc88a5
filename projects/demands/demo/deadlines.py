"""Deadlines of demo rows, as the workflow would have opened them."""

from governance.kernel.clock import reminders
from governance.kernel.models.deadlines import Deadline


def make_deadline(row, due, start, assignee=None):
    """The open deadline `due` of a row since the day `start`, not saved; see `save_deadlines`."""
    deadline = reminders.unsaved_deadline(row, due, start)
    deadline.assignee = assignee
    return deadline


def ended_deadline(row, due, start, moment):
    """The same, closed at a moment: what was open at the end of last month, and is done."""
    deadline = make_deadline(row, due, start)
    deadline.closed_at, deadline.next_rung_on = moment, None
    return deadline


def save_deadlines(deadlines):
    Deadline.objects.bulk_create(deadlines, batch_size=500)
