"""Figures of the work itself: what is open and what is late."""

from django.db.models import Q

from governance.kernel.figures.metrics import metric, ratio
from governance.kernel.models.deadlines import Deadline
from governance.supervisions.tables import OverdueTable


@metric(
    "open_n",
    "在办事项",
    unit="件",
    definition="截至当日仍在等待办理、且有期限的事项",
    table=OverdueTable,
    order=900,
)
def open_items(period):
    return period.below(Deadline.objects.open().filter(due_on__isnull=False))


@metric(
    "overdue_n",
    "逾期事项",
    unit="件",
    definition="截至当日已过期限、仍未办结且未暂停计时的事项",
    table=OverdueTable,
    order=901,
)
def overdue_items(period):
    late = Q(closed_at=None, due_on__lt=period.as_of, stopped_on=None)
    return period.below(Deadline.objects.filter(late))


ratio(
    "overdue_rate",
    "逾期率",
    numerator="overdue_n",
    denominator="open_n",
    definition="逾期事项 ÷ 在办事项",
    order=902,
)
