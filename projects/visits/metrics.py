"""Figures of home visits."""

from collections import defaultdict
from itertools import accumulate

from django.db.models import Min

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


@metric(
    "visit_leads_left",
    "本月未走访的片组邻长",
    unit="名",
    definition="在任的片长、组长、邻长中，截至当日的自然月内没有走访记录的",
    table=AppointmentTable,
    order=343,
)
def leads_left(period: Period):
    month = Visit.objects.counted().within(clock.month_start(period.as_of), period.as_of)
    return METRICS["leads"].rows(period).exclude(pk__in=month.values("post"))


def leads_by_day(period: Period, level=None):
    """{id of the street, community or compound: [leads who had made a visit by the end of each day of the month]}.

    level -- None: of the whole area, under the key None
    """
    first = clock.month_start(period.as_of)
    rows = Visit.objects.counted().within(first, period.as_of).filter(post__in=METRICS["leads"].rows(period))
    place = (f"post__area__{level}_id",) if level else ()
    found = defaultdict(lambda: [0] * period.as_of.day)
    for _, *where, day in rows.order_by().values_list("post", *place).annotate(day=Min("visited_on")):
        found[where[0] if where else None][day.day - 1] += 1
    return {key: list(accumulate(numbers)) for key, numbers in found.items()}


ratio(
    "visit_lead_rate",
    "片组邻长走访率",
    numerator="visit_leads",
    denominator="leads",
    definition="截至当日的自然月内有走访记录的片组邻长 ÷ 在任的片组邻长",
    order=342,
)
