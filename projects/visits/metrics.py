"""Figures of home visits."""

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period, metric, ratio
from governance.people.tables import AppointmentTable
from projects.visits.tables import CountedVisitTable

from .models import Visit


# ------------------------------------------------------------ home visits
@metric(
    "visit_n",
    "走访",
    unit="户次",
    definition="期间内走访的户数之和，同一户走访几次计几次；作废的记录不计",
    table=CountedVisitTable,
    date_basis="走访日期",
    total="household_count",
    order=340,
)
def visits(period: Period):
    rows = Visit.objects.counted().filter(visited_on__lte=period.as_of)
    return period.within(period.below(rows), "visited_on")


@metric(
    "visit_leads",
    "本月走访的片组邻长",
    unit="名",
    definition="在任的片长、组长、邻长中，截至当日的自然月内有走访记录的",
    table=AppointmentTable,
    order=341,
)
def visiting_leads(period: Period):
    month = Visit.objects.counted().within(clock.month_start(period.as_of), period.as_of)
    return METRICS["leads"].rows(period).filter(pk__in=month.values("post"))


ratio(
    "visit_lead_rate",
    "片组邻长走访率",
    numerator="visit_leads",
    denominator="leads",
    definition="截至当日的自然月内有走访记录的片组邻长 ÷ 在任的片组邻长",
    order=342,
)
