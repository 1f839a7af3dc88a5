"""Deadlines of demo rows, many at once, as the workflow would have opened them."""

from governance.kernel.clock import reminders
from governance.kernel.models.deadlines import Deadline


def deadline(obj, due, start, assignee=None):
    """The open deadline `due` of a row since `start`, not saved yet."""
    row = reminders.opened(obj, due, start)
    row.assignee = assignee
    return row


def save(deadlines):
    Deadline.objects.bulk_create(deadlines, batch_size=500)


def close(obj):
    reminders.close(obj)
