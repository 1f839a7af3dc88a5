"""Figures of demands, home visits and micro-projects.  Source: domain.md §5."""

from django.db.models import Count, Q, Sum

from governance.kernel import clock
from governance.kernel.metrics import METRICS, Period, metric, ratio
from governance.tallies import cells, is_tallied, tally_of
from projects.models import Demand, DemandCategory, MicroProject, Payment, Visit

PROJECTS, DEMANDS, PAYMENTS = "projects.MicroProjectTable", "projects.DemandTable", "projects.PaymentTable"


# ------------------------------------------------------------ micro-projects
@metric(
    "microprojects",
    "微项目",
    unit="个",
    definition="立项的微项目数，按立项日期",
    table=PROJECTS,
    date_basis="立项日期",
    order=300,
)
def approved(period: Period):
    rows = MicroProject.objects.filter(status="approved", approved_on__lte=period.as_of)
    return period.within(period.below(rows), "approved_on")


@metric(
    "microproject_fiscal_yuan",
    "微项目财政拨付",
    unit="元",
    definition="微项目已拨付的财政资金合计，按拨付日期",
    table=PAYMENTS,
    date_basis="拨付日期",
    total="amount",
    area_path="project__area",
    order=301,
)
def fiscal_paid(period: Period):
    rows = Payment.objects.filter(source="fiscal", status="paid", paid_on__lte=period.as_of)
    return period.within(period.below(rows, "project__area"), "paid_on")


STAGES = (
    ("submitted", "社区初审中", ("submitted",)),
    ("returned", "退回补正", ("returned",)),
    ("community_ok", "街道审核中", ("community_ok",)),
    ("street_ok", "待上会", ("street_ok", "deferred")),
    ("in_conference", "上会审议中", ("in_conference",)),
    ("deliberating", "议事中", ("deliberating", "resolved")),
)


def stage(code, label, states, order):
    """A figure for one stage of the pipeline: how many stand there now."""

    @metric(f"projects_{code}", label, unit="个", definition=f"现处于“{label}”的微项目", table=PROJECTS, order=order)
    def rows(period):
        return period.below(MicroProject.objects.filter(status__in=states))

    return rows


for number, (code, label, states) in enumerate(STAGES):
    stage(code, label, states, 310 + number)


# ------------------------------------------------------------ demands
@metric(
    "demand_n",
    "需求数",
    unit="件",
    definition="期间内受理的需求（不含无效和合并）",
    table=DEMANDS,
    date_basis="受理日期",
    tally=tally_of("demand"),
    order=330,
)
def accepted(period: Period):
    return period.within(period.below(Demand.objects.accepted()), "accepted_on")


def by_category(period: Period):
    """[(name, number)] of the demands accepted in the period, the most frequent category first."""
    if is_tallied(period, "district", "street"):
        counted = cells(period, "demand_category").order_by().values_list("state").annotate(total=Sum("n"))
    else:
        counted = accepted(period).order_by().values_list("category__code").annotate(total=Count("pk"))
    names = dict(DemandCategory.objects.order_by("valid_from").values_list("code", "name"))  # the latest version's
    return sorted(((names[code], n) for code, n in counted if n), key=lambda row: -row[1])


@metric(
    "demand_closed",
    "需求办结数",
    unit="件",
    definition="期间内受理、现已办结的需求",
    table=DEMANDS,
    date_basis="受理日期",
    order=331,
)
def closed(period: Period):
    return accepted(period).filter(status="closed")


@metric(
    "demand_converted",
    "需求转项目数",
    unit="件",
    definition="期间内受理、已转为微项目的需求",
    table=DEMANDS,
    date_basis="受理日期",
    order=332,
)
def converted(period: Period):
    return accepted(period).turned_into_projects()


@metric(
    "demand_rated",
    "需求有效评价数",
    unit="件",
    definition="期间内评价的需求，不含未评价",
    table=DEMANDS,
    date_basis="评价日期",
    order=333,
)
def rated(period: Period):
    rows = Demand.objects.accepted().filter(rated_on__isnull=False).exclude(rating__in=("", "unrated"))
    return period.within(period.below(rows), "rated_on")


@metric(
    "demand_satisfied",
    "需求满意数",
    unit="件",
    definition="评价为非常满意或满意的需求",
    table=DEMANDS,
    date_basis="评价日期",
    order=334,
)
def satisfied(period: Period):
    return rated(period).filter(rating__in=("very_good", "good"))


ratio(
    "demand_close",
    "需求办结率",
    numerator="demand_closed",
    denominator="demand_n",
    definition="已办结 ÷ 受理，按受理日期",
    date_basis="受理日期",
    order=335,
)
ratio(
    "conversion",
    "需求转项目率",
    numerator="demand_converted",
    denominator="demand_n",
    definition="已转微项目 ÷ 受理，按受理日期",
    date_basis="受理日期",
    order=336,
)
ratio(
    "demand_satisfaction",
    "需求满意率",
    numerator="demand_satisfied",
    denominator="demand_rated",
    definition="（非常满意＋满意）÷ 有效评价，未评价不计",
    date_basis="评价日期",
    order=337,
)


@metric(
    "demand_categories",
    "重点问题类别",
    unit="类",
    definition="截至当日启用的需求类别，每个代码计一次",
    table="projects.CategoryTable",
    order=338,
)
def categories(period: Period):
    day = period.as_of
    return DemandCategory.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


# ------------------------------------------------------------ home visits
@metric(
    "visit_n",
    "走访户次",
    unit="户次",
    definition="期间内走访的户数之和，同一户走访几次计几次；作废的记录不计",
    table="projects.CountedVisitTable",
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
    table="governance.AppointmentTable",
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
