"""Deadlines of demo rows, as the workflow would have opened them."""

from governance.kernel.clock import reminders
from governance.kernel.models.deadlines import Deadline


def make_deadline(row, due, start, assignee=None):
    """The open deadline `due` of a row since the day `start`, not saved; see `save_deadlines`."""
    deadline = reminders.unsaved_deadline(row, due, start)
    deadline.assignee = assignee
    return deadline


def save_deadlines(deadlines):
    Deadline.objects.bulk_create(deadlines, batch_size=500)
