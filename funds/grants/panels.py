"""Grants in the menu, on the pages of projects, and among what belongs together with them."""

from django.db.models import Q

from funds.roles import VIEW
from governance.kernel.models import built
from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.pages.relatives import related

from .models import Grant

entry("业务", "申请与拨付", "cash-coin", "funds:grants", permission=VIEW, order=42)


def newest_grant(project):
    return Grant.objects.filter(project_id=project.pk).select_related("fund", "area").order_by("pk")[:1]


@panel("projects.microproject", order=60)
def share_of_project(project, user):
    """The share of a project that the community fund is asked for; whoever reads the project reads how it stands."""
    grant = next(iter(built.of_row(share_of_project, project, newest_grant)), None)
    if grant is None:
        return None
    return Panel(
        "社区基金份额",
        "funds/grants/_grant_card.html",
        {"grant": grant, "may_open": user.scope(VIEW).covers(grant.area)},
    )


# The condition by which a grant belongs to the row on whose page it stands; a project's page has a card of it.
GRANTS = {
    "projects.visit": lambda visit: Q(project__in=visit.demands.values("project")),
    "projects.demand": lambda demand: Q(project=demand.project_id) if demand.project_id else None,
    "governance.deliberation": lambda deliberation: Q(project__deliberation=deliberation.pk),
    "governance.agendaitem": lambda item: Q(project__in=item.micro_projects.values("pk")),
    "governance.supervision": lambda supervision: of_urged(supervision.deadline),
    "disputes.mediationcase": lambda case: Q(project__demands=case.demand_id) if case.demand_id else None,
}


def of_urged(deadline):
    """The condition for the project, or the project of the demand, that was urged; None for other matters."""
    paths = {"projects.microproject": "project", "projects.demand": "project__demands"}
    path = paths.get(deadline.object_type)
    return Q(**{path: deadline.object_id}) if path else None


@related(*GRANTS, label="社区基金份额", order=60)
def grants_of(obj, user):
    """What the community fund is asked for the projects that belong to the row."""
    condition = GRANTS[obj._meta.label_lower](obj)
    return Grant.objects.visible_to(user).filter(condition) if condition is not None else None
