"""Meetings in the menu and on the work page."""

from governance.deliberations.models import Deliberation
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.pages.search import search

from .models import JointConference

RUN, ATTEND = "governance.conference", "governance.attend"
entry(
    "业务", "联席会议", "calendar-check", "/governance/conferences/", permission=("governance.view", ATTEND), order=40
)
entry("业务", "民主议事", "chat-square-text", "/governance/deliberations/", permission="governance.view", order=39)
entry(
    "督导",
    "议定事项",
    "list-check",
    "/governance/action-items/",
    permission=(RUN, "governance.act", "governance.chair"),
    order=75,
)
entry("系统", "成员单位", "people-fill", "/governance/conference-units/", permission=RUN, order=93)
entry("系统", "年度额度", "cash-stack", "/governance/budgets/", permission=(RUN, "governance.chair"), order=94)


@panel("work.actions", order=60)
def call_people(user, viewer):
    """召集议事 for who may, below the buttons of their first duty."""
    if not user.has("governance.deliberate") or user.has(RUN):
        return None
    return [{"label": "召集议事", "icon": "megaphone", "url": "/governance/deliberations/new/"}]


@panel("work.side", order=40)
def next_sitting(user, viewer):
    """The sittings ahead that the user sees."""
    if not (user.has(ATTEND) or user.has(RUN) or user.has("governance.chair")):
        return None
    rows = list(JointConference.objects.visible_to(user).coming().select_related("area").order_by("held_on", "id")[:3])
    return (
        Panel(
            "联席会议", "governance/conferences/_sittings.html", {"sittings": rows}, more_url="/governance/conferences/"
        )
        if rows
        else None
    )


@panel("governance.area", order=60)
def deliberations_here(area, user):
    """The latest deliberations of a place, on its page."""
    rows = Deliberation.objects.visible_to(user).filter(area__path__startswith=area.path)
    rows = list(rows.select_related("area").defer("agenda", "minutes", "dissent").order_by("-id")[:5])
    if not rows:
        return None
    more = f"/governance/deliberations/?area={area.code}"
    return Panel("民主议事", "governance/deliberations/_deliberations.html", {"deliberations": rows}, more_url=more)


@finder("民主议事", "/governance/deliberations/", order=45)
def find_deliberations(words, user):
    return search(Deliberation.objects.visible_to(user), words).select_related("area").order_by("-id")
