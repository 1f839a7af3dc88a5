"""Deliberations in the menu, in the search, and on the page of their place."""

from governance.kernel.models import built
from governance.kernel.models.addresses import list_address, new_address
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.pages.search import search
from governance.roles import VIEW

from .models import Deliberation
from .sessions import BODIES, session_of
from .workflow import CALL

TEXTS = ("agenda", "minutes", "dissent")  # long, and not drawn here

entry("业务", "民主议事", "chat-square-text", "governance:deliberations", permission=VIEW, order=39)


@panel("governance.area", order=60)
def deliberations_here(area, user):
    """The latest deliberations of a place, on its page."""

    def latest(area):
        rows = Deliberation.objects.visible_to(user).filter(area__path__startswith=area.path)
        return rows.select_related("area").prefetch_related("motions").defer(*TEXTS).order_by("-id")[:5]

    rows = built.of_row((deliberations_here, built.standing(user)), area, latest)
    if not rows:
        return None
    more = f"{list_address(Deliberation)}?tab=all&area={area.code}"
    return Panel("民主议事", "governance/deliberations/_deliberations.html", {"deliberations": rows}, more_url=more)


@panel("governance.roll", order=40)
def sessions_of_delegates(roll, user):
    """When the delegates whom a roll lists last met, and by when the law asks them together again."""
    session = session_of(roll)
    if session is None:
        return None
    call_url = ""
    if user.can(CALL, roll):
        call_url = (
            f"{new_address(Deliberation)}?area={roll.area.code}&body={BODIES[roll.kind]}&matter=community_affairs"
        )
    context = {"session": session, "call_url": call_url}
    return Panel("代表会议召开", "governance/deliberations/_session.html", context)


@finder("民主议事", "governance:deliberations", order=45)
def find_deliberations(words, user):
    return search(Deliberation.objects.visible_to(user), words).select_related("area").order_by("-id")
