"""Grants in the menu and on the pages of projects."""

from funds.roles import VIEW
from governance.kernel.pages.panels import Panel, entry, panel

from .models import Grant

entry("业务", "申请与拨付", "cash-coin", "funds:grants", permission=VIEW, order=42)


@panel("projects.microproject", order=60)
def share_of_project(project, user):
    """The share of a project that the community fund is asked for; whoever reads the project reads how it stands."""
    grant = Grant.objects.filter(project_id=project.pk).select_related("fund", "area").first()
    if grant is None:
        return None
    return Panel(
        "社区基金份额",
        "funds/grants/_grant_card.html",
        {"grant": grant, "may_open": user.scope(VIEW).covers(grant.area)},
    )
