"""Figures of demands."""

from django.db.models import Count, Q, Sum

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import Period, metric, ratio
from governance.kernel.figures.tallies import cells, is_tallied, tally_of
from governance.kernel.models.prepared import Prepared
from projects.demands.tables import CategoryTable, DemandTable

from .models.categories import DemandCategory
from .models.demands import Demand
from .workflow import STATES

names_by_code = Prepared(lambda: DemandCategory.objects.order_by("valid_from").values_list("code", "name"))
SATISFIED, NOT_SATISFIED = ("very_good", "good"), ("fair", "bad")  # ratings


# ------------------------------------------------------------ demands
@metric(
    "demand_n",
    "需求数",
    unit="件",
    definition="期间内受理的需求（不含无效和合并）",
    table=DemandTable,
    date_basis="受理日期",
    tally=tally_of("demand"),
    order=330,
)
def accepted(period: Period):
    return period.within(period.below(Demand.objects.accepted()), "accepted_on")


def by_category(period: Period):
    """[(name, number)] of the demands accepted in the period, the most frequent category first."""

    def tallied(one):
        return cells(one, "demand_category").order_by().values_list("state").annotate(total=Sum("n"))

    def counted(one):
        return accepted(one).order_by().values_list("category__code").annotate(total=Count("pk"))

    build = tallied if is_tallied(period, "district", "street") else counted
    names = dict(names_by_code())  # the latest version's
    found = period.rows((by_category, build.__name__), build)
    return sorted(((names[code], n) for code, n in found if n), key=lambda row: -row[1])


@metric(
    "demand_closed",
    "需求办结数",
    unit="件",
    definition="期间内受理、现已办结的需求",
    table=DemandTable,
    date_basis="受理日期",
    order=331,
)
def closed(period: Period):
    return accepted(period).in_group("closed")


@metric(
    "demand_converted",
    "需求转项目数",
    unit="件",
    definition="期间内受理、已转为微项目的需求",
    table=DemandTable,
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
    table=DemandTable,
    date_basis="评价日期",
    tally=tally_of("demand_rated", *SATISFIED, *NOT_SATISFIED),
    order=333,
)
def rated(period: Period):
    rows = Demand.objects.accepted().filter(rated_on__lte=period.as_of).exclude(rating__in=("", "unrated"))
    return period.within(period.below(rows), "rated_on")


@metric(
    "demand_satisfied",
    "需求满意数",
    unit="件",
    definition="评价为非常满意或满意的需求",
    table=DemandTable,
    date_basis="评价日期",
    tally=tally_of("demand_rated", *SATISFIED),
    order=334,
)
def satisfied(period: Period):
    return rated(period).filter(rating__in=SATISFIED)


@metric(
    "demand_unrated",
    "未评价的需求",
    unit="件",
    definition="期间内答复、至今没有评价的需求：等待评价的和期满未评价的，不含匿名反映的",
    table=DemandTable,
    date_basis="答复日期",
    tally=tally_of("demand_rated", "waiting", "unrated"),
    order=350,
)
def unrated(period: Period):
    rows = Demand.objects.accepted().in_group("has_answer").filter(rated_on=None, is_anonymous=False)
    return period.within(period.below(rows), "answered_on")


@metric(
    "demand_to_rate",
    "等待评价的需求",
    unit="件",
    definition="期间内答复、可以请反映人评价的需求，不含匿名反映的",
    table=DemandTable,
    date_basis="答复日期",
    tally=tally_of("demand_rated", "waiting"),
    order=351,
)
def to_rate(period: Period):
    return unrated(period).in_group("answered")


# ------------------------------------------------------------ what was to be answered by now
def due(period: Period):
    """Demands whose day of the answer lies in the period and has come; one due today counts once it is answered."""
    rows = Demand.objects.accepted().filter(answer_due_on__lte=period.as_of)
    rows = rows.exclude(answer_due_on=clock.today(), answered_on=None)
    return period.within(period.below(rows), "answer_due_on")


def is_done(period: Period):
    """Answered by the day of the period."""
    return Q(answered_on__lte=period.as_of, answered_on__isnull=False, status__in=STATES.group("has_answer"))


@metric(
    "demand_due_n",
    "到期需求",
    unit="件",
    definition="答复期限在期间内、且期限已到的需求；当日到期的，答复后才计入",
    table=DemandTable,
    date_basis="答复期限",
    base=due,
    order=352,
)
def all_due(period: Period):
    return Q()


@metric(
    "demand_due_done",
    "到期已办需求",
    unit="件",
    definition="到期需求中已答复的，包括待评价和已办结的；重新办理的不计",
    table=DemandTable,
    date_basis="答复期限",
    base=due,
    order=353,
)
def done(period: Period):
    return is_done(period)


@metric(
    "demand_due_left",
    "到期未办需求",
    unit="件",
    definition="到期需求中还没有答复的，包括重新办理的",
    table=DemandTable,
    date_basis="答复期限",
    base=due,
    order=355,
)
def left(period: Period):
    return ~is_done(period)


ratio(
    "demand_due_rate",
    "到期需求办结率",
    numerator="demand_due_done",
    denominator="demand_due_n",
    definition="到期已办 ÷ 到期，未到期的不计",
    date_basis="答复期限",
    order=354,
)


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
    table=CategoryTable,
    order=338,
)
def categories(period: Period):
    day = period.as_of
    return DemandCategory.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)
