"""Figures of disputes, and the same numbers by month, street, kind and stage for boards.

Everything is read from the tallies that the database keeps where
a whole month of a community or more is asked for as things stand today, and
counted from the rows otherwise; both give the same (tests, `verify`).
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Figure, Metric, Period, metric, percent, ratio
from governance.kernel.figures.tallies import cells, is_tallied, tally_of
from governance.kernel.models.figures import Tally

from .models.cases import MediationCase
from .tables import CaseTable
from .workflow import ACCEPTED, ASSIGNED, FAILED, INVESTIGATING, MEDIATING, RESOLVED, TERMINATED

CATEGORY = "case:"
MONTHS_OF_A_YEAR = 12


# ------------------------------------------------------------ rows
def accepted_rows(period, rows=None):
    """Cases accepted in the period, of the committees unless other rows are given."""
    rows = MediationCase.objects.counted() if rows is None else rows
    return period.within(rows, "accepted_on").below(period.area).filter(accepted_on__lte=period.as_of)


def closed_rows(period, rows=None):
    """Cases closed in the period."""
    rows = MediationCase.objects.counted() if rows is None else rows
    return period.within(rows.closed(), "closed_on").below(period.area).filter(closed_on__lte=period.as_of)


# ------------------------------------------------------------ the figures
def cases_accepted(period):
    return accepted_rows(period)


def cases_resolved(period):
    return accepted_rows(period).resolved(period.as_of)


def cases_closed(period):
    return closed_rows(period)


def cases_succeeded(period):
    return closed_rows(period).resolved()


def law_station_cases(period):
    return accepted_rows(period, MediationCase.objects.of_stations())


def law_station_closed(period):
    return closed_rows(period, MediationCase.objects.of_stations())


def law_station_resolved(period):
    return law_station_closed(period).resolved()


def case_figure(code, label, rows, kind, states, definition, basis, order, unit="件"):
    metric(
        code,
        label,
        unit=unit,
        definition=definition,
        table=CaseTable,
        date_basis=basis,
        order=order,
        tally=tally_of(kind, *states),
    )(rows)


# fmt: off
case_figure("cases_accepted", "受理纠纷", cases_accepted, "case", (),
    "各级调委会受理的纠纷案件，不含法学会站点自行登记的案件", "受理日期", 100)
case_figure("cases_resolved", "化解纠纷", cases_resolved, "case", RESOLVED,
    "同期受理的案件中，截至统计日已达成调解协议（书面或口头）的", "受理日期（同批）", 101)
ratio("resolution_rate", "调解率（化解率）", numerator="cases_resolved", denominator="cases_accepted",
    definition="化解纠纷 ÷ 受理纠纷（同一批受理的案件）", date_basis="受理日期（同批）", order=102)
case_figure("cases_closed", "办结纠纷", cases_closed, "case_closed", (),
    "统计期内达成协议、调解不成或终止的案件", "办结日期", 103)
case_figure("cases_succeeded", "调解成功", cases_succeeded, "case_closed", RESOLVED,
    "统计期内办结的案件中达成协议的", "办结日期", 104)
ratio("success_rate", "调解成功率", numerator="cases_succeeded", denominator="cases_closed",
    definition="达成协议 ÷（达成协议 + 调解不成 + 终止）", date_basis="办结日期", order=105)
case_figure("law_station_cases", "站点受理", law_station_cases, "station_case", (),
    "法学会服务站点受理的纠纷，单独登记，不计入各级调委会受理数", "受理日期", 110, unit="起")
case_figure("law_station_closed", "站点办结", law_station_closed, "station_closed", (),
    "法学会服务站点办结的纠纷", "办结日期", 111, unit="起")
case_figure("law_station_resolved", "站点调解成功", law_station_resolved, "station_closed", RESOLVED,
    "法学会服务站点办结的纠纷中达成协议的", "办结日期", 112, unit="起")
ratio("law_station_success_rate", "站点调解成功率", numerator="law_station_resolved", denominator="law_station_closed",
    definition="站点达成协议 ÷ 站点办结", date_basis="办结日期", order=113)
# fmt: on


@dataclass(frozen=True)
class MeanDays(Metric):
    """Days from acceptance to closing, on average over the cases closed in the period; one decimal."""

    def counted(self, period):
        """The sum of days, from the rows."""
        days = self.rows(period).order_by().aggregate(n=Sum(F("closed_on") - F("accepted_on")))["n"]
        return days.days if days is not None else 0

    def divided(self, period, level):
        rows = self.rows(period).order_by().values_list(f"{self.area_path}__{level}_id")
        return {place: days.days for place, days in rows.annotate(n=Sum(F("closed_on") - F("accepted_on")))}

    def figure(self, period):
        days, n = self.numerator(period), METRICS["cases_closed"].numerator(period)
        mean = (Decimal(days) / n).quantize(Decimal("0.1"), ROUND_HALF_UP) if n else None
        return Figure(self, period, mean, days, n)


METRICS["mediation_time"] = MeanDays(
    "mediation_time",
    "平均调解时长",
    "天",
    "办结案件从受理到办结的平均自然日数",
    cases_closed,
    CaseTable,
    date_basis="办结日期",
    tally=tally_of("case_days"),
    order=106,
)


# ------------------------------------------------------------ the same numbers, divided
def count_by(period, by):
    """[(key, state, n)] of accepted cases by "month" or "street" (id) and state."""
    if is_tallied(period):
        key = {"month": F("month"), "street": F("area__street_id")}[by]
        found = cells(period, "case").annotate(key=key).values_list("key", "state").annotate(total=Sum("n"))
    else:
        key = {"month": TruncMonth("accepted_on"), "street": F("street_id")}[by]
        found = cases_accepted(period).annotate(key=key).values_list("key", "status").annotate(total=Count("pk"))
    return list(found.order_by())


def sum_states(triples):
    """{key: {"accepted", "resolved", "rate"}} of [(key, state, n)]."""
    found = defaultdict(lambda: {"accepted": 0, "resolved": 0})
    for key, state, n in triples:
        found[key]["accepted"] += n
        found[key]["resolved"] += n if state in RESOLVED else 0
    for row in found.values():
        row["rate"] = percent(row["resolved"], row["accepted"])
    return found


def count_months(period):
    """[(month, state, n)] of the cases accepted in the period and, where the tally knows, of the year before it.

    One query for the months, the stages and the comparison with last year; run once for each Period object.
    """
    if "case months" not in period.known:
        longer = period
        if is_tallied(period) and period.since and period.since.year > 1:
            longer = Period(period.area, a_year_before(period.since), period.until, period.as_of)
        period.known["case months"] = count_by(longer, "month")
    return period.known["case months"]


def months_within(period):
    """Those of the counted months that lie in the period itself."""
    first = clock.month_start(period.since) if period.since else None
    return [row for row in count_months(period) if first is None or row[0] >= first]


def a_year_before(day):
    return clock.add_months(day, -MONTHS_OF_A_YEAR)


def month_after(month):
    """The first day of the next one; a month is known by any of its days."""
    return clock.add_months(clock.month_start(month), 1)


def is_over(month):
    today = clock.today()
    return month <= today and month_after(month) <= today


def monthly(period):
    """[{month (its first day), accepted, resolved, rate}] in order, months without cases included."""
    if "case rows" not in period.known:
        period.known["case rows"] = month_rows(sum_states(months_within(period)))
    return period.known["case rows"]


def month_rows(found):
    """The months of {month: numbers} in order, those without cases included."""
    month, last, rows = min(found, default=None), max(found, default=None), []
    while found and month <= last:
        rows.append({"month": month, **found.get(month, {"accepted": 0, "resolved": 0, "rate": None})})
        month = month_after(month)
    return rows


def finished_months(period):
    """The whole months of a period that are over, for a comparison with the year before; [] if more than twelve."""
    if not (period.since and period.since.year > 1 and is_tallied(period)):
        return []
    month, months = period.since, []
    while is_over(month) and (period.until is None or month <= period.until):
        months.append(month)
        month = month_after(month)
        if len(months) > MONTHS_OF_A_YEAR:
            return []
    return months


def compare_years(period):
    """{months, now, before} of the finished months and the same months a year before; None without such cases.

    A year in which the first of these months has no case counts as not kept yet.
    """
    months = finished_months(period)
    found = {}
    for month, state, n in count_months(period) if months else ():
        found.setdefault(month, []).append((None, state, n))
    if not months or a_year_before(months[0]) not in found:
        return None

    def sum_months(chosen):
        return sum_states(triple for month in chosen for triple in found.get(month, ()))[None]

    return {
        "months": months,
        "now": sum_months(months),
        "before": sum_months([a_year_before(month) for month in months]),
    }


def by_street(period):
    """{street id: {accepted, resolved, rate}}; None is for cases of the district itself."""
    return dict(sum_states(count_by(period, "street")))


def by_category(period):
    """[{kind, label, accepted, resolved, rate}], the most frequent first."""
    if is_tallied(period, "district", "street"):
        stored = Tally.objects.filter(kind__startswith=CATEGORY)
        stored = period.below(period.within(stored, "month"))
        found = [
            (kind.removeprefix(CATEGORY), state, n)
            for kind, state, n in stored.order_by().values_list("kind", "state").annotate(total=Sum("n"))
        ]
    else:
        found = cases_accepted(period).order_by().values_list("kind", "status").annotate(total=Count("pk"))
    labels = dict(MediationCase.Kind.choices)
    rows = [{"kind": kind, "label": labels.get(kind, kind), **numbers} for kind, numbers in sum_states(found).items()]
    return sorted((row for row in rows if row["accepted"]), key=lambda row: -row["accepted"])


def count_states(period):
    """{state: number} of the cases accepted in the period."""
    found = defaultdict(int)
    for _, state, n in months_within(period):
        found[state] += n
    return found


def funnel(period):
    """The stages at which cases wait: [{label, reached, stuck, waits}] from acceptance to agreement."""
    found = count_states(period)
    total = sum(found.values())
    at_work = found[INVESTIGATING] + found[MEDIATING]
    assigned = total - found[ACCEPTED]
    worked = assigned - found[ASSIGNED]
    return [
        {"label": "受理", "reached": total, "stuck": found[ACCEPTED], "waits": "待指派"},
        {"label": "指派", "reached": assigned, "stuck": found[ASSIGNED], "waits": "待调查"},
        {"label": "调解", "reached": worked, "stuck": at_work, "waits": "调解中"},
        {
            "label": "化解",
            "reached": sum(found[state] for state in RESOLVED),
            "stuck": found[FAILED] + found[TERMINATED],
            "waits": "未达成",
        },
    ]


def count_open(area, on=None):
    """{"open", "overdue"} of an area today: what a page shows in addition to the figures."""
    rows = MediationCase.objects.below(area).open()
    return rows.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=on or clock.today())))
