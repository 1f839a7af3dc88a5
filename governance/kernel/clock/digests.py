"""Which messages may leave the house now, by mail and outside channels: each at the pace that its notice names.

Reminders go once a person and day, with all that is pending for that person;
what somebody did is told in working time, what is urgent or set by statute at any time.
"""

from django.db.models import Q

from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Pace

from . import clock, office_hours

TAKES_BACK = []


def takes_back(handler):
    """Register fn(): it takes back pending messages that are not true any more; called before messages leave."""
    TAKES_BACK.append(handler)
    return handler


def take_back():
    for handler in TAKES_BACK:
        handler()


def pending_now(rows, reminded, prefix=""):
    """The rows among these pending ones that may be sent now.

    reminded -- query for the people who had the reminders of today by this way already
    prefix   -- path from a row to its notice, "notice__"
    """
    pace = f"{prefix}pace"
    if not office_hours.is_open():
        return rows.filter(**{pace: Pace.AT_ONCE})
    if is_climbing() and not office_hours.is_last_hour():
        return rows.exclude(**{pace: Pace.DAILY})
    return rows.exclude(Q(**{pace: Pace.DAILY, f"{prefix}recipient__in": reminded}))


def is_climbing():
    """Whether reminders of today are still to be written, so that what is sent now would be one digest of two.

    What opened today is left out: a row that is begun at noon holds nobody's mail up.
    """
    today = clock.today()
    return Deadline.objects.open().filter(next_rung_on__lte=today, opened_on__lt=today).exists()
