"""Grants in the menu and on the pages of projects."""

from funds.roles import VIEW
from governance.kernel.pages.panels import Panel, entry, panel

from .models import Grant

entry("业务", "承诺与拨付", "cash-coin", "funds:grants", permission=VIEW, order=42)


@panel("projects.microproject", order=60)
def share_of_project(project, user):
    """The share of a project that the community fund pays."""
    grant = Grant.objects.visible_to(user).filter(project_id=project.pk).select_related("fund").first()
    if grant is None:
        return None
    return Panel("社区基金份额", "funds/grants/_grant_card.html", {"grant": grant})
