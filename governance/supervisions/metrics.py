"""Figures of the work itself: what is open and what is late."""

from datetime import timedelta

from django.db.models import F, Q

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import metric, ratio
from governance.kernel.models.deadlines import Deadline
from governance.supervisions.tables import OverdueTable


def open_on(period):
    """Matters with a day that were open on the day of the period.

    A period that is counted back from a day ahead (an election before the end of a term) begins on that day in the
    row, after its own last day: such a matter is open from the day on which it is due.
    """
    day, rows = period.as_of, Deadline.objects.filter(due_on__isnull=False)
    if day >= clock.today():
        return period.below(rows.open())
    ended = Q(closed_at=None) | Q(closed_at__gte=clock.midnight(day + timedelta(1)))
    begun = Q(opened_on__lte=day) | Q(opened_on__gt=F("due_on"), due_on__lte=day)
    return period.below(rows.filter(ended, begun))


@metric(
    "open_n",
    "在办事项",
    unit="件",
    definition="截至当日仍在等待办理、且有期限的事项",
    table=OverdueTable,
    base=open_on,
    order=900,
)
def all_open(period):
    return Q()


@metric(
    "overdue_n",
    "逾期事项",
    unit="件",
    definition="截至当日已过期限、仍未办结且未暂停计时的事项",
    table=OverdueTable,
    base=open_on,
    order=901,
)
def late(period):
    return Q(due_on__lt=period.as_of) & (Q(stopped_on=None) | Q(stopped_on__gt=period.as_of))


ratio(
    "overdue_rate",
    "逾期率",
    numerator="overdue_n",
    denominator="open_n",
    definition="逾期事项 ÷ 在办事项",
    order=902,
)
