"""What disputes lends: menu entries, the search, figures of the boards and cards of an area's page."""

from disputes.cases.models.cases import MediationCase
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import Panel, entry, panel
from governance.models import Area, Level

from . import metrics
from .tables import KINDS

SEES = ("disputes.count", "disputes.register", "disputes.report", "disputes.mediate")
entry("业务", "矛盾纠纷", "people", "/disputes/cases/", permission=SEES, order=30, phone="纠纷")


@finder("矛盾纠纷", "/disputes/cases/", order=10)
def find_cases(words, user):
    if not any(user.has(one) for one in SEES):
        return None
    rows = MediationCase.objects.visible_to(user).matching(words, user, KINDS)
    return rows.select_related("area").order_by("-listed_on", "-id")


# ------------------------------------------------------------ areas
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
    return Panel("矛盾纠纷", "disputes/cases/_of_area.html", context, wide=True, more_url=more, more_label="查看案件")
