"""Cases in the menu, in the search, and on the pages of places."""

from disputes.roles import COUNT
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models import built
from governance.kernel.models.addresses import list_address
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.pages.relatives import Lines, Relative, badge_of, related
from governance.kernel.pages.titles import titles
from governance.models import Area, Level

from .metrics import divided
from .models.cases import MediationCase
from .workflow import SEES

LIST = "disputes:mediation_cases"
entry("业务", "矛盾纠纷", "people", LIST, permission=SEES, order=30, phone="纠纷")


@finder("矛盾纠纷", LIST, order=15)
def find_cases(words, user):
    if not any(user.has(permission) for permission in SEES):
        return None
    rows = MediationCase.objects.visible_to(user).matching(words, user)
    return rows.select_related("area").order_by("-listed_on", "-id")


# What tells the demands of a row on whose page a case stands: their keys, or a question for them.
DEMANDS = {
    "projects.demand": lambda demand: [demand.pk],
    "projects.visit": lambda visit: visit.demands.values("pk"),
    "projects.microproject": lambda project: project.demands.values("pk"),
    "governance.deliberation": lambda deliberation: deliberation.micro_projects.values("demands"),
    "governance.agendaitem": lambda item: item.micro_projects.values("demands"),
    "funds.grant": lambda grant: grant.project.demands.values("pk"),
}


@related(*DEMANDS, label="人民调解", order=50)
def cases_of_demands(obj, user):
    """The cases that demands became; what they are about stays with those who handle them."""
    demands = DEMANDS[obj._meta.label_lower](obj)
    rows = MediationCase.objects.visible_to(user).filter(demand_id__in=demands)
    return Lines(rows, tell_case, {"number": "number", "status": "status"})


def tell_case(pk, number, status):
    address = MediationCase(pk=pk).get_absolute_url()
    return Relative("调解案件", address, number, badge_of(MediationCase, status))


@titles("disputes.mediationcase")
def titles_of_cases(keys, user):
    """What the work is about, for those who handle it; the deadlines hold no case text."""

    def build():
        return MediationCase.objects.readable_by(user).filter(pk__in=keys).values_list("pk", "title")

    return dict(built.rows((titles_of_cases, built.standing(user), *keys), build))


# ------------------------------------------------------------ areas
@panel("governance.area.main", order=40)
def cases_of_area(area, user):
    """An area's disputes in figures, for users who may see counts there."""
    if not isinstance(area, Area) or not user.can(COUNT, area):
        return None
    if area.level not in (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.COMPOUND):
        return None
    period = Period(area)
    context = {
        "accepted": METRICS["cases_accepted"].numerator(period),
        "rate": METRICS["resolution_rate"].figure(period).text,
        **divided.count_open(area),
        "code": area.code,
    }
    more = f"{list_address(MediationCase)}?area={area.code}"
    return Panel("矛盾纠纷", "disputes/cases/_of_area.html", context, wide=True, more_url=more, more_label="查看案件")
