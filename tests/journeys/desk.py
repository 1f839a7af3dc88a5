"""The days on which the journeys happen, and what a work page asks for on them."""

from datetime import date

from governance.kernel.models.deadlines import Deadline

MONDAY = date(2026, 3, 16)
TUESDAY = date(2026, 3, 17)


def waits_for(user):
    """What this person's work page asks for: {(task, title)}."""
    return set(Deadline.objects.waiting_for(user).values_list("task", "title"))
