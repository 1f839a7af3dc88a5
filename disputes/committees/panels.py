"""Mediation committees in the menu and in the search."""

from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import entry
from governance.kernel.pages.search import search

from .models import MediationCommittee, Mediator
from .querysets import VIEW

entry("底数", "人民调解组织", "chat-square-heart", "disputes:mediation_committees", permission=VIEW, order=57)


@finder("人民调解组织", "disputes:mediation_committees", order=12)
def find_committees(words, user):
    return (
        search(MediationCommittee.objects.visible_to(user), words).select_related("area").order_by("area__path", "id")
    )


def seat_of(mediator):
    """香樟调委会 聘任调解员."""
    return f"{mediator.committee.name} {mediator.get_post_display()}"


@finder("人民调解员", "disputes:mediation_committees", order=13, details=seat_of, field="person__search_text")
def find_mediators(words, user):
    """Who mediates today, with a post in the registry or without one."""
    rows = search(Mediator.objects.visible_to(user).active(), words, "person__search_text")
    rows = rows.select_related("person", "committee__area").defer("person__phone", "person__id_number")
    return rows.order_by("committee__area__path", "id")
