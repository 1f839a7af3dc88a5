"""Deadlines of demo rows, many at once, as the workflow would have opened them."""

from governance.kernel import reminders, rules
from governance.kernel.records import Deadline


def deadline(obj, due, start, assignee=None):
    """The open deadline `due` of a row since `start`, not saved yet."""
    due_on = due.due(obj) if due.due else (rules.deadline(due.rule, start) if due.rule else None)
    row = Deadline(
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        rule=due.rule,
        title=str(obj)[:120],
        number=obj.number,
        task=due.task,
        url=obj.get_absolute_url(),
        permission=due.permission,
        assignee=assignee,
        area_id=obj.area_id,
        opened_on=start,
        due_on=due_on,
    )
    row.next_rung_on = reminders.next_rung_on(row, after=None)
    return row


def save(deadlines):
    Deadline.objects.bulk_create(deadlines, batch_size=500)


def close(obj):
    reminders.close(obj)
