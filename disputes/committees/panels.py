"""Mediation committees in the menu and in the search."""

from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import entry
from governance.kernel.pages.search import search

from .models import MediationCommittee
from .querysets import VIEW

entry("底数", "人民调解组织", "chat-square-heart", "disputes:mediation_committees", permission=VIEW, order=57)


@finder("人民调解组织", "disputes:mediation_committees", order=12)
def find_committees(words, user):
    return (
        search(MediationCommittee.objects.visible_to(user), words).select_related("area").order_by("area__path", "id")
    )
