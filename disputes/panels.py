"""What disputes lends: menu entries, the search, figures of the boards and cards of an area's page."""

from disputes import metrics
from disputes.models import MediationCase
from disputes.tables import KINDS
from governance.boards import column, tile
from governance.kernel.finding import finder
from governance.kernel.metrics import METRICS, Period
from governance.kernel.panels import Panel, entry, panel
from governance.models import Area, Level

SEES = ("disputes.count", "disputes.register", "disputes.report", "disputes.mediate")
entry("业务", "矛盾纠纷", "people", "/disputes/cases/", permission=SEES, order=30, phone="纠纷")
entry("底数", "人民调解组织", "chat-square-heart", "/disputes/committees/", permission="governance.view", order=57)


@finder("矛盾纠纷", "/disputes/cases/", order=10)
def find_cases(words, user):
    if not any(user.has(one) for one in SEES):
        return None
    rows = MediationCase.objects.visible_to(user).matching(words, user, KINDS)
    return rows.select_related("area").order_by("-listed_on", "-id")


# ------------------------------------------------------------ boards
def rate(period):
    """Under the number of accepted cases: the resolved ones."""
    return f"化解 {METRICS['cases_resolved'].numerator(period)} 件"


def cohort(period):
    """Under the rate: what it divides."""
    figure = METRICS["resolution_rate"].figure(period)
    return f"{figure.numerator} ÷ {figure.denominator}"


tile("cases_accepted", note=rate, order=10)
tile("resolution_rate", note=cohort, order=11)
column("cases_accepted", "受理纠纷", order=10)
column("resolution_rate", "调解率", order=11)


@panel("dashboard", order=10)
def course(period, user):
    """Cases by month with the rate, on the leaders' board."""
    rows = metrics.monthly(period)
    if not rows:
        return None
    last = rows[-1]
    label = f"{last['month'].month}月受理 {last['accepted']} 件，化解 {last['resolved']} 件"
    option = {
        "xAxis": {"type": "category", "data": [f"{row['month'].month}月" for row in rows]},
        "yAxis": [{"type": "value", "name": "件"}],
        "legend": {},
        "tooltip": {"trigger": "axis", "renderMode": "richText", "confine": True},
        "series": [
            {"type": "bar", "name": "受理", "data": [row["accepted"] for row in rows]},
            {"type": "bar", "name": "化解", "data": [row["resolved"] for row in rows]},
        ],
    }
    more = f"/dashboard/rows/cases_accepted/?{period.query}"
    return Panel(
        "纠纷受理与化解", "disputes/_course.html", {"option": option, "label": label}, css="c-8", more_url=more,
        more_label="全部案件",
    )  # fmt: skip


@panel("dashboard", order=40)
def stages(period, user):
    """Where cases wait, and the kinds that come most."""
    found = metrics.funnel(period)
    total = found[0]["reached"]
    if not total:
        return None
    for stage in found:
        stage["passed_percent"] = round((stage["reached"] - stage["stuck"]) * 100 / total, 2)
        stage["stuck_percent"] = round(stage["stuck"] * 100 / total, 2)
    found[-1]["passed_percent"] = round(found[-1]["reached"] * 100 / total, 2)
    kinds = metrics.by_category(period)[:6]
    widest = kinds[0]["accepted"] if kinds else 1
    for kind in kinds:
        kind["percent"] = round(kind["accepted"] * 100 / widest, 2)
    return Panel("案件在哪一步", "disputes/_stages.html", {"stages": found, "kinds": kinds}, css="c-4")


@panel("governance.area.main", order=40)
def of_area(area, user):
    """An area's disputes in figures, for those who may see counts there."""
    if not isinstance(area, Area) or not user.can("disputes.count", area):
        return None
    if area.level not in (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.COMPOUND):
        return None
    period = Period(area)
    context = {
        "accepted": METRICS["cases_accepted"].numerator(period),
        "rate": METRICS["resolution_rate"].figure(period).text,
        **metrics.standing(area),
        "code": area.code,
    }
    more = f"/disputes/cases/?area={area.code}"
    return Panel("矛盾纠纷", "disputes/_of_area.html", context, wide=True, more_url=more, more_label="查看案件")
