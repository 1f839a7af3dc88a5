"""The numbers of disputes by month, street, kind and stage, for boards.

Everything is read from the tallies that the database keeps where
a whole month of a community or more is asked for as things stand today, and
counted from the rows otherwise; both give the same (tests, `verify`).
"""

from collections import defaultdict

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from disputes.cases.models.cases import MediationCase
from disputes.cases.workflow import ACCEPTED, ASSIGNED, CLOSED, FAILED, INVESTIGATING, MEDIATING, RESOLVED, TERMINATED
from governance.kernel.clock import clock, rules
from governance.kernel.figures.metrics import Period, percent
from governance.kernel.figures.tallies import cells, has_whole_months, is_tallied
from governance.kernel.models.figures import Tally

from .figures import cases_accepted

CATEGORY = "case:"
MONTHS_OF_A_YEAR = 12


def count_by(period, by):
    """[(key, state, n)] of accepted cases by "month" or "street" (id) and state."""

    def tallied(one):
        key = {"month": F("month"), "street": F("area__street_id")}[by]
        return cells(one, "case").annotate(key=key).values_list("key", "state").annotate(total=Sum("n")).order_by()

    def counted(one):
        key = {"month": TruncMonth("accepted_on"), "street": F("street_id")}[by]
        rows = cases_accepted(one).annotate(key=key).values_list("key", "status").annotate(total=Count("pk"))
        return rows.order_by()

    build = tallied if is_tallied(period) else counted
    return period.rows((count_by, by, build.__name__), build)


def sum_states(triples):
    """{key: {"accepted", "resolved", "open", "rate"}} of [(key, state, n)]."""
    found = defaultdict(lambda: {"accepted": 0, "resolved": 0, "open": 0})
    for key, state, n in triples:
        found[key]["accepted"] += n
        found[key]["open"] += 0 if state in CLOSED else n
        found[key]["resolved"] += n if state in RESOLVED else 0
    for row in found.values():
        row["rate"] = percent(row["resolved"], row["accepted"])
    return found


def is_comparable(period):
    """Whether a period has whole months of a community or more, which say something beside those of last year."""
    return period.area.level in period.area.TALLIED and has_whole_months(period)


def count_months(period):
    """[(month, state, n)] of the cases accepted in the period and, where it has whole months, of the year before it.

    One query for the months, the stages and the comparison with last year; run once for each Period object.
    """
    if "case months" not in period.known:
        longer = period
        if is_comparable(period) and period.since and period.since.year > 1:
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


def is_mature(month):
    """Whether all cases of a month have had the time that they may take; before, its rates say too little.

    Source: domain.md §2.15, `mediation_close`.
    """
    last = clock.month_end(month)
    rule = rules.find("mediation_close", last)
    return is_over(month) and (rule is None or rules.due(rule, last) < clock.today())


def recent_months(period):
    """The last twelve months up to the end of the period, as `monthly`, as far as they are known without counting."""
    return month_rows(sum_states(count_months(period)))[-MONTHS_OF_A_YEAR:]


def monthly(period):
    """[{month (its first day), accepted, resolved, rate}] in order, months without cases included."""
    if "case rows" not in period.known:
        period.known["case rows"] = month_rows(sum_states(months_within(period)))
    return period.known["case rows"]


def month_rows(found):
    """The months of {month: numbers} in order, those without cases included."""
    month, last, rows = min(found, default=None), max(found, default=None), []
    while found and month <= last:
        rows.append({"month": month, **found.get(month, {"accepted": 0, "resolved": 0, "open": 0, "rate": None})})
        month = month_after(month)
    return rows


def finished_months(period, is_done=is_over):
    """The whole months of a period that are over, for a comparison with the year before; [] if more than twelve.

    is_done -- fn(month): whether a month may be compared; the first that may not ends them
    """
    if not (period.since and period.since.year > 1 and is_comparable(period)):
        return []
    month, months = period.since, []
    while is_done(month) and (period.until is None or month <= period.until):
        months.append(month)
        month = month_after(month)
        if len(months) > MONTHS_OF_A_YEAR:
            return []
    return months


def compare_years(period, is_done=is_over):
    """{months, now, before} of the finished months and the same months a year before; None without such cases.

    A year in which the first of these months has no case counts as not kept yet.
    """
    months = finished_months(period, is_done)
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

    def tallied(one):
        stored = one.below(one.within(Tally.objects.filter(kind__startswith=CATEGORY), "month"))
        return stored.order_by().values_list("kind", "state").annotate(total=Sum("n"))

    def counted(one):
        return cases_accepted(one).order_by().values_list("kind", "status").annotate(total=Count("pk"))

    build = tallied if is_tallied(period, "district", "street") else counted
    found = [
        (kind.removeprefix(CATEGORY), state, n) for kind, state, n in period.rows((by_category, build.__name__), build)
    ]
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
